"""What reaches Braze in an apply of mixed changes, call by call, and what never does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from braze_gitops.sandbox import LoggedCall, advance, read_log, read_schedules
from support.crashing import AFTER, BEFORE, message, write_definitions
from support.program import START, Ended, run_program, sandbox_in

UPDATE_FIELDS: Mapping[str, set[str]] = {
    "/messages/schedule/update": {"schedule_id", "schedule", "messages"},
    "/campaigns/trigger/schedule/update": {"campaign_id", "schedule_id", "schedule"},
    "/canvas/trigger/schedule/update": {"canvas_id", "schedule_id", "schedule"},
}


def _apply(folder: Path, *more: str) -> Ended:
    return run_program(folder, "apply", "-e", "local", "--auto-approve", *more)


@pytest.fixture
def calls(tmp_path: Path) -> tuple[LoggedCall, ...]:
    """The calls of an apply from the first to the second version of the mixed project, by one worker."""
    write_definitions(tmp_path, BEFORE)
    with sandbox_in(tmp_path) as place:
        assert _apply(tmp_path).code == 0
        before = len(read_log(place))
        write_definitions(tmp_path, AFTER)
        ended = _apply(tmp_path, "--parallelism", "1")
        assert ended.code == 0, ended.said
        return read_log(place)[before:]


def _schedule_of(calls: tuple[LoggedCall, ...], path: str) -> list[Mapping[str, object]]:
    return [call.body for call in calls if call.path == path]


def test_an_update_carries_the_whole_objects_and_nothing_else(calls: tuple[LoggedCall, ...]) -> None:
    """Just the ids, the whole schedule with both flags, and the whole messages of a message."""
    updates = [call for call in calls if call.path.endswith("/update")]
    assert len(updates) >= 3
    for call in updates:
        assert UPDATE_FIELDS[call.path] == set(call.body)
        schedule = call.body["schedule"]
        assert isinstance(schedule, Mapping)
        assert {"time", "in_local_time", "at_optimal_time"} == set(schedule)


def test_updated_messages_carry_the_channel_whole(calls: tuple[LoggedCall, ...]) -> None:
    """The fields that did not change are there as well."""
    updated = [body for body in _schedule_of(calls, "/messages/schedule/update") if "updated second" in str(body)]
    assert 1 == len(updated)
    messages = updated[0]["messages"]
    assert isinstance(messages, Mapping)
    assert {"app_id", "from", "subject", "body"} == set(messages["email"])


def test_a_trigger_is_cancelled_under_its_old_campaign(calls: tuple[LoggedCall, ...]) -> None:
    """When the campaign of a definition changes, the delete names the old one and the create the new one."""
    deletes = _schedule_of(calls, "/campaigns/trigger/schedule/delete")
    creates = _schedule_of(calls, "/campaigns/trigger/schedule/create")
    assert ["cmp"] == [body["campaign_id"] for body in deletes]
    assert ["cmp-2"] == [body["campaign_id"] for body in creates]


def test_a_canvas_is_cancelled_with_its_id(calls: tuple[LoggedCall, ...]) -> None:
    """The delete of a Canvas schedule repeats the Canvas id, though the definition is gone."""
    assert ["cnv"] == [body["canvas_id"] for body in _schedule_of(calls, "/canvas/trigger/schedule/delete")]


def test_a_replace_deletes_first(calls: tuple[LoggedCall, ...]) -> None:
    """No create of a replaced address is made before its delete was answered."""
    paths = [call.path for call in calls]
    assert paths.index("/campaigns/trigger/schedule/delete") < paths.index("/campaigns/trigger/schedule/create")


def test_a_move_makes_no_call(calls: tuple[LoggedCall, ...]) -> None:
    """A definition under a new name with equal content is not touched at Braze."""
    assert [] == [call.path for call in calls if "moved-old" in call.text]


def test_every_call_was_taken(calls: tuple[LoggedCall, ...]) -> None:
    """The sandbox, as strict as the documentation, refuses none of them."""
    assert {200, 201} >= {call.status for call in calls}


@pytest.mark.parametrize(
    "breakage",
    ["folder missing", "folder mistyped", "not utf-8", "load error", "state missing", "state emptied", "sandbox"],
)
def test_what_cannot_be_read_plans_nothing(tmp_path: Path, breakage: str) -> None:
    """Neither a plan to delete everything nor one to create everything, and no call: only an error."""
    write_definitions(tmp_path, {"one": message("one"), "two": message("two")})
    with sandbox_in(tmp_path) as place:
        assert _apply(tmp_path).code == 0
        calls = len(read_log(place))
        _break(tmp_path, breakage)
        planned = run_program(tmp_path, "plan", "-e", "local")
        applied = _apply(tmp_path)
        assert {planned.code, applied.code} <= {3, 10}, planned.said + applied.said
        assert "Plan:" not in planned.stdout + applied.stdout
        assert calls == len(read_log(place))


def _break(folder: Path, breakage: str) -> None:
    project, one = folder / "braze-gitops.yaml", folder / "schedules" / "one.yaml"
    state = folder / ".braze-gitops" / "state" / "local"
    match breakage:
        case "folder missing":
            (folder / "schedules").rename(folder / "elsewhere")
        case "folder mistyped":
            project.write_text(project.read_text().replace("definitions: schedules", "definitions: schedule"))
        case "not utf-8":
            one.write_bytes(b"name: \xff\n")
        case "load error":
            one.write_text("name: one\nkind: mesage\n")
        case "state missing":
            lineage = "lineage: 0d4f7a52-6f0e-4f5e-9d55-0f3f8f3f6a10"
            project.write_text(project.read_text().replace("sandbox: true", f"sandbox: true, {lineage}"))
            state.rename(state.with_name("elsewhere"))
        case "state emptied":
            (state / "journal").rename(state / "gone")
        case "sandbox":
            (state / "state.json").write_text("{}")


def test_a_time_that_passed_between_plan_and_apply_never_reaches_braze(tmp_path: Path) -> None:
    """A create whose time has come is refused by the plan that the apply makes, and no call is made."""
    write_definitions(tmp_path, {"one": message("one")})
    with sandbox_in(tmp_path) as place:
        assert run_program(tmp_path, "plan", "-e", "local").code == 0
        advance(place, start=START, to=START.replace(month=12, day=10, hour=10))
        ended = _apply(tmp_path)
        assert ended.code == 11, ended.said
        assert "missed" in ended.stdout
        assert () == read_log(place)
        assert () == read_schedules(place)

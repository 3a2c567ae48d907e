"""After an apply the sandbox holds just what the definitions say, field by field, and there is nothing left to do.

What is expected is worked out here from the definitions alone, without any code of the program.
"""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from braze_gitops.sandbox import ScheduleStatus, read_log, read_schedules
from support.definitions import Value, projects
from support.program import START, files_below, run_program, sandbox_in

# Shrinking a whole project takes minutes and shows little more than the example that was found.
NOT_SHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
OWN_KEYS = {"name", "kind", "description", "owner", "tags", "environments", "lifecycle", "moved_from"}
DEFAULTS: Mapping[str, Mapping[str, object]] = {
    "message": {
        "broadcast": False,
        "override_messaging_limits": False,
        "recipient_subscription_state": "subscribed",
    },
    "campaign": {"broadcast": False},
    "canvas": {"broadcast": False},
}
ALLOWED = tuple(
    part
    for guard in (
        "broadcast-to-all",
        "reaches-unsubscribed",
        "ignores-frequency-cap",
        "becomes-broadcast",
        "duplicate-send",
        "empty",
    )
    for part in ("--allow", f"{guard}:*")
)
PROJECT = {
    "version": 1,
    "definitions": "schedules",
    "guards": {"max_deletes": 1000, "max_delete_percent": 100},
    "environments": {"local": {"sandbox": True, "clock": "2026-11-20T09:00:00Z"}},
}
OFFSETS = {"Z": UTC, "+02:00": timezone(timedelta(hours=2)), "-05:00": timezone(timedelta(hours=-5))}


def _to_come(definition: Value, day: int) -> Value:
    """Return the definition at a day that Braze takes, without what this property is not about."""
    changed = copy.deepcopy(definition)
    lifecycle = changed.get("lifecycle")
    if isinstance(lifecycle, dict):
        lifecycle.pop("prevent_delete", None)  # refuses, and is tested where the guards are
    schedule = changed["schedule"]
    assert isinstance(schedule, dict)
    clock = str(schedule["time"])[10:]
    schedule["time"] = f"{(START + timedelta(days=day)).date().isoformat()}{clock}"
    return changed


@st.composite
def _histories(draw: st.DrawFn) -> tuple[list[Value], list[Value]]:
    """Return a project, and the same project after edits, removals and additions."""
    days = st.integers(5, 70)
    before = [_to_come(one, draw(days)) for one in draw(projects(min_size=1, max_size=4))]
    other = [_to_come(one, draw(days)) for one in draw(projects(max_size=4))]
    after = [
        one if fate == "kept" else {**_donor(other, number, one), "name": one["name"]}
        for number, one in enumerate(before)
        if (fate := draw(st.sampled_from(("kept", "edited", "removed")))) != "removed"
    ]
    names = {one["name"] for one in after}
    return before, after + [one for one in other if one["name"] not in names]


def _donor(other: Sequence[Value], number: int, unchanged: Value) -> Value:
    return other[number % len(other)] if other else unchanged


def _expected(definition: Value) -> Mapping[str, object]:
    """Return the fields Braze should hold for a definition."""
    fields = {key: value for key, value in definition.items() if key not in OWN_KEYS}
    schedule = fields["schedule"]
    assert isinstance(schedule, dict)
    local, optimal = bool(schedule.get("in_local_time")), bool(schedule.get("at_optimal_time"))
    text = str(schedule["time"])
    if not (local or optimal):
        text = _utc(text, schedule.get("timezone"))
    fields["schedule"] = {"time": text, "in_local_time": local, "at_optimal_time": optimal}
    return {**DEFAULTS[str(definition["kind"])], **fields}


def _utc(text: str, zone: object) -> str:
    if zone is not None:
        moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(str(zone)))
    else:
        offset = next(offset for offset in OFFSETS if text.endswith(offset))
        moment = datetime.fromisoformat(text.removesuffix(offset)).replace(tzinfo=OFFSETS[offset])
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _is_paused(definition: Value) -> bool:
    lifecycle = definition.get("lifecycle")
    return isinstance(lifecycle, dict) and bool(lifecycle.get("paused"))


def _comparable(fields: object) -> str:
    """Return one text for fields that mean the same, lists of people in one order."""
    plain = _plain(fields)
    assert isinstance(plain, dict)
    for key in ("external_user_ids", "user_aliases", "recipients"):
        if key in plain:
            plain[key] = sorted(plain[key], key=lambda one: json.dumps(one, sort_keys=True))
    return json.dumps(plain, sort_keys=True)


def _plain(value: object) -> object:
    match value:
        case Mapping():
            return {key: _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case float() if value.is_integer():
            return int(value)
    return value


def _write(folder: Path, definitions: Sequence[Value]) -> None:
    schedules = folder / "schedules"
    schedules.mkdir(exist_ok=True)
    (folder / "braze-gitops.yaml").write_text(json.dumps(PROJECT))
    documents = "".join(f"---\n{json.dumps(one, ensure_ascii=False)}\n" for one in definitions)
    (schedules / "all.yaml").write_text(f"# what should be sent\n{documents}", encoding="utf-8")


def _apply_and_check(folder: Path, place: Path, definitions: Sequence[Value]) -> None:
    _write(folder, definitions)
    applied = run_program(folder, "apply", "-e", "local", "--auto-approve", *ALLOWED)
    assert applied.code == 0, applied.said
    live = [one for one in read_schedules(place) if one.status is ScheduleStatus.SCHEDULED]
    wanted = [one for one in definitions if not _is_paused(one)]
    expected = sorted(_comparable(_expected(one)) for one in wanted)
    assert sorted(_comparable(one.fields) for one in live) == expected
    planned = run_program(folder, "plan", "-e", "local", "--detailed-exitcode")
    assert planned.code == 0, planned.said
    bytes_before, calls_before = files_below(folder / ".braze-gitops" / "state"), len(read_log(place))
    again = run_program(folder, "apply", "-e", "local", "--auto-approve", *ALLOWED)
    assert again.code == 0, again.said
    assert files_below(folder / ".braze-gitops" / "state") == bytes_before
    assert len(read_log(place)) == calls_before


def _check(history: tuple[list[Value], list[Value]]) -> None:
    before, after = history
    with tempfile.TemporaryDirectory() as name, sandbox_in(Path(name)) as place:
        _apply_and_check(Path(name), place, before)
        _apply_and_check(Path(name), place, after)


@settings(max_examples=15, phases=NOT_SHRUNK)
@given(history=_histories())
def test_what_is_live_is_what_is_defined(history: tuple[list[Value], list[Value]]) -> None:
    """Any project, applied, edited and applied again, is live field by field; a further apply does nothing."""
    _check(history)


@pytest.mark.deep
@pytest.mark.timeout(900)
@settings(max_examples=200, phases=NOT_SHRUNK)
@given(history=_histories())
def test_what_is_live_is_what_is_defined_over_many_projects(history: tuple[list[Value], list[Value]]) -> None:
    """The same over many more projects."""
    _check(history)

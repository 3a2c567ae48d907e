"""A plan as JSON: Terraform's shape, everything read back, nothing else taken for a plan."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TypeAlias

import pytest

from braze_gitops.errors import ExitCode, StalePlanError
from braze_gitops.model import Address, Json, Kind, Lifecycle, Verb, digest_json, freeze_object, thaw
from braze_gitops.plan import Action, Base, Grant, Plan, decode_plan, encode_plan, with_base, with_targets
from braze_gitops.state import Halt, Status
from support.plans import (
    ANCHOR,
    LONG,
    NOW,
    make_desired,
    make_recorded,
    make_state,
    make_unfinished,
    plan_of,
)

OTHER: dict[str, Json] = {"segment_id": "seg-other"}
Edit: TypeAlias = Callable[[dict[str, object]], object]


def many() -> Plan:
    """Return a plan in which every field of a change is used somewhere."""
    two_people = {"recipients": ({"external_user_id": "anna-secret"}, {"external_user_id": "ben-secret"})}
    desired = [
        make_desired("create", at=ANCHOR + timedelta(days=1)),
        make_desired("replace", fields=OTHER),
        make_desired("updated", at=ANCHOR + timedelta(days=2)),
        make_desired("people", kind=Kind.CANVAS, fields=two_people),
        make_desired("moved-to", moved_from="moved-from", fields={"segment_id": "seg-m"}),
        make_desired('weekly["a"]["2026-11-27"]', at=ANCHOR + timedelta(days=100)),
        make_desired('weekly["b"]', at=NOW + timedelta(minutes=1)),
        make_desired("put-off", at=ANCHOR + timedelta(days=100), fields={"segment_id": "seg-p"}),
        make_desired("paused", lifecycle=Lifecycle(paused=True)),
        make_desired("again", fields={"segment_id": "seg-a"}),
        make_desired("none", fields={"segment_id": "seg-n"}),
        make_desired("halted", fields={"segment_id": "seg-h"}),
    ]
    attempt = make_recorded(make_desired("again", at=ANCHOR + timedelta(days=3), fields={"segment_id": "seg-a"}))
    records = [
        make_recorded(make_desired("replace")),
        make_recorded(make_desired("updated", kind=Kind.MESSAGE)),
        make_recorded(make_desired("people", kind=Kind.CANVAS, fields={"recipients": ()})),
        make_recorded(make_desired("moved-from", fields={"segment_id": "seg-m"})),
        make_recorded(make_desired("put-off", fields={"segment_id": "seg-p"})),
        make_recorded(
            make_desired("again", fields={"segment_id": "seg-a"}),
            unfinished=make_unfinished(Verb.UPDATE, attempt=attempt),
        ),
        make_recorded(make_desired("none", fields={"segment_id": "seg-n"})),
        make_recorded(make_desired("gone")),
        make_recorded(make_desired("sent", at=NOW - timedelta(days=9))),
        make_recorded(make_desired("stops", at=NOW - timedelta(minutes=1))),
        make_recorded(make_desired("waits", at=ANCHOR + timedelta(days=200)), status=Status.DEFERRED),
    ]
    halt = Halt(id="h1", pattern="halted", tags=(), first_at=None, last_at=None, who="ana", why="", at=NOW)
    plan = plan_of(desired, make_state(*records, halts=[halt], keys=("f1", "f2")))
    grants = (
        Grant(
            guard="imminent", address=Address('weekly["b"]'), given="--allow imminent:weekly*", reason="asked for"
        ),
        Grant(guard="max-deletes", address=None, given="--allow max-deletes"),
    )
    base = Base(ref="origin/main", commit="4f1c", fault="there is no braze-gitops.yaml")
    return with_targets(
        with_base(dataclasses.replace(plan, grants=grants), base, plan_of([], make_state())), ["r*"]
    )


def through_text(plan: Plan) -> object:
    """Return what a JSON reader makes of a plan that was written as text."""
    return json.loads(json.dumps(thaw(encode_plan(plan))))


def test_read_back() -> None:
    """A plan that goes through JSON text comes back as it was."""
    assert many() == decode_plan(through_text(many()))


def test_read_back_with_a_base_that_had_no_fault() -> None:
    """A base that could be read comes back without a word about it."""
    plan = with_base(plan_of([], make_state()), Base(ref="main", commit="4f1c"), plan_of([], make_state()))
    assert plan == decode_plan(through_text(plan))


def test_read_back_without_anything() -> None:
    """An empty plan, without git, comes back as it was."""
    plan = plan_of([], make_state(), commit=None)
    assert plan == decode_plan(through_text(plan))


def test_the_moment_that_was_asked_for_is_in_it() -> None:
    """A plan of another moment than its present says so, and comes back as such."""
    plan = dataclasses.replace(many(), at=NOW)
    assert (plan, encode_plan(plan)["timestamp"]) == (decode_plan(through_text(plan)), encode_plan(plan)["at"])


def test_no_person_in_it() -> None:
    """No person's id is anywhere in the JSON."""
    assert "-secret" not in json.dumps(thaw(encode_plan(many())))


def change_in(address: str) -> Mapping[str, object]:
    """Return the entry of an address in `resource_changes`."""
    whole = thaw(encode_plan(many()))
    assert isinstance(whole, dict)
    return next(one for one in whole["resource_changes"] if one["address"] == address)


@pytest.mark.parametrize(
    ("address", "action", "actions"),
    [
        ("create", Action.CREATE, ["create"]),
        ("updated", Action.UPDATE, ["update"]),
        ("replace", Action.REPLACE, ["delete", "create"]),
        ("gone", Action.DELETE, ["delete"]),
        ("none", Action.NONE, ["no-op"]),
        ("sent", Action.FORGET, ["no-op"]),
        ("moved-to", Action.MOVE, ["no-op"]),
    ],
)
def test_actions(address: str, action: Action, actions: list[str]) -> None:
    """Our word stands in `action`, Terraform's in `change.actions`."""
    entry = change_in(address)
    change = entry["change"]
    assert isinstance(change, dict)
    assert (action, actions) == (entry["action"], change["actions"])


@pytest.mark.parametrize(
    ("address", "name", "index"),
    [
        ("create", "create", None),
        ('weekly["b"]', "weekly", "b"),
        ('weekly["a"]["2026-11-27"]', "weekly", ["a", "2026-11-27"]),
    ],
)
def test_index(address: str, name: str, index: object) -> None:
    """Name and keys of an address stand apart."""
    entry = change_in(address)
    assert ("message", name, index) == (entry["type"], entry["name"], entry.get("index"))


def test_terraform_sides() -> None:
    """Before and after are the payloads; people are marked as sensitive; what forces a replace is named."""
    replace, people = change_in("replace")["change"], change_in("people")["change"]
    assert isinstance(replace, dict)
    assert isinstance(people, dict)
    assert ("seg-8f1c", "seg-other", ["segment_id"], {"recipients": True}) == (
        replace["before"]["segment_id"],
        replace["after"]["segment_id"],
        replace["replace_paths"],
        people["after_sensitive"],
    )


def test_findings_stand_with_their_change() -> None:
    """What is said of an address stands in its entry."""
    plan = plan_of([make_desired()], make_state(), now=ANCHOR - timedelta(minutes=2))
    whole = thaw(encode_plan(plan))
    assert isinstance(whole, dict)
    assert ["short-lead"] == [one["code"] for one in whole["resource_changes"][0]["findings"]]


def sealed(edit: Edit) -> object:
    """Return the JSON of a plan with an edit and a digest that fits it."""
    whole = through_text(many())
    assert isinstance(whole, dict)
    whole.pop("digest")
    edit(whole)
    return {**whole, "digest": digest_json(freeze_object(whole))}


def first(whole: dict[str, object], key: str = "resource_changes") -> dict[str, object]:
    """Return the first entry of a list in the plan."""
    entries = whole[key]
    assert isinstance(entries, list)
    entry: dict[str, object] = entries[0]
    return entry


@pytest.mark.parametrize(
    "edit",
    [
        lambda whole: whole.pop("origin"),
        lambda whole: whole.update(more=1),
        lambda whole: whole.update(texts={"0" * 64: LONG}),
        lambda whole: whole.update(expected_duration_microseconds=10**30),
        lambda whole: whole.update(resource_changes=[1]),
        lambda whole: first(whole).update(address="No Address"),
        lambda whole: first(whole).update(action="destroy"),
        lambda whole: first(whole).update(needs=["mercy"]),
        lambda whole: first(whole).update(starts_after=["No Address"]),
        lambda whole: first(whole).update(record={"before": {}, "after": {}}),
        lambda whole: first(whole).update(place=3),
        lambda whole: first(whole, "findings").update(more=1),
        lambda whole: first(whole, "allowances").update(more=1),
        lambda whole: first(whole, "allowances").pop("guard"),
        lambda whole: first(whole).update(mark="mine"),
        lambda whole: whole.update(base={"ref": "main"}),
        lambda whole: whole.update(targets=[1]),
    ],
    ids=[
        "part missing",
        "part too many",
        "text of another digest",
        "number too large",
        "no change",
        "no address",
        "no action",
        "no need",
        "starts after no address",
        "no record",
        "no place",
        "finding with more",
        "allowance with more",
        "allowance of nothing",
        "no mark",
        "no base",
        "no target",
    ],
)
def test_not_what_we_write(edit: Edit) -> None:
    """What fits its digest and is not what this program writes is refused, whatever it is."""
    with pytest.raises(StalePlanError, match="cannot be used"):
        decode_plan(sealed(edit))


_DEEP: list[object] = []
for _ in range(100_000):
    _DEEP = [_DEEP]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "not a plan"),
        ([], "not a plan"),
        ("{}", "not a plan"),
        ({1: 2}, "not a plan"),
        ({"format_version": "1.0", "resource_changes": []}, "not a plan"),
        (_DEEP, "not a plan"),
        ({"made_by": "braze-gitops"}, "another version"),
        ({"made_by": "braze-gitops", "format_version": "2.0"}, "another version"),
        ({"made_by": "braze-gitops", "format_version": "1.0"}, "edited by hand"),
        ({"made_by": "braze-gitops", "format_version": "1.0", "digest": "0" * 64}, "edited by hand"),
        ({"made_by": "braze-gitops", "format_version": "1.0", "x": float("nan")}, "damaged"),
    ],
    ids=[
        "nothing",
        "list",
        "text",
        "keys that are no text",
        "another program's",
        "nested without end",
        "no version",
        "later version",
        "no digest",
        "wrong digest",
        "no number",
    ],
)
def test_no_plan(value: object, message: str) -> None:
    """Whatever JSON comes is refused in words, with what to do."""
    with pytest.raises(StalePlanError, match=message) as caught:
        decode_plan(value)
    assert (True, ExitCode.STALE) == ("plan --out" in caught.value.hint, caught.value.exit_code)


def test_edited_by_hand() -> None:
    """A plan that was edited is told from one that was not."""
    whole = through_text(many())
    assert isinstance(whole, dict)
    with pytest.raises(StalePlanError, match="edited by hand"):
        decode_plan({**whole, "record_count": 0})


def test_equal_plans_have_equal_digests() -> None:
    """Two plans that mean the same have the same digests, whenever and from whatever commit they were made."""
    state = make_state(make_recorded(make_desired()))
    plans = [
        plan_of([make_desired(fields=OTHER)], state, now=NOW + timedelta(hours=hours), commit=str(hours))
        for hours in (0, 1)
    ]
    assert 1 == len({plan.changes[0].digest for plan in plans})


def test_other_changes_have_other_digests() -> None:
    """What a change does is what its digest says."""
    digests = [change.digest for change in many().changes]
    assert len(digests) == len(set(digests))


def test_digest_of_a_refresh() -> None:
    """A refresh has another digest than an unchanged record."""
    record = make_recorded(make_desired())
    plans = [plan_of([make_desired(description=words)], make_state(record)) for words in ("", "other")]
    assert plans[0].changes[0].digest != dataclasses.replace(plans[1].changes[0]).digest


def test_whose_changes_they_are_can_be_read() -> None:
    """A program finds the base, the marks, the targets and what was allowed."""
    whole = thaw(encode_plan(many()))
    assert isinstance(whole, dict)
    assert ({"ref", "commit", "fault"}, ["r*"], "this pull request", 'weekly["b"]', ["f1", "f2"]) == (
        set(whole["base"]),
        whole["targets"],
        change_in("create")["mark"],
        whole["allowances"][0]["address"],
        whole["origin"]["trusted_keys"],
    )

"""What brought a change about, and why it takes the form it has."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

import pytest

from braze_gitops.model import DesiredSchedule, Inputs, Json, Kind, Verb
from braze_gitops.plan import BlockCode, Cause, Change, changed_inputs
from braze_gitops.state import Record, Status
from support.plans import (
    ANCHOR,
    NOW,
    change_of,
    make_desired,
    make_inputs,
    make_recorded,
    make_state,
    make_unfinished,
    plan_of,
)

OTHER: dict[str, Json] = {"segment_id": "seg-other"}
BASE = make_desired().inputs


def changed(record: Record | None, desired: DesiredSchedule | None, elsewhere: tuple[str, ...] = ()) -> Change:
    """Return the change between a record and what is wanted."""
    state = make_state(*([record] if record is not None else []))
    return change_of(plan_of([desired] if desired is not None else [], state, elsewhere=elsewhere))


def made_from(**parts: object) -> Inputs:
    """Return the inputs of the record with some parts replaced."""
    return dataclasses.replace(BASE, **parts)  # type: ignore[arg-type]  # the parts are named by the tests below


@pytest.mark.parametrize(
    ("inputs", "cause"),
    [
        (made_from(definition="0" * 64), Cause.DEFINITION),
        (made_from(variables=MappingProxyType({"brand": "0" * 64})), Cause.VARIABLE_OR_FILE),
        (made_from(variables=MappingProxyType({})), Cause.VARIABLE_OR_FILE),
        (made_from(files=MappingProxyType({"schedules/teaser.html": "0" * 64})), Cause.VARIABLE_OR_FILE),
        (made_from(tool="0.2.0"), Cause.TOOL_OR_ZONES),
        (made_from(zones="2027.1"), Cause.TOOL_OR_ZONES),
        (BASE, Cause.TOOL_OR_ZONES),
    ],
    ids=["definition", "variable", "variable gone", "file", "tool", "zones", "nothing"],
)
def test_cause_of_an_edit(inputs: Inputs, cause: Cause) -> None:
    """The first input that differs is the cause; a payload that differs without one comes from the tool."""
    desired = make_desired(fields=OTHER, inputs=inputs)
    assert cause is changed(make_recorded(make_desired()), desired).cause


@pytest.mark.parametrize(
    ("record", "desired", "cause"),
    [
        (None, make_desired(), Cause.DEFINITION),
        (make_recorded(make_desired()), None, Cause.DEFINITION),
        (make_recorded(make_desired()), make_desired(), None),
        (make_recorded(make_desired(), status=Status.DEFERRED), make_desired(), Cause.TIME),
        (
            make_recorded(make_desired(), status=Status.DEFERRED),
            make_desired(fields=OTHER, inputs=make_inputs("other")),
            Cause.DEFINITION,
        ),
        (make_recorded(make_desired(), unfinished=make_unfinished(Verb.UPDATE)), make_desired(), Cause.UNFINISHED),
        (make_recorded(make_desired(), unfinished=make_unfinished(Verb.DELETE)), make_desired(), Cause.UNFINISHED),
    ],
    ids=["new", "gone", "unchanged", "came inside", "edited and came inside", "update again", "delete again"],
)
def test_cause(record: Record | None, desired: DesiredSchedule | None, cause: Cause | None) -> None:
    """A change names what brought it about."""
    assert cause is changed(record, desired).cause


@pytest.mark.parametrize(
    ("record", "desired", "reasons"),
    [
        (None, make_desired(), ("new",)),
        (make_recorded(make_desired()), None, ("its definition is gone",)),
        (
            make_recorded(make_desired()),
            make_desired(fields=OTHER, inputs=make_inputs("other")),
            ("Braze cannot change `segment_id` in place", "its definition changed"),
        ),
        (
            make_recorded(make_desired(fields={"messages": {"email": {"subject": "Hi"}, "sms": {"body": "Hi"}}})),
            make_desired(fields={"messages": {"email": {"subject": "Hi"}}}),
            ("`messages.sms` goes away, and an update may leave it in place", "its definition changed"),
        ),
        (
            make_recorded(make_desired(fields={"messages": {"apple_push": {"alert": {"title": "Hi"}}}})),
            make_desired(fields={"messages": {"apple_push": {"alert": "Hi"}}}),
            (
                "`messages.apple_push.alert` goes away, and an update may leave it in place",
                "its definition changed",
            ),
        ),
        (
            make_recorded(make_desired()),
            make_desired(kind=Kind.CAMPAIGN),
            ("it was a message and is now a campaign", "its definition changed"),
        ),
        (
            make_recorded(make_desired(), unfinished=make_unfinished(Verb.DELETE)),
            make_desired(),
            (
                "a cancellation went unanswered, so it is cancelled for certain and made again",
                "an earlier try went unanswered",
            ),
        ),
        (
            make_recorded(make_desired()),
            make_desired(
                at=ANCHOR + timedelta(days=1),
                inputs=made_from(
                    variables=MappingProxyType({"brand": "0" * 64, "new": "1" * 64}),
                    files=MappingProxyType({"schedules/teaser.html": "0" * 64}),
                    tool="0.2.0",
                    zones="2027.1",
                ),
            ),
            (
                "variable `brand` changed",
                "file `schedules/teaser.html` changed",
                "made by version 0.2.0 of this tool, before by 0.1.0",
                "time zone data 2027.1, before 2026.2",
            ),
        ),
    ],
    ids=["new", "gone", "reach", "channel removed", "shape changed", "kind", "delete again", "every input"],
)
def test_reasons(record: Record | None, desired: DesiredSchedule | None, reasons: tuple[str, ...]) -> None:
    """A change says why in short plain words."""
    assert reasons == changed(record, desired).reasons


def test_a_missed_one_was_never_created() -> None:
    """What is held because its time passed is not said to have changed."""
    assert ("nothing was scheduled in time",) == changed(
        None, make_desired(at=ANCHOR - timedelta(days=20))
    ).reasons


def test_limited_to_other_environments() -> None:
    """A definition that exists for other environments only is told from one that is gone."""
    record = make_recorded(make_desired())
    change = changed(record, None, ("teaser",))
    assert ("its definition is limited to other environments",) == change.reasons


def test_trigger_properties_cannot_be_updated() -> None:
    """The properties of a campaign take a replace, and the reason names them once."""
    fields: Mapping[str, Json] = {"trigger_properties": {"offer": "20", "more": "1"}}
    change = changed(
        make_recorded(make_desired(kind=Kind.CAMPAIGN)), make_desired(kind=Kind.CAMPAIGN, fields=fields)
    )
    assert ("Braze cannot change `trigger_properties` in place", "its definition changed") == change.reasons


def test_inputs_that_differ_are_named_for_two_sides_only() -> None:
    """What changed is told where there is a before and an after."""
    record, inputs = make_recorded(make_desired()), made_from(zones="2027.1")
    both = changed(record, make_desired(fields=OTHER, inputs=inputs))
    assert [("time zone data 2027.1, before 2026.2",), (), ()] == [
        changed_inputs(one) for one in (both, changed(record, None), changed(None, make_desired()))
    ]


FAR = ANCHOR + timedelta(days=100)
TRIED = make_recorded(make_desired(fields=OTHER, inputs=make_inputs("tried")))
UNANSWERED = make_recorded(make_desired(), unfinished=make_unfinished(Verb.UPDATE, attempt=TRIED))


@pytest.mark.parametrize(
    ("record", "desired", "is_held"),
    [
        (make_recorded(make_desired()), make_desired(fields=OTHER, inputs=BASE), True),
        (make_recorded(make_desired()), make_desired(fields=OTHER), False),
        (make_recorded(make_desired(), status=Status.DEFERRED), make_desired(fields=OTHER, inputs=BASE), True),
        (make_recorded(make_desired(), status=Status.DEFERRED), make_desired(inputs=made_from(zones="9")), False),
        (
            make_recorded(make_desired(at=FAR, inputs=BASE), status=Status.DEFERRED),
            make_desired(at=FAR, fields=OTHER, inputs=BASE),
            True,
        ),
        (make_recorded(make_desired()), make_desired(at=FAR, inputs=BASE), True),
        (UNANSWERED, make_desired(fields=OTHER, inputs=make_inputs("tried")), False),
        (UNANSWERED, make_desired(fields={"segment_id": "seg-3"}, inputs=make_inputs("tried")), True),
        (UNANSWERED, make_desired(fields={"segment_id": "seg-3"}, inputs=BASE), True),
        (UNANSWERED, make_desired(fields={"segment_id": "seg-3"}), False),
        (make_recorded(make_desired(at=NOW - timedelta(days=3))), make_desired(at=NOW, inputs=BASE), False),
        (make_recorded(make_desired()), make_desired(inputs=made_from(tool="9")), False),
    ],
    ids=[
        "changed",
        "edited",
        "came inside with another payload",
        "came inside as it was reviewed",
        "deferred with another payload",
        "put off",
        "tried before",
        "other than tried",
        "other than recorded",
        "edited after a try",
        "sent",
        "unchanged",
    ],
)
def test_what_nobody_reviewed_is_held(record: Record, desired: DesiredSchedule, *, is_held: bool) -> None:
    """A payload that the same inputs did not make before is the tool's or the zone data's, and needs a word."""
    change = changed(record, desired)
    told = (BlockCode.TOOL_OR_ZONE_DATA in change.needs, change.cause is Cause.TOOL_OR_ZONES)
    assert (is_held, is_held) == told

"""Plans over many schedules of any kind and time."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from braze_gitops.errors import StalePlanError
from braze_gitops.model import Desired, DesiredSchedule, Json, Kind, Lifecycle, TimeMode, Verb, thaw
from braze_gitops.plan import (
    Action,
    Base,
    Grant,
    Plan,
    counts,
    decode_plan,
    encode_plan,
    make_plan,
    with_base,
    with_targets,
)
from braze_gitops.state import Record, State, Status
from support.plans import (
    ANCHOR,
    NOW,
    PRODUCTION,
    TOOL,
    ZONES,
    applied,
    make_desired,
    make_recorded,
    make_state,
    make_unfinished,
    plan_of,
)

_NAMES = st.sampled_from(["a", "b", "c", "d", "e", 'f["1"]', 'f["2"]'])
_EDITS: dict[Kind, list[dict[str, Json]]] = {
    Kind.MESSAGE: [{}, {"segment_id": "seg-2"}, {"messages": {"email": {"subject": "Other"}}}],
    Kind.CAMPAIGN: [{}, {"trigger_properties": {"n": 1}}, {"recipients": ({"external_user_id": "x"},)}],
    Kind.CANVAS: [{}, {"recipients": ({"external_user_id": "anna"},)}, {"broadcast": True}],
}


@st.composite
def desired_schedules(draw: st.DrawFn, name: str, *, moves: bool = True) -> DesiredSchedule:
    """Draw a desired schedule of one name."""
    kind = draw(st.sampled_from(Kind))
    return make_desired(
        name,
        kind=kind,
        mode=draw(st.sampled_from(TimeMode)),
        at=ANCHOR + timedelta(days=draw(st.sampled_from([-30, -10, 0, 1, 5, 100]))),
        fields=draw(st.sampled_from(_EDITS[kind])),
        description=draw(st.sampled_from(["", "words"])),
        lifecycle=Lifecycle(paused=draw(st.integers(0, 5)) == 0, prevent_delete=draw(st.integers(0, 3)) == 0),
        moved_from=draw(st.sampled_from([None, None, "a", "b"])) if moves else None,
    )


@st.composite
def records(draw: st.DrawFn, name: str) -> Record:
    """Draw the record of one name."""
    status = draw(st.sampled_from([Status.SCHEDULED] * 4 + list(Status)))
    verb = draw(st.sampled_from([None, None, Verb.UPDATE, Verb.DELETE]))
    if status is Status.IN_DOUBT:
        verb = Verb.CREATE
    unfinished = make_unfinished(verb) if verb is not None and status is not Status.DEFERRED else None
    return make_recorded(draw(desired_schedules(name, moves=False)), status=status, unfinished=unfinished)


@st.composite
def situations(draw: st.DrawFn) -> tuple[tuple[DesiredSchedule, ...], State]:
    """Draw what is wanted and what is recorded."""
    wanted = tuple(draw(desired_schedules(name)) for name in sorted(draw(st.sets(_NAMES))))
    found = [draw(records(name)) for name in sorted(draw(st.sets(_NAMES)))]
    return wanted, make_state(*found, texts_of=wanted)


@given(situations())
def test_read_back(situation: tuple[tuple[DesiredSchedule, ...], State]) -> None:
    """Every plan comes back from JSON text as it was."""
    plan = marked(*situation)
    assert plan == decode_plan(json.loads(json.dumps(thaw(encode_plan(plan)))))


def marked(wanted: tuple[DesiredSchedule, ...], state: State) -> Plan:
    """Return a plan with all that stands beside its changes: targets, allowances, a base."""
    plan = plan_of(wanted, state)
    names = [change.address for change in plan.changes]
    grants = tuple(Grant(guard="imminent", address=name, given=f"imminent:{name}") for name in names[:2])
    plan = dataclasses.replace(with_targets(plan, names[:1]), grants=grants)
    return with_base(plan, Base(ref="main", commit="4f1c"), plan_of(wanted[:1], state))


@given(situations(), st.integers(min_value=0), st.integers(1, 255))
def test_a_flipped_byte_is_found(
    situation: tuple[tuple[DesiredSchedule, ...], State], place: int, bits: int
) -> None:
    """A file with any byte changed is no plan, or is the same plan still."""
    plan = marked(*situation)
    whole = bytearray(json.dumps(thaw(encode_plan(plan))).encode())
    whole[place % len(whole)] ^= bits
    try:
        read = decode_plan(json.loads(bytes(whole)))
    except (StalePlanError, ValueError, RecursionError):
        return
    assert plan == read


@given(situations())
def test_order_of_definitions_does_not_matter(
    situation: tuple[tuple[DesiredSchedule, ...], State],
) -> None:
    """A plan does not depend on the order of definitions or records."""
    wanted, state = situation
    turned = dataclasses.replace(state, records=dict(reversed(list(state.records.items()))))
    assert plan_of(wanted, state) == _plan_as_given(tuple(reversed(wanted)), turned)


@given(situations())
def test_each_change_is_counted_once(situation: tuple[tuple[DesiredSchedule, ...], State]) -> None:
    """The summary line leaves nothing out."""
    plan = plan_of(*situation)
    assert len(plan.changes) == counts(plan, lambda change: change.block is not None).total


@given(situations())
def test_every_address_is_in_the_plan(situation: tuple[tuple[DesiredSchedule, ...], State]) -> None:
    """Every address that is wanted or recorded is in the plan once, a moved one under its new name."""
    wanted, state = situation
    plan = plan_of(wanted, state)
    told = [change.address for change in plan.changes]
    told += [change.previous_address for change in plan.changes if change.previous_address]
    assert sorted({*state.records, *(one.address for one in wanted)}) == sorted(told)


@given(situations())
def test_nothing_is_left_to_do(situation: tuple[tuple[DesiredSchedule, ...], State]) -> None:
    """Once everything was applied, further plans soon hold nothing but what is blocked."""
    wanted, state = situation
    assume(not {one.address for one in wanted} & {one.moved_from for one in wanted})  # loading refuses these
    # A second apply: a lifted protection is followed by what it stood against, a note by the move it stands for.
    for _ in range(2):
        state = applied(state, plan_of(wanted, state))
    assert [] == _to_do(plan_of(wanted, state))


@given(situations())
def test_what_was_sent_is_never_created_again(situation: tuple[tuple[DesiredSchedule, ...], State]) -> None:
    """No address whose recorded time has come is created, updated or replaced."""
    wanted, state = situation
    begun = {address for address, one in state.records.items() if one.window.first_at <= NOW}
    begun -= {address for address in begun if state.records[address].status is Status.DEFERRED}
    brings = (Action.CREATE, Action.UPDATE, Action.REPLACE)
    made = [one for one in plan_of(wanted, state).changes if one.action in brings and one.block is None]
    assert [] == [one.address for one in made if one.before is not None and one.before.address in begun]


def _plan_as_given(wanted: tuple[DesiredSchedule, ...], state: State) -> Plan:
    reference = plan_of((), state)
    return make_plan(
        Desired(schedules=wanted),
        state,
        environment=PRODUCTION,
        names={},
        now=reference.now,
        commit=reference.origin.commit,
        tool=TOOL,
        zones=ZONES,
    )


def _to_do(plan: Plan) -> list[str]:
    return [
        f"{change.action} {change.address}"
        for change in plan.changes
        if change.block is None and (change.action is not Action.NONE or change.refresh)
    ]

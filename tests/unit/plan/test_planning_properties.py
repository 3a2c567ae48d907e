"""Plans over many schedules of any kind and time."""

from __future__ import annotations

import dataclasses
import json

from hypothesis import assume, given
from hypothesis import strategies as st

from braze_gitops.errors import StalePlanError
from braze_gitops.model import Desired, DesiredSchedule, thaw
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
from braze_gitops.state import State, Status
from support.plans import (
    NOW,
    PRODUCTION,
    TOOL,
    ZONES,
    applied,
    plan_of,
)
from support.situations import situations


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
    counted = counts(plan, lambda change: change.block is not None)
    assert len(plan.changes) == sum(dataclasses.astuple(counted))


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

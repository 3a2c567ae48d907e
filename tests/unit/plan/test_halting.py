"""The plan of an emergency stop: what it cancels, what it leaves and says so, and in which order."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from braze_gitops.model import Address, TimeMode, Verb
from braze_gitops.plan import (
    Action,
    BlockCode,
    Change,
    Plan,
    halt_command,
    is_going_out,
    lift_command,
    make_halting_plan,
)
from braze_gitops.state import Halt, Record, Status
from support.plans import (
    ANCHOR,
    NOW,
    PRODUCTION,
    TOOL,
    make_desired,
    make_recorded,
    make_state,
    make_unfinished,
)

ALL = Halt(id="halt-1", pattern=None, tags=(), first_at=None, last_at=None, who="ana", why="prices", at=NOW)
HOUR = timedelta(hours=1)


def recorded(
    address: str = "teaser",
    *,
    at: datetime = ANCHOR,
    status: Status = Status.SCHEDULED,
    tags: tuple[str, ...] = (),
    protected: bool = False,
    mode: TimeMode = TimeMode.PLAIN,
    verb: Verb | None = None,
    attempt: datetime | None = None,
) -> Record:
    """Return a record; with `verb` a call of it went unanswered, which tried to bring the time `attempt`."""
    tried = make_recorded(make_desired(address, at=attempt)) if attempt is not None else None
    if status in (Status.IN_DOUBT, Status.VANISHED):
        verb = Verb.CREATE if status is Status.IN_DOUBT else Verb.DELETE
    return make_recorded(
        make_desired(address, at=at, tags=tags, mode=mode),
        status=status,
        protected=protected,
        unfinished=make_unfinished(verb, attempt=tried) if verb is not None else None,
    )


def halting(
    records: Iterable[Record], halt: Halt = ALL, *, with_protected: bool = False, now: datetime = NOW
) -> Plan:
    """Return the plan of a halt."""
    return make_halting_plan(
        make_state(*records), halt, environment=PRODUCTION, with_protected=with_protected, now=now, tool=TOOL
    )


def told(plan: Plan) -> list[tuple[str, Action, BlockCode | None]]:
    """Return what happens to each address."""
    return [(one.address, one.action, one.block.code if one.block is not None else None) for one in plan.changes]


def only(plan: Plan) -> Change:
    """Return the one change."""
    (change,) = plan.changes
    return change


@pytest.mark.parametrize(
    ("record", "action", "code"),
    [
        pytest.param(recorded(), Action.DELETE, None, id="scheduled"),
        pytest.param(recorded(status=Status.DEFERRED), Action.NONE, None, id="deferred"),
        pytest.param(
            recorded(status=Status.DEFERRED, protected=True), Action.NONE, None, id="deferred, protected"
        ),
        pytest.param(recorded(status=Status.IN_DOUBT), Action.DELETE, BlockCode.IN_DOUBT, id="in doubt"),
        pytest.param(recorded(status=Status.VANISHED), Action.DELETE, BlockCode.VANISHED, id="vanished"),
        pytest.param(recorded(status=Status.EXTERNAL), Action.DELETE, BlockCode.EXTERNAL, id="external"),
        pytest.param(recorded(protected=True), Action.DELETE, BlockCode.PROTECTED, id="protected"),
        pytest.param(recorded(verb=Verb.DELETE), Action.DELETE, None, id="delete unanswered"),
    ],
)
def test_what_becomes_of_each_record(record: Record, action: Action, code: BlockCode | None) -> None:
    """Cancelled, left with the reason, or not at Braze at all."""
    assert [("teaser", action, code)] == told(halting([record]))


def test_protected_is_cancelled_when_it_is_said() -> None:
    """And the block says how."""
    held = only(halting([recorded(protected=True)])).block
    assert held is not None
    assert "`braze-gitops halt -e production --protected` cancels it too" == held.hint
    assert [("teaser", Action.DELETE, None)] == told(halting([recorded(protected=True)], with_protected=True))


@pytest.mark.parametrize(
    ("record", "is_there"),
    [
        pytest.param(recorded(at=NOW), True, id="begins now"),
        pytest.param(recorded(at=NOW - PRODUCTION.cutoff), True, id="may still be going out"),
        pytest.param(recorded(at=NOW - PRODUCTION.cutoff - HOUR), False, id="sent"),
        pytest.param(recorded(at=NOW - 25 * HOUR, mode=TimeMode.LOCAL), True, id="local, last zone"),
        pytest.param(recorded(at=NOW - 27 * HOUR, mode=TimeMode.LOCAL), False, id="local, over"),
        pytest.param(
            recorded(at=NOW - 9 * HOUR, verb=Verb.UPDATE, attempt=ANCHOR), True, id="over, or put off unanswered"
        ),
        pytest.param(
            recorded(at=NOW - 9 * HOUR, verb=Verb.UPDATE, attempt=NOW - 8 * HOUR), False, id="over either way"
        ),
        pytest.param(recorded(at=NOW - 9 * HOUR, status=Status.IN_DOUBT), False, id="in doubt, over"),
        pytest.param(recorded(at=NOW - 9 * HOUR, status=Status.DEFERRED), True, id="deferred, missed"),
    ],
)
def test_only_what_is_not_over_counts(record: Record, *, is_there: bool) -> None:
    """A schedule that has finished sending cannot be stopped."""
    assert is_there is bool(halting([record]).changes)


def test_nearest_first_then_what_waits() -> None:
    """What is going out comes first; what is deferred last."""
    records = [
        recorded("a", at=ANCHOR),
        recorded("b", at=NOW - timedelta(minutes=1)),
        recorded("c", at=NOW + HOUR),
        recorded("d", status=Status.DEFERRED, at=NOW + timedelta(days=200)),
    ]
    assert ["b", "c", "a", "d"] == [one.address for one in halting(records).changes]


@pytest.mark.parametrize(
    ("halt", "addresses"),
    [
        pytest.param(ALL, ["a", "b"], id="everything"),
        pytest.param(dataclasses.replace(ALL, pattern="a*"), ["a"], id="pattern"),
        pytest.param(dataclasses.replace(ALL, tags=("sale",)), ["b"], id="tag"),
        pytest.param(dataclasses.replace(ALL, pattern="a*", tags=("sale",)), [], id="pattern and tag"),
        pytest.param(dataclasses.replace(ALL, first_at=ANCHOR + HOUR), ["b"], id="from"),
        pytest.param(dataclasses.replace(ALL, lifted=(Address("a"),)), ["b"], id="let go"),
    ],
)
def test_what_matches(halt: Halt, addresses: list[str]) -> None:
    """Every condition is asked, and what was let go stays."""
    records = [recorded("a"), recorded("b", at=ANCHOR + 2 * HOUR, tags=("sale",))]
    assert addresses == [one.address for one in halting(records, halt).changes]


def test_either_time_of_an_unanswered_update_matches() -> None:
    """The schedule may be at the new one."""
    record = recorded(verb=Verb.UPDATE, attempt=ANCHOR + 5 * HOUR)
    halt = dataclasses.replace(ALL, first_at=ANCHOR + HOUR)
    assert ["teaser"] == [one.address for one in halting([record], halt).changes]


def test_history_gets_what_may_have_gone_out() -> None:
    """The earliest of its times counts, and it may be stopped at any moment."""
    change = only(halting([recorded(verb=Verb.UPDATE, attempt=ANCHOR - HOUR)]))
    assert change.past is not None
    assert (ANCHOR - HOUR, (BlockCode.STOP_SENDING,)) == (change.past.window.first_at, change.needs)


def test_what_is_going_out() -> None:
    """By any time it may have."""
    found = [
        is_going_out(one, now=NOW)
        for one in (recorded(), recorded(at=NOW), recorded(verb=Verb.UPDATE, attempt=NOW - HOUR))
    ]
    assert [False, True, True] == found


def test_commands() -> None:
    """As they are pasted: every condition, quoted for a shell."""
    halt = dataclasses.replace(ALL, pattern="pro*", tags=("a b",), first_at=NOW, last_at=ANCHOR)
    span = "--from 2026-11-17T10:00:00Z --until 2026-11-27T10:00:00Z"
    assert (
        f"braze-gitops halt 'pro*' --tag 'a b' {span} -e production",
        "braze-gitops halt --lift halt-1 -e production --why TEXT",
        "braze-gitops halt --lift halt-1 --address 'w[\"a\"]' -e production --why TEXT",
    ) == (
        halt_command(halt, environment="production"),
        lift_command(halt, environment="production"),
        lift_command(halt, environment="production", address=Address('w["a"]')),
    )

"""The rows of a calendar: from each change of a plan, from the history, and from the dashboard."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from braze_gitops.model import Address, Json, Kind, Lifecycle, TimeMode, Window
from braze_gitops.plan import Action, Block, BlockCode, Change
from braze_gitops.report.calendar_row import Row, Sign, Source, Standing
from braze_gitops.report.calendar_rows import planned_rows
from braze_gitops.state import Status
from support.calendars import SENT_AT, a_teller
from support.plans import make_desired, time_at
from support.reviews import NOW, a_block, a_change, a_plan, a_record, a_review, local, new_york

SCHEDULED = a_record()
NEW = dataclasses.replace(SCHEDULED, schedule_id=None)
LATER = a_record(time=new_york(28, 10))
WAITS = dataclasses.replace(
    NEW, status=Status.DEFERRED, inside_at=datetime(2027, 2, 5, tzinfo=UTC), time=new_york(29)
)
MOVED_WAITS = dataclasses.replace(WAITS, window=LATER.window, time=LATER.time)
FRIDAY = "Fri 27 Nov 2026, 09:00 America/New_York (14:00 UTC)"
SATURDAY = "Sat 28 Nov 2026, 10:00 America/New_York (15:00 UTC)"


def rows_of(change: Change, *blocks: Block, has_state: bool = True) -> list[Row]:
    """Return the rows of one change, held by `blocks`."""
    held = {change.address: blocks} if blocks else {}
    return list(planned_rows(a_teller(a_review(a_plan(change), blocks=held), has_state=has_state)))


def told(rows: Iterable[Row]) -> list[tuple[str, Sign, Standing]]:
    """Return what rows say of themselves."""
    return [(row.status, row.sign, row.standing) for row in rows]


CONFIRMED, TENTATIVE, CANCELLED = Standing.CONFIRMED, Standing.TENTATIVE, Standing.CANCELLED


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            a_change(action=Action.NONE, before=SCHEDULED, after=SCHEDULED),
            ("scheduled", Sign.NOTHING, CONFIRMED),
            id="unchanged",
        ),
        pytest.param(
            a_change(action=Action.CREATE, after=NEW), ("will be created", Sign.CREATE, TENTATIVE), id="create"
        ),
        pytest.param(
            a_change(action=Action.UPDATE, before=SCHEDULED, after=SCHEDULED),
            ("scheduled; will be updated", Sign.CHANGE, CONFIRMED),
            id="update of the words",
        ),
        pytest.param(
            a_change(action=Action.REPLACE, before=SCHEDULED, after=NEW),
            ("scheduled; will be cancelled and scheduled again", Sign.CHANGE, CONFIRMED),
            id="replace",
        ),
        pytest.param(
            a_change(action=Action.DELETE, before=SCHEDULED),
            ("scheduled; will be cancelled", Sign.CANCEL, CANCELLED),
            id="delete",
        ),
        pytest.param(
            dataclasses.replace(a_change(action=Action.DELETE, before=SCHEDULED), pauses=True),
            ("scheduled; paused, will be cancelled", Sign.CANCEL, CANCELLED),
            id="pause",
        ),
        pytest.param(
            dataclasses.replace(a_change(action=Action.FORGET, before=WAITS), pauses=True),
            ("deferred; paused, not scheduled", Sign.CANCEL, CANCELLED),
            id="pause of a deferred one",
        ),
        pytest.param(
            a_change(action=Action.FORGET, before=WAITS),
            ("deferred; will not be created", Sign.CANCEL, CANCELLED),
            id="deferred and gone",
        ),
        pytest.param(
            a_change(
                action=Action.FORGET,
                before=dataclasses.replace(
                    SCHEDULED, window=Window(first_at=NOW - timedelta(days=1), last_at=NOW - timedelta(days=1))
                ),
            ),
            ("sent; finished", Sign.NOTHING, CONFIRMED),
            id="sent and gone",
        ),
        pytest.param(
            dataclasses.replace(
                a_change(action=Action.MOVE, before=SCHEDULED, after=SCHEDULED), previous_address=Address("old")
            ),
            ("scheduled; takes this name from old", Sign.CHANGE, CONFIRMED),
            id="rename",
        ),
        pytest.param(
            a_change(action=Action.DEFER, after=WAITS),
            ("waits: Braze takes it from Fri 5 Feb 2027", Sign.DEFER, TENTATIVE),
            id="defer",
        ),
        pytest.param(
            dataclasses.replace(a_change(action=Action.NONE, before=WAITS, after=WAITS), deferred=True),
            ("deferred; waits: Braze takes it from Fri 5 Feb 2027", Sign.DEFER, TENTATIVE),
            id="deferred already",
        ),
        pytest.param(
            a_change(
                action=Action.NONE,
                before=dataclasses.replace(NEW, status=Status.DEFERRED),
                after=dataclasses.replace(NEW, status=Status.DEFERRED),
            ),
            ("deferred", Sign.DEFER, TENTATIVE),
            id="deferred without a day",
        ),
        pytest.param(
            a_change(action=Action.CREATE, before=WAITS, after=dataclasses.replace(NEW, window=WAITS.window)),
            ("deferred; will be created", Sign.CREATE, TENTATIVE),
            id="deferred and due",
        ),
        pytest.param(
            a_change(
                action=Action.NONE,
                before=dataclasses.replace(SCHEDULED, status=Status.EXTERNAL),
                after=dataclasses.replace(SCHEDULED, status=Status.EXTERNAL),
            ),
            ("external: made by something else", Sign.NOTHING, CONFIRMED),
            id="external",
        ),
    ],
)
def test_what_a_plan_does_is_said_of_its_row(change: Change, expected: tuple[str, Sign, Standing]) -> None:
    """What is arranged stands first, then what an apply would make of it."""
    assert [expected] == told(rows_of(change))


def test_a_row_has_all_that_is_known() -> None:
    """Address, people, channels and tags come from the record that a reader needs."""
    record = dataclasses.replace(SCHEDULED, tags=("sale",))
    (row,) = rows_of(a_change(action=Action.NONE, before=record, after=record))
    assert ("teaser", "teaser", Source.STATE, "message", ("email",), "sch-1", ("sale",), True, "none") == (
        row.key,
        row.name,
        row.source,
        row.kind,
        row.channels,
        row.schedule_id,
        row.tags,
        row.is_broadcast,
        row.action,
    )
    assert "broadcast to segment seg-8f1c; only people who opted in" == row.reach
    assert (SENT_AT, SENT_AT) == (row.window and row.window.first_at, row.window and row.window.last_at)


def test_the_campaign_of_a_trigger_is_known() -> None:
    """What it sends through is what the dashboard may send too."""
    payload: Mapping[str, Json] = {
        "campaign_id": "cmp-9",
        "broadcast": True,
        "schedule": {"time": "2026-11-27T14:00:00Z"},
    }
    record = a_record(payload=payload, kind=Kind.CAMPAIGN)
    (row,) = rows_of(a_change(action=Action.NONE, before=record, after=record, kind=Kind.CAMPAIGN))
    assert ("campaign", "cmp-9", ()) == (row.kind, row.parent, row.channels)


@pytest.mark.parametrize(
    ("change", "status", "standing"),
    [
        pytest.param(
            a_change(action=Action.UPDATE, before=SCHEDULED, after=LATER),
            f"scheduled; will be updated; moves here from {FRIDAY}",
            TENTATIVE,
            id="update",
        ),
        pytest.param(
            dataclasses.replace(
                a_change(action=Action.DELETE, before=SCHEDULED, after=MOVED_WAITS), then=Action.DEFER
            ),
            "scheduled; will be cancelled, then waits: Braze takes it from Fri 5 Feb 2027; moves here from"
            f" {FRIDAY}",
            TENTATIVE,
            id="beyond the horizon",
        ),
    ],
)
def test_what_moves_stands_at_both_times(change: Change, status: str, standing: Standing) -> None:
    """At the new one with where it comes from; at the old one, as a shadow, with where it goes."""
    here, there = rows_of(change)
    assert (status, standing, LATER.window, False) == (here.status, here.standing, here.window, here.is_shadow)
    assert (f"moves to {SATURDAY}", Sign.LEAVE, CANCELLED) == (there.status, there.sign, there.standing)
    assert (SCHEDULED.window, SCHEDULED.time, True) == (there.window, there.time, there.is_shadow)


def test_what_is_held_stays_where_it_is_arranged() -> None:
    """A blocked move shows the time that Braze has, and says which one is asked for."""
    change = a_change(action=Action.UPDATE, before=SCHEDULED, after=LATER)
    (row,) = rows_of(change, a_block(), a_block(BlockCode.PROTECTED))
    assert (
        "scheduled; blocked (imminent): it is due in 10 minutes, and Braze may already be sending, and 1 more; the"
        f" definition asks for {SATURDAY}"
    ) == row.status
    assert (SCHEDULED.window, Sign.BLOCKED, CONFIRMED, ("imminent", "protected")) == (
        row.window,
        row.sign,
        row.standing,
        row.blocked,
    )


@pytest.mark.parametrize(
    ("change", "starts", "standing"),
    [
        pytest.param(a_change(action=Action.CREATE, after=NEW), "", TENTATIVE, id="create"),
        pytest.param(
            a_change(action=Action.CREATE, before=WAITS, after=NEW), "deferred; ", TENTATIVE, id="deferred"
        ),
        pytest.param(a_change(action=Action.DELETE, before=SCHEDULED), "scheduled; ", CONFIRMED, id="delete"),
        pytest.param(
            a_change(
                action=Action.NONE,
                before=dataclasses.replace(NEW, status=Status.IN_DOUBT),
                after=dataclasses.replace(NEW, status=Status.IN_DOUBT),
            ),
            "in doubt: whether Braze has it is not known; ",
            TENTATIVE,
            id="in doubt",
        ),
        pytest.param(
            a_change(action=Action.NONE, before=dataclasses.replace(SCHEDULED, status=Status.VANISHED)),
            "vanished: Braze does not know it any more; ",
            TENTATIVE,
            id="vanished",
        ),
    ],
)
def test_what_is_held_says_why(change: Change, starts: str, standing: Standing) -> None:
    """A blocked change leaves things as they are."""
    (row,) = rows_of(change, a_block())
    words = "blocked (imminent): it is due in 10 minutes, and Braze may already be sending"
    assert (f"{starts}{words}", Sign.BLOCKED, standing) == (row.status, row.sign, row.standing)


def test_without_a_state_nothing_is_said_of_what_is_arranged() -> None:
    """A plan from nothing would say "will be created" of what may be scheduled for weeks."""
    (row,) = rows_of(a_change(action=Action.CREATE, after=NEW), a_block(), has_state=False)
    assert (
        "in the definitions; whether it is arranged is not known",
        Sign.NOTHING,
        TENTATIVE,
        "",
        (),
        Source.DEFINITIONS,
    ) == (row.status, row.sign, row.standing, row.action, row.blocked, row.source)


@pytest.mark.parametrize(
    ("mode", "window"),
    [
        (TimeMode.PLAIN, Window(first_at=SENT_AT, last_at=SENT_AT)),
        (TimeMode.LOCAL, None),
    ],
)
def test_what_is_paused_and_not_arranged_has_its_row(mode: TimeMode, window: Window | None) -> None:
    """It comes from the definition alone, and does not go out."""
    wanted = make_desired(time=time_at(SENT_AT, mode), lifecycle=Lifecycle(paused=True), tags=("sale",))
    change = dataclasses.replace(a_change(action=Action.NONE), before=None, after=None, pauses=True)
    (row,) = planned_rows(a_teller(a_review(a_plan(change)), desired=[wanted]))
    assert ("paused, not scheduled", CANCELLED, Sign.CANCEL, window, ("sale",)) == (
        row.status,
        row.standing,
        row.sign,
        row.window,
        row.tags,
    )


def test_what_is_history_or_skipped_is_left_to_the_history() -> None:
    """An address that nothing is arranged for and nothing will be has no row of its own."""
    change = dataclasses.replace(a_change(action=Action.NONE), before=None, after=None)
    assert [] == rows_of(change)


def test_a_send_under_way_says_so() -> None:
    """From its first instant on some people have it."""
    record = dataclasses.replace(
        a_record(time=local()), window=Window(first_at=NOW - timedelta(hours=1), last_at=NOW + timedelta(hours=1))
    )
    (row,) = rows_of(a_change(action=Action.NONE, before=record, after=record))
    assert "sending: some people have it already" == row.status


@pytest.mark.parametrize(
    ("address", "series", "expected"),
    [
        ('news["2026-11-27"]', "news", "news[]"),
        ('news["de"]["2026-11-27"]', 'news["de"]', 'news["de"][]'),
        ('news["de"]', None, 'news["de"]'),
        ('news["2026-11-27"]', None, 'news["2026-11-27"]'),
    ],
    ids=["a send", "a send of an item", "an item", "an item that looks like a send"],
)
def test_what_a_row_is_one_send_of(address: str, series: str | None, expected: str) -> None:
    """As the plan says, whatever its key looks like; a series is not the single send of its name."""
    change = a_change(address, Action.NONE, before=SCHEDULED, after=SCHEDULED)
    of_it = dataclasses.replace(change, series=Address(series) if series else None)
    assert [expected] == [row.series for row in rows_of(of_it)]

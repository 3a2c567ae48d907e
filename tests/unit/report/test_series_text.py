"""Sends of one series that do the same thing read as one block, and nothing a reviewer needs is hidden."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from braze_gitops.guard import Review
from braze_gitops.model import Address, Finding, SendTime, Severity, TimeMode
from braze_gitops.plan import Action, Block, BlockCode, Change, Plan, Series
from braze_gitops.report import Naming, Style, plan_text
from braze_gitops.report.alike import alike
from braze_gitops.report.series_words import day_list, days_of_series, zone_words
from support.reviews import NOW, a_change, a_plan, a_record, a_review, changed, new_york

NEWS = Address("news")
RULE = Series(address=NEWS, rule="every day at 09:00")


def key(day: int) -> str:
    """Return the key of a day in November."""
    return f"2026-11-{day:02}"


def one(day: int, action: Action = Action.CREATE, *, time: SendTime | None = None) -> Change:
    """Return the change of one send, on that day."""
    address = f'news["{key(day)}"]'
    when = time or new_york(day)
    record = a_record(address, time=when)
    before = None if action in (Action.CREATE, Action.DEFER) else record
    after = None if action in (Action.DELETE, Action.FORGET) else dataclasses.replace(record, schedule_id=None)
    change = a_change(
        address, action, before=before, after=after, reasons=("new",), deadline=record.window.first_at
    )
    return dataclasses.replace(change, keys=(key(day),), series=NEWS, place=None)


def moved(day: int, to: Callable[[SendTime], SendTime] = lambda time: time) -> Change:
    """Return an update of the time of one send, from nine to what `to` makes of ten o'clock."""
    change = one(day, Action.UPDATE)
    assert change.after is not None
    said = changed("schedule.time", "old", "new", sentence="moves in words")
    after = dataclasses.replace(change.after, time=to(new_york(day, 10)))
    return dataclasses.replace(change, after=after, differences=(said,))


def in_mode(mode: TimeMode) -> Callable[[SendTime], SendTime]:
    """Return what makes a time one of each person's own."""
    return lambda time: SendTime(mode=mode, wall=time.wall)


def in_zone(zone: str | None) -> Callable[[SendTime], SendTime]:
    """Return what makes a time one of another zone."""
    return lambda time: dataclasses.replace(time, zone=zone)


def later_by(days: int) -> Callable[[SendTime], SendTime]:
    """Return what moves a time by some days."""
    return lambda time: dataclasses.replace(time, wall=time.wall + timedelta(days=days))


def at_instant_of(hour: int) -> Callable[[SendTime], SendTime]:
    """Return what makes a time nine o'clock at another instant than it was."""
    return lambda time: dataclasses.replace(
        time, wall=time.wall.replace(hour=9), instant=new_york(time.wall.day, hour).instant
    )


def told(
    *changes: Change,
    series: Series = RULE,
    blocks: dict[Address, tuple[Block, ...]] | None = None,
    findings: tuple[Finding, ...] = (),
    next_apply_by: datetime | None = None,
) -> str:
    """Return the text of a plan with these changes of a series, on lines without breaks."""
    plan = a_plan(*changes, findings=findings, next_apply_by=next_apply_by)
    return " ".join(text_of(a_review(dataclasses.replace(plan, series=(series,)), blocks=blocks)).split())


def text_of(review: Review, *, full: bool = False) -> str:
    """Return the text of a review."""
    return plan_text(review, naming=Naming(), now=NOW, style=Style(), width=100, full=full)


def sizes(*changes: Change, plan: Plan | None = None) -> list[int]:
    """Return how many changes each block tells."""
    return [len(group.changes) for group in alike(changes, a_review(plan or a_plan(*changes)))]


def test_a_new_series_is_one_block() -> None:
    """Its rule, whom it reaches, the first and the last time, and the exceptions that are still to come."""
    rule = dataclasses.replace(RULE, left_out=("2026-11-01", "2026-11-25", "2027-01-05"))
    text = told(*(one(day) for day in (23, 24, 26)), series=rule)
    assert "+ create news 3 sends: every day at 09:00 (America/New_York) reaches broadcast" in text
    assert "first Mon 23 Nov 2026, 09:00 America/New_York (14:00 UTC), in 3 days" in text
    assert "last Thu 26 Nov 2026, 09:00 America/New_York (14:00 UTC), in 6 days" in text
    assert "not on Wed 25 Nov 2026, Tue 5 Jan 2027: left out by the definition" in text
    assert "apply by Mon 23 Nov 2026, 14:00 UTC, in 3 days, for the first why new" in text
    assert "! news, 3 sends: broadcast" in text
    assert "Plan: 3 to create." in text


def test_each_in_full_for_who_asks() -> None:
    """And then each says what it is one of."""
    plan = dataclasses.replace(a_plan(one(23), one(24)), series=(RULE,))
    text = text_of(a_review(plan), full=True)
    assert (2, 2) == (text.count("+ create  news["), text.count("one of    every day at 09:00"))


def test_one_that_is_unlike_is_left_out_by_name() -> None:
    """Others between the first and the last are named; where they are more, those that are meant are."""
    other = dataclasses.replace(one(24), kind=one(24).kind, needs=(BlockCode.IMMINENT,))
    text = told(one(23), other, one(25))
    assert "without Tue 24 Nov 2026: not the same, told elsewhere or unchanged" in text
    rest = [dataclasses.replace(one(day), action=Action.NONE) for day in (24, 25, 26)]
    assert "these Mon 23 Nov, Fri 27 Nov 2026" in told(one(23), *rest, one(27))


def test_those_of_one_time_of_day_are_told_by_it() -> None:
    """Where a series has several a day, and the others are told elsewhere or unchanged."""
    later = [
        dataclasses.replace(
            one(day, time=new_york(day, hour)), address=Address(f'news["{key(day)}T18:00"]'), action=Action.NONE
        )
        for day, hour in ((23, 18), (24, 9))
    ]
    assert "these those at 09:00, every one of them" in told(one(23), one(24), one(25), later[0])
    text = told(one(23), one(24), one(25), *later)
    assert ("every one of them" in text, "without Mon 23 Nov 18:00, Tue 24 Nov 2026 18:00" in text) == (
        False,
        True,
    )


def test_an_exception_cancels_exactly_its_day() -> None:
    """A cancellation says which; many are a list, and all of them without a gap are said as such."""
    assert "- cancel news 2 sends: exactly Mon 23 Nov, Tue 24 Nov 2026" in told(
        one(23, Action.DELETE), one(24, Action.DELETE)
    )
    week = [one(day, Action.DELETE) for day in range(21, 27)]
    assert "exactly Sat 21 Nov, Sun 22 Nov, Mon 23 Nov, Tue 24 Nov, Wed 25 Nov, Thu 26 Nov 2026" in told(*week)
    most = [one(day, Action.DELETE) for day in range(1, 30)]
    assert "exactly all 29 that the series has from the first to the last" in told(*most)
    most[5] = dataclasses.replace(most[5], action=Action.NONE)
    assert "exactly Sun 1 Nov, Mon 2 Nov" in told(*most)
    assert ". finished news 2 sends: Sun 1 Nov, Mon 2 Nov 2026" in told(
        one(1, Action.FORGET), one(2, Action.FORGET)
    )


@pytest.mark.parametrize(
    ("to", "words"),
    [
        (in_zone("America/New_York"), "09:00 becomes 10:00 (America/New_York), for 2 sends still to come"),
        (in_zone("Europe/Berlin"), "09:00 America/New_York becomes 10:00 Europe/Berlin, for 2"),
        (in_zone("+02:00"), "09:00 America/New_York becomes 10:00 UTC+02:00, for 2"),
        (in_zone(None), "09:00 America/New_York becomes 10:00 UTC, for 2"),
        (in_mode(TimeMode.LOCAL), "09:00 America/New_York becomes 10:00 on each person's own clock, for 2"),
        (in_mode(TimeMode.OPTIMAL), "09:00 America/New_York becomes each person's best time, for 2"),
    ],
)
def test_another_hour_is_said_once(to: Callable[[SendTime], SendTime], words: str) -> None:
    """With the old and the new time, for how many, and what stays as it was."""
    text = told(moved(23, to), moved(24, to), series=dataclasses.replace(RULE, sent=3))
    assert f"changes send time: {words}" in text
    assert ("moves in words" in text, "sent 3 already sent stay as they were" in text) == (False, True)


@pytest.mark.parametrize(("days", "words"), [(1, "1 day later"), (-2, "2 days earlier")])
def test_another_day_is_said_too(days: int, words: str) -> None:
    """Under the same key."""
    later = [moved(day, later_by(days)) for day in (23, 24)]
    text = told(*later, series=dataclasses.replace(RULE, sent=1))
    assert f"09:00 becomes 10:00 (America/New_York), {words}, for 2 sends" in text
    assert "sent 1 already sent stays as it was" in text


def test_the_same_clock_at_another_instant_is_told_as_one_alone_is() -> None:
    """Zone data moved: the sentence of the first says it; another move stands for itself."""
    same = [moved(23, at_instant_of(8)), moved(24, at_instant_of(8)), moved(25, at_instant_of(7))]
    assert "moves in words" in told(*same[:2])
    assert [2, 1] == sizes(*same)


def test_other_fields_that_differ_are_told_once() -> None:
    """Beside the time that moves."""
    field = changed("messages.email.subject", "Hi", "Hello")
    both = [dataclasses.replace(m, differences=(*m.differences, field)) for m in (moved(23), moved(24))]
    text = told(*both)
    assert ("09:00 becomes 10:00" in text, text.count("subject")) == (True, 1)


def test_what_is_deferred_says_from_when() -> None:
    """The first and the last moment Braze takes one, and by when to apply again."""
    waiting = []
    for day in (23, 24):
        change = one(day, Action.DEFER)
        assert change.after is not None
        after = dataclasses.replace(change.after, inside_at=NOW + timedelta(days=day))
        waiting.append(dataclasses.replace(change, after=after))
    text = told(*waiting, next_apply_by=NOW + timedelta(days=30))
    assert "waits Braze takes the first from Sun 13 Dec 2026, 09:00 UTC, in 23 days, the last from Mon 14" in text
    assert "apply again by Sun 20 Dec 2026, 09:00 UTC, in 30 days" in text
    assert "apply again" not in told(*waiting)
    turn = [dataclasses.replace(change, turn_at=NOW + timedelta(days=1)) for change in waiting]
    assert "waits their send id has its turn at about Sat 21 Nov 2026, 09:00 UTC, in 24 hours" in told(*turn)


def test_what_waits_unchanged_is_one_line() -> None:
    """With the first and the last date."""
    waiting = []
    for day in (23, 24):
        change = dataclasses.replace(one(day, Action.DEFER), action=Action.NONE, deferred=True)
        assert change.after is not None
        after = dataclasses.replace(change.after, inside_at=NOW + timedelta(days=day))
        waiting.append(dataclasses.replace(change, after=after))
    text = told(*waiting)
    assert "news, 2 sends: the first from Sun 13 Dec 2026, in 23 days, the last from Mon 14 Dec 2026" in text


def held(day: int, message: str, hint: str) -> dict[Address, tuple[Block, ...]]:
    """Return a block of a send, with its address, key and time filled in."""
    address, at = one(day).address, "14:00 UTC"
    words = {"address": address, "key": key(day), "at": f"({new_york(day).wall:%a %-d %b %Y} {at})"}
    block = Block(code=BlockCode.MISSED, message=message.format(**words), hint=hint.format(**words))
    return {address: (block,)}


def test_what_is_held_is_named_by_date_with_one_reason() -> None:
    """The reason once, the way out once, for all of them."""
    blocks: dict[Address, tuple[Block, ...]] = {}
    for day in (23, 24, 25):
        blocks |= held(day, "was never created {at}", "leave {key} out\n\n`allow {address}`")
    text = told(*(one(day) for day in (23, 24, 25)), blocks=blocks)
    assert "x create, blocked news 3 sends: Mon 23 Nov, Tue 24 Nov, Wed 25 Nov 2026" in text
    assert "held by missed: was never created way out leave 2026-11-23, 2026-11-24, 2026-11-25 out" in text
    assert """way out `allow news["2026-11-23"]` (likewise the other 2 ones)""" in text


def test_reasons_that_differ_are_told_for_whom_they_are() -> None:
    """And what stands in the reason is not said again as why."""
    blocks = held(23, "comes too soon: a", "allow {address}") | held(24, "comes too soon: b", "allow {address}")
    changes = [dataclasses.replace(one(day), reasons=("new", last)) for day, last in ((23, "a"), (24, "b"))]
    text = told(*changes, blocks=blocks)
    assert "missed: comes too soon: a (Mon 23 Nov 2026) held by missed: comes too soon: b (Tue 24 Nov" in text
    assert ("why new from" in text or "why new " in text, "new; a" in text) == (True, False)
    assert "(likewise the other one)" in text


def test_remarks_of_all_and_of_one() -> None:
    """What is said of the first of many broadcasts parts nobody; it is told with its day."""
    changes = [one(23), one(24)]
    many = Finding(
        severity=Severity.WARNING, code="many-broadcasts", message="is one of 12", address=changes[0].address
    )
    soon = [
        Finding(severity=Severity.NOTE, code="short-lead", message="is soon", hint="wait", address=change.address)
        for change in changes
    ]
    general = Finding(severity=Severity.NOTE, code="general", message="a clock is wrong")
    text = told(*changes, findings=(many, general, *soon))
    assert "warning is one of 12 (Mon 23 Nov 2026)" in text
    assert "note is soon (wait)" in text
    alone = dataclasses.replace(soon[0], code="other", message="of its own")
    assert [1, 1] == sizes(*changes, plan=a_plan(*changes, findings=(alone,)))


def test_a_series_that_moves_says_from_where() -> None:
    """With the same keys; another key stands for itself."""
    moves = [
        dataclasses.replace(one(day, Action.MOVE), previous_address=Address(f'old["{key(day)}"]'))
        for day in (23, 24)
    ]
    assert (
        """> move news 2 sends: every day at 09:00 (America/New_York) moves from old["2026-11-23"] and"""
        in told(*moves)
    )
    moves[1] = dataclasses.replace(moves[1], previous_address=Address('old["2026-11-29"]'))
    assert [1, 1] == sizes(*moves)


def test_what_has_to_be_cancelled_first() -> None:
    """Those of a series with their days, once."""
    before = (Address('news["2026-11-21"]'), Address('news["2026-11-22"]'), Address("teaser"))
    changes = [dataclasses.replace(one(day), starts_after=(*before, one(day).address)) for day in (23, 24)]
    text = told(*changes)
    assert (
        "after known to be cancelled: news, Sat 21 Nov, Sun 22 Nov 2026 after known to be cancelled: teaser"
        in text
    )


@pytest.mark.parametrize(
    "own",
    [
        lambda change: dataclasses.replace(change, needs=(BlockCode.IMMINENT,)),
        lambda change: dataclasses.replace(change, repeats=True),
        lambda change: dataclasses.replace(change, series=None),
        lambda change: dataclasses.replace(change, new_send_id=("cmp-1", "send-1")),
        lambda change: dataclasses.replace(change, starts_after=(Address("other"),)),
        lambda change: dataclasses.replace(change, after=dataclasses.replace(change.after, protected=True)),
        lambda change: dataclasses.replace(
            change, after=dataclasses.replace(change.after, payload={"broadcast": True})
        ),
        lambda change: dataclasses.replace(change, after=None),
    ],
    ids=["guard", "repeats", "no series", "send id", "waits", "protected", "payload", "no record"],
)
def test_what_differs_stands_for_itself(own: Callable[[Change], Change]) -> None:
    """A reviewer sees what is unlike its siblings."""
    assert [2, 1] == sizes(one(23), one(24), own(one(25)))


def test_without_records_the_days_are_told_all_the_same() -> None:
    """A change that has nothing but its address."""
    bare = [dataclasses.replace(one(day), after=None, deadline=None, reasons=()) for day in (23, 24)]
    blocks: dict[Address, tuple[Block, ...]] = {
        change.address: (Block(code=BlockCode.MISSED, message="m", hint=""),) for change in bare
    }
    assert "+ create news 2 sends: every day at 09:00 state" in told(*bare)
    assert "x create, blocked news 2 sends: Mon 23 Nov, Tue 24 Nov 2026 held by missed: m state" in told(
        *bare, blocks=blocks
    )


def test_a_series_of_which_nothing_is_defined() -> None:
    """Its days are told, since no rule is known; its place too, where there is one."""
    gone = dataclasses.replace(RULE, address=Address("other"))
    place = a_change("news").place
    changes = [dataclasses.replace(one(day), place=place) for day in (23, 24)]
    text = told(*changes, series=gone)
    assert "+ create news 2 sends: Mon 23 Nov, Tue 24 Nov 2026 reaches" in text
    assert "from schedules/news.yaml:1:1" in text


def test_days_in_words() -> None:
    """A year once, a time where the key has one, and what is no date as it is."""
    assert "Mon 21 Dec, Mon 28 Dec 2026, Mon 4 Jan 2027 18:00, later" == day_list(
        ["2026-12-21", "2026-12-28", "2027-01-04T18:00", "later"]
    )
    assert ("news, Mon 21 Dec 2026", "teaser") == days_of_series(
        [Address('news["2026-12-21"]'), Address("teaser")]
    )


def test_whose_clock_in_words() -> None:
    """Each mode has its own."""
    wall = datetime(2026, 11, 27, 9, tzinfo=UTC).replace(tzinfo=None)
    assert ("on each person's own clock", "at each person's best time") == (
        zone_words(SendTime(mode=TimeMode.LOCAL, wall=wall)),
        zone_words(SendTime(mode=TimeMode.OPTIMAL, wall=wall)),
    )

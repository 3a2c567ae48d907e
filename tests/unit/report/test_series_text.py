"""Sends of one series that do the same thing read as one block, and nothing a reviewer needs is hidden."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from braze_gitops.model import Address, Finding, SendTime, Severity, TimeMode
from braze_gitops.plan import Action, Block, BlockCode, Change
from braze_gitops.report.series_words import day_list, days_of_series, zone_words
from support.reviews import NOW, a_change, a_plan, a_review, changed, new_york
from support.series_changes import RULE, evening_of, key, one, renamed, sizes, text_of, told


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


def test_every_date_is_told() -> None:
    """Of what is created, changed or moved: also what the first and the last do not tell."""
    assert "in 5 days dates Nov 2026: Mon 23 to Wed 25 apply by" in told(one(23), one(24), one(25))
    assert "in 7 days dates Nov 2026: Mon 23, Wed 25, Fri 27 apply by" in told(moved(23), moved(25), moved(27))
    assert "dates" not in told(one(23), one(25))
    unlike = dataclasses.replace(one(24), needs=(BlockCode.IMMINENT,))
    assert "dates Nov 2026: Mon 23, Wed 25, Thu 26 apply by" in told(one(23), unlike, one(25), one(26))


def test_the_hours_of_a_series_with_several_a_day() -> None:
    """Beside the days, also where all of a block have one; none where each person's best time decides."""
    evening = [evening_of(day) for day in (23, 24, 25)]
    morning = [one(day) for day in (23, 24, 25)]
    assert "dates Nov 2026: Mon 23 to Wed 25; each at 09:00 and 18:00 apply by" in told(*morning, *evening)
    stays = [dataclasses.replace(change, action=Action.NONE) for change in morning]
    assert "dates Nov 2026: Mon 23 to Wed 25; each at 18:00 apply by" in told(*stays, *evening)
    best = SendTime(mode=TimeMode.OPTIMAL, wall=new_york(23).wall)
    days = [one(day, time=dataclasses.replace(best, wall=new_york(day).wall)) for day in (23, 24, 25)]
    assert "dates Nov 2026: Mon 23 to Wed 25 apply by" in told(*days)


def test_a_list_of_days_tells_their_hours() -> None:
    """In a series that has several a day, since the key of one of them has none."""
    ends = [one(23, Action.DELETE), evening_of(23, Action.DELETE)]
    assert "2 sends: exactly Mon 23 Nov 09:00, Mon 23 Nov 2026 18:00 was for" in told(*ends)
    rule = dataclasses.replace(RULE, left_out=("2026-11-25", "2026-11-26T18:00"))
    both = told(one(23), one(24), evening_of(24), series=rule)
    assert "not on Wed 25 Nov 09:00, Thu 26 Nov 2026 18:00: left out" in both
    only = told(evening_of(23), evening_of(24), series=rule)
    assert "not on Wed 25 Nov, Thu 26 Nov 2026 18:00: left out" in only
    bare = told(*(dataclasses.replace(one(day), after=None, deadline=None) for day in (23, 24)), series=rule)
    assert "not on Wed 25 Nov, Thu 26 Nov 2026 18:00: left out" in bare


def test_an_exception_cancels_exactly_its_day() -> None:
    """A cancellation says which; many are a list, and all of them without a gap are said as such."""
    assert "- cancel news 2 sends: exactly Mon 23 Nov, Tue 24 Nov 2026" in told(
        one(23, Action.DELETE), one(24, Action.DELETE)
    )
    week = [one(day, Action.DELETE) for day in range(21, 27)]
    assert "- cancel news 6 sends was for" in told(*week)
    assert "exactly Nov 2026: Sat 21 to Thu 26" in told(*week)
    most = [one(day, Action.DELETE) for day in range(1, 30)]
    most[5] = dataclasses.replace(most[5], action=Action.NONE)
    assert "exactly Nov 2026: Sun 1 to Thu 5, Sat 7 to Sun 29" in told(*most)
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
    """The first and the last moment Braze takes one; by when to apply again is for the whole plan to say."""
    waiting = []
    for day in (23, 24):
        change = one(day, Action.DEFER)
        assert change.after is not None
        after = dataclasses.replace(change.after, inside_at=NOW + timedelta(days=day))
        waiting.append(dataclasses.replace(change, after=after))
    text = told(*waiting, next_apply_by=NOW + timedelta(days=30))
    assert "waits Braze takes the first from Sun 13 Dec 2026, 09:00 UTC, in 23 days, the last from Mon 14" in text
    assert 1 == text.count("Sun 20 Dec 2026, 09:00 UTC, in 30 days, for what is deferred")
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
    """Once: a rename is no reason beside that."""
    moves = [renamed(one(day, Action.MOVE), f'old["{key(day)}"]') for day in (23, 24)]
    text = told(*moves)
    assert (
        """> move news 2 sends: every day at 09:00 (America/New_York) moves from old["2026-11-23"] and""" in text
    )
    assert "why" not in text
    edited = [dataclasses.replace(change, reasons=(*change.reasons, "edited")) for change in moves]
    assert "why edited from" in told(*edited) or "why edited state" in told(*edited)


def test_what_is_cancelled_does_not_move() -> None:
    """Under whichever name the record ends, its reason names the one that people know."""
    gone = [
        dataclasses.replace(
            evening_of(day, Action.DELETE),
            previous_address=one(day).address,
            reasons=(f"{one(day).address} is the name of another time now",),
        )
        for day in (23, 24)
    ]
    text = told(*gone)
    assert """why news["2026-11-23"] is the name of another time now (likewise the other one) state""" in text
    assert "moves" not in text


def test_what_has_to_be_cancelled_first() -> None:
    """Those of a series with their days, once."""
    before = (Address('news["2026-11-21"]'), Address('news["2026-11-22"]'), Address("teaser"))
    changes = [dataclasses.replace(one(day), starts_after=(*before, one(day).address)) for day in (23, 24)]
    text = told(*changes)
    assert (
        "after known to be cancelled: news, Sat 21 Nov, Sun 22 Nov 2026 after known to be cancelled: teaser"
        in text
    )


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


@pytest.mark.parametrize(
    ("number", "more"), [(5, ""), (8, "and 3 more likewise; `--full` tells why each is held")]
)
def test_of_many_reasons_a_few_are_told(number: int, more: str) -> None:
    """A chain of which each is held for the one before it is a page otherwise."""
    members = [one(day) for day in range(1, number + 1)]
    blocks: dict[Address, tuple[Block, ...]] = {
        change.address: (Block(code=BlockCode.TOO_CLOSE, message=f"near {'abcdefgh'[place]}", hint="wait"),)
        for place, change in enumerate(members)
    }
    text = told(*members, blocks=blocks)
    assert (5, True) == (text.count("held by"), more in text)
    assert bool(more) is ("more likewise" in text)

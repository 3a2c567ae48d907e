"""What is sent twice under two names is seen, what is not is left alone, and ten thousand are seen at once."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from braze_gitops.guard import Review, parse_allowance, review
from braze_gitops.guard.duplicate_sends import find_duplicates
from braze_gitops.model import Address, DesiredSchedule, Json, Kind, Lifecycle, Limits, TimeMode, series_of
from braze_gitops.plan import Plan
from braze_gitops.state import Past, Record, State, Status, audience_digest
from support.plans import (
    ANCHOR,
    LONG,
    NOW,
    PRODUCTION,
    make_desired,
    make_past,
    make_recorded,
    make_state,
    plan_of,
)

DAY = timedelta(hours=24)
SECOND = timedelta(seconds=1)
OTHER: dict[str, Json] = {"segment_id": "seg-other"}
SMS: dict[str, Json] = {"messages": {"sms": {"app_id": "app-1", "body": "Hi"}}}
BOTH: dict[str, Json] = {
    "messages": {
        "sms": {"app_id": "app-1", "body": "Hi"},
        "email": {"app_id": "app-1", "from": "Shop <a@shop.example>", "subject": "Hi", "body": LONG},
    }
}
EDITED: dict[str, Json] = {
    "messages": {"email": {"app_id": "app-1", "from": "Shop <a@shop.example>", "subject": "Hello", "body": "b"}}
}


def reviewed(desired: Iterable[DesiredSchedule], state: State, *allow: str, now: datetime = NOW) -> Review:
    """Return what the guards say of the plan."""
    return review(
        plan_of(desired, state, now=now),
        environment=PRODUCTION,
        limits=Limits(),
        allowances=[parse_allowance(text) for text in allow],
        desired=None,
        state=state,
    )


def daily(number: int) -> str:
    """Return the address of one send of a series."""
    return f'daily["2026-12-{number + 1:02}"]'


def held(found: Review) -> dict[str, list[str]]:
    """Return the codes that hold each address."""
    return {address: [block.code.value for block in blocks] for address, blocks in found.blocks.items()}


def duplicates(desired: Iterable[DesiredSchedule], *records: Record, history: Iterable[Past] = ()) -> list[str]:
    """Return the addresses that are held as a second send, sorted."""
    state = make_state(*records, history=history)
    return sorted(find_duplicates(plan_of(desired, state), state.history))


@pytest.mark.parametrize(
    ("at", "is_held"),
    [
        (ANCHOR, True),
        (ANCHOR + DAY - SECOND, True),
        (ANCHOR - DAY + SECOND, True),
        (ANCHOR + DAY, False),
        (ANCHOR - DAY, False),
    ],
    ids=["at once", "just within, after", "just within, before", "a day after", "a day before"],
)
def test_within_a_day_of_what_is_arranged(at: datetime, *, is_held: bool) -> None:
    """Less than 24 hours apart is one send too many; what is arranged and stays is not asked again."""
    known = make_desired("known")
    assert ["new"] * is_held == duplicates([known, make_desired("new", at=at)], make_recorded(known))


@pytest.mark.parametrize(
    ("mode", "hours", "is_held"),
    [
        (TimeMode.LOCAL, 26 + 23, True),
        (TimeMode.LOCAL, 26 + 24, False),
        (TimeMode.LOCAL, -24, False),
        (TimeMode.LOCAL, -23, True),
        (TimeMode.LOCAL, 13, True),
        (TimeMode.OPTIMAL, 70, True),
        (TimeMode.OPTIMAL, 75, False),
    ],
)
def test_a_window_counts_as_a_whole(mode: TimeMode, hours: int, *, is_held: bool) -> None:
    """A local or optimal time sends from its first to its last instant, whichever of the two is new."""
    wide, plain = make_desired("wide", mode=mode), make_desired("plain", at=ANCHOR + timedelta(hours=hours))
    found = [
        duplicates([wide, plain], make_recorded(wide)),
        duplicates([wide, plain], make_recorded(plain)),
    ]
    assert [["plain"] * is_held, ["wide"] * is_held] == found


@pytest.mark.parametrize(
    ("new", "known", "is_held"),
    [
        ({}, {}, True),
        (EDITED, {}, True),
        (OTHER, {}, False),
        ({"recipient_subscription_state": "subscribed"}, {}, False),
        (SMS, {}, False),
        (SMS, SMS, True),
        (SMS, BOTH, True),
        (BOTH, {}, True),
    ],
    ids=[
        "equal",
        "other words",
        "other people",
        "other reach",
        "other channel",
        "same",
        "one of two",
        "two of one",
    ],
)
def test_same_people_and_channel(new: dict[str, Json], known: dict[str, Json], *, is_held: bool) -> None:
    """Both must be the same, whatever is said."""
    stands = make_desired("known", fields=known)
    found = duplicates([stands, make_desired("new", fields=new)], make_recorded(stands))
    assert ["new"] * is_held == found


def test_triggers() -> None:
    """A trigger of the same campaign to the same people is the same send; of another campaign it is not."""
    known = make_desired("known", kind=Kind.CAMPAIGN)
    same = make_desired("same", kind=Kind.CAMPAIGN)
    other = make_desired("other", kind=Kind.CAMPAIGN, fields={"campaign_id": "camp-2"})
    assert ["same"] == duplicates([known, same, other], make_recorded(known))


def test_two_that_come_together() -> None:
    """Of two new ones both are held: which of them is meant is for a person to say."""
    state = make_state()
    desired = [make_desired("a"), make_desired("b")]
    assert [{"a": ["duplicate-send"], "b": ["duplicate-send"]}, {"b": ["duplicate-send"]}] == [
        held(reviewed(desired, state)),
        held(reviewed(desired, state, "duplicate-send:a")),
    ]


def test_a_series_is_no_duplicate_of_itself() -> None:
    """Occurrences of one definition stand as near to each other as they like."""
    known = make_desired(daily(1), every=DAY)
    new = [make_desired(daily(number), at=ANCHOR + timedelta(hours=number), every=DAY) for number in range(2, 9)]
    assert [] == duplicates([known, *new], make_recorded(known), history=[make_past(make_recorded(known))])


def test_beside_a_long_series() -> None:
    """Another one in the middle of a series is seen, and holds those of the series that come as well."""
    series = [
        make_desired(daily(number), at=ANCHOR + timedelta(hours=8 * number), every=DAY) for number in range(12)
    ]
    beside = make_desired("beside", at=ANCHOR + timedelta(hours=50))
    expected = ["beside", *(daily(number) for number in range(4, 10))]
    assert sorted(expected) == duplicates([*series, beside])


@pytest.mark.parametrize(
    ("desired", "is_held"),
    [
        (make_desired("new", at=ANCHOR + timedelta(hours=3)), True),
        (make_desired("new", fields=EDITED, at=ANCHOR + timedelta(days=3)), False),
        (make_desired("new", fields={**EDITED, **SMS}, at=ANCHOR + timedelta(days=3)), False),
    ],
    ids=["comes near", "other words", "another channel"],
)
def test_an_update(desired: DesiredSchedule, *, is_held: bool) -> None:
    """An edit that brings a send near another one is held; one of words alone is not."""
    known = make_desired("known")
    before = make_recorded(make_desired("new", at=ANCHOR + timedelta(days=3)))
    assert ["new"] * is_held == duplicates([known, desired], make_recorded(known), before)


def test_words_alone_of_what_stands_near_already() -> None:
    """What was reviewed once is not asked for again."""
    known, new = make_desired("known"), make_desired("new", fields=EDITED)
    assert [] == duplicates([known, new], make_recorded(known), make_recorded(make_desired("new")))


def test_another_channel_of_what_stands_near_already() -> None:
    """A channel that is added is one more send."""
    known, new = make_desired("known", fields=SMS), make_desired("new", fields=BOTH)
    assert ["new"] == duplicates([known, new], make_recorded(known), make_recorded(make_desired("new")))


def test_what_was_sent() -> None:
    """History is looked at, of that channel alone; a piece that does not say which counts for every one."""
    past = make_past(make_recorded(make_desired("old", fields=SMS)))
    unsaid = dataclasses.replace(past, channels=())
    found = [duplicates([make_desired("new", fields=f)], history=[p]) for f in (SMS, {}) for p in (past, unsaid)]
    assert [["new"], ["new"], [], ["new"]] == found


def test_what_is_sent_and_still_defined() -> None:
    """A record whose time has come counts like one that is to come."""
    known = make_desired("known", at=NOW - timedelta(hours=3))
    state = make_state(make_recorded(known))
    desired = [known, make_desired("new", at=NOW + timedelta(hours=3))]
    assert {"new": ["duplicate-send"]} == held(reviewed(desired, state))


def test_deferred_when_it_is_reviewed_and_when_it_comes() -> None:
    """It is asked for both times, and not in between."""
    far = ANCHOR + timedelta(days=100)
    known, new = make_desired("known", at=far), make_desired("new", at=far)
    deferred = [make_recorded(one, status=Status.DEFERRED) for one in (known, new)]
    found = [
        duplicates([known, new], deferred[0]),
        duplicates([known, new], *deferred),
        duplicates(
            [make_desired("known"), make_desired("new")],
            *(make_recorded(make_desired(name), status=Status.DEFERRED) for name in ("known", "new")),
        ),
    ]
    assert [["new"], [], ["known", "new"]] == found


def test_what_leaves_without_ever_being_arranged() -> None:
    """A deferred record that goes was never a send."""
    gone = make_recorded(make_desired("gone"), status=Status.DEFERRED)
    assert [] == duplicates([make_desired("new", fields=EDITED)], gone)


def test_what_moves_away_makes_room() -> None:
    """A schedule that this plan brings to another day is where it goes to."""
    state = [make_recorded(make_desired("known"))]
    moved = make_desired("known", at=ANCHOR + timedelta(days=5))
    assert [] == duplicates([moved, make_desired("new")], *state)


def test_what_cannot_move_away_does_not() -> None:
    """One that is blocked stays where it is."""
    known = make_recorded(make_desired("known"))
    stuck = make_desired("known", at=NOW - timedelta(days=1))
    assert ["new"] == duplicates([stuck, make_desired("new")], known)


def test_what_is_blocked_does_not_come() -> None:
    """It is neither held once more nor does it hold another one."""
    desired = [make_desired("late", at=NOW - SECOND), make_desired("new", at=NOW + timedelta(hours=3))]
    assert [] == duplicates(desired)


def test_a_rename_with_an_edit() -> None:
    """The line to add is named, and the old one is kept until the new one may come."""
    state = make_state(make_recorded(make_desired("old")), make_recorded(make_desired("stays", fields=OTHER)))
    desired = [make_desired("new", fields=EDITED), make_desired("stays", fields=OTHER)]
    found = reviewed(desired, state)
    assert {"new": ["duplicate-send"], "old": ["waits"]} == held(found)
    assert "add `moved_from: old` to new;" in found.blocks[desired[0].address][0].hint
    assert {} == held(reviewed(desired, state, "duplicate-send:new"))


def test_a_rename_with_an_edit_that_is_written() -> None:
    """With the line it is one change."""
    state = make_state(make_recorded(make_desired("old")))
    assert {} == held(reviewed([make_desired("new", fields=EDITED, moved_from="old")], state))


@pytest.mark.parametrize(
    "lifecycle", [Lifecycle(paused=True), Lifecycle()], ids=["it is paused", "it goes beyond the horizon"]
)
def test_one_that_goes_and_keeps_its_definition(lifecycle: Lifecycle) -> None:
    """It is no old name; what is cancelled in this plan counts all the same."""
    at = ANCHOR if lifecycle.paused else ANCHOR + timedelta(days=100)
    known = make_desired("known", lifecycle=lifecycle, at=at)
    state = make_state(make_recorded(make_desired("known")), make_recorded(make_desired("stays", fields=OTHER)))
    found = reviewed([known, make_desired("new"), make_desired("stays", fields=OTHER)], state)
    assert {"new": ["duplicate-send"]} == held(found)
    assert "moved_from" not in found.blocks[make_desired("new").address][0].hint


def test_words() -> None:
    """It is said what the other one is, and on which channel."""
    known = make_desired("known", fields=BOTH)
    past = make_past(make_recorded(make_desired("gone", fields=BOTH)))
    state = make_state(make_recorded(known))
    told = [
        reviewed([known, make_desired("new")], state),
        reviewed([make_desired("new"), make_desired("also")], make_state()),
        reviewed([make_desired("new", kind=Kind.CAMPAIGN)], make_state(history=[_of_campaign(past)])),
    ]
    assert [
        "goes to the same people by email within 24 hours of known, which is arranged already",
        "goes to the same people by email within 24 hours of also, which this plan also brings",
        "goes to the same people within 24 hours of gone, which was sent",
    ] == [one.blocks[make_desired("new").address][0].message for one in told]


def _of_campaign(past: Past) -> Past:
    record = make_recorded(make_desired("x", kind=Kind.CAMPAIGN))
    return dataclasses.replace(past, audience_digest=audience_digest(record.payload), channels=())


NAMES = st.sampled_from(["a", "b", 'c["2026-12-01"]', 'c["2026-12-02"]', 'c["x"]', "d", "e"])
MODES = st.sampled_from([TimeMode.PLAIN, TimeMode.PLAIN, TimeMode.LOCAL])
WISHES = st.dictionaries(NAMES, st.tuples(st.integers(0, 120), MODES, st.booleans()), max_size=7)


@given(wishes=WISHES)
def test_near_ones_are_found_as_if_all_pairs_were_compared(
    wishes: dict[str, tuple[int, TimeMode, bool]],
) -> None:
    """The quick way says what the slow one says; no rule names one time twice."""
    of_series = [wish[:2] for name, wish in wishes.items() if "2026" in name]
    assume(len(set(of_series)) == len(of_series))
    desired = [
        make_desired(name, at=ANCHOR + timedelta(hours=hours), mode=mode, every=DAY if "2026" in name else None)
        for name, (hours, mode, _) in wishes.items()
    ]
    records = [make_recorded(one) for one, (_, _, known) in zip(desired, wishes.values(), strict=True) if known]
    recorded = {record.address: record.window for record in records}
    windows = {one.address: make_recorded(one).window for one in desired}
    expected = [
        one.address
        for one in desired
        if one.address not in recorded
        and any(
            series_of(one.address) != series_of(other.address)
            and windows[other.address].first_at < windows[one.address].last_at + DAY
            and windows[other.address].last_at > windows[one.address].first_at - DAY
            for other in desired
        )
    ]
    assert sorted(expected) == duplicates(desired, *records)


def crowd(count: int, *, names: bool) -> tuple[Plan, State]:
    """Return a plan of so many new schedules to one audience within a day or two, of one definition or of many."""
    record = make_recorded(make_desired("x"))
    state = make_state()
    one = plan_of([make_desired("x")], state).changes[0]
    changes = []
    for number in range(count):
        first_at = ANCHOR + timedelta(seconds=10 * number)
        last_at = first_at + timedelta(hours=26 * (number % 2))
        address = Address(f"n{number}" if names else f'n["{ANCHOR + timedelta(days=number):%Y-%m-%d}"]')
        window = dataclasses.replace(record.window, first_at=first_at, last_at=last_at)
        after = dataclasses.replace(record, address=address, window=window)
        changes.append(
            dataclasses.replace(one, address=address, after=after, series=None if names else Address("n"))
        )
    return dataclasses.replace(plan_of([], state), changes=tuple(changes)), state


@pytest.mark.parametrize("names", [False, True], ids=["one series", "many definitions"])
def test_ten_thousand_to_one_audience(*, names: bool) -> None:
    """Four times as many take about four times as long, not sixteen times."""
    took = []
    for count in (2_500, 10_000):
        plan, _ = crowd(count, names=names)
        begun = time.process_time()
        found = find_duplicates(plan, ())
        took.append(time.process_time() - begun)
        assert (count if names else 0) == len(found)
    assert took[1] < 9 * took[0] + 0.2


def test_what_is_not_made_stays_beside_what_comes() -> None:
    """Two swap their audiences; one is protected and stays, so the other one would come beside it."""
    one, two = (make_desired(name, fields={"segment_id": f"seg-{name}"}) for name in ("one", "two"))
    state = make_state(make_recorded(one), make_recorded(two, protected=True))
    swapped = [
        make_desired("one", fields={"segment_id": "seg-two"}),
        make_desired("two", fields={"segment_id": "seg-one"}, lifecycle=Lifecycle(prevent_delete=True)),
    ]
    assert {"one": ["duplicate-send"], "two": ["protected", "duplicate-send"]} == held(reviewed(swapped, state))


def test_one_item_of_many_gets_its_record_by_a_command() -> None:
    """`moved_from` names definitions: where keys come or go it cannot say which."""
    state = make_state(make_recorded(make_desired("promo")))
    found = find_duplicates(plan_of([make_desired('promos["p"]', fields=EDITED)], state), ())
    (double,) = found.values()
    assert "`braze-gitops state mv promo 'promos[\"p\"]'` gives it that record" in double.block.hint

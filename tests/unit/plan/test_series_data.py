"""What a plan says of a series as a whole: its rule, its exceptions, what was sent, what lies before its time."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta

import pytest

from braze_gitops.errors import StalePlanError
from braze_gitops.model import Address, DesiredSchedule, Occurrence, Severity, digest_json, freeze_object, thaw
from braze_gitops.plan import Plan, Series, decode_plan, encode_plan, series_address
from support.plans import ANCHOR, change_of, make_desired, make_past, make_recorded, make_state, plan_of

WEEK = timedelta(days=7)
# Three sends lie behind, the first is at ANCHOR.
NOW = ANCHOR + 2 * WEEK + timedelta(days=2)


def send(number: int, *, name: str = "news", item: str = "") -> DesiredSchedule:
    """Return the send of a weekly series, or of an item of it, that many weeks after the first."""
    at = ANCHOR + number * WEEK
    key = f'["{item}"]' if item else ""
    one = make_desired(f'{name}{key}["{at:%Y-%m-%d}"]', at=at, every=WEEK)
    return dataclasses.replace(
        one, occurrence=Occurrence(rule="every Friday", interval=WEEK, left_out=("2026-12-25",))
    )


def made() -> Plan:
    """Return a plan of a series of which two were sent, one by the history, and one is still to come."""
    sent, going = make_recorded(send(0)), make_recorded(send(2))
    other = make_past(make_recorded(send(1, name="other")))
    state = make_state(
        going,
        make_recorded(make_desired("plain", at=NOW - WEEK)),
        history=[make_past(sent), make_past(make_recorded(make_desired("once"))), other],
        definitions={"news": ANCHOR - WEEK},
    )
    return plan_of([send(0), send(2), send(3), make_desired("plain", at=NOW - WEEK)], state, now=NOW)


def test_a_plan_names_its_series() -> None:
    """Each with its rule, its exceptions and how many went out; a change names its own."""
    plan = made()
    assert "interval_seconds" not in json.dumps(thaw(encode_plan(plan_of([alone()], make_state(), now=NOW))))
    whole = Series(address=series("news"), rule="every Friday", left_out=("2026-12-25",), sent=2, interval=WEEK)
    assert (whole,) == plan.series
    assert (WEEK / 2, timedelta(hours=24)) == (whole.apart, dataclasses.replace(whole, interval=None).apart)
    assert ("news", None) == (change_of(plan, send(3).address).series, change_of(plan, "plain").series)


def alone() -> DesiredSchedule:
    """Return a series of one send."""
    return dataclasses.replace(send(3), occurrence=Occurrence(rule="once", interval=None))


@pytest.mark.parametrize("moved_from", [None, 'old["2026-12-18"]'])
def test_a_saved_plan_keeps_a_series_of_one(moved_from: str | None) -> None:
    """There is no time between two of it; where it was before is told if it was somewhere."""
    earlier = Address(moved_from) if moved_from is not None else None
    plan = plan_of([dataclasses.replace(alone(), moved_from=earlier)], make_state(), now=NOW)
    assert plan == decode_plan(json.loads(json.dumps(thaw(encode_plan(plan)))))
    assert [("old" if moved_from else None, None)] == [(one.previous, one.interval) for one in plan.series]


def series(name: str) -> Address:
    """Return the address of a series."""
    return make_desired(name).address


def test_each_item_has_a_series_of_its_own() -> None:
    """`for_each` and `repeat` together: one for each item, in order."""
    plan = plan_of([send(3, item="fr"), send(3, item="de"), send(4, item="de")], make_state(), now=NOW)
    assert ['news["de"]', 'news["fr"]'] == [one.address for one in plan.series]


def test_what_is_no_longer_defined_is_told_by_its_key() -> None:
    """The key of a send is a date, with a time where there are several; any other belongs to an item."""
    found = [
        series_address(make_desired(address).address, None)
        for address in ('a["2026-12-01"]', 'a["b"]["2026-12-01T18:00"]', 'a["b"]', "a", 'a["2026-12"]')
    ]
    assert ["a", 'a["b"]', None, None, None] == found


def test_a_send_that_its_series_lost_says_so() -> None:
    """The definition is still there; one that is gone is told as such."""
    state = make_state(make_recorded(send(3)), make_recorded(send(3, name="old")))
    plan = plan_of([send(4)], state, now=NOW)
    assert ("its definition no longer has it",) == change_of(plan, send(3).address).reasons
    assert ("its definition is gone",) == change_of(plan, send(3, name="old").address).reasons


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (
            (0, 1, 2, 3),
            (
                "3 sends of its series lie before now and are never sent: "
                "the first Fri 27 Nov 2026 10:00 UTC, the last Fri 11 Dec 2026 10:00 UTC"
            ),
        ),
        ((2, 3), "1 send of its series lies before now and is never sent: Fri 11 Dec 2026 10:00 UTC"),
    ],
)
def test_what_lies_before_the_first_apply_is_told_once(numbers: tuple[int, ...], said: str) -> None:
    """One note on the definition, at its place."""
    (note,) = plan_of([send(number) for number in numbers], make_state(), now=NOW).findings
    assert (Severity.NOTE, "before-first-apply", said, "news", send(0).place) == (
        note.severity,
        note.code,
        note.message,
        note.address,
        note.place,
    )


def test_the_items_of_a_definition_share_the_note() -> None:
    """It is about the definition, however many series that has."""
    (note,) = plan_of([send(0, item="de"), send(0, item="fr"), send(3)], make_state(), now=NOW).findings
    assert note.message.startswith("2 sends of its series")


def test_nothing_is_said_once_it_was_applied() -> None:
    """What lies before is silent for good."""
    state = make_state(definitions={"news": ANCHOR + WEEK + timedelta(days=8)})
    assert () == plan_of([send(0), send(1)], state, now=NOW).findings


def test_a_saved_plan_keeps_its_series() -> None:
    """All of it, in the plan and in each change; where there is none no field says so."""
    plan, bare = made(), plan_of([make_desired()], make_state())
    assert plan == decode_plan(json.loads(json.dumps(thaw(encode_plan(plan)))))
    assert "series" not in encode_plan(bare)
    assert '"series"' not in json.dumps(thaw(encode_plan(bare)))


def test_a_series_that_says_more_is_refused() -> None:
    """A field that nobody knows is from another version."""
    whole = thaw(encode_plan(made()))
    assert isinstance(whole, dict)
    whole.pop("digest")
    whole["series"][0]["more"] = 1
    whole["digest"] = digest_json(freeze_object(whole))
    with pytest.raises(StalePlanError, match="a series"):
        decode_plan(whole)

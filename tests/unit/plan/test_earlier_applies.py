"""What applies before have made or named: dates that were over then are no news, and what was missed since is."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta

import pytest

from braze_gitops.model import DesiredSchedule, Severity, make_address
from braze_gitops.plan import Action, BlockCode, Plan
from braze_gitops.state import Record, State, Status
from support.plans import ANCHOR, change_of, make_desired, make_past, make_recorded, make_state, plan_of
from support.weekly import DAY, NOW, WEEK, past

AN_HOUR = timedelta(hours=1)
SINCE = {"news": ANCHOR - WEEK}


def send(number: int, *, name: str = "news", item: str = "", moved_from: str | None = None) -> DesiredSchedule:
    """Return the send of a weekly series, or of an entry of it, that many weeks after the first."""
    at = ANCHOR + number * WEEK
    keys = (*((item,) if item else ()), f"{at:%Y-%m-%d}")
    earlier = make_address(moved_from, *keys) if moved_from is not None else None
    return make_desired(make_address(name, *keys), at=at, every=WEEK, moved_from=earlier)


def applied(one: DesiredSchedule, at: datetime) -> Record:
    """Return the record of a send, written by an apply at a moment."""
    return dataclasses.replace(make_recorded(one), applied_at=at)


def is_missed(plan: Plan, one: DesiredSchedule) -> bool:
    """Whether a plan blocks a send as missed."""
    block = change_of(plan, one.address).block
    return block is not None and block.code is BlockCode.MISSED


def told(plan: Plan) -> list[tuple[str, str | None]]:
    """Return the codes of a plan's findings, and what they are about."""
    return [(one.code, one.address) for one in plan.findings]


def test_what_an_edit_brings_into_the_past_is_a_note_for_a_month() -> None:
    """Dates before an apply that did something for it were not wanted then, or that apply has named them."""
    state = make_state(applied(send(9), ANCHOR + AN_HOUR), definitions=SINCE)
    wanted = [send(0), send(9)]
    plan = plan_of(wanted, state, now=NOW)
    assert (False, [("was-over", "news")]) == (is_missed(plan, send(0)), told(plan))
    later = plan_of(wanted, state, now=ANCHOR + 31 * DAY)
    assert (False, []) == (is_missed(later, send(0)), told(later))


@pytest.mark.parametrize(
    ("apart", "expected"), [(timedelta(), False), (timedelta(seconds=1), True)], ids=["at its time", "before"]
)
def test_what_came_after_the_last_apply_is_missed(apart: timedelta, *, expected: bool) -> None:
    """Nothing has named it yet."""
    state = make_state(applied(send(9), ANCHOR - apart), definitions=SINCE)
    assert expected is is_missed(plan_of([send(0), send(9)], state, now=NOW), send(0))


@pytest.mark.parametrize(("days", "codes"), [(30, ["was-over"]), (30.001, [])])
def test_the_month_ends_to_the_second(days: float, codes: list[str]) -> None:
    """Thirty days after its time."""
    state = make_state(applied(send(9), ANCHOR + AN_HOUR), definitions=SINCE)
    plan = plan_of([send(0), send(9)], state, now=ANCHOR + timedelta(days=days))
    assert codes == [one.code for one in plan.findings]


@pytest.mark.parametrize(
    "other",
    [
        applied(make_desired("other", fields={"segment_id": "other"}), ANCHOR + AN_HOUR),
        dataclasses.replace(applied(send(9), ANCHOR + AN_HOUR), imported=True),
        dataclasses.replace(applied(send(9), ANCHOR + AN_HOUR), status=Status.EXTERNAL, schedule_id=None),
    ],
    ids=["another definition", "imported", "external"],
)
def test_what_names_nothing_lets_nothing_be(other: Record) -> None:
    """An apply that was about something else, and an import, which makes no plan."""
    plan = plan_of([send(0), send(9)], make_state(other, definitions=SINCE), now=NOW)
    assert is_missed(plan, send(0))


def test_history_tells_of_an_apply_too() -> None:
    """What moved there, an apply moved there."""
    gone = dataclasses.replace(past(send(-1)), ended_at=ANCHOR + AN_HOUR)
    plan = plan_of([send(0)], make_state(history=[gone], definitions=SINCE), now=NOW)
    assert (False, [("was-over", "news")]) == (is_missed(plan, send(0)), told(plan))


def test_what_was_put_off_and_never_made_stays_missed() -> None:
    """Its record says that it was wanted all along, whatever was applied since, and under a new name too."""
    waits = make_recorded(send(0), status=Status.DEFERRED)
    state = make_state(waits, applied(send(9), ANCHOR + AN_HOUR), definitions=SINCE)
    assert is_missed(plan_of([send(0), send(9)], state, now=NOW), send(0))
    letter = [send(number, name="letter", moved_from="news") for number in (0, 9)]
    assert is_missed(plan_of(letter, state, now=NOW), letter[0])


def test_a_new_name_is_as_old_as_the_old_one() -> None:
    """What was missed under the old name is missed under the new one."""
    state = make_state(applied(send(9), ANCHOR - WEEK), definitions=SINCE)
    letter = [send(number, name="letter", moved_from="news") for number in (0, 9)]
    plan = plan_of(letter, state, now=NOW)
    assert is_missed(plan, letter[0])
    assert Action.MOVE is change_of(plan, letter[1].address).action


def test_a_new_entry_begins_with_its_first_apply() -> None:
    """It was no entry when its first dates came, however old the definition is; so one note is all."""
    state = make_state(applied(send(9, item="de"), ANCHOR - WEEK), definitions=SINCE)
    wanted = [send(0, item="fr"), send(9, item="fr"), send(9, item="de")]
    plan = plan_of(wanted, state, now=NOW)
    assert (False, [("before-first-apply", "news")]) == (is_missed(plan, wanted[0]), told(plan))
    known = make_state(*state.records.values(), applied(send(8, item="fr"), ANCHOR - WEEK), definitions=SINCE)
    assert is_missed(plan_of(wanted, known, now=NOW), wanted[0])
    tried = make_state(*state.records.values(), definitions={**SINCE, 'news["fr"]': ANCHOR - DAY})
    assert is_missed(plan_of(wanted, tried, now=NOW), wanted[0])


def test_at_the_very_moment_of_its_first_apply_nothing_came_before() -> None:
    """A send at that second was wanted by it."""

    def plan(since: datetime) -> Plan:
        return plan_of([send(0)], make_state(definitions={"news": since}), now=NOW)

    assert is_missed(plan(ANCHOR), send(0))
    assert not is_missed(plan(ANCHOR + timedelta(seconds=1)), send(0))


@pytest.mark.parametrize(
    ("ended_at", "wanted_at", "codes"),
    [
        (ANCHOR - timedelta(minutes=5), NOW + DAY, ["may-have-gone"]),
        (ANCHOR - timedelta(minutes=5), ANCHOR + AN_HOUR, []),
        (ANCHOR, NOW + DAY, ["date-was-sent"]),
    ],
    ids=["cancelled close to its time", "over since", "sent"],
)
def test_what_was_cancelled_so_late_that_it_may_have_gone_counts_as_sent(
    ended_at: datetime, wanted_at: datetime, codes: list[str]
) -> None:
    """Its date is wanted again, at another hour: nothing is sent twice, and that is said."""
    gone = dataclasses.replace(past(send(0)), ended_at=ended_at)
    again = make_desired(send(0).address, at=wanted_at, every=WEEK)
    plan = plan_of([again], make_state(history=[gone], definitions=SINCE), now=NOW)
    assert (Action.NONE, codes) == (change_of(plan, again.address).action, [one.code for one in plan.findings])


def test_a_series_of_which_nothing_is_to_come_is_a_warning() -> None:
    """A year mistyped would send nothing, and nobody would know."""
    (whole,) = plan_of([send(0), send(1)], make_state(), now=ANCHOR + 3 * WEEK).findings
    (begun,) = plan_of([send(0), send(1)], make_state(), now=NOW).findings
    assert (Severity.WARNING, Severity.NOTE) == (whole.severity, begun.severity)
    assert ("nothing of it is still to come" in whole.message, "year" in whole.hint) == (True, True)


def several(state: State, wanted: list[DesiredSchedule]) -> str:
    """Return what one finding says of all sends."""
    (found,) = plan_of(wanted, state, now=ANCHOR + 2 * WEEK).findings
    return found.message


def test_of_one_series_it_is_told_once_with_every_date() -> None:
    """None is passed over."""
    state = make_state(applied(send(9), ANCHOR + WEEK + AN_HOUR), definitions=SINCE)
    message = several(state, [send(0), send(1), send(9)])
    assert message.startswith("2 sends, each was never created")
    assert message.endswith("2026-11-27, 2026-12-04")


@pytest.mark.parametrize("is_past", [False, True])
@pytest.mark.parametrize(("hours", "is_told"), [(5, True), (1, False)])
def test_a_date_that_went_out_before_its_new_hour_is_named(*, hours: float, is_told: bool, is_past: bool) -> None:
    """From the record and from the history; all of a series at once, until that hour has come."""
    old = [make_desired(f'news["{number}"]', every=WEEK) for number in ("2026-11-27", "2026-11-28")]
    records = [make_recorded(one) for one in old]
    state = make_state(history=map(make_past, records)) if is_past else make_state(*records)
    new = [make_desired(one.address, at=ANCHOR + hours * AN_HOUR, every=WEEK) for one in old]
    plan = plan_of(new, state, now=ANCHOR + 2 * AN_HOUR)
    found = [(one.code, one.address) for one in plan.findings]
    assert ([("date-was-sent", "news")] if is_told else []) == found
    assert {Action.NONE} == {change.action for change in plan.changes}

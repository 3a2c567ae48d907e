"""A definition that repeats: one schedule for each occurrence, by its own clock, with its own key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from braze_gitops.load.sends import read_sends
from braze_gitops.model import DesiredSchedule, Json, Severity, TimeMode
from support.definition_samples import Value, changed_at, channel, message
from support.load_calls import load_values

WEEKLY: Value = {"every": "week", "count": 3}


def series(repeat: dict[str, object], *, time: str = "2026-12-01T09:00:00", flag: str = "") -> Value:
    """Return a definition that repeats, by New York's clock or by each person's own."""
    clock: Value = {flag: True} if flag else {"timezone": "America/New_York"}
    return message(schedule={"time": time, **clock, "repeat": repeat})


def schedule_of(one: DesiredSchedule) -> Mapping[str, Json]:
    """Return what Braze is given as `schedule`."""
    schedule = one.payload["schedule"]
    assert isinstance(schedule, Mapping)
    return schedule


def loaded(value: Value) -> dict[str, DesiredSchedule]:
    """Return the schedules of a definition without an error, by address."""
    desired, findings = load_values(value)
    assert desired is not None, findings
    return {one.address: one for one in desired.schedules}


def said(value: Value) -> list[tuple[str, int, str, str]]:
    """Return code, line, message and hint of what is wrong with a definition."""
    desired, findings = load_values(value)
    assert desired is None
    return [(one.code, one.place.line if one.place else 0, one.message, one.hint) for one in findings]


def test_each_occurrence_is_a_schedule_of_its_own() -> None:
    """Its key is its date; Braze is given each time by itself, and nothing of the rule."""
    found = loaded(series(WEEKLY))
    assert {
        'teaser["2026-12-01"]': "2026-12-01T14:00:00Z",
        'teaser["2026-12-08"]': "2026-12-08T14:00:00Z",
        'teaser["2026-12-15"]': "2026-12-15T14:00:00Z",
    } == {address: schedule_of(one)["time"] for address, one in found.items()}
    one = found['teaser["2026-12-08"]']
    assert one.occurrence is not None
    assert (("2026-12-08",), "every Tuesday at 09:00, 3 times", timedelta(days=7)) == (
        one.keys,
        one.occurrence.rule,
        one.occurrence.interval,
    )
    assert {"time", "in_local_time", "at_optimal_time"} == set(schedule_of(one))


def test_what_is_left_out_is_known_to_all_the_others() -> None:
    """By the keys it would have had; the rule itself stays as it is."""
    found = loaded(series({**WEEKLY, "except": ["2026-12-08"]}))
    assert {("every Tuesday at 09:00, 3 times", ("2026-12-08",))} == {
        (one.occurrence.rule, one.occurrence.left_out) for one in found.values() if one.occurrence is not None
    }


def test_an_optimal_time_has_no_time_of_day_in_its_rule() -> None:
    """Each person has one of their own."""
    rules = {
        one.occurrence.rule
        for repeat in ({"every": "day"}, {"every": "weekday"}, {"every": "week"}, {"every": "month"})
        for one in loaded(series({**repeat, "count": 2}, flag="at_optimal_time")).values()
        if one.occurrence is not None
    }
    assert {
        "every day, 2 times",
        "Monday to Friday, 2 times",
        "every Tuesday, 2 times",
        "every month on day 1, 2 times",
    } == rules


def test_another_time_of_day_is_another_input() -> None:
    """What changes when the hour is edited is the definition, for each send it moves."""
    nine, ten = (loaded(series(WEEKLY, time=f"2026-12-01T{hour}:00:00")) for hour in ("09", "10"))
    assert nine.keys() == ten.keys()
    assert not {one.inputs.definition for one in nine.values()} & {one.inputs.definition for one in ten.values()}


def test_the_wall_clock_stays_when_the_clocks_change() -> None:
    """Nine o'clock is nine o'clock, whatever that is in UTC."""
    found = loaded(series({"every": "week", "count": 2}, time="2026-10-27T09:00:00"))
    assert [datetime(2026, 10, 27, 13, tzinfo=UTC), datetime(2026, 11, 3, 14, tzinfo=UTC)] == [
        one.time.instant for one in found.values()
    ]


@pytest.mark.parametrize(
    ("flag", "mode"), [("in_local_time", TimeMode.LOCAL), ("at_optimal_time", TimeMode.OPTIMAL)]
)
def test_each_persons_own_clock_repeats_too(flag: str, mode: TimeMode) -> None:
    """Without a zone."""
    found = loaded(series(WEEKLY, flag=flag))
    assert [mode] * 3 == [one.time.mode for one in found.values()]


def test_an_edit_of_the_rule_touches_no_other() -> None:
    """Neither an exception nor an end nor a time of day that is added: the others are as they were."""
    before = loaded(series({"every": "day", "until": "2026-12-04"}))
    fewer = loaded(series({"every": "day", "until": "2026-12-04", "except": ["2026-12-02"]}))
    longer = loaded(series({"every": "day", "until": "2026-12-09"}))
    twice = loaded(series({"every": "day", "at": ["09:00", "18:00"], "until": "2026-12-04"}))
    assert {'teaser["2026-12-02"]'} == before.keys() - fewer.keys()
    for after in (fewer, longer, twice):
        for address in before.keys() & after.keys():
            assert (before[address].payload, before[address].inputs) == (
                after[address].payload,
                after[address].inputs,
            )
    assert before.keys() < longer.keys()
    assert before.keys() < twice.keys()


def test_items_and_occurrences_together() -> None:
    """The item's key, then the date; the earlier name has both, too."""
    value = series(WEEKLY)
    found = loaded({**value, "for_each": ["a", "b"], "segment_id": "seg-<< each.key >>", "moved_from": "old"})
    assert 6 == len(found)
    one = found['teaser["b"]["2026-12-15"]']
    assert (("b", "2026-12-15"), "seg-b", 'old["b"]["2026-12-15"]') == (
        one.keys,
        one.payload["segment_id"],
        one.moved_from,
    )


def test_a_definition_makes_a_thousand_schedules_at_most() -> None:
    """Items and occurrences together; no item is looked at beyond the limit."""
    value = series({"every": "day", "count": 500})
    assert 1000 == len(loaded({**value, "for_each": ["a", "b"]}))
    several = {**value, "for_each": {"a": 500, "b": 499, "c": 2, "d": "none at all"}}
    over = changed_at(several, "schedule", "repeat", "count", to="<< each.value >>")
    assert [("repeat-too-many", "this definition makes more than 1,000 schedules, which is the limit")] == [
        (code, text) for code, _, text, _ in said(over)
    ]


def test_what_is_wrong_with_an_item_is_told_with_the_limit() -> None:
    """As far as the items have been looked at."""
    value = {**series({"every": "day", "count": "<< each.value >>"}), "for_each": {"a": 0, "b": 1000, "c": 1}}
    assert ["repeat-end", "repeat-too-many"] == [code for code, _, _, _ in said(value)]


def test_an_occurrence_in_a_gap_is_told_with_its_day() -> None:
    """The way out is another time, or an exception."""
    gap = series({"every": "day", "until": "2027-03-20"}, time="2027-03-10T02:30:00")
    ((code, _, text, hint),) = said(gap)
    assert "time-in-gap" == code
    assert "of this series, 2027-03-14T02:30:00 does not exist in America/New_York" in text
    assert "`except`" in hint
    loaded(series({"every": "day", "until": "2027-03-20", "except": ["2027-03-14"]}, time="2027-03-10T02:30:00"))


def test_an_occurrence_that_comes_twice_asks_for_a_fold() -> None:
    """One word for the whole series; where none comes twice the word is idle."""
    times: dict[str, object] = {"every": "week", "on": ["sun"], "count": 2}
    value = series(times, time="2026-10-25T01:30:00")
    assert ["time-in-fold"] == [code for code, _, _, _ in said(value)]
    schedule = {"time": "2026-10-25T01:30:00", "timezone": "America/New_York", "repeat": times}
    second, problems = read_sends({**schedule, "fold": "second"})
    assert ([datetime(2026, 10, 25, 5, 30, tzinfo=UTC), datetime(2026, 11, 1, 6, 30, tzinfo=UTC)], ()) == (
        [send.time.instant for send in second],
        problems,
    )
    _, (idle,) = read_sends({**schedule, "time": "2026-11-08T01:30:00", "fold": "second"})
    assert ("fold-idle", Severity.WARNING, "fold") == (idle.code, idle.severity, idle.key)


def test_a_fold_is_not_idle_where_one_send_in_the_middle_comes_twice() -> None:
    """Neither the first nor the last says what `fold` does."""
    times = {"every": "week", "on": ["sun"], "count": 3}
    schedule = {"time": "2026-10-25T01:30:00", "timezone": "America/New_York", "fold": "second", "repeat": times}
    sends, problems = read_sends(schedule)
    assert (3, ()) == (len(sends), problems)


def test_many_occurrences_in_gaps_are_told_by_the_first_of_them() -> None:
    """Nobody reads two hundred."""
    sends, problems = read_sends(
        {
            "time": "2027-03-14T02:30:00",
            "timezone": "America/New_York",
            "repeat": {"rrule": "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU", "count": 30},
        }
    )
    assert ((), 10) == (sends, len(problems))


def test_the_start_itself_may_lie_in_a_gap_where_it_is_no_occurrence() -> None:
    """Only what is sent needs a time that exists."""
    value = series({"every": "week", "on": ["mon"], "count": 2}, time="2027-03-14T02:30:00")
    assert ["2027-03-15", "2027-03-22"] == [one.keys[0] for one in loaded(value).values()]


def test_what_is_wrong_is_marked_at_its_key() -> None:
    """With the line of the file."""
    value = message(
        schedule={
            "time": "2026-12-01T09:00:00Z",
            "repeat": {"every": "week", "count": 3, "except": ["2026-12-08", "never"]},
        }
    )
    ((code, line, text, hint),) = said(value)
    assert ("repeat-except", True, True, True) == (
        code,
        line > 1,
        "never is no date" in text,
        "2027-03-31" in hint,
    )


def test_a_repeat_of_another_type_is_for_the_table() -> None:
    """One word about it, from one place."""
    assert ["wrong-type"] == [
        code for code, _, _, _ in said(message(schedule={"time": "2026-12-01T09:00:00Z", "repeat": 1}))
    ]


def test_a_card_must_outlive_the_last_occurrence() -> None:
    """Content is looked at for the first send and for the last."""
    card = channel("content_card", time_to_live=None, expire_at="2026-12-10T00:00:00Z")
    value = series({"every": "week", "count": 3})
    assert ["card-expiry"] == [code for code, _, _, _ in said({**value, "messages": {"content_card": card}})]
    loaded({**series({"every": "week", "count": 2}), "messages": {"content_card": card}})


def test_what_each_send_is_made_from_says_when_it_is() -> None:
    """A new hour is an edit of the definition for each of them; another end or an exception is one for none."""
    before = {one.inputs.definition for one in loaded(series(WEEKLY)).values()}
    later = {one.inputs.definition for one in loaded(series(WEEKLY, time="2026-12-01T10:00:00")).values()}
    fewer = {one.inputs.definition for one in loaded(series({**WEEKLY, "except": ["2026-12-08"]})).values()}
    assert (3, set(), True) == (len(before), before & later, fewer < before)

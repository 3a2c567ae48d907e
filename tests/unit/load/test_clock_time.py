"""Send times: spellings, zones, gaps and folds."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braze_gitops.load.clock_time import read_send_time
from braze_gitops.load.zone_words import MEANT_ZONES
from braze_gitops.load.zones import clear_zone_names, read_zone, zone_names, zones_version
from braze_gitops.model import WORLD, SendTime, Severity, TimeMode, window_of

NEW_YORK = "America/New_York"

_WALLS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 12, 31))  # noqa: DTZ001 - a wall time has no zone


@pytest.mark.parametrize(
    ("schedule", "zone", "instant"),
    [
        ({"time": "2026-11-27T09:00:00", "timezone": NEW_YORK}, NEW_YORK, "2026-11-27T14:00:00"),
        ({"time": "2026-07-27T09:00", "timezone": NEW_YORK}, NEW_YORK, "2026-07-27T13:00:00"),
        ({"time": "2026-11-27T09:00:00Z"}, "Z", "2026-11-27T09:00:00"),
        ({"time": "2026-11-27T09:00Z"}, "Z", "2026-11-27T09:00:00"),
        ({"time": "2026-11-27T09:00:00+02:00"}, "+02:00", "2026-11-27T07:00:00"),
        ({"time": "2026-11-27T09:00:00-0530"}, "-05:30", "2026-11-27T14:30:00"),
        ({"time": "2026-11-27T09:00:00+0000"}, "+00:00", "2026-11-27T09:00:00"),
        ({"time": "2026-11-27T00:00:00+14:00", "other": 1}, "+14:00", "2026-11-26T10:00:00"),
        ({"time": "2026-11-01T01:30:00", "timezone": NEW_YORK, "fold": "first"}, NEW_YORK, "2026-11-01T05:30:00"),
        ({"time": "2026-11-01T01:30:00", "timezone": NEW_YORK, "fold": "second"}, NEW_YORK, "2026-11-01T06:30:00"),
        ({"time": "2026-03-08T01:59:59", "timezone": NEW_YORK}, NEW_YORK, "2026-03-08T06:59:59"),
        ({"time": "2026-03-08T03:00:00", "timezone": NEW_YORK}, NEW_YORK, "2026-03-08T07:00:00"),
        ({"time": "2000-01-01T00:00:00", "timezone": "Etc/GMT-14"}, "Etc/GMT-14", "1999-12-31T10:00:00"),
        ({"time": "2100-12-31T23:59:59", "timezone": "Etc/GMT+12"}, "Etc/GMT+12", "2101-01-01T11:59:59"),
        (
            {"time": "1999-01-01T00:00:00Z", "in_local_time": False} | {"time": "2020-01-01T00:00:00Z"},
            "Z",
            "2020-01-01T00:00:00",
        ),
    ],
)
def test_a_plain_time_is_one_instant(schedule: Mapping[str, object], zone: str, instant: str) -> None:
    """A zone or an offset turns the wall time into UTC; a past time is no problem of loading."""
    send_time, problems = read_send_time(schedule)
    assert send_time is not None
    assert ((), TimeMode.PLAIN, zone) == (problems, send_time.mode, send_time.zone)
    assert datetime.fromisoformat(instant).replace(tzinfo=UTC) == send_time.instant


@pytest.mark.parametrize(
    ("flag", "mode"), [("in_local_time", TimeMode.LOCAL), ("at_optimal_time", TimeMode.OPTIMAL)]
)
def test_a_time_for_each_person_has_no_zone(flag: str, mode: TimeMode) -> None:
    """Local and optimal time keep the wall time alone."""
    send_time, problems = read_send_time({"time": "2026-11-27T09:00:00", flag: True, "timezone": None})
    assert (SendTime(mode=mode, wall=datetime(2026, 11, 27, 9)), ()) == (send_time, problems)  # noqa: DTZ001 - a wall time has no zone


@pytest.mark.parametrize(
    ("schedule", "key", "code", "words"),
    [
        pytest.param({}, "time", "time-missing", "2026-11-27T09:00:00", id="no time"),
        pytest.param({"time": 5}, "time", "time-not-text", "2026-11-27T09:00:00", id="a number"),
        pytest.param({"time": ""}, "time", "time-format", "2026-11-27T09:00:00", id="empty"),
        pytest.param({"time": "2026-11-27"}, "time", "time-format", "2026-11-27T09:00:00", id="date only"),
        pytest.param({"time": "2026-11-27 09:00:00"}, "time", "time-format", "2026-11-27T09:00:00", id="space"),
        pytest.param(
            {"time": "2026-11-27T09:00:00.5Z"}, "time", "time-format", "2026-11-27T09:00:00Z", id="fraction"
        ),
        pytest.param({"time": "27.11.2026 9:00"}, "time", "time-format", "like", id="other order"),
        pytest.param({"time": "2026-11-27T09:00:00Z\n"}, "time", "time-format", "like", id="line end"),
        pytest.param({"time": "２０26-11-27T09:00:00Z"}, "time", "time-format", "like", id="wide digits"),
        pytest.param({"time": "x" * 1_000}, "time", "time-format", "like", id="long"),
        pytest.param({"time": "2026-02-29T09:00:00Z"}, "time", "time-invalid", "check", id="no leap day"),
        pytest.param({"time": "2026-13-01T09:00:00Z"}, "time", "time-invalid", "check", id="month 13"),
        pytest.param({"time": "2026-11-27T24:00:00Z"}, "time", "time-invalid", "check", id="hour 24"),
        pytest.param({"time": "2026-12-31T23:59:60Z"}, "time", "time-invalid", "check", id="leap second"),
        pytest.param({"time": "1999-12-31T23:59:59Z"}, "time", "time-year", "2000", id="year 1999"),
        pytest.param(
            {"time": "9999-12-31T23:59:59", "in_local_time": True}, "time", "time-year", "2100", id="year 9999"
        ),
        pytest.param(
            {"time": "2026-11-27T09:00:00+14:01"}, "time", "time-offset", "+02:00", id="offset too large"
        ),
        pytest.param({"time": "2026-11-27T09:00:00+02:60"}, "time", "time-offset", "+02:00", id="offset minutes"),
        pytest.param({"time": "2026-11-27T09:00:00"}, "time", "time-without-zone", "timezone", id="no zone"),
        pytest.param(
            {"time": "2026-03-08T02:30:00", "timezone": NEW_YORK},
            "time",
            "time-in-gap",
            "2026-03-08T01:59:00 and 2026-03-08T03:00:00",
            id="gap",
        ),
        pytest.param(
            {"time": "2011-12-30T12:00:00", "timezone": "Pacific/Apia"},
            "time",
            "time-in-gap",
            "2011-12-29T23:59:00 and 2011-12-31T00:00:00",
            id="a day left out",
        ),
        pytest.param(
            {"time": "2026-03-08T02:30:00", "timezone": NEW_YORK, "fold": "first"},
            "time",
            "time-in-gap",
            "nearest",
            id="gap with fold",
        ),
        pytest.param(
            {"time": "2026-11-01T01:30:00", "timezone": NEW_YORK},
            "time",
            "time-in-fold",
            "`fold: first` for 05:30 UTC or `fold: second` for 06:30 UTC",
            id="fold",
        ),
        pytest.param(
            {"time": "2026-11-27T09:00:00", "timezone": "Mars/Base"},
            "timezone",
            "timezone-unknown",
            "America/New_York",
            id="no such zone",
        ),
        pytest.param(
            {"time": "2026-11-27T09:00:00", "timezone": "America/NewYork"},
            "timezone",
            "timezone-unknown",
            "America/New_York",
            id="misspelt zone",
        ),
        pytest.param(
            {"time": "2026-11-27T09:00:00", "timezone": "berlin"},
            "timezone",
            "timezone-unknown",
            "Europe/Berlin",
            id="city alone",
        ),
        pytest.param(
            {"time": "2026-11-27T09:00:00", "timezone": "../../etc/localtime"},
            "timezone",
            "timezone-unknown",
            "like",
            id="a path as zone",
        ),
        pytest.param(
            {"time": "2026-11-27T09:00:00", "timezone": ["x"]},
            "timezone",
            "timezone-unknown",
            "like",
            id="a list as zone",
        ),
        pytest.param(
            {"time": "2026-11-27T09:00:00Z", "timezone": NEW_YORK},
            "timezone",
            "timezone-and-offset",
            "2026-11-27T09:00:00",
            id="zone and offset",
        ),
        pytest.param(
            {"time": "2026-11-27T09:00:00Z", "fold": "first"},
            "fold",
            "fold-without-timezone",
            "delete",
            id="fold and offset",
        ),
        pytest.param(
            {"time": "2026-11-27T09:00:00Z", "fold": "third"}, "fold", "fold-value", "first", id="fold misspelt"
        ),
        pytest.param(
            {"time": "2026-11-27T09:00:00Z", "fold": 1}, "fold", "fold-value", "first", id="fold as number"
        ),
        pytest.param(
            {"time": "2026-11-27T09:00:00Z", "in_local_time": True},
            "time",
            "offset-with-flag",
            "2026-11-27T09:00:00",
            id="local and offset",
        ),
        pytest.param(
            {"time": "2026-11-27T09:00:00+00:00", "at_optimal_time": True},
            "time",
            "offset-with-flag",
            "write",
            id="optimal and offset",
        ),
        pytest.param(
            {"time": "2026-11-27T09:00:00", "in_local_time": True, "timezone": NEW_YORK},
            "timezone",
            "timezone-with-flag",
            "delete",
            id="local and zone",
        ),
        pytest.param(
            {"time": "2026-11-27T09:00:00", "at_optimal_time": True, "fold": "first"},
            "fold",
            "fold-with-flag",
            "delete",
            id="optimal and fold",
        ),
        pytest.param(
            {"time": "2026-11-27T09:00:00", "at_optimal_time": True, "in_local_time": True},
            "at_optimal_time",
            "time-both-flags",
            "one of the two",
            id="both flags",
        ),
    ],
)
def test_a_time_that_cannot_be_is_an_error(
    schedule: Mapping[str, object], key: str, code: str, words: str
) -> None:
    """Each error names the key to mark and the way out, and there is no time."""
    send_time, (problem,) = read_send_time(schedule)
    assert (None, key, code, Severity.ERROR) == (send_time, problem.key, problem.code, problem.severity)
    assert words in problem.hint
    assert 200 > len(problem.message)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("PST", "`America/Los_Angeles`"),
        ("mdt", "`America/Denver`"),
        ("CDT", "`America/Chicago`"),
        ("EST", "`America/New_York`"),
        ("CEST", "`Europe/Berlin`"),
        ("GMT", "`Europe/London` or `UTC`"),
        ("BST", "`Europe/London`"),
        ("JST", "`Asia/Tokyo`"),
        ("IST", "`Asia/Kolkata`"),
        ("AEST", "`Australia/Sydney`"),
        ("utc", "`UTC`"),
        ("Singapore", "`Asia/Singapore`"),
        ("New York", "`America/New_York`"),
    ],
)
def test_a_zone_is_suggested_by_its_place(written: str, meant: str) -> None:
    """An abbreviation, a city or another spelling gives the name of a place, or UTC."""
    _, (problem,) = read_send_time({"time": "2026-11-27T09:00:00", "timezone": written})
    assert f"did you mean {meant}?" == problem.hint


@pytest.mark.parametrize("written", ["UTC+2", "GMT-5", "+02:00"])
def test_an_offset_as_a_zone_belongs_to_the_time(written: str) -> None:
    """An offset in `timezone` is told where it goes; `Etc/GMT+5`, which is the other way, is never suggested."""
    _, (problem,) = read_send_time({"time": "2026-11-27T09:00:00", "timezone": written})
    assert "after the time" in problem.hint


@pytest.mark.parametrize("name", sorted(zone_names() - clear_zone_names()))
def test_a_zone_that_is_no_place_is_refused(name: str) -> None:
    """IANA knows abbreviations, some of which have no summer time; each is refused with what was meant."""
    send_time, (problem,) = read_send_time({"time": "2026-11-27T09:00:00", "timezone": name})
    assert (None, "timezone-unclear") == (send_time, problem.code)
    assert "never change their clocks" in problem.message
    assert name == "Factory" or "did you mean" in problem.hint


def test_every_zone_that_is_suggested_is_one_of_a_place() -> None:
    """What the table names can be written."""
    assert clear_zone_names() >= {zone for zones in MEANT_ZONES.values() for zone in zones}


def test_a_long_zone_is_cut_with_a_sign() -> None:
    """What does not fit ends in an ellipsis."""
    _, (problem,) = read_send_time({"time": "2026-11-27T09:00:00", "timezone": "x" * 100})
    assert f"{'x' * 63}… is no time zone" == problem.message


def test_independent_errors_come_at_once() -> None:
    """A wrong time does not hide a wrong zone and a wrong fold."""
    _, problems = read_send_time({"time": "soon", "timezone": "x", "fold": "y"})
    assert ["time", "timezone", "fold"] == [problem.key for problem in problems]


def test_a_fold_without_need_warns() -> None:
    """Where the time comes once, `fold` does nothing and says so."""
    send_time, (problem,) = read_send_time({"time": "2026-11-02T01:30:00", "timezone": NEW_YORK, "fold": "second"})
    assert send_time is not None
    assert (Severity.WARNING, "fold") == (problem.severity, problem.key)


def test_zones_are_those_of_the_pinned_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the machine's zones nor its settings take part."""
    monkeypatch.setenv("PYTHONTZPATH", "/nowhere")
    assert "2026" == zones_version()[:4]
    assert timedelta(hours=1) == datetime(2026, 1, 1, tzinfo=read_zone("Europe/Berlin")).utcoffset()


def test_every_zone_can_be_read() -> None:
    """All names of the pinned list have their data."""
    assert zone_names() == {read_zone(name).key for name in zone_names()}


@given(_WALLS, st.sampled_from(sorted(clear_zone_names())))
def test_a_time_goes_there_and_back(wall: datetime, name: str) -> None:
    """Any wall time is one instant that shows that wall time in its zone, or a gap or fold."""
    wall = wall.replace(microsecond=0, fold=0)
    send_time, problems = read_send_time({"time": wall.isoformat(), "timezone": name})
    if send_time is None:
        assert {"time-in-gap", "time-in-fold"} >= {problem.code for problem in problems}
        return
    assert send_time.instant is not None
    assert wall == send_time.instant.astimezone(read_zone(name)).replace(tzinfo=None, fold=0)
    assert window_of(send_time, WORLD).first_at <= window_of(send_time, WORLD).last_at


@given(
    _WALLS,
    st.sampled_from(["in_local_time", "at_optimal_time"]),
)
def test_every_local_time_has_a_window(wall: datetime, flag: str) -> None:
    """Adding the edges of the world never leaves the calendar."""
    send_time, _ = read_send_time({"time": wall.isoformat(timespec="seconds"), flag: True})
    assert send_time is not None
    assert window_of(send_time, WORLD).first_at < window_of(send_time, WORLD).last_at


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_a_problem(text: str) -> None:
    """No text raises."""
    send_time, problems = read_send_time({"time": text, "timezone": text, "fold": text})
    assert send_time is None
    assert problems


def test_two_spellings_of_an_instant_are_one() -> None:
    """An offset and a zone that mean the same moment give the same instant."""
    first, _ = read_send_time({"time": "2026-11-27T09:00:00-05:00"})
    second, _ = read_send_time({"time": "2026-11-27T09:00:00", "timezone": NEW_YORK})
    assert first is not None
    assert second is not None
    assert first.instant == second.instant == datetime(2026, 11, 27, 9, tzinfo=ZoneInfo(NEW_YORK)).astimezone(UTC)

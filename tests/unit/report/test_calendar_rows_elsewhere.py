"""The rows of a calendar that no plan knows: what was sent, and what the dashboard sends."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from braze_gitops.model import (
    WORLD,
    Address,
    AudienceZone,
    AudienceZones,
    Kind,
    ScheduleId,
    TimeMode,
    Window,
    window_of,
)
from braze_gitops.report.calendar_row import Sign, Source, Standing
from braze_gitops.report.calendar_rows import dashboard_rows, past_rows
from braze_gitops.state import Past
from support.calendars import SENT_AT, a_row, a_send, a_teller, at_wall
from support.reviews import DIGEST, NOW


def a_past(address: str = "teaser", *, days_ago: int = 3, unknown: bool = False) -> Past:
    """Return a schedule that is over."""
    at = NOW - timedelta(days=days_ago)
    return Past(
        address=Address(address),
        kind=Kind.MESSAGE,
        schedule_id=ScheduleId("sch-0"),
        dispatch_id=None,
        window=Window(first_at=at, last_at=at),
        audience_digest=DIGEST,
        channels=("email",),
        content_digest=DIGEST,
        version_unknown=unknown,
        ended_at=NOW,
    )


def test_history_tells_what_was_sent() -> None:
    """With its window and channels; who got it is not kept."""
    (row,) = past_rows([a_past(unknown=True)], [])
    assert ("teaser", Source.HISTORY, None, "sent, which version is not known", DIGEST, ("email",)) == (
        row.key,
        row.source,
        row.time,
        row.status,
        row.audience,
        row.channels,
    )
    assert ("who got it is not kept", Standing.CONFIRMED, "sch-0") == (row.reach, row.standing, row.schedule_id)


def test_the_newest_of_an_address_keeps_its_key() -> None:
    """Each has a key of its own, so that one event of another calendar does not take the other's place."""
    found = past_rows([a_past(days_ago=9), a_past(days_ago=3), a_past("other", days_ago=5)], [])
    assert ["teaser", "other", "teaser 2026-11-11T09:00:00+00:00"] == [row.key for row in found]


def test_what_a_record_tells_of_is_not_told_again() -> None:
    """A send that was stopped under way stands in the records and in the history."""
    past = a_past()
    record = a_row(window=past.window)
    assert [] == list(past_rows([past], [record]))


def test_a_record_keeps_the_key_that_an_older_send_had() -> None:
    """A schedule that is there again under its name goes before one that is over."""
    (row,) = past_rows([a_past()], [a_row()])
    assert "teaser 2026-11-17T09:00:00+00:00" == row.key


def test_history_is_of_the_series_that_its_key_says() -> None:
    """Unless the address is still wanted: then the plan knows what it is one send of."""
    sent, item = 'news["2026-11-17"]', 'news["2026-11-16"]'
    found = past_rows([a_past(sent), a_past(item), a_past("teaser")], [a_row(item)])
    assert {sent: "news[]", item: item, "teaser": "teaser"} == {row.title: row.series for row in found}


def test_a_shadow_is_no_record() -> None:
    """The old place of what moves tells of nothing that was sent."""
    past = a_past()
    assert 1 == len(list(past_rows([past], [a_row(window=past.window, is_shadow=True)])))


BERLIN_TO_LONDON = AudienceZones(
    first=AudienceZone(name="Europe/Berlin", clock=ZoneInfo("Europe/Berlin")),
    last=AudienceZone(name="Europe/London", clock=ZoneInfo("Europe/London")),
)


@pytest.mark.parametrize("zones", [WORLD, BERLIN_TO_LONDON], ids=["the world", "some zones"])
@pytest.mark.parametrize("text", ["2026-11-17T09:00:00", "2026-11-17T00:00:00", "2026-03-29T23:30:00"])
@pytest.mark.parametrize("mode", [TimeMode.LOCAL, TimeMode.OPTIMAL])
def test_a_window_tells_its_time(mode: TimeMode, text: str, zones: AudienceZones) -> None:
    """The history keeps no wall time: a local or optimal one stands on its date all the same."""
    time = at_wall(text, mode)
    past = dataclasses.replace(a_past(), window=window_of(time, zones))
    (row,) = past_rows([past], [], zones=zones)
    assert row.time is not None
    expected = time.wall if mode is TimeMode.LOCAL else time.wall.replace(hour=0, minute=0)
    assert (mode, expected, time.wall.date()) == (row.time.mode, row.time.wall, row.wall_on)


def test_a_window_of_other_people_tells_no_time() -> None:
    """It keeps its instants."""
    past = dataclasses.replace(a_past(), window=Window(first_at=NOW - timedelta(hours=9), last_at=NOW))
    (row,) = past_rows([past], [])
    assert (None, past.window) == (row.time, row.goes_out)


@pytest.mark.parametrize(
    ("ended_after", "status", "until"),
    [
        (25, "stopped while it was going out; some people may have it", 25),
        (26, "sent", 26),
        (90, "sent", 26),
        (-1, "cancelled so close to its time that some people may have it", 0),
    ],
    ids=["under way", "at its end", "later", "before it began"],
)
def test_what_was_stopped_ends_there(ended_after: int, status: str, until: int) -> None:
    """A history that ended before the window did is of a send that was stopped."""
    window = window_of(at_wall("2026-11-17T09:00:00"), WORLD)
    ended_at = window.first_at + timedelta(hours=ended_after)
    (row,) = past_rows([dataclasses.replace(a_past(), window=window, ended_at=ended_at)], [])
    expected = Window(first_at=window.first_at, last_at=window.first_at + timedelta(hours=until))
    assert (status, expected, window) == (row.status, row.goes_out, row.window)


def test_the_dashboard_is_told_as_such() -> None:
    """By its own name, with the campaign's id as what it is known by."""
    (row,) = dashboard_rows([a_send()], a_teller().naming)
    assert ("campaign cmp-9", "Weekly digest", "", Source.DASHBOARD, Sign.DASHBOARD, "cmp-9", ("news",)) == (
        row.key,
        row.title,
        row.name,
        row.source,
        row.sign,
        row.parent,
        row.tags,
    )
    assert "the audience of campaign cmp-9" == row.reach
    assert Window(first_at=SENT_AT, last_at=SENT_AT) == row.window


@pytest.mark.parametrize(
    ("name", "ident", "kind", "key", "title"),
    [
        ("", "cmp-9", "campaign", "campaign cmp-9", "Digest"),
        ("", "cnv-1", "canvas", "Canvas cnv-1", "cnv-1"),
        ("Journey", "", "canvas", "Canvas Journey", "Journey"),
    ],
)
def test_what_has_no_name_is_called_by_what_is_known(
    name: str, ident: str, kind: str, key: str, title: str
) -> None:
    """The project's own name, else the id."""
    (row,) = dashboard_rows([a_send(name, ident=ident, kind=kind)], a_teller().naming)
    assert (key, title) == (row.key, row.title)


@pytest.mark.parametrize(
    ("mode", "window"),
    [
        (TimeMode.LOCAL, ("2026-12-07T19:00:00+00:00", "2026-12-08T21:00:00+00:00")),
        (TimeMode.OPTIMAL, ("2026-12-07T10:00:00+00:00", "2026-12-09T12:00:00+00:00")),
        (TimeMode.PLAIN, None),
    ],
    ids=["local", "optimal", "unknown clock"],
)
def test_the_dashboard_s_windows_go_over_the_world(mode: TimeMode, window: tuple[str, str] | None) -> None:
    """A time on a clock that nobody names has none."""
    (row,) = dashboard_rows([a_send(time=at_wall("2026-12-08T09:00:00", mode))], a_teller().naming)
    found = row.window and (row.window.first_at.isoformat(), row.window.last_at.isoformat())
    assert window == found

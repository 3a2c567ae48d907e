"""What the dashboard has scheduled: both documented forms of a date, and rows that are not what they should be."""

import json
from datetime import UTC, datetime

import pytest

from braze_gitops.braze import ScheduledBroadcast, read_broadcasts, read_next_send_time
from braze_gitops.errors import BrazeError, RejectedError, UnavailableError
from braze_gitops.model import Exchange

WALL = datetime(2026, 11, 27, 9)  # noqa: DTZ001 -- a wall time has no zone
AT_NINE = datetime(2026, 11, 27, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "instant"),
    [
        pytest.param("2026-11-27 09:00:00", "", None, id="spaced"),
        pytest.param("2026-11-27 09:00:00 UTC", "UTC", AT_NINE, id="spaced, UTC"),
        pytest.param("2026-11-27 09:00:00 -0500", "-0500", AT_NINE.replace(hour=14), id="spaced, offset"),
        pytest.param("2026-11-27 09:00:00 America/New_York", "America/New_York", None, id="spaced, zone name"),
        pytest.param("2026-11-27T09:00:00", "", None, id="ISO"),
        pytest.param("2026-11-27T09:00:00Z", "Z", AT_NINE, id="ISO, Z"),
        pytest.param(
            "2026-11-27T09:00:00.000+01:00", "+01:00", AT_NINE.replace(hour=8), id="ISO, fraction, offset"
        ),
    ],
)
def test_next_send_time(text: str, zone: str, instant: datetime | None) -> None:
    """Both forms give the wall time, the zone as written, and the instant where it is known."""
    assert (WALL, zone, instant) == read_next_send_time(text)


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-13-01 00:00:00", "2026-11-27", "2026-11-27 09:00:00 " + "x" * 99]
)
def test_what_is_no_time(text: str) -> None:
    """Refused, not guessed."""
    with pytest.raises(ValueError, match=r"time|month"):
        read_next_send_time(text)


def exchange_of(*rows: object) -> Exchange:
    """Return an answer with these rows."""
    return Exchange(status=200, body=json.dumps({"message": "success", "scheduled_broadcasts": rows}))


def test_a_row_is_typed() -> None:
    """Every documented field."""
    row = {
        "name": "Teaser",
        "id": "cmp-1",
        "type": "Campaign",
        "tags": ["a", 7],
        "next_send_time": "2026-11-27T09:00:00Z",
        "schedule_type": "local_time_zones",
    }
    expected = ScheduledBroadcast(
        name="Teaser",
        id="cmp-1",
        type="Campaign",
        tags=("a",),
        schedule_type="local_time_zones",
        wall=WALL,
        zone="Z",
        next_send_at=AT_NINE,
    )
    assert (expected,) == read_broadcasts(exchange_of(row))


@pytest.mark.parametrize(
    "row", [7, None, [], {}, {"next_send_time": 7}, {"next_send_time": "0001-01-01 00:00:00 +14:00"}]
)
def test_a_row_that_cannot_be_read_is_an_error(row: object) -> None:
    """A calendar that leaves out what it cannot read would be a lie."""
    with pytest.raises(UnavailableError):
        read_broadcasts(exchange_of(row))


def test_a_refusal_names_status_and_request() -> None:
    """What support asks for."""
    exchange = Exchange(status=400, body='{"message":"bad end_time"}', headers={"x-request-id": "r-1"})
    with pytest.raises(RejectedError) as caught:
        read_broadcasts(exchange)
    error: BrazeError = caught.value
    assert (400, "r-1", True) == (error.status, error.request_id, "bad end_time" in error.message)

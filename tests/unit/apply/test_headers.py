"""What headers say of time and limits; nonsense says nothing."""

from datetime import datetime, timedelta

import hypothesis
import pytest
from hypothesis import strategies as st

from braze_gitops.apply.headers import clock_ahead, is_used_up, limit_ends_at, server_time
from braze_gitops.model import Exchange
from support.states import NOW

RESET = str(int((NOW + timedelta(minutes=5)).timestamp()))


@pytest.mark.parametrize(
    ("headers", "moment"),
    [
        pytest.param({}, None, id="nothing"),
        pytest.param({"retry-after": "30"}, NOW + timedelta(seconds=30), id="seconds"),
        pytest.param({"retry-after": "Fri, 20 Nov 2026 09:01:00 GMT"}, NOW + timedelta(seconds=61), id="a date"),
        pytest.param({"x-ratelimit-reset": RESET}, NOW + timedelta(seconds=301), id="reset"),
        pytest.param({"retry-after": "1", "x-ratelimit-reset": RESET}, NOW + timedelta(seconds=1), id="both"),
        pytest.param({"retry-after": "", "x-ratelimit-reset": ""}, None, id="empty, as on a 401"),
        pytest.param({"retry-after": "soon", "x-ratelimit-reset": "-1"}, None, id="nonsense"),
        pytest.param({"x-ratelimit-reset": "9" * 12}, None, id="beyond every calendar"),
        pytest.param({"retry-after": "9" * 12}, NOW + timedelta(days=366), id="for ever"),
        pytest.param(
            {"x-ratelimit-reset": "253402300799"},
            NOW + timedelta(days=366, seconds=1),
            id="the last second of all",
        ),
    ],
)
def test_when_the_limit_ends(headers: dict[str, str], moment: datetime | None) -> None:
    """`retry-after` comes first."""
    assert moment == limit_ends_at(Exchange(status=429, headers=headers), now=NOW)


def test_a_moment_of_theirs_is_one_of_their_clock() -> None:
    """A clock 20 seconds ahead of ours resets 20 seconds earlier than it says."""
    exchange = Exchange(status=429, headers={"x-ratelimit-reset": RESET})
    assert NOW + timedelta(seconds=281) == limit_ends_at(exchange, now=NOW, ahead=timedelta(seconds=20))


@pytest.mark.parametrize(
    ("theirs", "took", "ahead"),
    [
        pytest.param(0, 0, 0, id="equal"),
        pytest.param(61, 0, 61, id="ahead"),
        pytest.param(-62, 0, -61, id="behind, by what is left of its second"),
        pytest.param(-1, 0, 0, id="the rest of its second is not told"),
        pytest.param(0, 30, 0, id="written before a long wait"),
        pytest.param(30, 30, 0, id="written after a long wait"),
        pytest.param(31, 30, 1, id="after the answer came"),
        pytest.param(-3, 30, -2, id="before the request was made"),
        pytest.param(0, -5, 0, id="our clock was set back meanwhile"),
    ],
)
def test_how_far_their_clock_is_ahead(theirs: int, took: int, ahead: int) -> None:
    """Only what lies outside of the request's whole time is a difference."""
    found = clock_ahead(NOW + timedelta(seconds=theirs), sent_at=NOW, heard_at=NOW + timedelta(seconds=took))
    assert timedelta(seconds=ahead) == found


@pytest.mark.parametrize(
    ("text", "used_up"), [("0", True), ("1", False), ("", False), ("-0", False), ("x", False)]
)
def test_nothing_is_left(text: str, used_up: bool) -> None:  # noqa: FBT001 -- a table's column
    """Only a plain zero says so."""
    assert used_up is is_used_up(Exchange(headers={"x-ratelimit-remaining": text}))


@hypothesis.given(st.text() | st.from_regex(r"[A-Z][a-z]{2}, \d{1,3} Nov \d{1,9} \d\d:\d\d:\d\d [+-]?\w{0,6}"))
def test_any_header_can_be_read(text: str) -> None:
    """No exception, whatever a server sends."""
    names = ("date", "retry-after", "x-ratelimit-reset", "x-ratelimit-remaining")
    exchange = Exchange(status=429, headers=dict.fromkeys(names, text))
    theirs = server_time(exchange)
    clock_ahead(theirs or NOW, sent_at=NOW, heard_at=NOW)
    limit_ends_at(exchange, now=NOW)
    is_used_up(exchange)

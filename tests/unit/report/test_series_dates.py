"""All dates of many sends: none is hidden, and hundreds are short to read."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from braze_gitops.report.page import Page, Piece
from braze_gitops.report.series_dates import date_pieces
from braze_gitops.report.style import Style


def walls(*texts: str) -> list[datetime]:
    """Return wall times; without an hour at nine."""
    return [datetime.fromisoformat(text if "T" in text else f"{text}T09:00") for text in texts]


def words(*texts: str, with_hours: bool = True, says_one: bool = False) -> str:
    """Return the dates as one text."""
    pieces = date_pieces(walls(*texts), with_hours=with_hours, says_one=says_one)
    return "".join(piece.text if isinstance(piece, Piece) else piece for piece in pieces)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param((), "", id="none"),
        pytest.param(("2026-12-01",), "Dec 2026: Tue 1", id="one"),
        pytest.param(("2026-12-03", "2026-12-01"), "Dec 2026: Tue 1, Thu 3", id="in order"),
        pytest.param(("2026-12-01", "2026-12-02"), "Dec 2026: Tue 1, Wed 2", id="two in a row"),
        pytest.param(
            ("2026-12-01", "2026-12-02", "2026-12-03", "2026-12-05"),
            "Dec 2026: Tue 1 to Thu 3, Sat 5",
            id="three in a row",
        ),
        pytest.param(
            ("2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02", "2027-01-03"),
            "Dec 2026: Wed 30, Thu 31; Jan 2027: Fri 1 to Sun 3",
            id="over the turn of a year",
        ),
        pytest.param(
            ("2026-12-07", "2026-12-14", "2026-12-28", "2027-12-06"),
            "Dec 2026: Mon 7, 14, 28; Dec 2027: Mon 6",
            id="one weekday",
        ),
        pytest.param(
            ("2026-12-01T09:00", "2026-12-01T17:00", "2026-12-08T09:00", "2026-12-08T17:00"),
            "Dec 2026: Tue 1, 8; each at 09:00 and 17:00",
            id="the same hours",
        ),
        pytest.param(
            ("2026-12-01T09:00", "2026-12-01T12:00", "2026-12-01T17:00"),
            "Dec 2026: Tue 1; each at 09:00, 12:00 and 17:00",
            id="three hours",
        ),
        pytest.param(
            ("2026-12-01T17:00", "2026-12-02T09:00", "2026-12-02T17:00", "2026-12-03T09:00", "2026-12-03T17:00"),
            "Dec 2026: Tue 1 at 17:00, Wed 2, Thu 3; at 09:00 and 17:00 where no other hour is said",
            id="other hours on a day",
        ),
        pytest.param(
            ("2026-12-01", "2026-12-02T10:00", "2026-12-03", "2026-12-04", "2026-12-05"),
            "Dec 2026: Tue 1, Wed 2 at 10:00, Thu 3 to Sat 5; at 09:00 where no other hour is said",
            id="another hour on a day",
        ),
    ],
)
def test_dates(days: tuple[str, ...], expected: str) -> None:
    """By month, with what differs beside it."""
    assert expected == words(*days)


def test_one_hour_and_none() -> None:
    """An hour that all have is told where it has to be; where it means nothing, never."""
    days = ("2026-12-01", "2026-12-08")
    assert "Dec 2026: Tue 1, 8; each at 09:00" == words(*days, says_one=True)
    twice = ("2026-12-01T09:00", "2026-12-01T17:00")
    assert "Dec 2026: Tue 1" == words(*twice, with_hours=False, says_one=True)


def test_a_day_is_not_broken_over_lines() -> None:
    """On a narrow page either."""
    page = Page(Style(), 40)
    page.field("dates", *date_pieces(walls(*(f"2026-12-{day:02}" for day in range(1, 31, 2)))))
    lines = [line.strip() for line in page.text().splitlines()]
    assert "dates     Dec 2026: Tue 1, Thu 3," == lines[0]
    assert all(line[0].isalpha() and line[-2].isdigit() for line in lines[:-1])


def test_hundreds_are_short() -> None:
    """A year of working days fits on one screen."""
    year = [datetime(2027, 1, 1, 9) + timedelta(days=number) for number in range(365)]  # noqa: DTZ001 - a wall time
    page = Page(Style(), 80)
    page.field("dates", *date_pieces(day for day in year if day.weekday() < 5))
    assert 24 > len(page.text().splitlines())

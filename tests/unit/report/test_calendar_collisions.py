"""What comes too near to each other in a calendar, and why that is said."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from braze_gitops.model import TimeMode
from braze_gitops.report.calendar_collisions import with_collisions
from braze_gitops.report.calendar_row import Row, Source, Standing
from support.calendars import SENT_AT, a_row, at_wall, from_dashboard

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def collides(*rows: Row) -> list[list[tuple[str, str]]]:
    """Return for each row what it collides with, and why."""
    return [[(one.title, one.why) for one in row.collisions] for row in with_collisions(rows)]


def why(one: Row, other: Row) -> str:
    """Return why two rows collide, the same on both sides; empty if they do not."""
    first, second = collides(one, other)
    assert [(other.title, words) for _, words in first] == first
    assert [(one.title, words) for _, words in first] == second
    return first[0][1] if first else ""


@pytest.mark.parametrize(
    ("other", "words"),
    [
        pytest.param(
            a_row("b", at=SENT_AT + 24 * HOUR - MINUTE),
            "goes to the same people by email within 24 hours",
            id="less than a day later",
        ),
        pytest.param(a_row("b", at=SENT_AT + 24 * HOUR), "", id="a day later"),
        pytest.param(
            a_row("b", at=SENT_AT - 24 * HOUR + MINUTE),
            "goes to the same people by email within 24 hours",
            id="less than a day before",
        ),
        pytest.param(
            a_row("b", at=SENT_AT - 40 * HOUR, hours=26),
            "goes to the same people by email within 24 hours",
            id="a window that ends near",
        ),
        pytest.param(a_row("b", at=SENT_AT - 60 * HOUR, hours=26), "", id="a window that ends far away"),
        pytest.param(a_row("b", audience="others"), "", id="other people"),
        pytest.param(a_row("b", channels=("web_push",)), "", id="another channel"),
        pytest.param(
            a_row("b", channels=("email", "web_push", "sms")),
            "goes to the same people by email within 24 hours",
            id="a channel in common",
        ),
        pytest.param(
            a_row("b", channels=()), "goes to the same people within 24 hours", id="a trigger, by any channel"
        ),
        pytest.param(a_row("b", series="a"), "", id="the same series"),
        pytest.param(
            a_row("b", name="a"),
            "goes to the same people by email within 24 hours",
            id="an item of one definition",
        ),
        pytest.param(a_row("b", standing=Standing.CANCELLED), "", id="it does not go out"),
        pytest.param(a_row("b", is_shadow=True), "", id="it moves away"),
        pytest.param(
            a_row("b", source=Source.HISTORY),
            "goes to the same people by email within 24 hours",
            id="it was sent",
        ),
        pytest.param(a_row("b", audience=""), "", id="nobody knows whom it reaches"),
    ],
)
def test_ours(other: Row, words: str) -> None:
    """As the guard against a second send has it."""
    assert words == why(a_row("a"), other)


CAMPAIGN = a_row("a", kind="campaign", channels=(), parent="cmp-9", is_broadcast=False)
SAME = "sends the same campaign or Canvas within 24 hours"
CALLED = "is called the same and goes out within 24 hours"
CLOSE = "goes out at the same time; whether it reaches the same people is not known"


@pytest.mark.parametrize(
    ("mine", "theirs", "words"),
    [
        pytest.param(CAMPAIGN, from_dashboard(at=SENT_AT + 20 * HOUR), SAME, id="the same campaign"),
        pytest.param(CAMPAIGN, from_dashboard(at=SENT_AT + 24 * HOUR), "", id="the same a day later"),
        pytest.param(
            CAMPAIGN,
            from_dashboard(time=at_wall("2026-11-28T09:00:00", TimeMode.PLAIN)),
            SAME,
            id="the same on a clock that nobody names",
        ),
        pytest.param(
            CAMPAIGN,
            from_dashboard(time=at_wall("2026-11-30T09:00:00", TimeMode.PLAIN)),
            "",
            id="the same far away on such a clock",
        ),
        pytest.param(a_row("digest"), from_dashboard("digest", at=SENT_AT + 20 * HOUR), CALLED, id="the name"),
        pytest.param(
            dataclasses.replace(a_row("digest"), title='digest["de"]'),
            from_dashboard('digest["de"]', at=SENT_AT + 20 * HOUR),
            CALLED,
            id="the address",
        ),
        pytest.param(a_row("a"), from_dashboard(at=SENT_AT - HOUR + MINUTE), CLOSE, id="less than an hour"),
        pytest.param(a_row("a"), from_dashboard(at=SENT_AT - HOUR), "", id="an hour"),
        pytest.param(a_row("a", hours=5), from_dashboard(at=SENT_AT + 3 * HOUR), CLOSE, id="while it goes out"),
        pytest.param(a_row("a", is_broadcast=False), from_dashboard(), "", id="a few listed people"),
        pytest.param(
            a_row("a"),
            from_dashboard(time=at_wall("2026-11-27T14:00:00", TimeMode.PLAIN)),
            "",
            id="the time of a clock that nobody names",
        ),
        pytest.param(
            a_row("a", time=at_wall("2026-11-27T14:00:00")), from_dashboard(), "", id="ours has no instant"
        ),
        pytest.param(a_row("a", source=Source.HISTORY), from_dashboard(), "", id="it was sent"),
        pytest.param(from_dashboard("a"), from_dashboard("b"), "", id="both are of the dashboard"),
    ],
)
def test_the_dashboard(mine: Row, theirs: Row, words: str) -> None:
    """It says which campaign and when, and not whom it reaches."""
    assert words == why(mine, theirs)
    assert words == why(theirs, mine)


def test_the_nearest_is_named_first() -> None:
    """Of several the one that comes next, and each once."""
    rows = [
        a_row("a"),
        a_row("b", at=SENT_AT + 20 * HOUR),
        a_row("c", at=SENT_AT - HOUR),
        a_row("c2", name="c", at=SENT_AT + 2 * HOUR),
    ]
    assert ["c", "c2", "b"] == [title for title, _ in collides(*rows)[0]]


def test_a_window_reaches_over_what_comes_between() -> None:
    """A long one that began first collides with each that begins before it is over."""
    rows = [a_row("a", at=SENT_AT - 20 * HOUR, hours=26), a_row("b"), a_row("c", at=SENT_AT + HOUR)]
    assert [["b", "c"], ["a", "c"], ["a", "b"]] == [
        sorted(title for title, _ in found) for found in collides(*rows)
    ]


def test_a_row_alone_stays_as_it_is() -> None:
    """And none is no error."""
    row = a_row()
    assert ((row,), ()) == (with_collisions([row]), with_collisions([]))

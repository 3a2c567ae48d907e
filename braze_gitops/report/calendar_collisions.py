"""Sends of a calendar that come too near to each other, and why that is said of them.

Two of ours collide as the guard `duplicate-send` has it: the same audience, a channel in common, less than 24
hours between them, and not one series, which keeps its own distance: two items of one definition are two sends.
What the dashboard sends says only which campaign or Canvas it is: it collides with one of ours that sends through
the same one, or is called the same, less than 24 hours from it; and with any broadcast less than an hour from it,
since whom it reaches is not known here.
What does not go out collides with nothing.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta

from braze_gitops.model import WORLD, Window, window_of
from braze_gitops.report.calendar_row import Collision, Row, Source, Standing
from braze_gitops.report.value_words import channel_words

APART = timedelta(hours=24)
CLOSE = timedelta(hours=1)


def with_collisions(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the rows in the order given, each with those it collides with, nearest in time first."""
    rows = tuple(rows)
    found: defaultdict[int, list[tuple[timedelta, Collision]]] = defaultdict(list)
    for one, other, why in _pairs(rows):
        gap = _gap(rows[one], rows[other])
        found[one].append((gap, Collision(title=rows[other].title, why=why)))
        found[other].append((gap, Collision(title=rows[one].title, why=why)))
    return tuple(
        dataclasses.replace(row, collisions=_nearest_first(found[place])) if place in found else row
        for place, row in enumerate(rows)
    )


def _nearest_first(found: list[tuple[timedelta, Collision]]) -> tuple[Collision, ...]:
    ordered = sorted(found, key=lambda one: (one[0], one[1].title))
    return tuple(dict.fromkeys(collision for _, collision in ordered))


def _pairs(rows: Sequence[Row]) -> Iterator[tuple[int, int, str]]:
    going = [place for place, row in enumerate(rows) if _counts(row)]
    ours = [place for place in going if rows[place].source is not Source.DASHBOARD]
    lanes: defaultdict[str, list[int]] = defaultdict(list)
    for place in ours:
        if rows[place].audience:
            lanes[rows[place].audience].append(place)
    for lane in lanes.values():
        yield from _near(rows, lane, APART, _same_people)
    theirs = [place for place in going if rows[place].source is Source.DASHBOARD]
    if theirs:
        ours = [place for place in ours if rows[place].source is not Source.HISTORY]
        yield from _near(rows, [*ours, *theirs], APART, _same_campaign_or_time)


def _counts(row: Row) -> bool:
    return row.standing is not Standing.CANCELLED and not row.is_shadow


def _near(
    rows: Sequence[Row], places: Iterable[int], apart: timedelta, why: Callable[[Row, Row], str]
) -> Iterator[tuple[int, int, str]]:
    """Yield the pairs less than `apart` from each other of which `why` has something to say."""
    spans = {place: _span(rows[place]) for place in places}
    ordered = sorted(spans, key=lambda place: (spans[place].first_at, place))
    for position, place in enumerate(ordered):
        for other in ordered[position + 1 :]:
            if spans[other].first_at - spans[place].last_at >= apart:
                break
            words = why(rows[place], rows[other])
            if words:
                yield place, other, words


def _span(row: Row) -> Window:
    """Return the instants at which it may go out; a clock that is not known may be any of the world's."""
    if row.window is not None:
        return row.window
    assert row.time is not None, "a row without a window has a time"
    return window_of(row.time, WORLD)


def _gap(one: Row, other: Row) -> timedelta:
    first, second = _span(one), _span(other)
    return max(second.first_at - first.last_at, first.first_at - second.last_at, timedelta())


def _same_people(one: Row, other: Row) -> str:
    """Return why two of ours collide, empty if they do not; a row without channels may use any."""
    if one.series == other.series:
        return ""
    shared = sorted({*one.channels} & {*other.channels})
    if one.channels and other.channels and not shared:
        return ""
    on = f" by {', '.join(map(channel_words, shared))}" if shared else ""
    return f"goes to the same people{on} within 24 hours"


def _same_campaign_or_time(one: Row, other: Row) -> str:
    """Return why something of the dashboard and something of ours collide, empty if they do not."""
    sources = {one.source, other.source}
    if len(sources) == 1 or Source.DASHBOARD not in sources:
        return ""
    if one.parent and one.parent == other.parent:
        return "sends the same campaign or Canvas within 24 hours"
    ours, theirs = (other, one) if one.source is Source.DASHBOARD else (one, other)
    if theirs.title in {ours.name, ours.title}:
        return "is called the same and goes out within 24 hours"
    close = ours.is_broadcast and ours.window is not None and theirs.window is not None
    if close and _gap(ours, theirs) < CLOSE:
        return "goes out at the same time; whether it reaches the same people is not known"
    return ""

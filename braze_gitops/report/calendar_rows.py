"""The rows of a calendar: from a reviewed plan, the history of its state, and what the dashboard has."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from braze_gitops.guard import Review
from braze_gitops.model import (
    WORLD,
    Address,
    AudienceZones,
    DesiredSchedule,
    Kind,
    SendTime,
    TimeMode,
    Window,
    parent_id,
    split_address,
    window_of,
)
from braze_gitops.plan import Change, series_address
from braze_gitops.report.audience_words import is_broadcast, reach_words
from braze_gitops.report.calendar_row import DashboardSend, Row, Sign, Source, Standing
from braze_gitops.report.calendar_words import has_moved, is_arranged, sign_of, standing_of, status_words
from braze_gitops.report.moment import time_words
from braze_gitops.report.naming import Naming
from braze_gitops.report.value_words import shorten
from braze_gitops.state import Past, Record, audience_digest, channels_of

_NAME_LENGTH = 120
_UNKNOWN = "in the definitions; whether it is arranged is not known"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """What rows are worded with: the review they come from, the names people know, the present, the cutoff.

    `desired` are the definitions' schedules by address. Without `has_state` the plan was made from an empty
    state, which nobody may read as "nothing is arranged". `zones` are those between which its people live.
    """

    review: Review
    desired: Mapping[Address, DesiredSchedule]
    naming: Naming
    now: datetime
    cutoff: timedelta
    has_state: bool = True
    zones: AudienceZones = WORLD


def planned_rows(teller: Teller) -> Iterator[Row]:
    """Yield a row for each address that is arranged or wanted, and one for the old place of what moves."""
    for change in teller.review.plan.changes:
        record = _shown(change, teller)
        if record is not None:
            yield _row(change, record, teller)
            if _leaves(change, teller):
                yield _shadow(change, record, teller)
        elif change.pauses:
            yield _paused(change, teller)


def _shown(change: Change, teller: Teller) -> Record | None:
    """Return the record whose time a reader needs: as it will be, or as it is where that stays."""
    if teller.review.is_blocked(change) and is_arranged(change.before):
        return change.before
    return change.after or change.before


def _leaves(change: Change, teller: Teller) -> bool:
    return has_moved(change) and not teller.review.is_blocked(change)


def _row(change: Change, record: Record, teller: Teller) -> Row:
    blocks = teller.review.blocks.get(change.address, ())
    status = status_words(change, blocks, now=teller.now, cutoff=teller.cutoff)
    before = change.before
    if _leaves(change, teller) and before is not None:
        status = f"{status}; moves here from {time_words(before.time)}"
    elif blocks and before is not None and change.after is not None and has_moved(change):
        status = f"{status}; the definition asks for {time_words(change.after.time)}"
    row = Row(
        key=change.address,
        source=Source.STATE if before is not None else Source.DEFINITIONS,
        title=change.address,
        name=change.name,
        kind=record.kind.value,
        time=record.time,
        window=record.window,
        reach=reach_words(record.kind, record.payload, address=change.address, naming=teller.naming),
        status=status,
        sign=sign_of(change, is_blocked=bool(blocks)),
        standing=standing_of(change, is_blocked=bool(blocks)),
        channels=channels_of(record.payload),
        audience=audience_digest(record.payload),
        parent=parent_id(record.kind, record.payload) or "",
        series=_series(change.address, change.series),
        is_broadcast=is_broadcast(record.payload),
        tags=record.tags,
        action=change.action.value,
        blocked=tuple(block.code.value for block in blocks),
        schedule_id=record.schedule_id,
        moves_from=change.previous_address,
    )
    if teller.has_state:
        return row
    return dataclasses.replace(
        row, status=_UNKNOWN, sign=Sign.NOTHING, standing=Standing.TENTATIVE, action="", blocked=()
    )


def _shadow(change: Change, record: Record, teller: Teller) -> Row:
    before = change.before
    assert before is not None, "what moves was somewhere"
    return dataclasses.replace(
        _row(change, record, teller),
        time=before.time,
        window=before.window,
        status=f"moves to {time_words(record.time)}",
        sign=Sign.LEAVE,
        standing=Standing.CANCELLED,
        is_shadow=True,
    )


def _series(address: Address, series: Address | None) -> str:
    """Return what all sends of one series have in common, and nothing else has: no item of it, no single send."""
    return address if series is None else f"{series}[]"


def _paused(change: Change, teller: Teller) -> Row:
    wanted = teller.desired[change.address]
    instant = wanted.time.instant
    return Row(
        key=change.address,
        source=Source.DEFINITIONS,
        title=change.address,
        name=change.name,
        kind=change.kind.value,
        time=wanted.time,
        window=Window(first_at=instant, last_at=instant) if instant is not None else None,
        reach=reach_words(wanted.kind, wanted.payload, address=change.address, naming=teller.naming),
        status=status_words(change, (), now=teller.now, cutoff=teller.cutoff),
        sign=Sign.CANCEL,
        standing=Standing.CANCELLED,
        channels=channels_of(wanted.payload),
        series=_series(change.address, change.series),
        tags=wanted.tags,
        action=change.action.value,
    )


def past_rows(history: Iterable[Past], taken: Iterable[Row], *, zones: AudienceZones = WORLD) -> Iterator[Row]:
    """Yield a row for each schedule that is over and that `taken` does not tell of: a stopped send is in both.

    The newest of an address keeps the address as its key. Windows are those of people between `zones`.
    """
    planned = {row.key: row for row in taken if not row.is_shadow}
    told = {(row.key, row.window) for row in planned.values()}
    keys = set(planned)
    for past in sorted(history, key=lambda one: one.window.first_at, reverse=True):
        if (past.address, past.window) in told:
            continue
        key = past.address if past.address not in keys else f"{past.address} {past.window.first_at.isoformat()}"
        keys.add(past.address)
        version = ", which version is not known" if past.version_unknown else ""
        is_stopped = past.ended_at < past.window.last_at
        wanted = planned.get(past.address)
        yield Row(
            key=key,
            source=Source.HISTORY,
            title=past.address,
            name=split_address(past.address)[0],
            kind=past.kind.value,
            time=_time_within(past.window, zones),
            window=past.window,
            reach="who got it is not kept",
            status=f"{_ended(past)}{version}",
            sign=Sign.NOTHING,
            standing=Standing.CONFIRMED,
            channels=past.channels,
            audience=past.audience_digest,
            series=wanted.series if wanted else _series(past.address, series_address(past.address, None)),
            schedule_id=past.schedule_id,
            stopped_at=past.ended_at if is_stopped else None,
        )


def _ended(past: Past) -> str:
    """Return how a schedule came to its end."""
    if past.ended_at < past.window.first_at:
        return "cancelled so close to its time that some people may have it"
    return (
        "stopped while it was going out; some people may have it"
        if past.ended_at < past.window.last_at
        else "sent"
    )


def _time_within(window: Window, zones: AudienceZones) -> SendTime | None:
    """Return the local or optimal time that has just this window, None if there is none: then it was one instant.

    The history keeps no wall time; the width of a window tells the mode, and its begin the time.
    """
    for day in (-1, 0, 1):
        _, farthest = zones.offsets_on((window.first_at + timedelta(days=day)).date())
        wall = (window.first_at + farthest).replace(tzinfo=None)
        for mode in (TimeMode.LOCAL, TimeMode.OPTIMAL):
            time = SendTime(mode=mode, wall=wall)
            if window.first_at < window.last_at and window == window_of(time, zones):
                return time
    return None


def dashboard_rows(sends: Iterable[DashboardSend], naming: Naming) -> Iterator[Row]:
    """Yield a row for each send of the dashboard."""
    for send in sends:
        noun, section = ("Canvas", "canvases") if send.kind == Kind.CANVAS.value else ("campaign", "campaigns")
        known = naming.words.get(section, {}).get(send.id, "")
        called = shorten(send.name or known or send.id, _NAME_LENGTH)
        yield Row(
            key=f"{noun} {send.id or send.name}",
            source=Source.DASHBOARD,
            title=called,
            name="",
            kind=send.kind,
            time=send.time,
            window=_dashboard_window(send.time),
            reach=shorten(f"the audience of {noun} {send.id}", _NAME_LENGTH),
            status="scheduled in the dashboard",
            sign=Sign.DASHBOARD,
            standing=Standing.CONFIRMED,
            parent=send.id,
            is_broadcast=True,
            tags=send.tags,
        )


def _dashboard_window(time: SendTime) -> Window | None:
    """Return when Braze may send, over all zones of the world; None where no zone is known."""
    if time.instant is not None:
        return Window(first_at=time.instant, last_at=time.instant)
    if time.mode is TimeMode.PLAIN:
        return None
    return window_of(time, WORLD)

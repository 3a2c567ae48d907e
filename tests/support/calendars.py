"""Rows, days and calendars for tests, and what a reviewed plan makes of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from braze_gitops.guard import Review
from braze_gitops.model import DesiredSchedule, SendTime, TimeMode, Window
from braze_gitops.report import Calendar, DashboardSend, Days, Naming, Teller
from braze_gitops.report.calendar import rows_within
from braze_gitops.report.calendar_row import Row, Sign, Source, Standing
from support.reviews import NOW, a_plan, a_review

CUTOFF = timedelta(minutes=15)
AUDIENCE = "the digest of an audience"
SENT_AT = datetime(2026, 11, 27, 14, tzinfo=UTC)


def days(zone: str = "UTC", first: str = "2026-11-20", last: str = "2026-12-17") -> Days:
    """Return four weeks on the clock of a zone."""
    return Days(
        first_on=date.fromisoformat(first), last_on=date.fromisoformat(last), zone=ZoneInfo(zone), name=zone
    )


def plain(at: datetime = SENT_AT, zone: str = "UTC") -> SendTime:
    """Return the time of an instant, as written on the clock of a zone."""
    wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return SendTime(mode=TimeMode.PLAIN, wall=wall, zone=zone, instant=at)


def at_wall(text: str, mode: TimeMode = TimeMode.LOCAL) -> SendTime:
    """Return a time without an instant: local, optimal, or on a clock that nobody names."""
    return SendTime(mode=mode, wall=datetime.fromisoformat(text))


def a_row(
    title: str = "teaser",
    *,
    at: datetime = SENT_AT,
    hours: int = 0,
    time: SendTime | None = None,
    window: Window | None = None,
    source: Source = Source.STATE,
    name: str | None = None,
    series: str | None = None,
    kind: str = "message",
    channels: tuple[str, ...] = ("email",),
    audience: str = AUDIENCE,
    parent: str = "",
    standing: Standing = Standing.CONFIRMED,
    sign: Sign = Sign.NOTHING,
    is_broadcast: bool = True,
    tags: tuple[str, ...] = (),
    is_shadow: bool = False,
    blocked: tuple[str, ...] = (),
) -> Row:
    """Return a row of a broadcast by email; with `hours` it goes out over that span."""
    spread = Window(first_at=at, last_at=at + timedelta(hours=hours))
    return Row(
        key=title,
        source=source,
        title=title,
        name=title if name is None else name,
        kind=kind,
        time=time if time is not None else plain(at),
        window=window or (None if time is not None and time.instant is None and not hours else spread),
        reach="broadcast to segment seg-1",
        status="scheduled",
        sign=sign,
        standing=standing,
        channels=channels,
        audience=audience,
        parent=parent,
        series=title if series is None else series,
        is_broadcast=is_broadcast,
        tags=tags,
        is_shadow=is_shadow,
        blocked=blocked,
    )


def from_dashboard(
    title: str = "Weekly digest", *, at: datetime = SENT_AT, time: SendTime | None = None, parent: str = "cmp-9"
) -> Row:
    """Return a row of a campaign that the dashboard sends."""
    row = a_row(
        title,
        at=at,
        time=time,
        source=Source.DASHBOARD,
        name="",
        kind="campaign",
        channels=(),
        audience="",
        parent=parent,
        series="",
        sign=Sign.DASHBOARD,
    )
    return dataclasses.replace(row, key=f"campaign {parent}")


def a_calendar(*rows: Row, over: Days | None = None, now: datetime = NOW, made_at: datetime = NOW) -> Calendar:
    """Return a calendar of these rows, with what collides among them."""
    over = over or days()
    kept, _, _ = rows_within(rows, over)
    return Calendar(
        environment="production", seed="lineage-1", sequence=7, now=now, made_at=made_at, days=over, rows=kept
    )


def a_teller(
    review: Review | None = None, *, desired: Iterable[DesiredSchedule] = (), has_state: bool = True
) -> Teller:
    """Return what rows of a review are worded with."""
    return Teller(
        review=review or a_review(a_plan()),
        desired={one.address: one for one in desired},
        naming=Naming(words={"campaigns": {"cmp-9": "Digest"}}),
        now=NOW,
        cutoff=CUTOFF,
        has_state=has_state,
    )


def a_send(
    name: str = "Weekly digest", *, ident: str = "cmp-9", kind: str = "campaign", time: SendTime | None = None
) -> DashboardSend:
    """Return what the dashboard sends."""
    return DashboardSend(name=name, id=ident, kind=kind, tags=("news",), time=time or plain())

"""What the dashboard has scheduled, asked of Braze where a person wants to see it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from braze_gitops.cli.session import Session
from braze_gitops.cli.wiring import read_key
from braze_gitops.cli.workspace import Workspace, clock_start
from braze_gitops.model import Environment, Finding, Kind, Secret, SendTime, Severity, TimeMode

if TYPE_CHECKING:
    from braze_gitops.braze import BrazeClient, ScheduledBroadcast
    from braze_gitops.report import DashboardSend
    from braze_gitops.state import State

# Braze ends a range at midnight UTC of its last day (braze-api.md 6.2); a day ends in every zone two days later.
_FURTHER = timedelta(days=2)
_MODES = {"local_time_zones": TimeMode.LOCAL, "intelligent_delivery": TimeMode.OPTIMAL}


def read_live(
    session: Session, workspace: Workspace, environment: Environment, until: date
) -> tuple[DashboardSend, ...]:
    """Return what the dashboard will send until the end of a day; a sandbox is joined, or started and ended.

    Raises:
        UnauthorizedError: the variable that should hold the key is empty, or the key may not ask.
        BrazeError: there is no answer, or none that can be read.
    """
    with _client(session, workspace, environment) as connect:
        found = asyncio.run(_ask(connect, until + _FURTHER))
    return tuple(_send(one) for one in found)


def key_findings(session: Session, environment: Environment, state: State | None) -> tuple[Finding, ...]:
    """Return a warning if the state does not know the key that Braze is asked with."""
    if environment.is_sandbox or state is None or not state.key_fingerprints:
        return ()
    if read_key(session, environment).fingerprint in state.key_fingerprints:
        return ()
    return (
        Finding(
            severity=Severity.WARNING,
            code="unknown-key",
            message="the state does not know this key: what the dashboard has may be another workspace's",
            hint=f"look at which workspace the key in {environment.api_key_env or 'BRAZE_API_KEY'} belongs to",
        ),
    )


@contextlib.contextmanager
def _client(
    session: Session, workspace: Workspace, environment: Environment
) -> Iterator[Callable[[], BrazeClient]]:
    from braze_gitops.braze import connector

    if not environment.is_sandbox:
        yield connector(environment.endpoint, read_key(session, environment))
        return
    from braze_gitops.sandbox import join_or_start

    with join_or_start(workspace.sandbox_folder(environment), clock_start=clock_start(environment)) as running:
        yield connector(running.url, Secret(running.key, name="sandbox key"))


async def _ask(connect: Callable[[], BrazeClient], until: date) -> tuple[ScheduledBroadcast, ...]:
    client = connect()
    try:
        return await client.scheduled_broadcasts(until)
    finally:
        await client.close()


def _send(one: ScheduledBroadcast) -> DashboardSend:
    """Return a broadcast as a calendar takes it; its zone stands behind its time, else it is the company's."""
    from braze_gitops.load import instant_in
    from braze_gitops.report import DashboardSend

    mode = _MODES.get(one.schedule_type, TimeMode.PLAIN)
    zone, instant = one.zone, one.next_send_at
    if mode is not TimeMode.PLAIN:
        zone, instant = "", None
    elif instant is None:
        zone = zone or one.schedule_type
        instant = instant_in(zone, one.wall)
    return DashboardSend(
        name=one.name,
        id=one.id,
        kind=Kind.CANVAS.value if one.type.lower() == "canvas" else Kind.CAMPAIGN.value,
        tags=one.tags,
        time=SendTime(mode=mode, wall=one.wall, zone=zone if instant is not None else None, instant=instant),
    )

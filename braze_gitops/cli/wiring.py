"""The ports of an apply joined to the edges: Braze or a sandbox, the clock that counts, the key."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from braze_gitops.cli.planning import Planned
from braze_gitops.cli.session import Session
from braze_gitops.cli.surroundings import is_ci
from braze_gitops.cli.workspace import clock_start
from braze_gitops.errors import PlanRefusedError, UnauthorizedError
from braze_gitops.model import Environment, Secret

if TYPE_CHECKING:
    from braze_gitops.apply import ApplySettings, Braze, Clock

# Goes on while the machine sleeps; not every system has it.
_TICKING: int | None = getattr(time, "CLOCK_BOOTTIME", None)
_MAX_WAIT_IN_CI = timedelta(minutes=50)


class SystemClock:
    """The present of this machine, or of a sandbox; fits the port `apply.Clock`."""

    def __init__(self, read: Callable[[], datetime]) -> None:
        self._read = read

    def now(self) -> datetime:
        """Return the present, aware UTC."""
        return self._read()

    def ticks(self) -> float:
        """Return real seconds, those included in which this machine slept, where it tells."""
        return time.clock_gettime(_TICKING) if _TICKING is not None else time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait that long in real time."""
        await asyncio.sleep(seconds)


@contextlib.contextmanager
def connected(session: Session, planned: Planned) -> Iterator[tuple[Callable[[], Braze], Clock, str | None]]:
    """Yield how to open a connection, the clock that counts, and the fingerprint of the key (None in a sandbox).

    A sandbox is joined, or started and ended again.

    Raises:
        UnauthorizedError: the variable that should hold the key is empty.
        PlanRefusedError: the state does not know this key.
    """
    from braze_gitops.braze import connector

    environment = planned.environment
    if environment.is_sandbox:
        from braze_gitops.sandbox import join_or_start, read_clock

        folder, start = planned.workspace.sandbox_folder(environment), clock_start(environment)
        with join_or_start(folder, clock_start=start) as running:
            secret = Secret(running.key, name="sandbox key")
            yield connector(running.url, secret), SystemClock(lambda: read_clock(folder, start=start)), None
        return
    key = read_key(session, environment)
    _check_key(session, planned, key)
    yield connector(environment.endpoint, key), SystemClock(lambda: datetime.now(UTC)), key.fingerprint


def require_key(session: Session, environment: Environment) -> None:
    """Make sure that a run which will call Braze has a key, before anything is shown; a sandbox needs none.

    Raises:
        UnauthorizedError: the variable that should hold the key is empty.
    """
    if not environment.is_sandbox:
        read_key(session, environment)


def read_key(session: Session, environment: Environment) -> Secret:
    """Return the key of `environment`, hidden from all that is written from now on.

    Raises:
        UnauthorizedError: the variable that should hold it is empty.
    """
    name = environment.api_key_env or "BRAZE_API_KEY"
    text = session.environ.get(name, "")
    if not text:
        raise UnauthorizedError(
            f"the variable {name} is not set, and it should hold the Braze key of {environment.name}",
            hint=f"export {name}=…, or add it as a secret of the CI environment; a plan needs no key",
        )
    key = Secret(text, name=name)
    session.terminal.hide(key)
    return key


def _check_key(session: Session, planned: Planned, key: Secret) -> None:
    from braze_gitops.guard import UNKNOWN_KEY, check_key
    from braze_gitops.report import findings_text, key_way_text

    terminal = session.terminal
    check = check_key(planned.state, key.fingerprint, planned.review.elsewhere)
    if check.refusals:
        way = key_way_text(
            UNKNOWN_KEY,
            key.fingerprint,
            environment=planned.environment.name,
            now=planned.now,
            style=terminal.error_style,
            width=terminal.width,
        )
        terminal.tell(f"\n{way}")
        raise PlanRefusedError("this key may not be used here: no call was made", findings=check.refusals)
    terminal.tell(findings_text(check.findings, style=terminal.error_style, width=terminal.width))


def apply_settings(
    session: Session, environment: Environment, *, parallelism: int | None, max_wait: timedelta | None
) -> ApplySettings:
    """Return how an apply goes about its calls: the environment's settings, and what the command line gives."""
    from braze_gitops.apply import ApplySettings

    usual_wait = _MAX_WAIT_IN_CI if is_ci(session.environ) else ApplySettings().max_wait
    return ApplySettings(
        parallelism=parallelism or environment.parallelism,
        cutoff=environment.cutoff,
        rate_limit_per_hour=environment.rate_limit_per_hour,
        max_wait=max_wait if max_wait is not None else usual_wait,
    )

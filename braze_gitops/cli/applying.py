"""The run of an apply: interruption, progress, what is said at the end, what is kept if the state cannot be."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from uuid import uuid4

from braze_gitops import __version__
from braze_gitops.cli.planning import Planned
from braze_gitops.cli.progress import TerminalProgress
from braze_gitops.cli.session import Session
from braze_gitops.cli.state_access import StateAccess
from braze_gitops.cli.surroundings import opening
from braze_gitops.cli.unrecorded import keep_unrecorded
from braze_gitops.cli.wiring import apply_settings, connected
from braze_gitops.errors import ExitCode

if TYPE_CHECKING:
    from braze_gitops.apply import ApplySettings, Braze, Clock, Outcome


def run_apply(
    session: Session, planned: Planned, access: StateAccess, *, parallelism: int | None, as_json: bool
) -> int:
    """Make the changes of a reviewed plan, say what was done, and return the exit code.

    Raises:
        UnauthorizedError: there is no key, or the state does not know it.
        StateError, StalePlanError: another run came first, or the state cannot be written; no call was made.
    """
    from braze_gitops.guard import clear
    from braze_gitops.report import outcome_json, outcome_text

    terminal = session.terminal
    cleared = clear(planned.review)
    with connected(session, planned) as (connect, clock, fingerprint):
        progress = TerminalProgress(terminal, total=sum(one.makes_calls for one in cleared.changes))
        outcome = asyncio.run(
            _apply(
                session,
                planned,
                access,
                connect=connect,
                clock=clock,
                fingerprint=fingerprint,
                settings=apply_settings(session, planned.environment, parallelism),
                progress=progress,
            )
        )
        progress.end()
        now = clock.now()
    keep_unrecorded(session, outcome, root=planned.workspace.folder.root)
    code = outcome.exit_code
    text = (
        outcome_json(outcome, exit_code=code)
        if as_json
        else outcome_text(
            outcome,
            style=terminal.style,
            width=terminal.width,
            now=now,
            next_apply_by=planned.review.plan.next_apply_by,
        )
    )
    terminal.say(text if as_json else f"\n{text}")
    return code


async def _apply(
    session: Session,
    planned: Planned,
    access: StateAccess,
    *,
    connect: Callable[[], Braze],
    clock: Clock,
    fingerprint: str | None,
    settings: ApplySettings,
    progress: TerminalProgress,
) -> Outcome:
    from braze_gitops.apply import apply_plan
    from braze_gitops.guard import clear

    stop = asyncio.Event()
    with interruptible(session, stop):
        return await apply_plan(
            clear(planned.review),
            desired=planned.desired,
            state=access.state,
            journal=access.journal(),
            connect=connect,
            clock=clock,
            opening=opening("apply", session.environ, commit=planned.commit, at=clock.now()),
            settings=settings,
            fingerprint=fingerprint,
            progress=progress,
            new_id=lambda: str(uuid4()),
            chance=random.random,
            tool=__version__,
            stop=stop,
            blocks=planned.review.blocks,
        )


@contextlib.contextmanager
def interruptible(session: Session, stop: asyncio.Event) -> Iterator[None]:
    """Let the first Ctrl-C or SIGTERM set `stop`, and the second end the process; the journal holds either way."""
    loop = asyncio.get_running_loop()

    def asked() -> None:
        if stop.is_set():
            session.terminal.tell("\nstopped at once; the journal holds what was done, the next apply goes on\n")
            os._exit(ExitCode.INTERRUPTED)
        session.terminal.tell("\nstopping: what is in flight is finished and written; once more stops at once\n")
        stop.set()

    signals = (signal.SIGINT, signal.SIGTERM)
    for one in signals:
        loop.add_signal_handler(one, asked)
    try:
        yield
    finally:
        for one in signals:
            loop.remove_signal_handler(one)

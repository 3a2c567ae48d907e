"""The run of an apply: interruption, progress, what is said at the end, what is kept if the state cannot be."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from braze_gitops import __version__
from braze_gitops.cli.interruption import Interruption, interruptible
from braze_gitops.cli.planning import Planned
from braze_gitops.cli.progress import TerminalProgress
from braze_gitops.cli.session import Session
from braze_gitops.cli.state_access import StateAccess
from braze_gitops.cli.surroundings import opening
from braze_gitops.cli.unrecorded import keep_unrecorded
from braze_gitops.cli.wiring import apply_settings, connected

if TYPE_CHECKING:
    from braze_gitops.apply import ApplySettings, Braze, Clock, Outcome

_STOPPING = "\nstopping: what is in flight has 5 seconds to be answered, and is written; once more stops at once\n"


def run_apply(
    session: Session,
    planned: Planned,
    access: StateAccess,
    *,
    parallelism: int | None,
    max_wait: timedelta | None,
    as_json: bool,
) -> int:
    """Make the changes of a reviewed plan, say what was done, and return the exit code.

    `parallelism` and `max_wait` are those of the command line, None for the usual.

    Raises:
        UnauthorizedError: there is no key, or the state does not know it.
        StateError, StalePlanError: another run came first, or the state cannot be written; no call was made.
    """
    from braze_gitops.guard import clear

    terminal = session.terminal
    cleared = clear(planned.review)
    with (
        connected(session, planned) as (connect, clock, fingerprint),
        interruptible(lambda: terminal.tell(_STOPPING)) as stop,
        # All is told before the runner closes: that waits for threads, and a name may be looked up in one.
        asyncio.Runner() as runner,
    ):
        progress = TerminalProgress(terminal, total=sum(one.makes_calls for one in cleared.changes))
        outcome = runner.run(
            _apply(
                session,
                planned,
                access,
                connect=connect,
                clock=clock,
                fingerprint=fingerprint,
                settings=apply_settings(session, planned.environment, parallelism=parallelism, max_wait=max_wait),
                progress=progress,
                stop=stop,
            )
        )
        progress.end()
        kept_in = keep_unrecorded(session, outcome, root=planned.workspace.folder.root)
        _say(session, planned, outcome, now=clock.now(), as_json=as_json, kept_in=kept_in)
    return outcome.exit_code


def _say(
    session: Session, planned: Planned, outcome: Outcome, *, now: datetime, as_json: bool, kept_in: str
) -> None:
    """Say what was done; `kept_in` is where the answers are that the state could not take."""
    from braze_gitops.report import outcome_json, outcome_text

    terminal = session.terminal
    if as_json:
        terminal.say(
            outcome_json(
                outcome,
                exit_code=outcome.exit_code,
                left_out=planned.review.left_out,
                next_apply_by=planned.review.plan.next_apply_by,
            )
        )
        return
    text = outcome_text(
        outcome,
        style=terminal.style,
        width=terminal.width,
        now=now,
        next_apply_by=planned.review.plan.next_apply_by,
        kept_in=kept_in,
        plan=planned.review.plan,
        left_out=planned.review.left_out,
    )
    terminal.say(f"\n{text}")


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
    stop: Interruption,
) -> Outcome:
    from braze_gitops.apply import apply_plan
    from braze_gitops.guard import clear

    with stop.heard_here():
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

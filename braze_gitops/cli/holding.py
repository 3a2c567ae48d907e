"""Waiting for a state that another run holds, and taking it over when that run is provably gone."""

from __future__ import annotations

import time
from datetime import timedelta

from braze_gitops.cli.session import Session
from braze_gitops.cli.state_access import StateAccess, read_state
from braze_gitops.cli.surroundings import is_ci, machine
from braze_gitops.cli.workspace import Workspace
from braze_gitops.model import Environment

_CI_PATIENCE = timedelta(minutes=5)
_BETWEEN_LOOKS_SECONDS = 2.0


def wait_for_state(
    session: Session, workspace: Workspace, environment: Environment, *, patience: timedelta | None
) -> StateAccess:
    """Return the state once no other run holds it, read anew after every wait.

    `patience` is how long to wait, None for the usual: five minutes in CI, else not at all.

    Raises:
        StateLockedError: another run still holds it; the message says who and since when.
        StateError: it cannot be read.
    """
    from braze_gitops.apply import Step, decide_hold, refusal
    from braze_gitops.store import is_alive

    usual = _CI_PATIENCE if is_ci(session.environ) else timedelta()
    limit = usual if patience is None else patience
    began, told = time.monotonic(), ""
    while True:
        access = read_state(session, workspace, environment)
        decision = decide_hold(
            access.state.run,
            here=machine(session.environ),
            alive=is_alive,
            waited=timedelta(seconds=time.monotonic() - began),
            patience=limit,
        )
        if decision.message and decision.message != told and decision.step is not Step.REFUSE:
            from braze_gitops.report import escape

            session.terminal.tell(f"{escape(decision.message)}\n")
            told = decision.message
        match decision.step:
            case Step.GO_ON | Step.TAKE_OVER:
                return access
            case Step.REFUSE:
                raise refusal(decision, environment=environment.name)
            case Step.WAIT:
                left = limit.total_seconds() - (time.monotonic() - began)
                time.sleep(max(0.05, min(_BETWEEN_LOOKS_SECONDS, left)))

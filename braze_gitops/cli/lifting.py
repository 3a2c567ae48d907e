"""The end of an emergency stop, whole or for one address; the state alone, and nobody is called."""

from __future__ import annotations

from uuid import uuid4

from braze_gitops import __version__
from braze_gitops.cli.halting import reason
from braze_gitops.cli.holding import wait_for_state
from braze_gitops.cli.session import Session
from braze_gitops.cli.surroundings import opening, who_runs
from braze_gitops.cli.workspace import Workspace, present_of
from braze_gitops.errors import ExitCode
from braze_gitops.model import Address, Environment


def run_lift(
    session: Session, workspace: Workspace, environment: Environment, ident: str, address: str | None, *, why: str
) -> int:
    """Lift the halt, or let one address go, and say that nothing is created by that.

    Raises:
        UsageError: there never was such a halt, it does not hold the address, or there is no reason.
        StateLockedError: another run holds the state.
        StateError: it cannot be read or written.
    """
    from braze_gitops.apply import lift, write_entries
    from braze_gitops.report import lifted_text

    access = wait_for_state(session, workspace, environment, patience=None)
    one = Address(address) if address is not None else None
    said, at = reason(session, why), present_of(workspace, environment)
    entry = lift(access.state, ident, one, who=who_runs(session.environ), why=said, at=at)
    state, remark = access.state, ""
    if entry is not None:
        written = write_entries(
            (entry,),
            state=state,
            journal=access.journal(),
            opening=opening("halt --lift", session.environ, commit=None, at=at),
            new_id=lambda: str(uuid4()),
            tool=__version__,
        )
        state, remark = written.state, written.remark
    terminal = session.terminal
    terminal.say(
        lifted_text(
            state,
            ident,
            one,
            done=entry is not None,
            remark=remark,
            style=terminal.style,
            width=terminal.width,
        )
    )
    return ExitCode.DONE

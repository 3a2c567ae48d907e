"""`braze-gitops state check`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from braze_gitops.cli.command import Command
from braze_gitops.cli.options import environment_option, everywhere, expect_head_option, format_option
from braze_gitops.cli.session import Session
from braze_gitops.cli.state_access import check_state, missing_state, store_of
from braze_gitops.cli.workspace import choose_environment, open_workspace
from braze_gitops.errors import ExitCode, StateError
from braze_gitops.model import Environment

if TYPE_CHECKING:
    from braze_gitops.state import Fault, State
    from braze_gitops.store import Store, StoredState


@click.command(
    cls=Command,
    epilog=("braze-gitops state check -e production\nbraze-gitops state check -e production --format json\n"),
)
@everywhere
@environment_option
@expect_head_option
@format_option
@click.pass_obj
def check(session: Session, environment: str | None, output: str) -> int:
    """Look at every part of a state: digests, chain, snapshot, texts.

    Names every fault with its place and the way out, and what is under way. Ends with 0, with 10, or with 1 if the
    state cannot be read at all. Changes nothing. A whole older copy is whole: only --expect-head can tell.
    """
    from braze_gitops.report import check_json, check_text
    from braze_gitops.state import PartNames, check_parts

    workspace = open_workspace(session)
    chosen = choose_environment(workspace, environment)
    store = store_of(session, workspace, chosen)
    stored = store.read()
    if stored is None:
        raise missing_state(chosen, store)
    checked = check_parts(
        snapshot=stored.snapshot,
        batches=stored.batches,
        texts=stored.texts,
        names=PartNames(whole=store.describe(), snapshot=store.name_of_snapshot(), batch=store.name_of_batch),
    )
    faults = (*checked.faults, *_beyond(session, store, checked.state, chosen))
    notes = (*checked.notes, *_strays(stored))
    code = ExitCode.STATE if faults else ExitCode.DONE
    terminal = session.terminal
    if output == "json":
        terminal.say(check_json(checked, faults=faults, notes=notes, environment=chosen.name, exit_code=code))
        return code
    terminal.say(
        check_text(
            checked,
            faults=faults,
            notes=notes,
            environment=chosen.name,
            style=terminal.style,
            width=terminal.width,
        )
    )
    return code


def _beyond(session: Session, store: Store, state: State | None, environment: Environment) -> Iterator[Fault]:
    """Yield what is wrong with a whole state: it is another environment's, or not the one that was expected."""
    from braze_gitops.state import Fault
    from braze_gitops.store import check_expected

    if state is None:
        return
    try:
        check_state(state, environment, where=store.describe())
        if session.expected is not None:
            check_expected(store, state, session.expected)
    except StateError as error:
        yield Fault(path=error.path or store.describe(), what=error.message, way_out=error.hint)


def _strays(stored: StoredState) -> Iterator[str]:
    for stray in stored.strays:
        if stray.unfinished:
            yield f"{stray.path} was left half written by a run that was killed: harmless, and may be removed"
        else:
            yield f"{stray.path} is no part of a state: nothing reads it"

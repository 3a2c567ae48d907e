"""`braze-gitops state push`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from braze_gitops.cli.command import Command
from braze_gitops.cli.holding import wait_for_state
from braze_gitops.cli.options import environment_option, everywhere, expect_head_option
from braze_gitops.cli.session import Session
from braze_gitops.cli.state_writing import (
    agrees,
    auto_approve_option,
    require_a_person,
    say_written,
    why_option,
    write_as_run,
)
from braze_gitops.cli.workspace import choose_environment, open_workspace, present_of
from braze_gitops.errors import ExitCode, StateDamagedError, UsageError

if TYPE_CHECKING:
    from braze_gitops.state import State

_LARGEST = 200_000_000


@click.command(
    cls=Command,
    epilog=(
        'braze-gitops state push state-of-production.json -e production --why "wrong owner"\n'
        "braze-gitops state push state-of-production.json -e production --forget 0ad2e7b4\n"
    ),
)
@everywhere
@environment_option
@expect_head_option
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option(
    "--forget",
    "forgets",
    multiple=True,
    metavar="ID",
    help="Give up one schedule that is live: its id, or its address if it has none. May be repeated.",
)
@auto_approve_option
@why_option
@click.pass_obj
def push(
    session: Session,
    environment: str | None,
    file: Path,
    forgets: tuple[str, ...],
    auto_approve: bool,  # noqa: FBT001 - click passes every option by name
    why: str,
) -> int:
    """Put an edited document of `state pull` in place of the state.

    The last resort: `import`, `state mv` and `state rm` say better what they do. FILE must come from the very
    version that the state is at, and may differ in `schedules` alone. Shows record by record what would change,
    and asks; calls nobody.
    """
    from braze_gitops.apply import push as work_out
    from braze_gitops.report import push_text

    require_a_person(session, auto_approve=auto_approve)
    workspace = open_workspace(session)
    chosen = choose_environment(workspace, environment, changes=True)
    document = _read(file)
    access = wait_for_state(session, workspace, chosen, patience=None)
    now, terminal = present_of(workspace, chosen), session.terminal
    found = work_out(document, state=access.state, forgets=forgets, at=now, cutoff=chosen.cutoff)
    if not found.entries:
        terminal.say("Nothing was done: the document says what the state says.\n")
        return ExitCode.DONE
    terminal.say(
        push_text(
            found.changes,
            given_up=found.given_up,
            environment=chosen.name,
            style=terminal.style,
            width=terminal.width,
        )
    )
    if not agrees(session, "Push it? Only `yes` does: ", auto_approve=auto_approve):
        return ExitCode.ERROR
    written = write_as_run(
        "state push",
        found.entries,
        texts=found.texts,
        session=session,
        workspace=workspace,
        environment=chosen,
        access=access,
        why=why,
    )
    say_written(session, f"the state of {chosen.name} says what {file} says.", written)
    return ExitCode.DONE


def _read(path: Path) -> State:
    """Return the state in a document.

    Raises:
        UsageError: it cannot be read, or is none.
        StateTooNewError: a later version of the program wrote it.
    """
    from braze_gitops.state import decode_document

    try:
        if not path.is_file() or path.stat().st_size > _LARGEST:
            raise UsageError(
                f"{path} is no file that `state pull` wrote", hint="`braze-gitops state pull --out FILE`"
            )
        return decode_document(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    except StateDamagedError as error:
        raise UsageError(f"{path} {error.message}", hint="pull again, and make the edit in that") from None

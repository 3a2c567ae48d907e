"""`braze-gitops state pull`."""

from __future__ import annotations

from pathlib import Path

import click

from braze_gitops import __version__
from braze_gitops.cli.command import Command
from braze_gitops.cli.options import environment_option, everywhere, expect_head_option
from braze_gitops.cli.out_file import write_out
from braze_gitops.cli.session import Session
from braze_gitops.cli.state_access import read_state
from braze_gitops.cli.workspace import choose_environment, open_workspace
from braze_gitops.errors import UsageError


@click.command(
    cls=Command,
    epilog=("braze-gitops state pull -e production --out state-of-production.json\n"),
)
@everywhere
@environment_option
@expect_head_option
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Where to write it. [default: standard output]"
)
@click.pass_obj
def pull(session: Session, environment: str | None, out: Path | None) -> None:
    """Write the whole state as one document, its texts included.

    To look at, or to edit and `state push`. It is no backup that can be put in place of the state: it lacks the
    journal. It holds no key and no person's id.
    """
    from braze_gitops.state import encode_document, version_text

    workspace = open_workspace(session)
    chosen = choose_environment(workspace, environment)
    access = read_state(session, workspace, chosen)
    if not access.exists:
        raise UsageError(f"nothing was ever arranged in {chosen.name}: there is no state to pull")
    content, terminal = encode_document(access.state, tool=__version__), session.terminal
    if access.state.run is not None:
        terminal.tell("note: a run holds the state; what has no answer yet is shown as its next run finds it\n")
    if out is None:
        terminal.say(content.decode("utf-8"))
        return
    write_out(out, content, what="the state", marks=(b'"tool_version"', b'"lineage"'))
    terminal.tell(f"written to {out}: {version_text(access.state)}\n")

"""`braze-gitops init`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from braze_gitops.cli.command import Command
from braze_gitops.cli.options import everywhere
from braze_gitops.cli.session import Session
from braze_gitops.errors import UsageError


@click.command(cls=Command, epilog=("mkdir campaigns && cd campaigns\nbraze-gitops init\nbraze-gitops plan\n"))
@everywhere
@click.pass_obj
def init(session: Session) -> None:
    """Start a project in this folder.

    Writes a project file, two example definitions and a sandbox to plan against at once. Never overwrites a
    file: if any of them is there already, nothing is written.
    """
    from braze_gitops.edit import scaffold
    from braze_gitops.report import Page, Piece, Role

    terminal = session.terminal
    files = scaffold(today=datetime.now(UTC).date())
    existing = [path for path in files if (session.folder / path).exists() and path != ".gitignore"]
    if existing:
        raise UsageError(
            f"there is already {', '.join(existing)}",
            hint="nothing was written; use an empty folder, or edit these",
        )
    page = Page(terminal.style, terminal.width)
    for path, text in files.items():
        if _write(session.folder / path, text):
            page.line(Piece("+ ", Role.CREATE), path, indent=2)
    page.blank()
    page.line("A project with a sandbox: a local Braze, so that nothing can go wrong. Next:")
    page.verbatim(
        Piece("braze-gitops plan", Role.STRONG), "     shows what would be sent, to whom and when", indent=2
    )
    page.verbatim(Piece("braze-gitops apply", Role.STRONG), "    schedules it in the sandbox", indent=2)
    terminal.say(page.text())


def _write(path: Path, text: str) -> bool:
    """Write a new file and return whether it was written; one that is there stays as it is."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return False
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
    return True

"""One run of the program: the command line in, the exit code out; the one place where every error ends."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from braze_gitops import __version__
from braze_gitops.cli.root import root
from braze_gitops.cli.session import Session
from braze_gitops.cli.signals import interrupted_for_good
from braze_gitops.cli.terminal import Terminal
from braze_gitops.errors import BrazeGitopsError, ExitCode, InputError, PlanRefusedError, StateError
from braze_gitops.model import Finding

if TYPE_CHECKING:
    from braze_gitops.store import FileSystem

PROGRAM = "braze-gitops"


def main(*, interrupted: Callable[[], bool] = lambda: False) -> int:
    """Run the program with this process's arguments, streams and environment, and return its exit code.

    `interrupted` says whether a signal came before. Raises KeyboardInterrupt if one comes outside the run.
    """
    with interrupted_for_good():
        if interrupted():
            raise KeyboardInterrupt
        return run(sys.argv[1:], environ=dict(os.environ))


def run(arguments: Sequence[str], *, environ: Mapping[str, str], files: FileSystem | None = None) -> int:
    """Run one command line and return the exit code; nothing is raised.

    `files` is what states in folders are written through, None for the file system of this machine.
    """
    terminal = Terminal(stdout=sys.stdout, stderr=sys.stderr, stdin=sys.stdin, environ=environ)
    session = Session(terminal=terminal, environ=environ, folder=Path(), files=files)
    try:
        code = _invoke(arguments, session)
    except Exception as error:  # noqa: BLE001 - the one place: a person gets a sentence, never a traceback
        code = _say_interrupted(session) if _is_interruption(error) else _say_unexpected(error, session)
    terminal.flush()
    return int(code)


def _invoke(arguments: Sequence[str], session: Session) -> int:
    """Run the command; each error a person can meet is said and becomes its exit code."""
    try:
        ended = root.main(args=list(arguments), prog_name=PROGRAM, obj=session, standalone_mode=False)
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        session.terminal.tell(f"{error.format_message()}\n")
        return ExitCode.ERROR
    except click.UsageError as error:
        return _say_usage(error, session)
    except click.ClickException as error:
        return _say(session, error.format_message(), hint="")
    except (click.Abort, KeyboardInterrupt):
        return _say_interrupted(session)
    except BrazeGitopsError as error:
        _say_error(error, session)
        return error.exit_code
    except BrokenPipeError:
        return ExitCode.DONE
    return ended if isinstance(ended, int) else ExitCode.DONE


def _say_interrupted(session: Session) -> int:
    """Say so; click has ended the line that Ctrl-C stands on."""
    session.terminal.tell("interrupted\n")
    return ExitCode.INTERRUPTED


def _is_interruption(error: BaseException | None) -> bool:
    """Whether an error comes of a Ctrl-C that met the program while it loaded a part of itself.

    What is loaded in another language passes the interruption on as text alone.
    """
    while error is not None:
        if isinstance(error, KeyboardInterrupt) or KeyboardInterrupt.__name__ in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _say_usage(error: click.UsageError, session: Session) -> int:
    hint = f"{error.ctx.command_path} --help says more" if error.ctx is not None else f"{PROGRAM} --help says more"
    return _say(session, error.format_message().rstrip("."), hint=hint)


def _say(session: Session, message: str, *, hint: str) -> int:
    from braze_gitops.report import error_text

    terminal = session.terminal
    terminal.tell(error_text(message, hint, style=terminal.error_style, width=terminal.width))
    return ExitCode.ERROR


def _say_error(error: BrazeGitopsError, session: Session) -> None:
    from braze_gitops.report import error_text

    terminal = session.terminal
    held = error.findings if isinstance(error, InputError | PlanRefusedError) else ()
    findings = [one for one in held if isinstance(one, Finding)]
    path = error.path if isinstance(error, StateError) else ""
    terminal.tell(
        error_text(
            error.message,
            error.hint,
            style=terminal.error_style,
            width=terminal.width,
            findings=findings,
            path=path,
        )
    )


def _say_unexpected(error: Exception, session: Session) -> int:
    """Say that the program itself is wrong; the traceback only for who asks for it, without secrets or values."""
    from braze_gitops.report import error_text

    terminal = session.terminal
    where = traceback.extract_tb(error.__traceback__)[-1:]
    at = "".join(f" in {Path(frame.filename).name}, line {frame.lineno}" for frame in where)
    hint = (
        "this is a mistake in braze-gitops, not in your files: please report the line above and what you ran\n"
        "nothing is lost: what was arranged is in the state, and `braze-gitops plan` shows where things stand"
    )
    if session.environ.get("BRAZE_GITOPS_DEBUG"):
        terminal.tell("".join(traceback.format_exception(error)))
    else:
        hint += "\nBRAZE_GITOPS_DEBUG=1 shows more"
    message = f"unexpected {type(error).__name__}{at} (braze-gitops {__version__})"
    terminal.tell(error_text(message, hint, style=terminal.error_style, width=terminal.width))
    return ExitCode.ERROR

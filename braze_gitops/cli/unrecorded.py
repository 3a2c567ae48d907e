"""Answers that a state could not take: kept in a file beside the project, and read back from it or from a log."""

from __future__ import annotations

import contextlib
import dataclasses
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from braze_gitops import __version__
from braze_gitops.cli.session import Session
from braze_gitops.errors import StateDamagedError, StateForeignError, StateTooNewError, UsageError

if TYPE_CHECKING:
    from braze_gitops.apply import Outcome
    from braze_gitops.model import Address, Finding, Lineage
    from braze_gitops.state import LineFault, State, Unrecorded

NAME = "outcomes.json"
PATTERN = "outcomes*.json"
_LARGEST = 200_000_000
_NO_ANSWERS_HINT = "give the outcomes.json that an apply wrote, or the log of that apply with its RECORD lines"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a file tells: the answers, each once, and the lines of a log that cannot be taken."""

    answers: tuple[Unrecorded, ...]
    faults: tuple[LineFault, ...] = ()
    lineage: Lineage | None = None
    environment: str = ""


def keep_unrecorded(session: Session, outcome: Outcome, *, root: Path) -> str:
    """Keep the answers that the state could not take in a file of their own in `root`, and say how to merge it.

    Returns what `state recover` is to be given, as it is typed: that file, or `LOG` if only the log has them.
    """
    from braze_gitops.state import encode_answers
    from braze_gitops.store import keep_file

    if not outcome.unrecorded:
        return ""
    terminal, state = session.terminal, outcome.state
    content = encode_answers(
        outcome.unrecorded,
        lineage=state.lineage,
        environment=state.environment,
        tool=__version__,
        hide=terminal.redact,
    )
    try:
        path = keep_file(root, NAME, content, files=session.files)
    except OSError as error:
        terminal.tell(
            f"{NAME} could not be written either ({error.strerror or error}): keep the RECORD lines above;"
            f" once the state can be written: braze-gitops state recover LOG -e {state.environment}\n"
        )
        return "LOG"
    terminal.tell(
        f"the answers are kept in {path}; once the state can be written:\n"
        f"  braze-gitops state recover {shlex.quote(str(path))} -e {state.environment}\n"
    )
    return shlex.quote(str(path))


def find_answers(root: Path, state: State) -> Iterator[tuple[Path, tuple[Address, ...]]]:
    """Yield each file in `root` that an apply left and that holds what an address in doubt waits for, with those.

    A file that cannot be read is passed over: `state recover` says what is wrong with it.
    """
    from braze_gitops.state import waited_for

    for path in sorted(root.glob(PATTERN)):
        with contextlib.suppress(UsageError, StateTooNewError):
            addresses = waited_for(read_answers(path).answers, state)
            if addresses:
                yield path, addresses


def refuse_unread_answer(root: Path, state: State, address: Address) -> None:
    """Make sure that nobody says what is true of an address while the answer lies beside the project, unread.

    Raises:
        UsageError: it does; the hint merges it.
    """
    for path, addresses in find_answers(root, state):
        if address in addresses:
            raise UsageError(
                f"{path.name} holds the answer that {address} waits for",
                hint=f"merge it first: {_recover(path, state)}; nothing was changed",
            )


def unread_answers(root: Path, state: State) -> Iterator[Finding]:
    """Yield a warning for each file in `root` that holds what an address in doubt waits for."""
    from braze_gitops.model import Finding, Severity

    for path, addresses in find_answers(root, state):
        yield Finding(
            severity=Severity.WARNING,
            code="unread-answers",
            message=f"{path.name} holds the answer to what is in doubt: {', '.join(addresses)}",
            hint=f"merge it first: {_recover(path, state)}",
        )


def read_answers(path: Path) -> Answers:
    """Return what the file at `path` tells: one that an apply wrote, or any text with RECORD lines in it.

    Raises:
        UsageError: it cannot be read, is damaged, or tells nothing.
        StateTooNewError: a later version of the program wrote it.
    """
    from braze_gitops.state import decode_answers, find_record_lines

    content = _read(path)
    text = _decode(content)
    if text.lstrip().startswith("{") and '"answers"' in text:
        try:
            found = decode_answers(content)
        except StateTooNewError as error:
            raise StateTooNewError(f"{path}: {error.message}", path=str(path), hint=error.hint) from None
        except StateDamagedError as error:
            raise UsageError(f"{path} {error.message}", hint=error.hint) from None
        return Answers(answers=found.answers, lineage=found.lineage, environment=found.environment)
    answers, faults = find_record_lines(text.split("\n"))
    if not answers and not faults:
        raise UsageError(f"{path} holds no answers", hint=_NO_ANSWERS_HINT)
    if not answers:
        first, more = faults[0], len(faults) - 1
        others = f", and {more} more of its lines cannot be taken" if more else ""
        raise UsageError(f"{path}, line {first.number}: {first.what}{others}", hint=_NO_ANSWERS_HINT)
    return Answers(answers=answers, faults=faults)


def check_lineage(found: Answers, state: State, *, path: Path) -> None:
    """Make sure that what a file tells is about `state`; single foreign lines among others are left to the merge.

    Raises:
        StateForeignError: all of it belongs to another state.
    """
    lineages = {found.lineage} if found.lineage is not None else {one.lineage for one in found.answers}
    if state.lineage in lineages:
        return
    whose = f" of {found.environment}" if found.environment else ""
    named = ", ".join(sorted(lineages))
    raise StateForeignError(
        f"the answers in {path} belong to another state{whose}: lineage {named}, and this one is {state.lineage}",
        hint="say the environment of the run that wrote them with -e; nothing was changed",
    )


def _recover(path: Path, state: State) -> str:
    return f"`braze-gitops state recover {shlex.quote(str(path))} -e {state.environment}`"


def _read(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise UsageError(f"{path} is no file that can be read", hint=_NO_ANSWERS_HINT)
        if path.stat().st_size > _LARGEST:
            raise UsageError(
                f"{path} is larger than {_LARGEST // 1_000_000} MB",
                hint=f"give its RECORD lines alone: grep RECORD {shlex.quote(str(path))} > records.txt",
            )
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None


def _decode(content: bytes) -> str:
    """Return any log as text; a byte that is none of UTF-8 cannot stand in what is looked for."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    return content.decode("utf-8", "replace")

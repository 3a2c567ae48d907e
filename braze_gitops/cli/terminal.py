"""Where the program's words go: results to stdout, the rest to stderr; nothing reaches either but through here.

One writer takes every secret of the run out of what it writes, never fails on an encoding, and goes quiet when the
reader has gone away.
"""

from __future__ import annotations

import codecs
import os
import shutil
from collections.abc import Mapping
from typing import TYPE_CHECKING, TextIO

from braze_gitops.model import Secret

if TYPE_CHECKING:
    from braze_gitops.report import Style

_DUMB = frozenset({"dumb", "unknown"})
_DEFAULT_WIDTH = 80
_ERRORS = "braze-gitops-readable"
_REPLACEMENTS: Mapping[str, str] = {
    "“": '"',
    "”": '"',
    "’": "'",
    "…": "...",
    "→": "->",
    "±": "+-",
    "−": "-",
    "·": "-",
}


def _readable(error: UnicodeError) -> tuple[str, int]:
    r"""Replace what an encoding cannot say: our own signs by ASCII ones, all else by `\u{…}`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    failed = error.object[error.start : error.end]
    return "".join(_REPLACEMENTS.get(one, f"\\u{{{ord(one):x}}}") for one in failed), error.end


class Terminal:
    """The two streams of the program and how they are dressed.

    `environ` decides with the streams: `NO_COLOR`, `TERM=dumb`, `COLUMNS`. Colour is for a terminal only.
    """

    def __init__(self, *, stdout: TextIO, stderr: TextIO, stdin: TextIO, environ: Mapping[str, str]) -> None:
        codecs.register_error(_ERRORS, _readable)
        self._stdout, self._stderr, self._stdin = stdout, stderr, stdin
        self._plain = bool(environ.get("NO_COLOR")) or environ.get("TERM", "") in _DUMB
        self._dumb = environ.get("TERM", "") in _DUMB
        self._secrets: list[Secret] = []
        self._status = ""
        for stream in (stdout, stderr):
            _never_fail(stream)

    @property
    def width(self) -> int:
        """Return the columns of the window, 80 where there is none."""
        return shutil.get_terminal_size((_DEFAULT_WIDTH, 24)).columns or _DEFAULT_WIDTH

    @property
    def style(self) -> Style:
        """Return the style of results."""
        return _style(colour=self._colour(self._stdout))

    @property
    def error_style(self) -> Style:
        """Return the style of everything else."""
        return _style(colour=self._colour(self._stderr))

    @property
    def can_ask(self) -> bool:
        """Whether a person sits in front of it who can read a question and answer it."""
        return _is_terminal(self._stdin) and (_is_terminal(self._stdout) or _is_terminal(self._stderr))

    @property
    def can_rewrite(self) -> bool:
        """Whether a line of stderr can be written over."""
        return _is_terminal(self._stderr) and not self._dumb

    def without_colour(self) -> None:
        """Write no colour from now on."""
        self._plain = True

    def hide(self, secret: Secret) -> None:
        """Take `secret`, in every form, out of all that is written from now on."""
        self._secrets.append(secret)

    def redact(self, text: str) -> str:
        """Return `text` without any secret of this run."""
        for secret in self._secrets:
            text = secret.redact(text)
        return text

    def say(self, text: str) -> None:
        """Write a result to stdout; `text` carries its own line ends."""
        self._clear_status()
        self._stdout = self._write(self._stdout, text)

    def tell(self, text: str) -> None:
        """Write to stderr what is no result: progress, logs, errors, questions."""
        self._clear_status()
        self._stderr = self._write(self._stderr, text)

    def show_status(self, line: str) -> None:
        """Write `line` over the one before; nothing happens where a line cannot be written over."""
        if not self.can_rewrite or line == self._status:
            return
        self._stderr = self._write(self._stderr, f"\r\x1b[2K{line}")
        self._status = line

    def end_status(self) -> None:
        """Take the rewritten line away."""
        self._clear_status()

    def ask(self, question: str) -> str:
        """Return what a person answers, without blanks around it; empty when there is no answer."""
        self.tell(question)
        return self._stdin.readline().strip()

    def flush(self) -> None:
        """Hand everything to the system; a reader that has gone away is no error."""
        self._stdout = self._write(self._stdout, "")
        self._stderr = self._write(self._stderr, "")

    def _clear_status(self) -> None:
        if self._status:
            self._status = ""
            self._stderr = self._write(self._stderr, "\r\x1b[2K")

    def _colour(self, stream: TextIO) -> bool:
        return not self._plain and _is_terminal(stream)

    def _write(self, stream: TextIO, text: str) -> TextIO:
        """Write and flush; return the stream to go on with: nowhere, once nobody reads."""
        try:
            stream.write(self.redact(text))
            stream.flush()
        except (OSError, ValueError):
            # A reader that is gone, a full disk, a closed stream: none may stop an apply half-way.
            return _nowhere(stream)
        return stream


def _style(*, colour: bool) -> Style:
    from braze_gitops.report import Style

    return Style(colour=colour)


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except ValueError:
        return False


def _never_fail(stream: TextIO) -> None:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors=_ERRORS)


def _nowhere(stream: TextIO) -> TextIO:
    """Return a stream that swallows all; the old one's descriptor leads there too, so nothing fails at exit."""
    nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - it lives as long as the program
    try:
        os.dup2(nowhere.fileno(), stream.fileno())
    except (OSError, ValueError):
        return nowhere
    return nowhere

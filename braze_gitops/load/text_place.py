"""Places in a text: the line, the column in characters, and the line itself to show."""

from __future__ import annotations

import bisect
import re
from typing import Protocol

from braze_gitops.model import Place

# What YAML takes for a line break; a CRLF is one.
_BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")

# An excerpt is for reading; a line of a megabyte is not.
MAX_EXCERPT = 400


def _cut(text: str) -> str:
    return text if len(text) <= MAX_EXCERPT else f"{text[:MAX_EXCERPT]}…"


class Mark(Protocol):
    """A position a parser gives: line and column from 0."""

    @property
    def line(self) -> int:
        """The line."""

    @property
    def column(self) -> int:
        """The column, in characters."""


class Lines:
    """The lines of one text, split when the first place is asked for."""

    __slots__ = ("_ends", "_path", "_starts", "_text")

    def __init__(self, path: str, text: str) -> None:
        self._path = path
        self._text = text
        self._starts: list[int] = []
        self._ends: list[int] = []

    def line(self, index: int) -> str:
        """Return the line numbered `index` from 0, without its break; empty past the end."""
        self._split()
        return self._text[self._starts[index] : self._ends[index]] if 0 <= index < len(self._starts) else ""

    def place(self, line: int, column: int, *, width: int | None = None) -> Place:
        """Return the place at `line` and `column`, both from 0; without `width` the rest of the line is marked."""
        text = self.line(line)
        rest = len(text.rstrip()) - column
        return Place(
            path=self._path,
            line=line + 1,
            column=column + 1,
            width=max(1, rest if width is None else min(width, rest)),
            excerpt=_cut(text) if column < MAX_EXCERPT else "",
        )

    def between(self, first: Mark | None, last: Mark | None) -> Place:
        """Return the place from `first` to `last`, on one line at most; the whole file without `first`.

        A blank line, such as the end of a text that stopped too early, gives the end of the last line before it.
        """
        if first is None:
            return Place(path=self._path)
        if not self.line(first.line).strip():
            number = first.line
            while number > 0 and not self.line(number).strip():
                number -= 1
            return self.place(number, max(0, len(self.line(number).rstrip()) - 1))
        column = min(first.column, len(self.line(first.line)))
        if last is None or last.line != first.line:
            return self.place(first.line, column)
        return self.place(first.line, column, width=last.column - column)

    def place_at(self, offset: int, *, width: int = 1) -> Place:
        """Return the place of the character at `offset` of the text."""
        self._split()
        line = max(0, bisect.bisect_right(self._starts, offset) - 1)
        return self.place(line, offset - self._starts[line], width=width)

    def _split(self) -> None:
        if self._starts:
            return
        start = 0
        for found in _BREAK.finditer(self._text):
            self._starts.append(start)
            self._ends.append(found.start())
            start = found.end()
        self._starts.append(start)
        self._ends.append(len(self._text))

"""A page: lines of styled pieces, wrapped to a width that counts what a terminal shows.

Every text of a person comes in as a piece and is escaped here and nowhere else, so that no renderer can forget it.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator

from braze_gitops.report.escape import escape
from braze_gitops.report.style import Role, Style

_QUOTED = re.compile("(`[^`]*`)")
_RUN = re.compile(" +|[^ ]+")

NARROWEST = 40
WIDEST = 100
LABEL_WIDTH = 10


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """Some text, not yet escaped, in one role; what `is_whole` is not broken where it fits into a row."""

    text: str
    role: Role = Role.PLAIN
    is_whole: bool = False


Words = Piece | str


def display_width(text: str) -> int:
    """Return how many columns a terminal needs for `text`; an emoji's variation selector counts as one more."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if character == "\ufe0f":
        return 1
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


class Page:
    """Collects lines for one text; `width` is that of the reader's window, in columns."""

    def __init__(self, style: Style, width: int) -> None:
        self._style = style
        self._width = max(NARROWEST, min(width, WIDEST))
        self._lines: list[str] = []

    def text(self) -> str:
        """Return all lines, each with its line end; empty for an empty page."""
        return "".join(f"{line}\n" for line in self._lines)

    def blank(self) -> None:
        """Add an empty line, unless the page is empty or ends with one."""
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def line(self, *words: Words, indent: int = 0, hang: int | None = None) -> None:
        """Add a paragraph that begins at column `indent` and goes on at column `hang` (`indent` if not said)."""
        further = indent if hang is None else hang
        margin, room = indent, self._width - indent
        for row in _fill(_pieces(words), first=room, further=self._width - further):
            self._lines.append((" " * margin + self._dress(row)).rstrip())
            margin = further

    def field(self, label: Words, *words: Words, indent: int = 6) -> None:
        """Add a labelled paragraph, its text in a column of its own; a label is muted unless it says its role."""
        column = indent + LABEL_WIDTH
        piece = label if isinstance(label, Piece) else Piece(label, Role.MUTED)
        head = Piece(piece.text.ljust(LABEL_WIDTH - 1), piece.role)
        self.line(head, Piece(" "), *words, indent=indent, hang=column)

    def verbatim(self, *words: Words, indent: int = 0) -> None:
        """Add one line that is not wrapped, such as a source line or a command to copy."""
        row = [Piece(escape(piece.text), piece.role) for piece in _pieces(words)]
        self._lines.append((" " * indent + self._dress(row)).rstrip())

    def _dress(self, row: Iterable[Piece]) -> str:
        """Return a row in its dress: neighbours of one role share one."""
        runs = itertools.groupby(row, key=lambda piece: piece.role)
        return "".join(self._style.paint(role, "".join(piece.text for piece in run)) for role, run in runs)


def _pieces(words: Iterable[Words]) -> tuple[Piece, ...]:
    return tuple(Piece(word) if isinstance(word, str) else word for word in words)


def _fill(pieces: tuple[Piece, ...], *, first: int, further: int) -> Iterator[list[Piece]]:
    """Yield rows of escaped pieces that fit; a word longer than a row is cut, spaces at a break are dropped.

    What stands in back quotes is one word where it fits into a row: a command is there to be copied.
    """
    row: list[Piece] = []
    used, room = 0, first
    gap: list[Piece] = []
    for word in _words_of(pieces, room=further):
        if word[0].text.startswith(" "):
            gap = word
            continue
        for part in _cut(word, further):
            space, length = _width(gap), _width(part)
            if row and used + space + length > room:
                yield row
                row, used, room, gap, space = [], 0, further, [], 0
            row += [*gap, *part]
            used += space + length
            gap = []
    yield row


def _words_of(pieces: tuple[Piece, ...], *, room: int) -> Iterator[list[Piece]]:
    """Yield runs of spaces and runs without one, in turn; a word may span pieces of several roles."""
    run: list[Piece] = []
    for piece in pieces:
        shown = escape(piece.text)
        is_one = piece.is_whole and display_width(shown) <= room
        for text in (shown,) if is_one else _split(shown, room=room):
            if run and run[0].text.startswith(" ") != text.startswith(" "):
                yield run
                run = []
            run.append(Piece(text, piece.role))
    if run:
        yield run


def _split(text: str, *, room: int) -> Iterator[str]:
    """Yield runs of spaces and runs without one, in turn; a quoted part that fits into `room` has none."""
    for position, part in enumerate(_QUOTED.split(text)):
        if position % 2 and display_width(part) <= room:
            yield part
        else:
            yield from _RUN.findall(part)


def _cut(word: list[Piece], room: int) -> Iterator[list[Piece]]:
    """Yield `word` in parts of at most `room` columns."""
    if _width(word) <= room:
        yield word
        return
    part: list[Piece] = []
    used = 0
    for piece in word:
        kept = ""
        for character in piece.text:
            columns = _columns(character)
            if used + columns > room:
                yield [*part, Piece(kept, piece.role)]
                part, kept, used = [], "", 0
            kept += character
            used += columns
        part.append(Piece(kept, piece.role))
    yield part


def _width(pieces: Iterable[Piece]) -> int:
    return sum(display_width(piece.text) for piece in pieces)

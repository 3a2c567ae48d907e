"""One field that differs, in a sentence: what it was, what it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from braze_gitops.model import Address, Json
from braze_gitops.plan import Difference, DifferenceKind
from braze_gitops.report.escape import escape, escape_foreign
from braze_gitops.report.naming import Naming
from braze_gitops.report.page import Page, Piece, Words, display_width
from braze_gitops.report.style import Role
from braze_gitops.report.value_words import SHORT, path_words, value_words
from braze_gitops.report.word_diff import NEAR, Passage, word_diff

_PASSAGES = 3
_INLINE = 60
_TWO_LINES = 130
_ALL = 10_000


def add_difference(
    page: Page,
    difference: Difference,
    *,
    address: Address,
    naming: Naming,
    texts_from: Mapping[str, str],
    indent: int,
) -> None:
    """Add one difference to the page, beginning at column `indent`; long texts as the words that changed."""
    source = texts_from.get(difference.path)
    label = path_words(difference.path) + (f" (from {source})" if source else "")
    before, after = difference.before, difference.after
    inner = indent + 2
    if difference.sentence:
        # A sentence names its own subject, but for the time.
        subject = (Piece("send time", Role.STRONG), ": ") if difference.path.startswith("schedule") else ()
        page.line(*subject, difference.sentence, indent=indent, hang=inner)
        return
    if difference.kind is not DifferenceKind.CHANGED:
        added = difference.kind is DifferenceKind.ADDED
        value = _value(after if added else before, difference.path, address, naming)
        role, verb = (Role.ADDED, "added") if added else (Role.REMOVED, "removed")
        page.line(Piece(label, Role.STRONG), f" {verb}: ", Piece(value, role), indent=indent, hang=inner)
        return
    if isinstance(before, str) and isinstance(after, str) and _needs_passages(before, after):
        page.line(Piece(label, Role.STRONG), ":", indent=indent, hang=inner)
        _add_passages(page, before, after, indent=inner)
        return
    old = _value(before, difference.path, address, naming)
    new = _value(after, difference.path, address, naming)
    if escape(old) == escape(new) or _looks_alike(old, new):
        old, new = escape_foreign(old), escape_foreign(new)
    arrow = (Piece(old, Role.REMOVED), " → ", Piece(new, Role.ADDED))
    page.line(Piece(label, Role.STRONG), ": ", *arrow, indent=indent, hang=inner)


def _value(value: Json, path: str, address: Address, naming: Naming) -> str:
    field = path.rpartition(".")[2]
    if isinstance(value, str) and field.endswith("_id"):
        called = naming.called(field, value, address, path=path)
        return called if called != value else value_words(value)
    return value_words(value)


def _needs_passages(before: str, after: str) -> bool:
    return max(len(before), len(after)) > SHORT or display_width(before) + display_width(after) > _INLINE


def _looks_alike(old: str, new: str) -> bool:
    """Whether two different values could not be told apart: only signs outside ASCII differ."""
    return old != new and _ascii_only(old) == _ascii_only(new)


def _ascii_only(text: str) -> str:
    return "".join(character for character in text if character.isascii() and not character.isspace())


def _add_passages(page: Page, before: str, after: str, *, indent: int) -> None:
    passages = word_diff(before, after, around=_whole_or_near(before, after))
    if not passages:
        page.line("only spaces or line breaks differ", indent=indent)
        return
    for passage in passages[:_PASSAGES]:
        _add_passage(page, passage, indent=indent)
    if len(passages) > _PASSAGES:
        more = len(passages) - _PASSAGES
        places = "1 more place" if more == 1 else f"{more:,} more places"
        page.line(Piece(f"and {places}", Role.MUTED), indent=indent)


def _whole_or_near(before: str, after: str) -> int:
    """Return how much to show around a change: all of a text that takes two lines, a few words of a long one."""
    return _ALL if max(len(before), len(after)) <= _TWO_LINES else NEAR


def _add_passage(page: Page, passage: Passage, *, indent: int) -> None:
    for sign, middle, role in (("- ", passage.before, Role.REMOVED), ("+ ", passage.after, Role.ADDED)):
        page.line(Piece(sign, role), *_around(passage, Piece(middle, role)), indent=indent, hang=indent + 2)


def _around(passage: Passage, middle: Piece) -> Iterable[Words]:
    yield Piece(("…" if passage.cut_before else "") + passage.lead, Role.MUTED)
    yield middle
    yield Piece(passage.tail + ("…" if passage.cut_after else ""), Role.MUTED)

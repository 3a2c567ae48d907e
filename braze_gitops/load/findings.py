"""Flaws and findings: what a check saw, by path in the document, and how it becomes a finding with a place.

A check yields `Flaw`s: they name a path, so nobody looks up lines until there is something to say. Their codes are
registered in `codes.py`.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterable

from braze_gitops.load.document import Document, NodePath
from braze_gitops.model import PEOPLE_FIELDS, Finding, Severity


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """Something a check saw: `path` leads to it from the document's root.

    With `at_key` the key is marked instead of the value; a path that is not there marks its nearest parent.
    `other` leads to something else whose place the hint tells. `lacks` are paths of keys each of which would
    settle it; `meant` the keys that an unknown one probably is, or one that is there with a value of another type.
    """

    code: str
    message: str
    path: NodePath
    hint: str = ""
    at_key: bool = False
    severity: Severity = Severity.ERROR
    other: NodePath | None = None
    lacks: tuple[NodePath, ...] = ()
    meant: tuple[NodePath, ...] = ()


def without_consequences(flaws: Iterable[Flaw]) -> tuple[Flaw, ...]:
    """Return the flaws without those that miss a key which another one among them is about.

    Whoever writes `brodcast` or puts `timezone` on the wrong level has one thing to mend, not two.
    """
    kept = tuple(flaws)
    meant = {path[:length] for flaw in kept for path in flaw.meant for length in range(1, len(path) + 1)}
    return tuple(flaw for flaw in kept if meant.isdisjoint(flaw.lacks))


def finding_of(flaw: Flaw, document: Document) -> Finding:
    """Return `flaw` as a finding at its place in `document`; of a line of people the place says so."""
    place = document.locate(flaw.path, flaw.at_key)
    if flaw.path and flaw.path[0] in PEOPLE_FIELDS:
        place = dataclasses.replace(place, has_people=True)
    other = "" if flaw.other is None else f"; the other one is at {document.locate(flaw.other, False)}"
    return Finding(
        severity=flaw.severity,
        code=flaw.code,
        message=flaw.message,
        place=place,
        hint=f"{flaw.hint}{other}",
    )


def missing_key(path: NodePath, key: str, hint: str) -> Flaw:
    """Return the flaw of a block, at `path`, that lacks `key`."""
    message = f"the key `{key}` is missing in `{dotted(path)}`"
    return Flaw(code="missing-key", message=message, path=path, at_key=True, hint=hint, lacks=((*path, key),))


def needs_key(path: NodePath, key: str, other: str, hint: str) -> Flaw:
    """Return the flaw of `key`, in the block at `path`, which means nothing without `other`."""
    message = f"`{key}` needs `{other}` beside it"
    return Flaw(
        code="needs-other-key",
        message=message,
        path=(*path, key),
        at_key=True,
        hint=hint,
        lacks=((*path, other),),
    )


def not_together(path: NodePath, key: str, message: str, hint: str) -> Flaw:
    """Return the flaw of `key`, in the block at `path`, which something beside it excludes."""
    return Flaw(code="not-together", message=message, path=(*path, key), at_key=True, hint=hint)


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the one of `words` that `word` was most likely meant to be, None if none is near."""
    by_fold = {_fold(candidate): candidate for candidate in sorted(words)}
    found = difflib.get_close_matches(_fold(word), list(by_fold), n=1, cutoff=0.6)
    return by_fold[found[0]] if found else None


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """Return the hint that names the nearest of `words`, or lists them when there are few, or nothing."""
    known = sorted(words)
    near = nearest(word, known)
    if near is not None:
        return f"did you mean `{near}`?"
    return f"one of {choices(known)}" if 0 < len(known) <= 12 else ""


def choices(words: Iterable[str]) -> str:
    """Return the words as a person lists them: `a`, `b` or `c`."""
    quoted = [f"`{word}`" for word in words]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else "".join(quoted)


def dotted(path: NodePath) -> str:
    """Return a path as it is written in messages: `recipients[2].user_alias`; a very long key is cut."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            text += f".{short(part)}" if text else short(part)
    return text


def short(value: object) -> str:
    """Return `value` as a text that fits a message, a tab, which nobody can see, as a word."""
    shown = str(value).replace("\t", "(a tab)")
    return shown if len(shown) <= 60 else f"{shown[:57]}…"


def _fold(word: str) -> str:
    return word.lower().replace("-", "_")

"""Words that are said of each send of a series, said once: what differs in them is the send's own address or key.

A key that stands alone becomes the list of all of them. An address, and whatever is quoted to be copied, stays
that of the first, since no other one would work; that the others have theirs is said behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from braze_gitops.plan import Change
from braze_gitops.report.moment import count, moment_words
from braze_gitops.report.series_words import key_of

# What stands for its addresses, its key where that cannot be a list, and its key, while words are compared.
_ADDRESS, _PREVIOUS, _FIRST, _KEY = "\0address\0", "\0previous\0", "\0first\0", "\0key\0"
_QUOTED = re.compile(r'(`[^`]*`|\["(?:[^"\\]|\\.)*"\])')


def once(told: Iterable[str], members: Iterable[Change]) -> Iterator[tuple[str, list[Change]]]:
    """Yield each wording once, with those of `members` it is for; `told` has one for each."""
    found: dict[str, list[Change]] = {}
    for words, one in zip(told, members, strict=True):
        found.setdefault(words, []).append(one)
    yield from found.items()


def general(words: str, change: Change) -> str:
    """Return words without what differs for each send: its addresses, its key, its time in brackets."""
    if change.window is not None:
        at = moment_words(change.window.first_at)
        for written in (at, at.replace(",", "")):
            words = words.replace(f" ({written})", "")
    words = words.replace(change.address, _ADDRESS)
    if change.previous_address is not None:
        words = words.replace(change.previous_address, _PREVIOUS)
    key = key_of(change.address)
    if not key:
        return words
    alone = re.compile(rf"(?<![\w:-]){re.escape(key)}(?![\w:-])")
    parts = _QUOTED.split(words)
    return "".join(alone.sub(_FIRST if place % 2 else _KEY, part) for place, part in enumerate(parts))


def special(words: str, of_them: Sequence[Change]) -> str:
    """Return what `general` made in the words for all of them, with the addresses of the first."""
    first = of_them[0]
    keys = ", ".join(key_of(one.address) for one in of_them)
    others = ""
    if len(of_them) > 1 and any(one in words for one in (_ADDRESS, _PREVIOUS, _FIRST)):
        others = f" (likewise the other {count(len(of_them) - 1, 'one')})".replace(" 1 one", " one")
    words = words.replace(_ADDRESS, first.address).replace(_PREVIOUS, first.previous_address or "")
    return words.replace(_FIRST, key_of(first.address)).replace(_KEY, keys) + others

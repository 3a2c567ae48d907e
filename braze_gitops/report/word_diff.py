"""What changed inside a text, word by word, kept short: the changed words with a few around them."""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Iterator, Sequence

# Words of scripts with spaces stay whole; signs, and letters of scripts without spaces, stand alone.
_WORD = re.compile(r"[^\W\u2e80-\uffff]+|\s+|.", re.DOTALL)
NEAR = 8
_LONGEST_CHANGE = 60
# Beyond this many words on a side the search for the shortest difference would take seconds.
_COMPARED = 3000


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One place where two texts differ: the words before it, what it was, what it is, the words after it.

    `cut_before` and `cut_after` say that the texts go on beyond what is shown.
    """

    lead: str
    before: str
    after: str
    tail: str
    cut_before: bool
    cut_after: bool


def word_diff(before: str, after: str, *, around: int = NEAR) -> tuple[Passage, ...]:
    """Return the places where the texts differ, in order; white space alone is no difference.

    `around` is how many words and spaces to show on each side; changes closer than that are one place.
    """
    old, new = _words(before), _words(after)
    return tuple(_passage(old, new, *span, around=around) for span in _changed(old, new, around))


def _words(text: str) -> list[str]:
    return [" " if word.isspace() else word for word in _WORD.findall(text.strip())]


def _changed(old: list[str], new: list[str], around: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield the differing ranges as (old from, old to, new from, new to), nearby ones joined."""
    start = _equal_length(old, new)
    end = _equal_length(old[start:][::-1], new[start:][::-1])
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    if not middle_old and not middle_new:
        return
    spans = (
        _compared(middle_old, middle_new)
        if max(len(middle_old), len(middle_new)) <= _COMPARED
        else [(0, len(middle_old), 0, len(middle_new))]
    )
    joined = list(spans[:1])
    for span in spans[1:]:
        last = joined[-1]
        if span[0] - last[1] <= around:
            joined[-1] = (last[0], span[1], last[2], span[3])
        else:
            joined.append(span)
    for first, last_, begin, finish in joined:
        yield start + first, start + last_, start + begin, start + finish


def _compared(old: list[str], new: list[str]) -> list[tuple[int, int, int, int]]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return [(i, j, k, m) for tag, i, j, k, m in matcher.get_opcodes() if tag != "equal"]


def _equal_length(one: Sequence[str], other: Sequence[str]) -> int:
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return length


def _passage(
    old: list[str], new: list[str], first: int, last: int, begin: int, finish: int, *, around: int
) -> Passage:
    return Passage(
        lead="".join(old[max(0, first - around) : first]),
        before=_middle(old[first:last]),
        after=_middle(new[begin:finish]),
        tail="".join(old[last : last + around]),
        cut_before=first > around,
        cut_after=last + around < len(old),
    )


def _middle(words: list[str]) -> str:
    if len(words) <= _LONGEST_CHANGE:
        return "".join(words)
    left_out = sum(1 for word in words[_LONGEST_CHANGE - 12 : -12] if not word.isspace())
    return f"{''.join(words[: _LONGEST_CHANGE - 12])} …({left_out} more words)… {''.join(words[-12:])}"

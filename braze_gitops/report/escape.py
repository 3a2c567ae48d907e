r"""Making every character of somebody's text visible before a person sees it (reliability.md section 6, row 6).

What a terminal would obey, or show as nothing, or in another order, is written as `\u{202e}`: control characters,
bidirectional marks, zero-width and other invisible characters, line separators, lone surrogates, unassigned and
private ones. Letters, signs and emoji of every script pass.
"""

from __future__ import annotations

import unicodedata

# Cc control, Cf format (bidi, zero width, tags), Cs surrogate, Cn unassigned, Co private, Zl and Zp separators.
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})
# Letters and marks that show nothing: the grapheme joiner, Hangul and Khmer fillers.
_HIDDEN_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")


def is_hidden(character: str) -> bool:
    """Whether a terminal would obey `character` or show nothing for it."""
    return unicodedata.category(character) in _HIDDEN_CATEGORIES or character in _HIDDEN_LETTERS


def escape(text: str) -> str:
    r"""Return `text` on one line with each hidden character written as `\u{…}`; nothing else is changed."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(character) if is_hidden(character) else character for character in text)


def escape_foreign(text: str) -> str:
    r"""Return `text` with everything outside ASCII written as `\u{…}`, for telling look-alikes apart."""
    return "".join(character if " " <= character <= "~" else _visible(character) for character in text)


def _visible(character: str) -> str:
    return f"\\u{{{ord(character):x}}}"

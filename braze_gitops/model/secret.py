"""A secret that no text, log or traceback shows."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from urllib.parse import quote

_TELLING = 10


class Secret:
    """Holds one secret text under a name; `repr`, `str` and `format` show the name, pickling is refused."""

    __slots__ = ("_text", "name")

    def __init__(self, text: str, *, name: str) -> None:
        self._text = text
        self.name = name

    def reveal(self) -> str:
        """Return the secret itself; only the one place that sends it calls this."""
        return self._text

    @property
    def fingerprint(self) -> str:
        """Return the first 16 hex digits of a SHA-256, which tells keys apart and gives nothing away."""
        return hashlib.sha256(b"braze-gitops key fingerprint\0" + self._text.encode()).hexdigest()[:16]

    def redact(self, text: str) -> str:
        """Return `text` with the secret, plain, in base64 and URL form, replaced by its name (design.md 5.3)."""
        if not self._text:
            return text
        for form in sorted(self._forms(), key=len, reverse=True):
            text = text.replace(form, f"[{self.name}]")
        return text

    def _forms(self) -> set[str]:
        plain = self._text.encode()
        forms = {self._text, quote(self._text, safe=""), quote(self._text)}
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            whole = encode(plain).decode()
            forms |= {whole, whole.rstrip("=")}
            forms |= _inside(encode, plain)
        return forms

    def __repr__(self) -> str:
        """Return the name alone."""
        return f"Secret({self.name})"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        """Return the name alone, whatever the format asks for."""
        return repr(self)

    def __reduce__(self) -> tuple[object, ...]:
        """Refuse to be pickled or copied into another process.

        Raises:
            TypeError: always.
        """
        raise TypeError("a secret is not pickled")


def _inside(encode: Callable[[bytes], bytes], plain: bytes) -> set[str]:
    """Return what `plain` looks like inside a longer text in base64, at each of the three offsets it may stand at.

    The characters it shares with its neighbours are left out; what is too short to be told from chance, too.
    """
    found = set()
    for offset in range(3):
        first, last = -(-offset * 8 // 6), (offset + len(plain)) * 8 // 6
        found.add(encode(bytes(offset) + plain).decode()[first:last])
    return {form for form in found if len(form) >= _TELLING}

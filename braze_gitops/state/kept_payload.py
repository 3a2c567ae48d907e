"""A payload as a file holds it: text, which is read when somebody looks at it first.

Loading a state needs next to nothing of its payloads, and a plan needs those of the schedules that change. What a
payload's text tells at a glance (which long texts it names, that a field is not there) is told without reading it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from braze_gitops.errors import StateDamagedError
from braze_gitops.model import Json, JsonObject
from braze_gitops.state.compact_shape import take_compact
from braze_gitops.state.json_text import parse_text

# A glance looks for names as they are written: only an escape of this kind can stand for a character of theirs,
# and in an object of the user's `$text` is a name like any other. One byte is found much faster than several.
_BACKSLASH = b"\\"
_ESCAPE = b"\\u"
_DOLLAR = b"$"
_USERS_OBJECT = b'"$object"'
_TEXTS = re.compile(rb'"\$text"\s*:\s*"([0-9a-f]{64})"')


class KeptPayload(Mapping[str, Json]):
    """A compact form, frozen, that is read when it is first looked at; equal to any mapping of the same content.

    Looking raises StateDamagedError where the text is no compact form of a payload, which only somebody can have
    made who also made a digest for it. Two threads that look at once read it twice, to the same end.
    """

    __slots__ = ("_fields", "_text", "_whose")

    def __init__(self, text: bytes, whose: str) -> None:
        self._text = text
        self._whose = whose
        self._fields: JsonObject | None = None

    def __getitem__(self, name: str) -> Json:
        """Return a field; that there is none is nearly always told by the text."""
        if self._fields is None and self._surely_lacks(name):
            raise KeyError(name)
        return self.fields()[name]

    def __iter__(self) -> Iterator[str]:
        """Yield each name."""
        return iter(self.fields())

    def __len__(self) -> int:
        """Return how many fields there are."""
        return len(self.fields())

    def __eq__(self, other: object) -> bool:
        """Whether `other` holds the same, whatever mapping it is."""
        if isinstance(other, KeptPayload):
            return self._text == other._text or self.fields() == other.fields()
        return self.fields() == other

    __hash__ = None  # type: ignore[assignment]  # as of every mapping: its values may be unhashable

    def __repr__(self) -> str:
        """Return whose it is; it may be damaged, and is long."""
        return f"KeptPayload(of {self._whose})"

    def fields(self) -> JsonObject:
        """Return what it holds, read at the first call.

        Raises:
            StateDamagedError: it is not the compact form of any payload.
        """
        if self._fields is None:
            try:
                self._fields = take_compact(parse_text(self._text), [])
            except ValueError as error:
                raise StateDamagedError(
                    f"the payload of {self._whose} is not what this program writes",
                    hint="run `braze-gitops state check`, and put back from a copy the file that it names",
                ) from error
        return self._fields

    def texts_at_a_glance(self) -> tuple[str, ...] | None:
        """Return the digest of each long text it names, as often as it does; None where it has to be read."""
        text = self._text
        if _BACKSLASH in text and _ESCAPE in text:
            return None
        if _DOLLAR not in text:
            return ()
        return None if _USERS_OBJECT in text else tuple([digest.decode() for digest in _TEXTS.findall(text)])

    def _surely_lacks(self, name: str) -> bool:
        text = self._text
        if not (name.isascii() and name.isidentifier()) or f'"{name}"'.encode() in text:
            return False
        return _BACKSLASH not in text or _ESCAPE not in text


def look_at(payload: JsonObject) -> None:
    """Read `payload` if that is still to be done.

    Raises:
        StateDamagedError: it is not the compact form of any payload.
    """
    if isinstance(payload, KeptPayload):
        payload.fields()

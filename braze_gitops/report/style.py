"""The style of a text: roles that say what a piece of it is, and the terminal codes they become."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import Enum, auto


class Role(Enum):
    """What a piece of text is; a colour only repeats what the words say."""

    PLAIN = auto()
    STRONG = auto()
    MUTED = auto()
    CREATE = auto()
    UPDATE = auto()
    REPLACE = auto()
    DELETE = auto()
    MOVE = auto()
    DEFER = auto()
    BLOCKED = auto()
    ERROR = auto()
    WARNING = auto()
    NOTE = auto()
    HINT = auto()
    ADDED = auto()
    REMOVED = auto()


# The eight plain colours: a person's terminal theme knows how to show them on its own background.
_CODES: Mapping[Role, str] = {
    Role.STRONG: "1",
    Role.MUTED: "2",
    Role.CREATE: "1;32",
    Role.UPDATE: "1;33",
    Role.REPLACE: "1;35",
    Role.DELETE: "1;31",
    Role.MOVE: "1;36",
    Role.DEFER: "1;34",
    Role.BLOCKED: "1;31",
    Role.ERROR: "1;31",
    Role.WARNING: "1;33",
    Role.NOTE: "1;36",
    Role.HINT: "36",
    Role.ADDED: "32",
    Role.REMOVED: "31",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How text is dressed: `colour` turns roles into terminal codes; nothing is detected here."""

    colour: bool = False

    def paint(self, role: Role, text: str) -> str:
        """Return `text`, already escaped, in the dress of `role`."""
        code = _CODES.get(role)
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and code and text else text

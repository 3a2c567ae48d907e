"""Format version 1: what a single field of the state's files may be.

What a type cannot say stands in `extra`, whose `check` raises ValueError for what is none; `format_v1_reading.py`
does the same while it makes the room's own values, so that only who looks for what is wrong needs it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, TypeAlias

from msgspec import Meta, Raw

from braze_gitops.model import Address, is_address
from braze_gitops.state.fields import moment_of


def wall_of(text: str) -> datetime:
    """Return the wall time that `text` spells as this program does.

    Raises:
        ValueError: it does not.
    """
    wall = datetime.fromisoformat(text)
    if wall.tzinfo is not None or wall.isoformat() != text:
        raise ValueError(text)
    return wall


def address_of(text: str) -> Address:
    """Return the address that `text` is.

    Raises:
        ValueError: it is none.
    """
    if not is_address(text):
        raise ValueError(text)
    return Address(text)


def _rule(words: str, check: Callable[[str], object]) -> Meta:
    """Return what is said of a text that `check` takes without a ValueError."""
    return Meta(description=words, extra={"check": check})


Moment: TypeAlias = Annotated[str, _rule("an instant in UTC", moment_of)]
Wall: TypeAlias = Annotated[str, _rule("a wall time without a zone", wall_of)]
AddressText: TypeAlias = Annotated[Address, _rule("an address", address_of)]
Digest: TypeAlias = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z", description="a digest")]
FromZero: TypeAlias = Annotated[int, Meta(ge=0, description="a whole number from 0 on")]
FromOne: TypeAlias = Annotated[int, Meta(ge=1, description="a whole number from 1 on")]
Payload: TypeAlias = Annotated[Raw, Meta(description="a payload as the state keeps it")]

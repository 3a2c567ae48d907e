"""The address: what identifies one desired schedule in the state.

`name`, `name["key"]` or `name["key"]["2026-12-01"]`: a definition's name, then the key of each expansion.
"""

from __future__ import annotations

import functools
import json
import re
from typing import NewType

Address = NewType("Address", str)

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,127}\Z")
_ADDRESS = re.compile(r'(?P<name>[a-z0-9][a-z0-9._-]{0,127})(?P<keys>(?:\["(?:[^"\\]|\\.)*"\]){0,2})\Z')
_OCCURRENCE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?\Z")
_KEY = re.compile(r'\[("(?:[^"\\]|\\.)*")\]')
# A plan asks for the parts of each address several times; so many fit one plan.
_REMEMBERED = 65_536


def series_of(address: str) -> Address:
    """Return the address without the key of an occurrence: what all sends of one series have in common.

    The key of an occurrence is a date, or a date and a time of day; any other is that of an item.
    """
    name, keys = split_address(address)
    return make_address(name, *(keys[:-1] if keys and _OCCURRENCE.match(keys[-1]) else keys))


def is_name(text: str) -> bool:
    """Whether `text` may name a definition: `[a-z0-9][a-z0-9._-]*`, at most 128 characters."""
    return _NAME.match(text) is not None


def is_address(text: str) -> bool:
    """Whether `text` is an address."""
    if is_name(text):
        return True
    try:
        split_address(text)
    except ValueError:
        return False
    return True


def make_address(name: str, *keys: str) -> Address:
    """Return the address of `name` and up to two expansion keys, which may hold any text."""
    return Address(name + "".join(f"[{json.dumps(key, ensure_ascii=False)}]" for key in keys))


@functools.lru_cache(maxsize=_REMEMBERED)
def split_address(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the definition's name and the keys of an address.

    Raises:
        ValueError: `text` is no address.
    """
    found = _ADDRESS.match(text)
    if found is None:
        raise ValueError(f"not an address: {text}")
    return found["name"], tuple(str(json.loads(key)) for key in _KEY.findall(found["keys"]))

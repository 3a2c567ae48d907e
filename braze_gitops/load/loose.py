"""Looking into values of any shape: what does not fit reads as empty, so that a rule never trips over a flaw
that another check reports.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence


def block(value: object) -> Mapping[str, object]:
    """Return `value` if it is a mapping, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def items(value: object) -> Sequence[object]:
    """Return `value` if it is a list, else an empty one."""
    return value if isinstance(value, list | tuple) else ()


def step(value: object, part: str | int) -> object:
    """Return what stands under one key or position of `value`; None if there is no such key."""
    return items(value)[part] if isinstance(part, int) else block(value).get(part)


def text(value: object) -> str:
    """Return `value` if it is a text, else an empty one."""
    return value if isinstance(value, str) else ""


def has_liquid(value: str) -> bool:
    """Whether Braze will replace parts of `value`, so that its final form cannot be known here."""
    return "{{" in value or "{%" in value


def holds_liquid(value: object) -> bool:
    """Whether any text inside `value`, keys included, holds Liquid."""
    match value:
        case str():
            return has_liquid(value)
        case Mapping():
            return any(has_liquid(str(key)) or holds_liquid(item) for key, item in value.items())
        case list() | tuple():
            return any(holds_liquid(item) for item in value)
        case _:
            return False


def json_text(value: object) -> str:
    """Return the compact JSON of `value`, equal for equal values; what JSON cannot say comes out as a word."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

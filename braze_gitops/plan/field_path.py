"""Paths into a payload as text: `messages.email.subject`, `recipients.2.email`, `messages.webhook."X.Y"`.

A list position is a bare number; a key that is not a plain word is written as a JSON string, so that every path
can be read back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

_PLAIN_KEY = re.compile(r"[A-Za-z_$-][A-Za-z0-9_$-]*\Z")
_STEP = re.compile(r'(?:\.|\A)(?:("(?:[^"\\]|\\.)*")|([^."]+))')


def write_path(steps: Iterable[str | int]) -> str:
    """Return the path of `steps`: keys and list positions from the payload's root."""
    return ".".join(_write_step(step) for step in steps)


def read_path(path: str) -> tuple[str | int, ...]:
    """Return the steps of a path that `write_path` made."""
    return tuple(str(json.loads(found[1])) if found[1] else _read_bare(found[2]) for found in _STEP.finditer(path))


def _write_step(step: str | int) -> str:
    if isinstance(step, int):
        return str(step)
    return step if _PLAIN_KEY.match(step) else json.dumps(step, ensure_ascii=False)


def _read_bare(text: str) -> str | int:
    return int(text) if text.isdecimal() else text

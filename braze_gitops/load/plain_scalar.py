"""What an unquoted YAML scalar means: the YAML 1.2 core schema, and nothing of YAML 1.1.

Dates, `NO`, `yes` and `10:00` are text. `010` is the number ten, as the core schema says, with a warning, since
it is more often an id or a code that has lost its quotes.
"""

from __future__ import annotations

import dataclasses
import math
import re
from typing import TypeAlias

from braze_gitops.model import Severity

Scalar: TypeAlias = "str | int | float | bool | None"

# The largest whole number that every JSON reader keeps exactly.
MAX_NUMBER = 2**53 - 1

_FIRST = frozenset("0123456789+-.tTfFnN~")
_WORDS: dict[str, bool | None] = {
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_INT = re.compile(r"[-+]?[0-9]+\Z")
_OTHER_BASE = re.compile(r"0(?:o[0-7]+|x[0-9a-fA-F]+)\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_NOT_FINITE = re.compile(r"(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")
_LONGEST_NUMBER = 64
_QUOTES = 'put quotes around it if it is text: "{}"'


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ScalarProblem:
    """Why a scalar is refused, or should be looked at."""

    severity: Severity
    code: str
    message: str
    hint: str


def read_scalar(text: str) -> tuple[Scalar, ScalarProblem | None]:
    """Return the value of the unquoted `text` and what is wrong with it; a refused number stays text."""
    if not text:
        return None, None
    if text[0] not in _FIRST:
        return text, None
    if text in _WORDS:
        return _WORDS[text], None
    if _INT.match(text):
        return _whole(text, 10)
    if _OTHER_BASE.match(text):
        return _whole(text, 8 if text[1] == "o" else 16)
    if _FLOAT.match(text):
        return _fraction(text)
    if _NOT_FINITE.match(text):
        return text, _refused("not-finite", f"{text} is no number that can be sent", text)
    return text, None


def _whole(text: str, base: int) -> tuple[Scalar, ScalarProblem | None]:
    number = int(text, base) if len(text) <= _LONGEST_NUMBER else MAX_NUMBER + 1
    if abs(number) > MAX_NUMBER:
        return text, _refused(
            "number-too-large", f"the number {_short(text)} is too large to be kept exactly", text
        )
    digits = text.lstrip("+-")
    if base == 10 and len(digits) > 1 and digits[0] == "0":
        hint = _QUOTES.format(_short(text))
        message = f"{_short(text)} is read as the number {number}"
        return number, ScalarProblem(severity=Severity.WARNING, code="leading-zero", message=message, hint=hint)
    return number, None


def _fraction(text: str) -> tuple[Scalar, ScalarProblem | None]:
    number = float(text)
    if math.isfinite(number):
        return number, None
    return text, _refused("number-too-large", f"the number {_short(text)} is too large", text)


def _refused(code: str, message: str, text: str) -> ScalarProblem:
    return ScalarProblem(severity=Severity.ERROR, code=code, message=message, hint=_QUOTES.format(_short(text)))


def _short(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:20]}…"

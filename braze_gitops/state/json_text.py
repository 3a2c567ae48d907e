"""JSON as the state's files hold it: read strictly, written in one way.

Both files end with a line `"digest"` over every byte before it, so that no flipped bit goes unseen.

The parser here is the strict one. A journal is ten thousands of small objects, which a quicker one reads first
(`format_v1_reading.py`); this one is asked where that one stops, and where there is time.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NoReturn, TypeAlias

from braze_gitops.errors import StateDamagedError, StateTooNewError
from braze_gitops.model import Json, thaw

FORMAT_VERSION = 1

_BEFORE_DIGEST = b',\n  "digest": "'
_AFTER_DIGEST = b'"\n}\n'
_DIGEST_DIGITS = 64
_TAIL_BYTES = len(_BEFORE_DIGEST) + _DIGEST_DIGITS + len(_AFTER_DIGEST)
_HINT = "restore it from a copy; nothing was changed"
_TOO_DEEP = "it is nested too deep"

_ENCODER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=False, sort_keys=True, default=thaw
)
_encode_scalar = _ENCODER.encode


Parsed: TypeAlias = "bool | int | float | str | list[Parsed] | dict[str, Parsed] | None"


def seal(fields: Iterable[str]) -> bytes:
    """Return the file made of `fields`, each `"name": value` already indented by two, and the digest of it all."""
    body = escape_surrogates("{\n" + ",\n".join(fields)).encode()
    return b"".join((body, _BEFORE_DIGEST, hashlib.sha256(body).hexdigest().encode(), _AFTER_DIGEST))


def digest_of(sealed: bytes) -> str:
    """Return the digest a sealed file names; only for bytes that `seal` made or `body_of` took."""
    return sealed[-_DIGEST_DIGITS - len(_AFTER_DIGEST) : -len(_AFTER_DIGEST)].decode()


def body_of(sealed: bytes) -> bytes:
    """Return the JSON text in `sealed`, `digest` left out; nothing is made sure of but the digest.

    Raises:
        StateTooNewError: a later version of the program wrote it.
        StateDamagedError: the digest does not fit.
    """
    view = memoryview(sealed)
    body, tail = view[:-_TAIL_BYTES], view[-_TAIL_BYTES:]
    whole = b"".join((_BEFORE_DIGEST, hashlib.sha256(body).hexdigest().encode(), _AFTER_DIGEST))
    if tail != whole:
        _refuse_broken(sealed)
    return b"".join((body, b"\n}"))


def parse_body(body: bytes) -> dict[str, Parsed]:
    """Return the object in `body`, no key twice in any object of it, its `version` one that this program reads.

    Raises:
        StateTooNewError: a later version of the program wrote it.
        StateDamagedError: it is no JSON as this program writes it.
    """
    try:
        value = parse_text(body)
        found = value if isinstance(value, dict) else {}
        _check_version(found)
    except ValueError as error:
        raise StateDamagedError(f"is not what this program writes: {error}", hint=_HINT) from error
    return found


def parse_text(text: bytes) -> Parsed:
    """Return the one JSON value in `text`, which is the caller's own; stricter than JSON as it is usually read.

    Raises:
        ValueError: it is not UTF-8, no JSON, too deep, has a key twice or a number that is none.
    """
    try:
        value: Parsed = _DECODER.decode(text.decode())
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None
    return value


def parse_json(text: bytes) -> Json:
    """Return the one JSON value in `text`, frozen; see `parse_text`.

    Raises:
        ValueError: as `parse_text`.
    """
    return freeze_parsed(parse_text(text))


def freeze_parsed(value: Parsed) -> Json:
    """Return a parsed value as a tree of read-only mappings and tuples.

    Raises:
        ValueError: it is too deep.
    """
    try:
        return _frozen(value)
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None


def write_line(value: Json) -> str:
    """Return `value` as JSON on one line, keys sorted."""
    return _ENCODER.encode(value)


def write_block(value: Json, *, margin: str = "") -> str:
    """Return `value` as JSON over many lines, two spaces a level, keys as they come; the first line unindented."""
    parts: list[str] = []
    _write(value, "\n" + margin, parts)
    return "".join(parts)


def in_order(value: Json) -> Json:
    """Return `value` with the keys of every object sorted."""
    match value:
        case Mapping():
            return {key: in_order(value[key]) for key in sorted(value)}
        case tuple():
            return tuple(in_order(item) for item in value)
        case _:
            return value


def escape_surrogates(text: str) -> str:
    """Return JSON text with half characters, which no file can hold, written as escapes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join(f"\\u{ord(one):04x}" if "\ud800" <= one <= "\udfff" else one for one in text)
    return text


def _write(value: Json, line: str, parts: list[str]) -> None:
    if isinstance(value, Mapping) and value:
        before = f"{{{line}  "
        for key, item in value.items():
            parts += (before, _encode_scalar(key), ": ")
            _write(item, line + "  ", parts)
            before = f",{line}  "
        parts += (line, "}")
    elif isinstance(value, tuple) and value:
        before = f"[{line}  "
        for item in value:
            parts.append(before)
            _write(item, line + "  ", parts)
            before = f",{line}  "
        parts += (line, "]")
    else:
        parts.append(_encode_scalar(value))


def _refuse_broken(sealed: bytes) -> NoReturn:
    if not sealed:
        raise StateDamagedError("is empty", hint=_HINT)
    try:
        value = parse_json(sealed)
    except json.JSONDecodeError as error:
        raise StateDamagedError(
            f"is damaged: it is cut short or overwritten, from line {error.lineno} on", hint=_HINT
        ) from error
    except ValueError as error:
        raise StateDamagedError(f"is damaged: {error}", hint=_HINT) from error
    _refuse_later(_version(value))
    if b"\r\n" in sealed:
        raise StateDamagedError(
            "is damaged: its line ends were changed to those of Windows",
            hint="restore it with the line ends it was written with; nothing was changed",
        )
    raise StateDamagedError("is damaged: its digest does not fit its content", hint=_HINT)


def _check_version(fields: Mapping[str, Parsed]) -> None:
    version = _version(fields)
    _refuse_later(version)
    if version != FORMAT_VERSION:
        raise StateDamagedError("is damaged: it names no format version", hint=_HINT)


def _version(value: object) -> int:
    """Return the format version an object names, 0 where there is none."""
    version = value.get("version") if isinstance(value, Mapping) else 0
    return version if type(version) is int else 0


def _refuse_later(version: int) -> None:
    if version > FORMAT_VERSION:
        raise StateTooNewError(
            f"has format version {version}; this program reads up to {FORMAT_VERSION}",
            hint="install the version of braze-gitops that wrote it, or a later one",
        )


def _frozen(value: Parsed) -> Json:
    if isinstance(value, dict):
        return MappingProxyType({key: _frozen(item) for key, item in value.items()})
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    return value


def _object(pairs: list[tuple[str, Parsed]]) -> dict[str, Parsed]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("a number is too large")
    return value


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=_number, parse_constant=_refuse_constant)

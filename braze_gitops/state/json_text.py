"""JSON as the state's files hold it: read strictly, written in one way.

Both files end with a line `"digest"` over every byte before it, so that no flipped bit goes unseen.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NoReturn, cast

from braze_gitops.errors import StateDamagedError, StateTooNewError
from braze_gitops.model import Json, JsonObject, thaw

FORMAT_VERSION = 1

_BEFORE_DIGEST = b',\n  "digest": "'
_AFTER_DIGEST = b'"\n}\n'
_DIGEST_DIGITS = 64
_TAIL_BYTES = len(_BEFORE_DIGEST) + _DIGEST_DIGITS + len(_AFTER_DIGEST)
_HINT = "restore it from a copy; nothing was changed"

_ENCODER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=False, sort_keys=True, default=thaw
)
_encode_scalar = _ENCODER.encode


def seal(fields: Iterable[str]) -> bytes:
    """Return the file made of `fields`, each `"name": value` already indented by two, and the digest of it all."""
    body = escape_surrogates("{\n" + ",\n".join(fields)).encode()
    return b"".join((body, _BEFORE_DIGEST, hashlib.sha256(body).hexdigest().encode(), _AFTER_DIGEST))


def digest_of(sealed: bytes) -> str:
    """Return the digest a sealed file names; only for bytes that `seal` made or `open_sealed` took."""
    return sealed[-_DIGEST_DIGITS - len(_AFTER_DIGEST) : -len(_AFTER_DIGEST)].decode()


def open_sealed(sealed: bytes) -> JsonObject:
    """Return the object in `sealed`, `digest` left out, its `version` being one that this program reads.

    Raises:
        StateTooNewError: a later version of the program wrote it.
        StateDamagedError: a digest does not fit, or it is no JSON as this program writes it.
    """
    body, tail = sealed[:-_TAIL_BYTES], sealed[-_TAIL_BYTES:]
    whole = b"".join((_BEFORE_DIGEST, hashlib.sha256(body).hexdigest().encode(), _AFTER_DIGEST))
    if tail != whole:
        _refuse_broken(sealed)
    try:
        value = parse_json(body + b"\n}")
    except ValueError as error:
        raise StateDamagedError(f"is not what this program writes: {error}", hint=_HINT) from error
    return _of_this_version(value)


def parse_json(text: bytes) -> Json:
    """Return the one JSON value in `text`, frozen; stricter than JSON as it is usually read.

    Raises:
        ValueError: it is not UTF-8, no JSON, too deep, has a key twice or a number that is none.
    """
    try:
        value: object = json.loads(
            text.decode(), object_pairs_hook=_object, parse_float=_number, parse_constant=_refuse_constant
        )
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    return _frozen(value)


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
    except ValueError as error:
        raise StateDamagedError(f"is damaged: {error}", hint=_HINT) from error
    _refuse_later(_version(value))
    if b"\r\n" in sealed:
        raise StateDamagedError(
            "is damaged: its line ends were changed to those of Windows",
            hint="restore it with the line ends it was written with; nothing was changed",
        )
    raise StateDamagedError("is damaged: its digest does not fit its content", hint=_HINT)


def _of_this_version(value: Json) -> JsonObject:
    version = _version(value)
    _refuse_later(version)
    if version != FORMAT_VERSION or not isinstance(value, Mapping):
        raise StateDamagedError("is damaged: it names no format version", hint=_HINT)
    return value


def _version(value: Json) -> int:
    """Return the format version an object names, 0 where there is none."""
    version = value.get("version") if isinstance(value, Mapping) else 0
    return version if type(version) is int else 0


def _refuse_later(version: int) -> None:
    if version > FORMAT_VERSION:
        raise StateTooNewError(
            f"has format version {version}; this program reads up to {FORMAT_VERSION}",
            hint="install the version of braze-gitops that wrote it, or a later one",
        )


def _object(pairs: Sequence[tuple[str, object]]) -> Mapping[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    for key, value in pairs:
        if type(value) is list:
            found[key] = _frozen(value)
    return MappingProxyType(found)


def _frozen(value: object) -> Json:
    """Return a parsed value with lists as tuples; objects are frozen, and the parser makes nothing else."""
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    return cast("Json", value)


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("a number is too large")
    return value


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")

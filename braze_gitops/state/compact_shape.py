"""Whether something has the shape that `compact.py` gives a payload, so that every function there may take it.

A journal holds ten thousands of payloads, so one walk looks at a payload, freezes it and finds the texts it names.
"""

from __future__ import annotations

from types import MappingProxyType, NoneType

from braze_gitops.model import PEOPLE_FIELDS, Json, JsonObject

PEOPLE = "$people"
TEXT = "$text"
ENV = "$env"
OBJECT = "$object"
PERSON_DIGEST_DIGITS = 32
TEXT_DIGEST_DIGITS = 64
MAX_DEPTH = 200

_HEX = frozenset("0123456789abcdef")
PLAIN = frozenset({str, bool, int, float, NoneType})


class NotCompactError(ValueError):
    """What was read is not the compact form of any payload."""


def is_compact(fields: JsonObject) -> bool:
    """Whether `fields`, frozen, is the compact form of some payload."""
    try:
        take_compact(fields, [])
    except NotCompactError:
        return False
    return True


def take_compact(value: object, named: list[str]) -> JsonObject:
    """Return a payload frozen, and add the digest of each long text in it to `named`.

    `value` is a frozen JSON value, or one as a parser made it, which is kept.

    Raises:
        NotCompactError: it is not the compact form of any payload.
    """
    fields = _fields_of(value)
    if not _has_mark(fields):
        return _take_top(fields, named)
    if fields.keys() == {OBJECT}:
        return MappingProxyType({OBJECT: _take_top(_fields_of(fields[OBJECT]), named)})
    raise NotCompactError


def _take_top(fields: dict[str, object], named: list[str]) -> JsonObject:
    for key, value in fields.items():
        if type(value) not in PLAIN:
            people = _take_people(value) if key in PEOPLE_FIELDS else None
            fields[key] = people if people is not None else _take(value, MAX_DEPTH, named)
    return _frozen(fields)


def _take(value: object, depth: int, named: list[str]) -> Json:
    """Return an object or a list frozen, with at most `depth` levels."""
    if depth == 0:
        raise NotCompactError
    if type(value) is list or type(value) is tuple:
        return tuple([item if type(item) in PLAIN else _take(item, depth - 1, named) for item in value])
    fields = value if type(value) is dict else _fields_of(value)
    return _take_mark(fields, depth, named) if _has_mark(fields) else _take_items(fields, depth, named)


def _take_items(fields: dict[str, object], depth: int, named: list[str]) -> JsonObject:
    """Return `fields` frozen, whatever their names."""
    # Most objects hold nothing but plain values; asking for all at once is what makes the walk short.
    if not PLAIN.issuperset(map(type, fields.values())):
        for key, item in fields.items():
            if type(item) not in PLAIN:
                fields[key] = _take(item, depth - 1, named)
    return MappingProxyType(fields)  # type: ignore[arg-type]  # its values are frozen by now


def _has_mark(fields: dict[str, object]) -> bool:
    """Whether a key begins with `$`; one look at all keys tells that nearly always none has one."""
    return "$" in "".join(fields) and any(key[:1] == "$" for key in fields)


def _take_mark(fields: dict[str, object], depth: int, named: list[str]) -> JsonObject:
    """Return one of the objects that stand for something else; each has one key."""
    match fields:
        case {"$text": str(digest), **rest} if not rest and _is_hex(digest, TEXT_DIGEST_DIGITS):
            named.append(digest)
            return _frozen(fields)
        case {"$env": source, **rest} if not rest:
            variable = _fields_of(source)
            match variable:
                case {"name": str(), "version": int(), **more} if not more:
                    return MappingProxyType({ENV: _frozen(variable)})
        case {"$object": source, **rest} if not rest:
            return MappingProxyType({OBJECT: _take_items(_fields_of(source), depth, named)})
    raise NotCompactError


def _take_people(value: object) -> JsonObject | None:
    """Return listed people frozen, None for what are none."""
    fields = _fields_of(value) if _is_object(value) else {}
    people = fields.get(PEOPLE) if len(fields) == 1 else None
    found = _fields_of(people) if _is_object(people) else {}
    count, digests = found.get("count"), found.get("digests")
    if len(found) != 2 or type(count) is not int or not isinstance(digests, list | tuple):
        return None
    if count != len(digests) or not all(_is_hex(digest, PERSON_DIGEST_DIGITS) for digest in digests):
        return None
    found["digests"] = tuple(digests)
    return MappingProxyType({PEOPLE: _frozen(found)})


def _is_object(value: object) -> bool:
    return type(value) is dict or isinstance(value, MappingProxyType)


def _fields_of(value: object) -> dict[str, object]:
    """Return an object as a dict that nobody else changes; what the parser made is nobody else's."""
    if type(value) is dict:
        return value
    if isinstance(value, MappingProxyType):
        return dict(value)
    raise NotCompactError


def _frozen(fields: dict[str, object]) -> JsonObject:
    """Return `fields`, whose values are frozen, as nobody can change them any more."""
    return MappingProxyType(fields)  # type: ignore[arg-type]  # a cast is a call, and here it would be many


def _is_hex(value: object, digits: int) -> bool:
    return isinstance(value, str) and len(value) == digits and _HEX.issuperset(value)

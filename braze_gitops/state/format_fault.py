"""What is wrong with a value that is not as a format describes it, in words, and where.

Reading stops at whatever does not fit and says nothing of it; only then is the value walked here beside its
description, each part tried for itself. What the library says is not read: its wording is its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import UnionType
from typing import Annotated, TypeGuard, Union, get_args, get_origin

import msgspec
from msgspec import Meta, Struct

from braze_gitops.errors import StateTooNewError
from braze_gitops.state.fields import wrong

WHOLE_FILE = "the file"

_WORDS: Mapping[object, str] = {bool: "true or false", tuple: "a list", dict: "an object"}


def refuse_unfit(value: object, shape: object, where: str) -> None:
    """Raise for the first part of `value` that is not what `shape` says; return if there is none.

    `shape` is a type as a field of a format's description has it; `where` names the value in messages.

    Raises:
        StateTooNewError: it has an entry that this version does not know.
        StateDamagedError: another part is not as it should be.
    """
    kinds, meta = _kinds_of(shape)
    kind, inner = kinds[0], get_args(kinds[0])
    if _is_object(kind):
        _refuse_object(value, [one for one in kinds if _is_object(one)], where)
    elif get_origin(kind) is tuple and isinstance(value, list | tuple):
        for number, item in enumerate(value):
            refuse_unfit(item, inner[0], _way(where, f"[{number}]"))
    elif get_origin(kind) is dict and isinstance(value, Mapping):
        for key, item in value.items():
            refuse_unfit(key, inner[0], f"a key of {where}, {key},")
            refuse_unfit(item, inner[1], _way(where, f".{key}"))
    if not _fits(value, shape, meta):
        raise wrong(where, f"is not {_words(kind, meta)}")


def _kinds_of(shape: object) -> tuple[tuple[object, ...], Meta | None]:
    """Return the types `shape` allows, and what is said of the one if there is one."""
    is_union = get_origin(shape) in {Union, UnionType}
    if get_origin(shape) is Annotated:
        kind, meta, *_ = get_args(shape)
        return (kind,), meta
    return get_args(shape) if is_union else (shape,), None


def _is_object(kind: object) -> TypeGuard[type[Struct]]:
    return isinstance(kind, type) and issubclass(kind, Struct)


def _refuse_object(value: object, kinds: Sequence[type[Struct]], where: str) -> None:
    """Refuse what is none of `kinds`; where there are several, a field tells which it has to be."""
    if not isinstance(value, Mapping):
        raise wrong(where, "is not an object")
    tag_field = kinds[0].__struct_config__.tag_field
    kind = _named(value, kinds, tag_field, where) if tag_field is not None else kinds[0]
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for name, field in fields.items():
        if name in value:
            refuse_unfit(value[name], field.type, _way(where, f".{name}"))
        elif field.required:
            raise wrong(where, f"lacks the field {name}")
    unknown = value.keys() - fields.keys() - {tag_field}
    if unknown:
        raise wrong(where, f"has a field this version does not know: {min(unknown)}")


def _named(value: Mapping[str, object], kinds: Sequence[type[Struct]], tag_field: str, where: str) -> type[Struct]:
    """Return the kind of object that `value` says it is."""
    if tag_field not in value:
        raise wrong(where, f"lacks the field {tag_field}")
    name = value[tag_field]
    if not isinstance(name, str):
        raise wrong(_way(where, f".{tag_field}"), "is not a text")
    found = {kind.__struct_config__.tag: kind for kind in kinds}
    if name not in found:
        raise StateTooNewError(
            f"has an {tag_field} this version does not know: {name}",
            hint="install the version of braze-gitops that wrote it, or a later one",
        )
    return found[name]


def _fits(value: object, shape: object, meta: Meta | None) -> bool:
    try:
        msgspec.convert(value, shape)
        if meta is not None and meta.extra is not None:
            meta.extra["check"](value)
    except ValueError:
        return False
    return True


def _words(kind: object, meta: Meta | None) -> str:
    if meta is not None:
        return str(meta.description)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return "one of " + ", ".join(kind)
    return _WORDS.get(get_origin(kind) or kind, "a text")


def _way(where: str, step: str) -> str:
    return f"{where}{step}" if where != WHOLE_FILE else step.removeprefix(".")

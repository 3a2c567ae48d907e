"""What a table's faults say to a person: each of pydantic's error types in plain words, with a hint.

Nothing of pydantic's own text is ever shown. A missing key is marked at its parent's key, an unknown key at
itself, a wrong value at the value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import get_args

from braze_gitops.load.document import NodePath
from braze_gitops.load.findings import Flaw, choices, did_you_mean, dotted, short
from braze_gitops.load.loose import block, items, step, text
from braze_gitops.load.meant_key import meant_by
from braze_gitops.load.repeat_words import example_of_repeat
from braze_gitops.load.shape import Fault, Shape
from braze_gitops.load.special_keys import explain_key

_TYPES: Mapping[str, str] = {
    "string_type": "a text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "list_type": "a list",
    "dict_type": "a block of `key: value` lines",
    "model_type": "a block of `key: value` lines",
    "model_attributes_type": "a block of `key: value` lines",
}
_TYPE_HINTS: Mapping[str, str] = {
    "string_type": "put quotes around it",
    "bool_type": "write true or false, without quotes",
    "int_type": "write a whole number, without quotes",
    "float_type": "write a number, without quotes",
    "list_type": "write each item on a line of its own, after a hyphen, or all of them in brackets: `[a, b]`",
    "dict_type": "write its keys on lines of their own, indented under it",
    "model_type": "write its keys on lines of their own, indented under it",
    "model_attributes_type": "write its keys on lines of their own, indented under it",
}
_FORMS: Mapping[str, tuple[str, str, str]] = {
    "not_date_time": ("wrong-format", "is no date and time", "write it like 2026-11-27T09:00:00Z"),
    "not_email_address": ("wrong-format", "is no email address", "write it like news@shop.example"),
    "not_reply_to": ("wrong-format", "is no email address", "write an address, or NO_REPLY_TO for none"),
    "not_sender": ("wrong-format", "is no sender", "write a name and an address: Shop <news@shop.example>"),
    "not_web_url": ("wrong-format", "is no web address", "write the whole address, from https:// on"),
    "not_index": ("wrong-format", "is no number", 'number the variables from "0" on'),
    "over_236_bytes": ("too-long", "is longer than 236 bytes", "letters with accents count as two or more"),
    "not_send_id": ("send-id", "is longer than 64 characters or not plain ASCII", "use a-z, 0-9, - and _"),
    "string_too_short": ("empty", "is empty", "write a text, or delete the key"),
}
_FILE_WORDS = frozenset({"file", "fromfile", "from", "file_from", "form_file", "from_files", "include", "path"})
_UNKNOWN = ("wrong-format", "has a value that cannot stand here", "")


def flaws_of(faults: Iterable[Fault], shape: type[Shape], value: Mapping[str, object]) -> Iterator[Flaw]:
    """Yield what each fault of `value` says; a key without a value is left to the rule that looks for those."""
    for fault in faults:
        path = real_path(fault.loc, value)
        if fault.value is not None:
            yield _flaw(fault, path, shape)


def real_path(loc: NodePath, value: object) -> NodePath:
    """Return `loc` without what only marks the branch of a union or the key of a map."""
    path: list[str | int] = []
    for index, part in enumerate(loc):
        is_there = isinstance(part, int) or part in block(value)
        if is_there or (index == len(loc) - 1 and not str(part).startswith(("\0", "[key]"))):
            path.append(part)
            value = step(value, part)
    return tuple(path)


def _flaw(fault: Fault, path: NodePath, shape: type[Shape]) -> Flaw:
    match fault.kind:
        case "missing":
            return _missing(path)
        case "extra_forbidden":
            return _unknown_key(path, fault, shape)
        case "one_of":
            return _not_allowed(path, fault.value, [text(word) for word in items(fault.context["allowed"])])
        case "union_tag_not_found":
            return _missing((*path, _tag_key(fault)))
        case "union_tag_invalid":
            allowed = str(fault.context["expected_tags"]).replace("'", "").split(", ")
            return _not_allowed((*path, _tag_key(fault)), fault.context["tag"], allowed)
        case "greater_than_equal" | "less_than_equal":
            return _out_of_range(path, fault.context)
        case "too_short" | "too_long":
            return _wrong_count(path, fault.context)
        case kind if kind in _TYPES:
            return _wrong_type(path, kind, fault.value)
        case kind:
            code, words, hint = _FORMS.get(kind, _UNKNOWN)
            return Flaw(code=code, message=f"`{dotted(path)}` {words}", path=path, hint=hint)


def _missing(path: NodePath) -> Flaw:
    parent, key = path[:-1], path[-1]
    where = f" in `{dotted(parent)}`" if parent else ""
    return Flaw(
        code="missing-key",
        message=f"the key `{key}` is missing{where}",
        path=parent,
        at_key=True,
        hint=f"add a line `{key}: …`",
        lacks=(path,),
    )


def _unknown_key(path: NodePath, fault: Fault, shape: type[Shape]) -> Flaw:
    known = keys_at(shape, fault.loc[:-1])
    special = explain_key(path)
    if special is not None:
        return special
    key, parent = str(path[-1]), path[:-1]
    holder = f"`{dotted(parent)}`" if parent else "a definition"
    message = f"{holder} has no key `{short(key)}`"
    meant = meant_by(path, fault.value, known, lambda place: keys_at(shape, place))
    return Flaw(code="unknown-key", message=message, path=path, at_key=True, hint=meant.hint, meant=meant.paths)


def _not_allowed(path: NodePath, value: object, known: Sequence[str]) -> Flaw:
    return Flaw(
        code="not-allowed-value",
        message=f"`{dotted(path)}` cannot be `{short(value)}`",
        path=path,
        hint=did_you_mean(str(value), known) or f"one of {choices(known)}",
    )


def _out_of_range(path: NodePath, context: Mapping[str, object]) -> Flaw:
    limit = f"at least {context['ge']}" if "ge" in context else f"at most {_number(context['le'])}"
    return Flaw(code="out-of-range", message=f"`{dotted(path)}` must be {limit}", path=path)


def _wrong_count(path: NodePath, context: Mapping[str, object]) -> Flaw:
    if "max_length" in context:
        message = f"`{dotted(path)}` has {context['actual_length']} entries; Braze takes {context['max_length']}"
        return Flaw(code="too-long", message=message, path=path, at_key=True)
    message = f"`{dotted(path)}` is an empty list"
    return Flaw(code="empty", message=message, path=path, at_key=True, hint="add an item, or delete the key")


def _wrong_type(path: NodePath, kind: str, value: object) -> Flaw:
    is_fraction = kind == "int_type" and isinstance(value, float)
    message = f"`{dotted(path)}` must be {_TYPES[kind]}, not {value if is_fraction else type_words(value)}"
    return Flaw(code="wrong-type", message=message, path=path, hint=_type_hint(path, kind, value), meant=(path,))


def _type_hint(path: NodePath, kind: str, value: object) -> str:
    match value:
        case list() | dict() if kind == "string_type":
            return _nested_hint(value)
        case float() if kind == "int_type":
            return f"write {int(value)}" if value.is_integer() else "write a number without a fraction"
        case _ if path == ("schedule", "repeat"):
            return example_of_repeat(value)
        case _:
            return _TYPE_HINTS[kind]


def _nested_hint(value: list[object] | dict[str, object]) -> str:
    """Return what to do about a list or block where a text is wanted."""
    if isinstance(value, dict) and any(key.lower().replace("-", "_") in _FILE_WORDS for key in value):
        return "did you mean `from_file`?"
    return "write it as one text: in quotes, or on lines of its own after `|`"


def type_words(value: object) -> str:
    """Return what kind of value this is, as a person would call it."""
    match value:
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a text"
        case list():
            return "a list"
        case _:
            return "a block"


def keys_at(shape: type[Shape], loc: NodePath) -> tuple[str, ...]:
    """Return the keys that may stand at `loc`, a path in `shape` that may hold the tags of unions."""
    shapes: tuple[type[Shape], ...] = (shape,)
    for part in loc:
        if isinstance(part, int) or part.startswith("\0"):
            continue
        below = tuple(inner for each in shapes for inner in _field_shapes(each, part))
        shapes = below or tuple(each for each in shapes if _is_tagged(each, part))
    return tuple(field.alias or name for each in shapes for name, field in each.model_fields.items())


def _field_shapes(shape: type[Shape], key: str) -> tuple[type[Shape], ...]:
    for name, field in shape.model_fields.items():
        if key == (field.alias or name):
            return _shapes_in(field.annotation)
    return ()


def _shapes_in(annotation: object) -> tuple[type[Shape], ...]:
    if isinstance(annotation, type) and not get_args(annotation):
        return (annotation,) if issubclass(annotation, Shape) else ()
    return tuple(shape for argument in get_args(annotation) for shape in _shapes_in(argument))


def _is_tagged(shape: type[Shape], tag: str) -> bool:
    field = shape.model_fields.get("message_type")
    return field is not None and get_args(field.annotation) == (tag,)


def _tag_key(fault: Fault) -> str:
    return str(fault.context["discriminator"]).strip("'")


def _number(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)

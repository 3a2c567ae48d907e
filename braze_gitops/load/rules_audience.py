"""Rules about connected audiences: one key a node, and values that fit their comparison (braze-api.md 7.4)."""

from __future__ import annotations

from collections.abc import Iterator

from braze_gitops.load.audience_schema import AUDIENCE_KEYS, VALUE_BY_COMPARISON
from braze_gitops.load.document import NodePath
from braze_gitops.load.findings import Flaw, choices
from braze_gitops.load.form import is_date_time
from braze_gitops.load.loose import text

_EXPECTED = {
    "scalar": "a text, a number, or true or false",
    "text or number": "a text or a number",
    "switch": "true or false",
    "text": "a text",
    "number": "a number",
    "time": "a date and time",
}


def check_audience(value: object, path: NodePath = ("audience",)) -> Iterator[Flaw]:
    """Yield what is wrong with the audience at `path`, at any depth of it."""
    if not isinstance(value, dict):
        return
    known = [key for key in AUDIENCE_KEYS if key in value]
    if not value:
        message, hint = "this part of the audience is empty", f"add {choices(AUDIENCE_KEYS)}"
        yield Flaw(code="audience-one-key", message=message, path=path, at_key=True, hint=hint)
    elif len(known) > 1:
        message, hint = f"{choices(known)} must stand alone", "wrap several in one `AND:` or `OR:` list"
        yield Flaw(code="audience-one-key", message=message, path=path, at_key=True, hint=hint)
    for key in known:
        here = (*path, key)
        if key in {"AND", "OR"}:
            yield from _check_list(value[key], here)
        elif isinstance(value[key], dict):
            yield from _check_filter(key, value[key], here)


def _check_list(value: object, path: NodePath) -> Iterator[Flaw]:
    if value == []:
        message = f"`{path[-1]}` is an empty list"
        yield Flaw(code="empty", message=message, path=path, at_key=True, hint="add a condition, or delete it")
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from check_audience(item, (*path, index))


def _check_filter(key: str, value: dict[str, object], path: NodePath) -> Iterator[Flaw]:
    comparison = text(value.get("comparison"))
    if key == "last_used_app":
        if isinstance(value.get("value"), str) and not is_date_time(text(value["value"])):
            yield _misfit(path, comparison or key, "time")
    elif key == "custom_attribute" and comparison in VALUE_BY_COMPARISON:
        yield from _check_value(VALUE_BY_COMPARISON[comparison], comparison, value, path)


def _check_value(kind: str, comparison: str, value: dict[str, object], path: NodePath) -> Iterator[Flaw]:
    if kind == "nothing":
        if "value" in value:
            message = f"`{comparison}` takes no `value`"
            yield Flaw(
                code="audience-filter", message=message, path=(*path, "value"), at_key=True, hint="delete `value`"
            )
    elif "value" not in value:
        message = f"`{comparison}` needs a `value`"
        hint = f"write {_EXPECTED[kind]}"
        lacks = ((*path, "value"),)
        yield Flaw(code="audience-filter", message=message, path=path, at_key=True, hint=hint, lacks=lacks)
    elif value["value"] is not None and not _fits(kind, value["value"]):
        yield _misfit(path, comparison, kind)


def _fits(kind: str, value: object) -> bool:
    is_switch = isinstance(value, bool)
    is_number = isinstance(value, int | float) and not is_switch
    match kind:
        case "scalar":
            return is_switch or is_number or isinstance(value, str)
        case "text or number":
            return is_number or isinstance(value, str)
        case "switch":
            return is_switch
        case "number":
            return is_number
        case "time":
            return isinstance(value, str) and is_date_time(value)
        case _:
            return isinstance(value, str)


def _misfit(path: NodePath, comparison: str, kind: str) -> Flaw:
    hints = {
        "text or number": "for true and false the comparison is `does_not_equal`",
        "switch": "for texts and numbers the comparison is `not_equal`",
        "time": "write it like 2026-11-27T09:00:00Z",
        "number": "write it without quotes",
        "text": "put quotes around it",
    }
    return Flaw(
        code="audience-filter",
        message=f"`{comparison}` takes {_EXPECTED[kind]} as `value`",
        path=(*path, "value"),
        hint=hints.get(kind, ""),
    )

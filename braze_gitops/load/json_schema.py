"""JSON schemas for editors (draft 2020-12): of definitions, made from the tables, and of the project file.

An editor knows neither variables nor files. So where a value may come from `<< … >>`, any text that holds one is
accepted in its place, and where a text may come from a file, `{from_file: …}` is; what they become is for
`validate` to say. Our own keys that decide what a definition is (`name`, `kind`, `environments`, `moved_from`) and
the type of a WhatsApp message are always written out, so there the schema stays strict. Rules over several keys
are not in the schema.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from braze_gitops.load.loose import block, items
from braze_gitops.load.project_schema import PROJECT_SCHEMA
from braze_gitops.model import PEOPLE_FIELDS, JsonObject, Kind, freeze_object

DIALECT = "https://json-schema.org/draft/2020-12/schema"

# Part of the `$id`; raised when a definition that was accepted would no longer be.
SCHEMA_VERSION = 1

_LITERAL_KEYS = frozenset({"name", "kind", "environments", "moved_from", "message_type"})
_TEMPLATE: Mapping[str, object] = {"$ref": "#/$defs/template"}
_FROM_FILE: Mapping[str, object] = {"$ref": "#/$defs/from_file"}
_SHARED: Mapping[str, object] = {
    "template": {"description": "a variable of the project file", "type": "string", "pattern": "<<.*>>"},
    "from_file": {
        "description": "the text of a file",
        "type": "object",
        "properties": {
            "from_file": {"description": "path of the file, beside this one", "type": "string", "minLength": 1},
            "template": {"description": "replace << … >> in the file too (default false)", "type": "boolean"},
        },
        "required": ["from_file"],
        "additionalProperties": False,
    },
}
_DESCRIPTIONS: Mapping[Kind, str] = {
    Kind.MESSAGE: "a message whose content stands here",
    Kind.CAMPAIGN: "a trigger of an API-triggered campaign",
    Kind.CANVAS: "a trigger of an API-triggered Canvas",
}


def definition_json_schema() -> JsonObject:
    """Return the schema of one definition, of any kind; every key has a description that an editor can show."""
    # Behind these stands pydantic.
    from braze_gitops.load.definition_schema import TABLES
    from braze_gitops.load.shape import schema_of

    parts: dict[str, object] = {}
    for kind, table in TABLES.items():
        written = schema_of(table)
        parts.update({name: _block(block(part)) for name, part in block(written.pop("$defs")).items()})
        parts[kind] = {**_block(written), "description": _DESCRIPTIONS[kind]}
    return freeze_object(
        {
            "$schema": DIALECT,
            "$id": f"urn:braze-gitops:definition:{SCHEMA_VERSION}",
            "title": "braze-gitops definition",
            "description": "one scheduled send: a message, or the trigger of a campaign or Canvas",
            "oneOf": [{"$ref": f"#/$defs/{kind}"} for kind in TABLES],
            "$defs": {**parts, **_SHARED},
        }
    )


def project_json_schema() -> JsonObject:
    """Return the schema of the project file `braze-gitops.yaml`."""
    return freeze_object(
        {
            "$schema": DIALECT,
            "$id": f"urn:braze-gitops:project:{SCHEMA_VERSION}",
            "title": "braze-gitops project file",
            **PROJECT_SCHEMA,
        }
    )


def _block(table: Mapping[str, object]) -> dict[str, object]:
    """Return the schema of one table: what is said twice or only for programmers left out, templates let in."""
    properties = {key: _described(key, block(written)) for key, written in block(table.get("properties")).items()}
    return {
        "type": "object",
        "properties": properties,
        "required": list(items(table.get("required"))),
        "additionalProperties": False,
    }


def _described(key: str, written: Mapping[str, object]) -> dict[str, object]:
    kept = {name: part for name, part in written.items() if name not in {"title", "default", "description"}}
    choices: list[Mapping[str, object]] = [_with_items(choice) for choice in _choices(kept)]
    if key not in _LITERAL_KEYS:
        choices += _substitutes(key, choices)
    value = choices[0] if len(choices) == 1 else {"anyOf": choices}
    return {"description": written["description"], **value}


def _choices(written: Mapping[str, object]) -> list[Mapping[str, object]]:
    """Return what a value may be, one schema each, without null: no value is an error."""
    either = items(written.get("anyOf")) or items(written.get("oneOf"))
    if not either or "discriminator" in written:
        return [written]
    return [choice for each in either for choice in _choices(block(each)) if choice != {"type": "null"}]


def _with_items(choice: Mapping[str, object]) -> dict[str, object]:
    """Return `choice` with templates and files let into the items of a list."""
    inner = choice.get("items")
    if inner is None:
        return dict(choice)
    item = dict(block(inner))
    choices = [item, *_substitutes("", [item])]
    return {**choice, "items": {"anyOf": choices} if len(choices) > 1 else item}


def _substitutes(key: str, choices: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """Return what may stand in the place of a value: a template, unless any text may, and a file for a text."""
    is_text = any(choice.get("type") == "string" and not {"enum", "const"} & set(choice) for choice in choices)
    is_free = any(set(choice) <= {"type", "minLength"} and choice.get("type") == "string" for choice in choices)
    template = [] if is_free else [_TEMPLATE]
    return [*template, _FROM_FILE] if is_text or key in PEOPLE_FIELDS else template

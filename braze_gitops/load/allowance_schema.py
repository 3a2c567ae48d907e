"""The JSON schema of `allowances.yaml`, written as a table; `allowance_file.py` is what reads the file."""

from __future__ import annotations

from collections.abc import Mapping

from braze_gitops.load.json_schema import DIALECT, SCHEMA_VERSION
from braze_gitops.model import GuardScope, JsonObject, freeze_object

_TEXT = {"type": "string", "minLength": 1}
_DAY_OR_INSTANT = r"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d))?$"
_SUBJECTS: Mapping[GuardScope, Mapping[str, Mapping[str, object]]] = {
    GuardScope.ADDRESS: {
        "address": {"description": "the one address it is for", **_TEXT},
        "pattern": {
            "description": "addresses: * for any text, ? for one character",
            "type": "string",
            "pattern": "[*?]",
        },
    },
    GuardScope.PLAN: {},
    GuardScope.KEY: {"fingerprint": {"description": "the key it is for, as the refusal names it", **_TEXT}},
}


def allowances_json_schema(guards: Mapping[str, GuardScope]) -> JsonObject:
    """Return the schema of the file; `guards` are those that can be allowed."""
    return freeze_object(
        {
            "$schema": DIALECT,
            "$id": f"urn:braze-gitops:allowances:{SCHEMA_VERSION}",
            "title": "braze-gitops allowances",
            "description": "reviewed permissions, each to pass one guard in one environment for a while",
            "type": "array",
            "items": {"anyOf": [_entry(guards, scope) for scope in GuardScope]},
        }
    )


def _entry(guards: Mapping[str, GuardScope], scope: GuardScope) -> dict[str, object]:
    subjects = _SUBJECTS[scope]
    one_of = {"oneOf": [{"required": [key]} for key in subjects]} if subjects else {}
    return {
        "type": "object",
        "properties": {
            "guard": {
                "description": "the guard it passes",
                "enum": sorted(guard for guard, each in guards.items() if each is scope),
            },
            **subjects,
            "environment": {"description": "where it holds", **_TEXT},
            "reason": {"description": "why it may pass", **_TEXT, "not": {"const": "WHY"}},
            "until": {
                "description": "the last day it holds on, or the instant it ends, in UTC; at most 30 days ahead",
                "type": "string",
                "pattern": _DAY_OR_INSTANT,
            },
        },
        "required": ["guard", "environment", "reason", "until"],
        "additionalProperties": False,
        **one_of,
    }

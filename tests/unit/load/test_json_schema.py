"""The JSON schemas: valid drafts, what they take and refuse, a description for every key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import jsonschema  # type: ignore[import-untyped]  # it ships no types; a verdict is read from it
import pytest
from hypothesis import given

from braze_gitops.load import allowances_json_schema, definition_json_schema, project_json_schema
from braze_gitops.load.environment_settings import _KEYS as ENVIRONMENT_KEYS
from braze_gitops.load.project_file import _KEYS as PROJECT_KEYS
from braze_gitops.load.project_file import NAME_SECTIONS
from braze_gitops.model import GuardScope, JsonObject, thaw
from support.channel_faults import sent
from support.definitions import (
    FULL_CHANNELS,
    Value,
    campaign,
    canvas,
    changed_at,
    definitions,
    full_channel,
    message,
)

_BOTH = (definition_json_schema(), project_json_schema())
_DEFINITION = jsonschema.Draft202012Validator(thaw(definition_json_schema()))
_PROJECT = jsonschema.Draft202012Validator(thaw(project_json_schema()))


@pytest.mark.parametrize(
    "schema",
    [definition_json_schema(), project_json_schema(), allowances_json_schema({"empty": GuardScope.PLAN})],
    ids=["definition", "project", "allowances"],
)
def test_a_schema_is_valid_and_named(schema: JsonObject) -> None:
    """It is of the draft it says, and its id carries a version."""
    jsonschema.Draft202012Validator.check_schema(thaw(schema))

    assert ("https://json-schema.org/draft/2020-12/schema", "1") == (
        schema["$schema"],
        str(schema["$id"]).rpartition(":")[2],
    )


def _properties(node: object, path: str = "") -> Iterator[tuple[str, Mapping[str, object]]]:
    if isinstance(node, Mapping):
        for key, part in node.items():
            if key == "properties" and isinstance(part, Mapping):
                yield from ((f"{path}.{name}", each) for name, each in part.items() if isinstance(each, Mapping))
            yield from _properties(part, f"{path}.{key}")
    elif isinstance(node, list):
        for part in node:
            yield from _properties(part, path)


@pytest.mark.parametrize(
    "schema",
    [definition_json_schema(), project_json_schema(), allowances_json_schema({"empty": GuardScope.PLAN})],
    ids=["definition", "project", "allowances"],
)
def test_every_key_has_a_description(schema: JsonObject) -> None:
    """An editor has something to show for each key, and no default and no null that would mislead."""
    bare = [path for path, part in _properties(thaw(schema)) if not part.get("description") or "default" in part]

    assert [] == bare


@given(definitions())
def test_a_valid_definition_fits_the_schema(value: Value) -> None:
    """The editor marks nothing in what loads."""
    assert _DEFINITION.is_valid(value)


@pytest.mark.parametrize("name", FULL_CHANNELS)
def test_a_full_channel_fits_the_schema(name: str) -> None:
    """Every field of every channel is known to the editor."""
    assert _DEFINITION.is_valid(message(messages={name: full_channel(name)}))


_TAKEN: dict[str, Value] = {
    "switch from a variable": message(broadcast="<< wide >>"),
    "number from a variable": sent("kindle_push", priority="<< level >>"),
    "text with a variable": message(segment_id="<< segments.newsletter >>"),
    "choice from a variable": message(recipient_subscription_state="<< who >>"),
    "block from a variable": message(messages="<< content >>"),
    "list from a variable": message(tags="<< tags >>"),
    "channel from a variable": message(messages={"email": "<< mail >>"}),
    "text from a file": sent("email", body={"from_file": "a.html", "template": True}),
    "alert from a file": sent("apple_push", alert={"from_file": "a.txt"}),
    "people from a file": message(broadcast=None, external_user_ids={"from_file": "people.csv"}),
    "people and a file": message(broadcast=None, external_user_ids=["a", {"from_file": "people.csv"}]),
    "recipients from a file": campaign(recipients={"from_file": "people.csv"}),
    "Liquid as a choice": sent("content_card", type="{{${kind}}}"),
}


@pytest.mark.parametrize("value", _TAKEN.values(), ids=_TAKEN)
def test_templates_and_files_fit_the_schema(value: Value) -> None:
    """Where a variable or file may give the value, its reference is taken."""
    assert _DEFINITION.is_valid(value)


_REFUSED: dict[str, Value] = {
    "unknown key": message(onwer="a"),
    "unknown key in a channel": sent("email", subjct="a"),
    "key of another kind": canvas(messages={}),
    "wrong type": message(broadcast="true"),
    "wrong choice": message(recipient_subscription_state="opted-in"),
    "missing key": campaign(campaign_id=None),
    "missing key in a channel": sent("sms", body=None),
    "no value": {**message(), "owner": None},
    "kind from a variable": message(kind="<< kind >>"),
    "name with a space": message("black friday"),
    "number out of range": sent("kindle_push", priority=3),
    "a repeat that says nothing of it": changed_at(message(), "schedule", "repeat", to={"evry": "day"}),
    "file with a slip": sent("email", body={"from_flie": "a.html"}),
    "WhatsApp type": sent("whats_app", message_type="text"),
}


@pytest.mark.parametrize("value", _REFUSED.values(), ids=_REFUSED)
def test_what_is_wrong_by_itself_does_not_fit(value: Value) -> None:
    """Keys, types, choices and ranges are marked while one types."""
    assert not _DEFINITION.is_valid(value)


def _keys(*path: str) -> set[str]:
    node: object = thaw(project_json_schema())
    for part in path:
        node = node[part] if isinstance(node, dict) else None
    return set(node) if isinstance(node, dict) else set()


def test_the_project_schema_has_the_keys_that_are_read() -> None:
    """The table for editors and the reader know the same keys, but those that come later."""
    inside = ("properties", "environments", "additionalProperties", "properties")

    assert (set(PROJECT_KEYS) - {"policies"}, set(ENVIRONMENT_KEYS), set(NAME_SECTIONS)) == (
        _keys("properties"),
        _keys(*inside),
        _keys("properties", "names", "properties"),
    )


def test_a_project_file_fits_its_schema() -> None:
    """The file of the documentation, as far as this version goes, is taken; a slip is not."""
    value: Value = {
        "version": 1,
        "definitions": "schedules",
        "branch": "main",
        "default_environment": "sandbox",
        "names": {"segments": {"seg-8f1c": "Newsletter readers"}},
        "variables": {"brand": "Shop"},
        "liquid_variables": {"greeting": "Hi {{${first_name}}}"},
        "secrets": {"HOOK_TOKEN": {"hosts": ["hooks.shop.example"], "version": 1}},
        "guards": {"max_deletes": 25, "max_delete_percent": 30},
        "environments": {
            "sandbox": {"sandbox": True, "clock": "2026-11-20T09:00:00Z", "variables": {"app_id": "a"}},
            "production": {
                "instance": "US-01",
                "api_key_env": "BRAZE_API_KEY",
                "state": {"url": "file:state", "lasting_disk": True},
                "horizon_days": 83,
                "cutoff": "15m",
                "parallelism": 8,
            },
        },
    }

    assert (True, False) == (_PROJECT.is_valid(value), _PROJECT.is_valid({**value, "enviroments": {}}))

"""The JSON schema of the project file, written as a table; `project_file.py` is what reads the file."""

from __future__ import annotations

from collections.abc import Mapping

from braze_gitops.load.endpoint import INSTANCES

_NAMES = {"type": "object", "additionalProperties": {"type": "string"}}
_TEXT = {"type": "string", "minLength": 1}
_TEXTS = {"type": "array", "items": _TEXT, "minItems": 1}


def _table(description: str, properties: Mapping[str, object], *required: str) -> dict[str, object]:
    return {
        "description": description,
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _is(description: str, schema: Mapping[str, object]) -> dict[str, object]:
    return {"description": description, **schema}


def _number(description: str, least: int, most: int) -> dict[str, object]:
    return {"description": description, "type": "integer", "minimum": least, "maximum": most}


_STATE = {
    "anyOf": [
        {"type": "string", "pattern": "^file:."},
        {
            "type": "object",
            "properties": {
                "url": _is("where the state is kept: file:PATH", {"type": "string", "pattern": "^file:."}),
                "lasting_disk": _is("the disk outlives a run, also where CI is set", {"type": "boolean"}),
            },
            "required": ["url"],
            "additionalProperties": False,
        },
    ]
}

_ENVIRONMENT = _table(
    "one Braze workspace",
    {
        "sandbox": _is("the local Braze that ships with the tool", {"type": "boolean"}),
        "clock": _is("where the sandbox's clock starts, for example 2026-11-20T09:00:00Z", _TEXT),
        "instance": _is("the Braze instance, for example US-01", {"enum": list(INSTANCES)}),
        "endpoint": _is("the REST address of an instance that has no name here", _TEXT),
        "api_key_env": _is("the environment variable that holds the key; never the key", _TEXT),
        "state": _is("where the state is kept (default file:.braze-gitops/state/NAME)", _STATE),
        "lineage": _is("identity of the state; written by `state init`", _TEXT),
        "audience_zones": _is(
            "first and last zone of its people (default UTC+14 and UTC-12)",
            {"type": "array", "items": _TEXT, "minItems": 2, "maxItems": 2},
        ),
        "variables": _is("values for << >> in this environment", {"type": "object"}),
        "horizon_days": _number("how many days ahead Braze takes a schedule (default 83)", 1, 365),
        "cutoff": _is("how close to the send a change is imminent (default 15m)", _TEXT),
        "rate_limit_per_hour": _number("requests a clock hour at most (default 10000)", 1, 250_000),
        "parallelism": _number("calls at once (default 8)", 1, 16),
    },
)

_SECRET = _table(
    "a secret that a message may carry; its value comes from the environment",
    {
        "hosts": _is("hosts that may get it", _TEXTS),
        "paths": _is("where it may stand (default messages.webhook.*)", _TEXTS),
        "version": _number("raised by a reviewed edit when the secret is rotated", 1, 1_000_000),
    },
    "hosts",
    "version",
)

PROJECT_SCHEMA: Mapping[str, object] = _table(
    "where the definitions are, which environments there are, and what holds for all of them",
    {
        "version": _is("version of this file's format", {"const": 1}),
        "definitions": _is("folder of the definitions (default schedules)", _TEXT),
        "branch": _is("branch that holds what should happen (default main)", _TEXT),
        "default_environment": _is("environment of commands that change nothing", _TEXT),
        "names": _table(
            "ids in words, for plans",
            {
                "apps": _is("names of apps, by app id", _NAMES),
                "campaigns": _is("names of campaigns, by campaign id", _NAMES),
                "canvases": _is("names of Canvases, by Canvas id", _NAMES),
                "segments": _is("names of segments, by segment id", _NAMES),
            },
        ),
        "variables": _is("values for << >> in every environment", {"type": "object"}),
        "liquid_variables": _is("values for << >> that may hold Liquid", {"type": "object"}),
        "secrets": _is("secrets, by environment variable", {"type": "object", "additionalProperties": _SECRET}),
        "guards": _table(
            "limits of one plan",
            {
                "max_deletes": _number("cancellations at most (default 25)", 0, 1_000_000),
                "max_delete_percent": _number("cancellations in percent of all at most (default 30)", 0, 100),
            },
        ),
        "environments": _is(
            "Braze workspaces, by name",
            {"type": "object", "minProperties": 1, "additionalProperties": _ENVIRONMENT},
        ),
    },
    "version",
    "environments",
)

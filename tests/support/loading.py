"""Loads definitions from texts and values, in a project with one sandbox."""

from __future__ import annotations

from collections.abc import Mapping

from braze_gitops.load import load
from braze_gitops.model import (
    SANDBOX_ENDPOINT,
    Desired,
    Environment,
    Finding,
    Limits,
    Project,
    SourceText,
    StateLocation,
)
from support.definition_samples import yaml_text
from support.yaml_sources import TextsByName, source

__all__ = ["load_sources", "load_values", "source"]

SANDBOX = Environment(
    name="sandbox",
    endpoint=SANDBOX_ENDPOINT,
    instance=None,
    api_key_env=None,
    state=StateLocation(url="file:state"),
    lineage=None,
    variables={},
)
PROJECT = Project(
    path="braze-gitops.yaml",
    definitions="schedules",
    branch="main",
    default_environment="sandbox",
    names={},
    variables={},
    liquid_variables={},
    secrets=(),
    limits=Limits(),
    environments={"sandbox": SANDBOX},
)


def load_sources(*sources: SourceText) -> tuple[Desired | None, tuple[Finding, ...]]:
    """Return what the files give, and what is said about them."""
    return load(sources, project=PROJECT, environment=SANDBOX, files=TextsByName(), tool_version="0")


def load_values(*values: Mapping[str, object]) -> tuple[Desired | None, tuple[Finding, ...]]:
    """Return what definitions, one a file, give."""
    return load_sources(
        *(source(yaml_text(value), f"schedules/{number}.yaml") for number, value in enumerate(values))
    )

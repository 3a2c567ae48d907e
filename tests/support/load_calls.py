"""Loading in tests: a project and its environments as values, and `load` with all that it needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from braze_gitops.load import load
from braze_gitops.model import (
    Desired,
    Environment,
    Finding,
    Limits,
    Place,
    Project,
    Severity,
    SourceText,
    StateLocation,
    freeze_object,
)
from support.definition_samples import yaml_stream
from support.yaml_sources import TextsByName, source


def environment(name: str = "sandbox", variables: Mapping[str, object] | None = None) -> Environment:
    """Return an environment of the local Braze with these variables."""
    return Environment(
        name=name,
        endpoint="sandbox",
        instance=None,
        api_key_env=None,
        state=StateLocation(url="file:state"),
        lineage=None,
        variables=freeze_object(variables or {}),
    )


def project(*environments: Environment) -> Project:
    """Return a project with these environments; with `sandbox` and `production` if none is given."""
    given = environments or (environment(), environment("production"))
    return Project(
        path="braze-gitops.yaml",
        definitions="schedules",
        branch="main",
        default_environment=None,
        names={},
        variables=freeze_object({}),
        liquid_variables=freeze_object({}),
        secrets=(),
        limits=Limits(),
        environments={each.name: each for each in given},
    )


def load_sources(
    *sources: SourceText, of: Project | None = None, name: str = "sandbox", texts: Mapping[str, str] | None = None
) -> tuple[Desired | None, tuple[Finding, ...]]:
    """Load `sources` for the environment `name` of the project `of`; `texts` are the files they may name."""
    whole = of or project()
    return load(
        sources,
        project=whole,
        environment=whole.environments[name],
        files=TextsByName(texts),
        tool_version="1.0",
    )


def load_values(*values: Mapping[str, object]) -> tuple[Desired | None, tuple[Finding, ...]]:
    """Load definitions that are given as values, all in one file."""
    return load_sources(source(yaml_stream(values)))


def said(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return the findings as `code@marked part of the line`, a warning with a `~` before it."""
    return tuple(_said(finding) for finding in findings)


def _said(finding: Finding) -> str:
    place = finding.place or Place(path="")
    start = place.column - 1
    sign = "" if finding.severity is Severity.ERROR else "~"
    return f"{sign}{finding.code}@{place.excerpt[start : start + place.width]}"

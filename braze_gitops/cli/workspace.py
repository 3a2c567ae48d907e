"""A project as a command needs it: its folder, its settings, one environment, and what that should have."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from braze_gitops import __version__
from braze_gitops.cli.session import Session
from braze_gitops.errors import InputError, UsageError
from braze_gitops.model import (
    AllowanceEntry,
    Desired,
    Environment,
    Finding,
    Project,
    SourceText,
    has_errors,
    without_people,
)

if TYPE_CHECKING:
    from braze_gitops.project import ProjectFolder

_OWN_FOLDER = ".braze-gitops"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A project that was found and whose project file is in order; `findings` are its warnings."""

    folder: ProjectFolder
    source: SourceText
    project: Project
    findings: tuple[Finding, ...]

    def sandbox_folder(self, environment: Environment) -> Path:
        """Return where the sandbox of `environment` keeps its data."""
        return self.folder.root / _OWN_FOLDER / "sandbox" / environment.name


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The desired schedules of one environment, all reviewed allowances, and what is to be said about them."""

    desired: Desired
    allowances: tuple[AllowanceEntry, ...]
    findings: tuple[Finding, ...]


def open_workspace(session: Session) -> Workspace:
    """Return the project that the run's folder belongs to.

    Raises:
        InputError: there is none, or its project file is not valid; the error carries all findings.
    """
    from braze_gitops.project import find_project

    workspace = read_workspace(session, find_project(session.folder))
    for environment in workspace.project.environments.values():
        session.hide_variable(environment.api_key_env)
    return workspace


def read_workspace(session: Session, folder: ProjectFolder) -> Workspace:
    """Return the project in `folder`.

    Raises:
        InputError: its project file is not valid; the error carries all findings.
    """
    from braze_gitops.load import read_project
    from braze_gitops.project import read_project_file

    source = read_project_file(folder)
    allowed = session.environ.get("BRAZE_GITOPS_ALLOW_ENDPOINT")
    project, findings = read_project(source, allow_endpoint=allowed)
    if project is None:
        raise InputError("the project file is not valid", findings=findings)
    return Workspace(folder=folder, source=source, project=project, findings=findings)


def choose_environment(workspace: Workspace, name: str | None, *, changes: bool = False) -> Environment:
    """Return the environment `name`; without one the default, or the only one.

    With `changes` the default does not count: what changes something is said, but for a lone sandbox.

    Raises:
        UsageError: there is no such environment, or it must be said.
    """
    environments = workspace.project.environments
    there = f"there are: {', '.join(environments)}"
    if name is not None:
        if name not in environments:
            raise UsageError(f"there is no environment {name}", hint=there)
        return environments[name]
    only = next(iter(environments.values())) if len(environments) == 1 else None
    if changes:
        if only is not None and only.is_sandbox:
            return only
        raise UsageError("say which environment with -e", hint=there)
    default = workspace.project.default_environment
    if default is not None:
        return environments[default]
    if only is not None:
        return only
    raise UsageError("say which environment with -e, or set `default_environment`", hint=there)


def read_desired(workspace: Workspace, environment: Environment) -> Loaded:
    """Return what `environment` should have.

    Raises:
        InputError: something cannot be read or is not valid; the error carries all findings.
    """
    from braze_gitops.load import load
    from braze_gitops.project import DiskTextFiles, read_definitions

    sources = read_definitions(workspace.folder, workspace.project.definitions)
    desired, findings = load(
        sources,
        project=workspace.project,
        environment=environment,
        files=DiskTextFiles(workspace.folder.confined),
        tool_version=__version__,
    )
    findings = without_people(findings)
    allowances, faults = _read_allowances(workspace, environment)
    if desired is None or has_errors(faults):
        what = "definitions" if desired is None else "allowances"
        raise InputError(f"the {what} are not valid", findings=(*findings, *faults))
    return Loaded(desired=desired, allowances=allowances, findings=(*workspace.findings, *findings, *faults))


def _read_allowances(
    workspace: Workspace, environment: Environment
) -> tuple[tuple[AllowanceEntry, ...], tuple[Finding, ...]]:
    """Return the entries of `allowances.yaml`, none if there is no such file, and what is wrong with them."""
    from braze_gitops.guard import GUARD_SCOPES
    from braze_gitops.load import read_allowances
    from braze_gitops.project import read_allowances_file

    source = read_allowances_file(workspace.folder)
    if source is None:
        return (), ()
    moments: dict[str, datetime | None] = dict.fromkeys(workspace.project.environments)
    moments[environment.name] = present_of(workspace, environment)
    return read_allowances(source, guards=GUARD_SCOPES, environments=moments)


def present_of(workspace: Workspace, environment: Environment) -> datetime:
    """Return the present of `environment`, for a sandbox its own time; nothing is started."""
    if not environment.is_sandbox:
        return datetime.now(UTC)
    from braze_gitops.sandbox import read_clock

    return read_clock(workspace.sandbox_folder(environment), start=clock_start(environment))


def clock_start(environment: Environment) -> datetime:
    """Return when the clock of a sandbox begins: as the project file says, else now."""
    return environment.clock_start or datetime.now(UTC)

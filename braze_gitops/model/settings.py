"""Settings: the project file as values."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime, timedelta

from braze_gitops.model.json_value import JsonObject
from braze_gitops.model.kind import Lineage
from braze_gitops.model.send_time import WORLD, AudienceZones

SANDBOX_ENDPOINT = "sandbox"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StateLocation:
    """Where an environment's state is kept: `file:PATH`, or a URL of a backend that comes later."""

    url: str
    lasting_disk: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The plan-wide limits on deletes: an absolute one, and a share in percent from 10 records on."""

    max_deletes: int = 25
    max_delete_percent: int = 30


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SecretDeclaration:
    """A name listed under `secrets`: where it may stand, which hosts may get it, its reviewed version."""

    name: str
    version: int
    paths: tuple[str, ...]
    hosts: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """One Braze workspace: endpoint, the name of the variable that holds its key, state, variables.

    `endpoint` is an https URL without a trailing slash, or `SANDBOX_ENDPOINT`; `api_key_env` is None for a
    sandbox; `lineage` is None until `state init` wrote it (a sandbox's state is made by itself). `audience_zones`
    are the zones its people live in, which bound the windows of local and optimal times.
    """

    name: str
    endpoint: str
    instance: str | None
    api_key_env: str | None
    state: StateLocation
    lineage: Lineage | None
    variables: JsonObject
    clock_start: datetime | None = None
    horizon: timedelta = timedelta(days=83)
    cutoff: timedelta = timedelta(minutes=15)
    rate_limit_per_hour: int = 10_000
    parallelism: int = 8
    audience_zones: AudienceZones = WORLD

    @property
    def is_sandbox(self) -> bool:
        """Whether the local Braze stands behind this environment."""
        return self.endpoint == SANDBOX_ENDPOINT


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The project file `braze-gitops.yaml`.

    `names` maps a section (`segments`, `campaigns`, `canvases`, `apps`) to id → words.
    """

    path: str
    definitions: str
    branch: str
    default_environment: str | None
    names: Mapping[str, Mapping[str, str]]
    variables: JsonObject
    liquid_variables: JsonObject
    secrets: tuple[SecretDeclaration, ...]
    limits: Limits
    environments: Mapping[str, Environment]

"""Desired schedules: what git says should happen, after templating, expansion and validation."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from braze_gitops.model.address import Address
from braze_gitops.model.finding import Place
from braze_gitops.model.json_value import JsonObject
from braze_gitops.model.kind import Kind
from braze_gitops.model.send_time import SendTime


class OnMissed(StrEnum):
    """What a plan does with a schedule whose time passed before it was created."""

    ERROR = "error"
    SKIP = "skip"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """A definition's `lifecycle` block; `resume` is the id of a halt that is to let its schedules go."""

    prevent_delete: bool = False
    paused: bool = False
    on_missed: OnMissed = OnMissed.ERROR
    resume: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What a payload was made from: hex SHA-256 digests by name, and the versions that took part.

    `definition` is the digest of the definition as written (before templating), of what concerns this schedule;
    `variables` maps the dotted name of each variable used to the digest of its value, or, of one that gives the
    items or the times of several schedules, of what it gives this one; `files` maps each text file to its digest;
    `tool` and `zones` are the versions of this program and of the time zone data.
    """

    definition: str
    variables: Mapping[str, str]
    files: Mapping[str, str]
    tool: str
    zones: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """What a schedule is one send of: a definition's `schedule.repeat`.

    `rule` says it in words, the same for all of them; `interval` is the shortest time between two of its sends,
    None where there is one alone. `left_out` are the keys that its exceptions take out of the rule, in order.
    """

    rule: str
    interval: timedelta | None
    left_out: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DesiredSchedule:
    """Exactly one API schedule that should exist.

    `payload` is the whole body of its create in normal form, people included (`payload.normal_form`). `keys` are
    that of its `for_each` item, then that of its `occurrence`, as far as the definition has them.
    `texts_from` maps a dotted payload path (`messages.email.body`) to the file its text came from.
    """

    address: Address
    name: str
    keys: tuple[str, ...] = ()
    kind: Kind
    payload: JsonObject
    time: SendTime
    place: Place
    inputs: Inputs
    description: str = ""
    owner: str = ""
    tags: tuple[str, ...] = ()
    lifecycle: Lifecycle = Lifecycle()
    moved_from: Address | None = None
    moved_from_place: Place | None = None
    occurrence: Occurrence | None = None
    texts_from: Mapping[str, str] = dataclasses.field(default_factory=dict)
    variables_from: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Desired:
    """All desired schedules of one environment, sorted by address, at most one an address.

    `names_elsewhere` are the definitions that exist but are limited to other environments.
    """

    schedules: tuple[DesiredSchedule, ...]
    names_elsewhere: tuple[str, ...] = ()

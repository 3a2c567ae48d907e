"""One entry of `environments:` in the project file."""

from __future__ import annotations

import difflib
import re
from datetime import datetime, timedelta

from braze_gitops.load.audience_zones import read_audience_zones
from braze_gitops.load.clock_time import read_send_time
from braze_gitops.load.endpoint import INSTANCES, endpoint_fault
from braze_gitops.load.findings import short
from braze_gitops.load.section import Section
from braze_gitops.model import (
    SANDBOX_ENDPOINT,
    Environment,
    Lineage,
    StateLocation,
)

# Variables that belong to the machine a run is on: never a key or secret of ours.
RESERVED_PREFIXES = ("GITHUB_", "ACTIONS_", "AWS_", "AZURE_", "GOOGLE_")

VARIABLE_NAME = re.compile(r"[A-Z_][A-Z0-9_]{0,99}\Z")

_KEYS = (
    "api_key_env",
    "audience_zones",
    "clock",
    "cutoff",
    "endpoint",
    "horizon_days",
    "instance",
    "lineage",
    "parallelism",
    "rate_limit_per_hour",
    "sandbox",
    "state",
    "variables",
)
_DURATION = re.compile(r"(?P<amount>[0-9]{1,6})(?P<unit>[smhd])\Z")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST_CUTOFF = timedelta(days=7)
_LINEAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{7,63}\Z")
_LATER_STATE = re.compile(r"(?:git|[a-z][a-z0-9+]*://.+)\Z")
_DEFAULTS = Environment(
    name="",
    endpoint="",
    instance=None,
    api_key_env=None,
    state=StateLocation(url=""),
    lineage=None,
    variables={},
)


def read_environment(name: str, section: Section, *, allow_endpoint: str | None) -> Environment:
    """Return the environment as far as it can be read; what is wrong is noted in the section's findings."""
    section.only(_KEYS)
    sandbox = section.flag("sandbox")
    lineage = section.text("lineage")
    if lineage and not _LINEAGE.match(lineage):
        section.error(
            "lineage-form", "`lineage` is not one that `state init` wrote", "lineage", hint="restore it from git"
        )
    return Environment(
        name=name,
        endpoint=_refuse_beside_sandbox(section) if sandbox else _endpoint(section, allow_endpoint),
        instance=section.text("instance") or None,
        api_key_env=None if sandbox else _api_key_env(section),
        state=_state(name, section),
        lineage=Lineage(lineage) if lineage else None,
        variables=section.free("variables"),
        clock_start=_clock(section, sandbox=sandbox),
        horizon=timedelta(days=section.number("horizon_days", _DEFAULTS.horizon.days, least=1, most=365)),
        cutoff=_cutoff(section),
        rate_limit_per_hour=section.number(
            "rate_limit_per_hour", _DEFAULTS.rate_limit_per_hour, least=1, most=250_000
        ),
        parallelism=section.number("parallelism", _DEFAULTS.parallelism, least=1, most=16),
        audience_zones=read_audience_zones(section),
    )


def _refuse_beside_sandbox(section: Section) -> str:
    for key in ("instance", "endpoint", "api_key_env"):
        if section.has(key):
            message = f"`{key}` has no meaning in a sandbox, which is a Braze on this machine"
            section.error("sandbox-and-braze", message, key, hint=f"take out `{key}` or `sandbox`", at_key=True)
    return SANDBOX_ENDPOINT


def _endpoint(section: Section, allow_endpoint: str | None) -> str:
    if section.has("instance") == section.has("endpoint"):
        words = (
            "both `instance` and `endpoint`" if section.has("instance") else "neither `instance` nor `endpoint`"
        )
        hint = "write one of the two, like `instance: US-01`, or `sandbox: true`"
        section.error("environment-endpoint", f"this environment has {words}", hint=hint, at_key=True)
        return ""
    if section.has("endpoint"):
        endpoint = section.text("endpoint")
        fault = endpoint_fault(endpoint, allow_endpoint=allow_endpoint) if endpoint else None
        if fault is not None:
            section.error("endpoint-refused", fault[0], "endpoint", hint=fault[1])
        return endpoint
    instance = section.text("instance")
    if instance and instance not in INSTANCES:
        near = difflib.get_close_matches(instance.upper(), INSTANCES, n=1)
        first = f"did you mean {near[0]}? " if near else ""
        hint = f"{first}there are: {', '.join(INSTANCES)}; for a newer one write `endpoint: https://…`"
        section.error("instance-unknown", f"{short(instance)} is no Braze instance", "instance", hint=hint)
    return INSTANCES.get(instance, "")


def _api_key_env(section: Section) -> str | None:
    if not section.has("api_key_env"):
        hint = "write `api_key_env: BRAZE_API_KEY`, the name of the variable that holds it"
        section.error("api-key-missing", "this environment does not say where its key is", hint=hint, at_key=True)
        return None
    name = section.value["api_key_env"]
    if not isinstance(name, str) or not VARIABLE_NAME.match(name):
        hint = (
            "write a name like BRAZE_API_KEY and keep the key in that variable; "
            "if a key stood here, make a new one in Braze, since this file is in git"
        )
        section.error_unseen(
            "api-key-name", "`api_key_env` is not the name of a variable", "api_key_env", hint=hint
        )
        return None
    if name.startswith(RESERVED_PREFIXES):
        message = f"{name} belongs to the machine a run is on"
        section.error("api-key-name", message, "api_key_env", hint="use a name like BRAZE_API_KEY")
        return None
    return name


def _state(name: str, section: Section) -> StateLocation:
    default = f"file:.braze-gitops/state/{name}"
    if not section.has("state"):
        return StateLocation(url=default)
    if not isinstance(section.value["state"], dict):
        return StateLocation(url=_state_url(section, "state", default))
    inner = section.section("state")
    inner.only(("url", "lasting_disk"))
    return StateLocation(url=_state_url(inner, "url", default), lasting_disk=inner.flag("lasting_disk"))


def _state_url(section: Section, key: str, default: str) -> str:
    url = section.text(key, default)
    if url.removeprefix("file:").strip() and url.startswith("file:"):
        return url
    if _LATER_STATE.match(url):
        hint = f"this version keeps state in files: `state: {default}`"
        section.error("not-yet", f"state in {url.split(':')[0]} is not there yet", key, hint=hint)
    else:
        section.error("state-form", f"`{key}` does not say where the state is", key, hint=f"write {default}")
    return url


def _clock(section: Section, *, sandbox: bool) -> datetime | None:
    if not section.has("clock"):
        return None
    if not sandbox:
        hint = "take it out; Braze's clock cannot be set"
        section.error("clock-without-sandbox", "`clock` belongs to a sandbox", "clock", hint=hint, at_key=True)
        return None
    send_time, problems = read_send_time({"time": section.value["clock"]})
    for problem in problems:
        message = problem.message.replace("`time`", "`clock`")
        hint = "write an instant like 2026-11-20T09:00:00Z"
        section.error(problem.code.replace("time-", "clock-", 1), message, "clock", hint=hint)
    return send_time.instant if send_time else None


def _cutoff(section: Section) -> timedelta:
    text = section.text("cutoff")
    if not text:
        return _DEFAULTS.cutoff
    found = _DURATION.match(text)
    cutoff = timedelta(seconds=int(found["amount"]) * _UNITS[found["unit"]]) if found else None
    if cutoff is None or cutoff > _LONGEST_CUTOFF:
        section.error(
            "duration-form",
            f"{short(text)} is no duration up to 7 days",
            "cutoff",
            hint="write it like 15m, 90s or 2h",
        )
        return _DEFAULTS.cutoff
    return cutoff

"""The project file `braze-gitops.yaml` as `Project` (design.md section 3).

Read by hand and not through pydantic: half of its rules are about two keys at once, and a value that might be a
key must not be repeated in a message.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

from braze_gitops.load.environment_settings import (
    RESERVED_PREFIXES,
    VARIABLE_NAME,
    read_environment,
)
from braze_gitops.load.section import Section
from braze_gitops.load.template import OPEN
from braze_gitops.load.yaml_text import read_documents
from braze_gitops.model import (
    Environment,
    Finding,
    Limits,
    Place,
    Project,
    SecretDeclaration,
    Severity,
    SourceText,
    has_errors,
)

PROJECT_FILE = "braze-gitops.yaml"
VERSION = 1

NAME_SECTIONS = ("apps", "campaigns", "canvases", "segments")

_KEYS = (
    "branch",
    "default_environment",
    "definitions",
    "environments",
    "guards",
    "liquid_variables",
    "names",
    "policies",
    "secrets",
    "variables",
    "version",
)
_ENVIRONMENT_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\Z")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
# Words that mean something else in an expression; `each` is for expansion.
_RESERVED_WORDS = frozenset(
    {"and", "each", "else", "false", "if", "in", "is", "none", "not", "or", "true", "False", "None", "True"}
)
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*\Z")
_SECRET_PATH = re.compile(r"messages(?:\.(?:[A-Za-z0-9_-]+|\*))+\Z")
# `api_key: …`, or `api_key_env:` with anything but a name in capitals, and anything that looks like a Braze key.
_MAY_HOLD_KEY = re.compile(
    r"(?<![A-Za-z0-9_])(?i:api[_-]?key)(?!_env['\"]?\s*:\s*['\"]?[A-Z_][A-Z0-9_]*\s*(?:['\",}#]|$))"
    r"|(?<!lineage: )\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b"
)
_DEFAULT_SECRET_PATHS = ("messages.webhook.*",)


def read_project(
    source: SourceText, *, allow_endpoint: str | None = None
) -> tuple[Project | None, tuple[Finding, ...]]:
    """Return the project, or None when there is an error, and all that is wrong with the file.

    `allow_endpoint` is the run's own `BRAZE_GITOPS_ALLOW_ENDPOINT` (`endpoint.endpoint_fault`).
    """
    project, findings = _read_project(source, allow_endpoint)
    return project, tuple(map(_without_key, findings))


def _without_key(finding: Finding) -> Finding:
    """Return the finding without its source line where that line may hold a key by mistake."""
    if finding.place is None or not _MAY_HOLD_KEY.search(finding.place.excerpt):
        return finding
    return dataclasses.replace(finding, place=dataclasses.replace(finding.place, excerpt=""))


def _read_project(source: SourceText, allow_endpoint: str | None) -> tuple[Project | None, list[Finding]]:
    documents, parse_findings = read_documents(source)
    findings = list(parse_findings)
    if len(documents) != 1:
        if not has_errors(findings):
            message = "the project file must hold exactly one document"
            hint = "begin with `version: 1`; there must be no line of three dashes further down"
            place = Place(path=source.path)
            finding = Finding(
                severity=Severity.ERROR, code="project-documents", message=message, place=place, hint=hint
            )
            findings.append(finding)
        return None, findings
    root = Section(documents[0], (), documents[0].value, findings)
    project = _project(root, allow_endpoint)
    return (None if has_errors(findings) else project), findings


def _project(root: Section, allow_endpoint: str | None) -> Project:
    root.only(_KEYS)
    _check_version(root)
    root.not_yet("policies", "`policies` are not there yet", "take them out")
    environments = _environments(root, allow_endpoint)
    _check_variables(root, environments)
    guards = root.section("guards")
    guards.only(("max_deletes", "max_delete_percent"))
    usual = Limits()
    return Project(
        path=root.document.path,
        definitions=_definitions(root),
        branch=root.text("branch", "main"),
        default_environment=_default_environment(root, environments),
        names=_names(root.section("names")),
        variables=root.free("variables"),
        liquid_variables=root.free("liquid_variables"),
        secrets=_secrets(root.section("secrets"), environments),
        limits=Limits(
            max_deletes=guards.number("max_deletes", usual.max_deletes, least=0, most=1_000_000),
            max_delete_percent=guards.number("max_delete_percent", usual.max_delete_percent, least=0, most=100),
        ),
        environments=environments,
    )


def _check_version(root: Section) -> None:
    version = root.value.get("version")
    if type(version) is int and version == VERSION:
        return
    if type(version) is int and version > VERSION:
        hint = "install a newer braze-gitops"
        root.error(
            "project-version", f"version {version} of the project file is not known yet", "version", hint=hint
        )
    else:
        root.error(
            "project-version",
            "the project file needs `version: 1`",
            "version",
            hint="write `version: 1` at the top",
        )


def _definitions(root: Section) -> str:
    folder = root.text("definitions", "schedules").removesuffix("/")
    parts = folder.split("/")
    if not folder or "\\" in folder or ".." in parts or folder.startswith(("/", "~")):
        root.error(
            "definitions-path",
            "`definitions` must name a folder in this project",
            "definitions",
            hint="write `definitions: schedules`",
        )
    return "/".join(part for part in parts if part not in {"", "."}) or "."


def _environments(root: Section, allow_endpoint: str | None) -> Mapping[str, Environment]:
    section = root.section("environments")
    if not section.value:
        hint = "for a first try: environments: {sandbox: {sandbox: true}}"
        root.error("environments-missing", "the project file names no environment", "environments", hint=hint)
    environments = {}
    for name, inner in section.sections():
        if not _ENVIRONMENT_NAME.match(name):
            hint = "use lower-case letters, digits and hyphens, as in `us-production`"
            section.error("environment-name", f"`{name}` cannot name an environment", name, hint=hint, at_key=True)
        environments[name] = read_environment(name, inner, allow_endpoint=allow_endpoint)
    return environments


def _default_environment(root: Section, environments: Mapping[str, Environment]) -> str | None:
    name = root.text("default_environment") or None
    if name is not None and name not in environments:
        hint = f"there are: {', '.join(environments)}" if environments else ""
        root.error("environment-unknown", f"there is no environment `{name}`", "default_environment", hint=hint)
    return name


def _names(section: Section) -> Mapping[str, Mapping[str, str]]:
    section.only(NAME_SECTIONS)
    return {
        kind: {identifier: inner.text(identifier) for identifier in inner.value}
        for kind, inner in section.sections()
    }


def _check_variables(root: Section, environments: Mapping[str, Environment]) -> None:
    liquid = root.section("liquid_variables")
    all_environments = root.section("environments")
    for section in (
        root.section("variables"),
        *(all_environments.section(name).section("variables") for name in environments),
    ):
        _check_names(section)
        for name in section.value:
            if name in liquid.value:
                message = f"`{name}` stands under `liquid_variables` as well"
                section.error("variable-twice", message, name, hint="keep one of the two", at_key=True)
    _check_names(liquid)


def _check_names(section: Section) -> None:
    for name, value in section.value.items():
        if not _IDENTIFIER.match(name) or name in _RESERVED_WORDS:
            hint = "use letters, digits and _, as in `app_id`"
            section.error("variable-name", f"`{name}` cannot name a variable", name, hint=hint, at_key=True)
        if value is None:
            section.error(
                "variable-empty", f"the variable `{name}` has no value", name, hint="give it one, or delete it"
            )
        if _has_template(value):
            message = f"the variable `{name}` holds << >>, and variables are not templates"
            section.error("variable-template", message, name, hint="write the text itself")


def _has_template(value: object) -> bool:
    match value:
        case str():
            return OPEN in value
        case dict():
            return any(OPEN in key or _has_template(item) for key, item in value.items())
        case list():
            return any(map(_has_template, value))
        case _:
            return False


def _secrets(section: Section, environments: Mapping[str, Environment]) -> tuple[SecretDeclaration, ...]:
    keys = {"BRAZE_API_KEY", *(environment.api_key_env for environment in environments.values())}
    return tuple(_secret(name, inner, section, keys) for name, inner in section.sections())


def _secret(name: str, inner: Section, section: Section, keys: set[str | None]) -> SecretDeclaration:
    if name in keys or name.startswith((*RESERVED_PREFIXES, "BRAZE_GITOPS_")):
        message = f"{name} must not go into a message: it belongs to Braze's key or to the machine a run is on"
        section.error("secret-name", message, name, hint="use a secret of its own", at_key=True)
    elif not VARIABLE_NAME.match(name):
        hint = "name the environment variable, in capitals, as in HOOK_TOKEN"
        section.error("secret-name", f"`{name}` cannot name a secret", name, hint=hint, at_key=True)
    inner.only(("hosts", "paths", "version"))
    hosts = inner.texts("hosts")
    if not hosts or not all(map(_HOST.match, hosts)):
        hint = "write `hosts: [hooks.shop.example]`, without https:// and in lower case"
        inner.error("secret-hosts", "a secret needs the hosts that may get it", "hosts", hint=hint)
    paths = inner.texts("paths") if inner.has("paths") else _DEFAULT_SECRET_PATHS
    if not paths or not all(map(_SECRET_PATH.match, paths)):
        hint = "write `paths: [messages.webhook.*]`, or take it out"
        inner.error("secret-paths", "`paths` must name places in `messages`", "paths", hint=hint)
    if not inner.has("version"):
        inner.error("secret-version", "a secret needs a version", "version", hint="write `version: 1`")
    version = inner.number("version", 1, least=1, most=1_000_000)
    return SecretDeclaration(name=name, version=version, paths=paths, hosts=hosts)

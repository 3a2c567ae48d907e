"""All definitions of a project together: read, resolved, checked, compared, and turned into desired schedules."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from braze_gitops.load.clock_time import zones_version
from braze_gitops.load.document import Document, Resolved
from braze_gitops.load.findings import Flaw, finding_of
from braze_gitops.load.loose import block, items, text
from braze_gitops.load.resolve import resolve
from braze_gitops.load.text_place import Lines
from braze_gitops.load.variables import Variables, variables_of
from braze_gitops.load.yaml_text import read_documents
from braze_gitops.model import (
    Address,
    Desired,
    DesiredSchedule,
    Environment,
    Finding,
    Inputs,
    Lifecycle,
    OnMissed,
    Place,
    Project,
    SourceText,
    TextFiles,
    digest_json,
    freeze,
    has_errors,
    make_address,
    sort_findings,
)

if TYPE_CHECKING:
    from braze_gitops.load.definition import Checked

# These decide what a definition is; they are read before any variable is known.
_LITERAL_KEYS = ("name", "kind", "environments", "moved_from")
_NAME_LINE = re.compile(r"^name[ \t]*:(?=[ \t\r\n]|\Z)", re.MULTILINE)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One definition on its way: `place` is that of its `name` key if it has been found cheaply."""

    document: Document
    place: Place | None
    resolved: Resolved | None = None
    checked: Checked | None = None

    @property
    def name(self) -> str:
        return text(self.document.value.get("name"))

    @property
    def name_place(self) -> Place:
        return self.place or self.document.locate(("name",), True)

    @property
    def moved_from(self) -> str:
        return text(self.document.value.get("moved_from"))

    def is_for(self, environment: str) -> bool:
        """Whether the definition is for `environment`: it names it, or names none."""
        return "environments" not in self.document.value or environment in items(
            self.document.value["environments"]
        )


def load(
    sources: Iterable[SourceText],
    *,
    project: Project,
    environment: Environment,
    files: TextFiles,
    tool_version: str,
) -> tuple[Desired | None, tuple[Finding, ...]]:
    """Return what `environment` should have, and everything there is to say about all sources, sorted by place.

    None comes back exactly when a finding is an error: there is no partial desired state. Sources may come in any
    order; none at all is a desired state of nothing, which is for others to judge. Definitions that are limited to
    other environments are checked with the variables of the first of theirs, and are not desired here.
    """
    entries, findings = _read_all(sources)
    loader = _Loader(project=project, environment=environment, files=files)
    checked = []
    for entry in entries:
        done, said = loader.check(entry)
        checked.append(done)
        findings.extend(said)
    findings.extend(_compare(checked))
    ordered = sort_findings(findings)
    if has_errors(ordered):
        return None, ordered
    schedules = [
        _desired(entry, entry.resolved, entry.checked, tool_version)
        for entry in checked
        if entry.is_for(environment.name) and entry.resolved and entry.checked
    ]
    schedules.sort(key=lambda schedule: schedule.address)
    elsewhere = sorted(entry.name for entry in checked if not entry.is_for(environment.name))
    return Desired(schedules=tuple(schedules), names_elsewhere=tuple(elsewhere)), ordered


def _read_all(sources: Iterable[SourceText]) -> tuple[list[_Entry], list[Finding]]:
    entries: list[_Entry] = []
    findings: list[Finding] = []
    for source in sorted(sources, key=lambda each: each.path):
        documents, said = read_documents(source)
        findings.extend(said)
        places = _name_places(source, documents)
        entries.extend(
            _Entry(document=document, place=place) for document, place in zip(documents, places, strict=True)
        )
    return entries, findings


def _name_places(source: SourceText, documents: Sequence[Document]) -> tuple[Place | None, ...]:
    """Return the place of each document's `name` key, without asking the parser a second time.

    A line that begins with `name:` is such a key, if there are as many of them as documents; otherwise somebody
    writes YAML in another style, and the parser has to say.
    """
    written = source.text.removeprefix("\ufeff")
    found = [match.start() for match in _NAME_LINE.finditer(written)]
    if len(found) != len(documents):
        return (None,) * len(documents)
    lines = Lines(source.path, written)
    return tuple(lines.place_at(offset, width=len("name")) for offset in found)


class _Loader:
    """Checks definitions one by one, with the variables of the environment each is for."""

    __slots__ = ("_environment", "_files", "_project", "_variables")

    def __init__(self, *, project: Project, environment: Environment, files: TextFiles) -> None:
        self._project = project
        self._environment = environment
        self._files = files
        self._variables: dict[str, Variables] = {}

    def check(self, entry: _Entry) -> tuple[_Entry, tuple[Finding, ...]]:
        """Return `entry` with what it resolves to, as far as it goes, and what is wrong with it."""
        # Behind this stands pydantic, which a run without definitions need not wait for.
        from braze_gitops.load.definition import check_definition, check_unresolved

        document = entry.document
        literal = tuple(finding_of(flaw, document) for flaw in _templates_in_literals(document.value))
        resolved, said = resolve(document, variables=self._variables_for(entry), files=self._files)
        if resolved is None or literal:
            return entry, (*literal, *said, *check_unresolved(document))
        checked, further = check_definition(
            resolved.with_places(), resolved.value, environments=self._project.environments
        )
        return dataclasses.replace(entry, resolved=resolved, checked=checked), (*said, *further)

    def _variables_for(self, entry: _Entry) -> Variables:
        home = self._environment
        if not entry.is_for(home.name):
            known = self._project.environments
            named = (text(name) for name in items(entry.document.value["environments"]))
            home = next((known[name] for name in named if name in known), home)
        if home.name not in self._variables:
            self._variables[home.name] = variables_of(self._project, home)
        return self._variables[home.name]


def _templates_in_literals(value: Mapping[str, object]) -> Iterator[Flaw]:
    for key in _LITERAL_KEYS:
        written = value.get(key)
        if any("<<" in text(each) for each in (written, *items(written))):
            yield Flaw(
                code="template-not-here",
                message=f"`{key}` cannot be a template",
                path=(key,),
                hint="write it out: it must be the same in every environment",
            )


def _compare(entries: Iterable[_Entry]) -> Iterator[Finding]:
    """Yield names that two definitions have, and earlier addresses that cannot be taken over."""
    by_name: dict[str, _Entry] = {}
    by_origin: dict[str, _Entry] = {}
    for entry in entries:
        other = by_name.setdefault(entry.name, entry) if entry.name else entry
        if other is not entry:
            yield _finding(
                entry,
                "name",
                code="duplicate-name",
                message=f"another definition has the name `{entry.name}`",
                hint=f"the other one is at {other.name_place}; names are unique in the project",
            )
        origin = by_origin.setdefault(entry.moved_from, entry) if entry.moved_from else entry
        if origin is not entry:
            yield _finding(
                entry,
                "moved_from",
                code="moved-from",
                message=f"another definition has moved from `{entry.moved_from}` too",
                hint=f"the other one is at {origin.name_place}; only one can go on with what was arranged",
            )
    for entry in by_origin.values():
        there = by_name.get(entry.moved_from)
        # One that has moved itself left its name: definitions may take each other's, in a chain or a ring.
        if there is not None and there is not entry and not there.moved_from:
            yield _finding(
                entry,
                "moved_from",
                code="moved-from",
                message=f"`{entry.moved_from}` is still defined, so nothing can have moved from it",
                hint=f"it is at {there.name_place}; delete it there, or delete `moved_from`",
            )


def _finding(entry: _Entry, key: str, *, code: str, message: str, hint: str) -> Finding:
    return finding_of(Flaw(code=code, message=message, path=(key,), hint=hint), entry.document)


def _desired(entry: _Entry, resolved: Resolved, checked: Checked, tool_version: str) -> DesiredSchedule:
    value = resolved.value
    moved_from = Address(entry.moved_from) if entry.moved_from else None
    return DesiredSchedule(
        address=make_address(entry.name),
        name=entry.name,
        kind=checked.kind,
        payload=checked.payload,
        time=checked.send_time,
        place=entry.name_place,
        inputs=Inputs(
            definition=digest_json(freeze(entry.document.value)),
            variables=resolved.variables,
            files=resolved.files,
            tool=tool_version,
            zones=zones_version(),
        ),
        description=text(value.get("description")),
        owner=text(value.get("owner")),
        tags=tuple(sorted({text(tag) for tag in items(value.get("tags"))})),
        lifecycle=_lifecycle(block(value.get("lifecycle"))),
        moved_from=moved_from,
        moved_from_place=entry.document.locate(("moved_from",), False) if moved_from else None,
        texts_from=resolved.texts_from,
        variables_from=resolved.variables_from,
    )


def _lifecycle(value: Mapping[str, object]) -> Lifecycle:
    return Lifecycle(
        prevent_delete=value.get("prevent_delete") is True,
        paused=value.get("paused") is True,
        on_missed=OnMissed(text(value.get("on_missed")) or OnMissed.ERROR),
        resume=text(value.get("resume")) or None,
    )

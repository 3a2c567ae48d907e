"""All definitions of a project together: read, resolved, checked, compared, and turned into desired schedules."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from braze_gitops.load.document import Document, Resolved
from braze_gitops.load.each import EACH, FOR_EACH, Item, read_items, said_of_items, without_items
from braze_gitops.load.findings import Flaw, finding_of
from braze_gitops.load.loose import block, items, text
from braze_gitops.load.repeat_rule import MAX_OCCURRENCES
from braze_gitops.load.resolve import resolve
from braze_gitops.load.sends import Send
from braze_gitops.load.text_place import Lines
from braze_gitops.load.variables import Variables, variables_of
from braze_gitops.load.yaml_text import read_documents
from braze_gitops.load.zones import zones_version
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
    digest_text,
    freeze,
    freeze_object,
    has_errors,
    make_address,
    sort_findings,
    thaw,
)

if TYPE_CHECKING:
    from braze_gitops.load.definition import Checked
    from braze_gitops.load.sends import Send

# These decide what a definition is; they are read before any variable is known.
_LITERAL_KEYS = ("name", "kind", "environments", "moved_from")
_NAME_LINE = re.compile(r"^name[ \t]*:(?=[ \t\r\n]|\Z)", re.MULTILINE)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What a definition says for one item of its `for_each`, or as a whole without one."""

    item: Item | None
    resolved: Resolved
    checked: Checked


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One definition on its way: `place` is that of its `name` key if it has been found cheaply."""

    document: Document
    place: Place | None
    made: tuple[_Made, ...] = ()

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
        schedule
        for entry in checked
        if entry.is_for(environment.name)
        for made in entry.made
        for schedule in _desired(entry, made, tool_version)
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
        document, variables = entry.document, self._variables_for(entry)
        literal = tuple(finding_of(flaw, document) for flaw in _templates_in_literals(document.value))
        if literal:
            # What else is wrong is told as well; nothing is made.
            return entry, (*literal, *self._check_one(document, None, variables)[1])
        if FOR_EACH not in document.value:
            made, said = self._check_one(document, None, variables)
            return dataclasses.replace(entry, made=(made,) if made is not None else ()), said
        items, said = self._items_of(document, variables)
        if not items:
            return entry, (*said, *_unresolved(without_items(document)))
        parts = [self._check_one(without_items(document), item, variables) for item in items]
        entry = dataclasses.replace(entry, made=tuple(made for made, _ in parts if made is not None))
        findings = [*said, *said_of_items(entry.name, items, [found for _, found in parts])]
        if not has_errors(findings):
            findings += (finding_of(flaw, document) for flaw in _too_many(entry.made))
        return entry, tuple(findings)

    def _items_of(self, document: Document, variables: Variables) -> tuple[tuple[Item, ...], tuple[Finding, ...]]:
        only = dataclasses.replace(document, value={FOR_EACH: document.value[FOR_EACH]})
        resolved, said = resolve(only, variables=variables, files=self._files)
        if resolved is None:
            return (), said
        items, flaws = read_items(resolved.value[FOR_EACH])
        return items, (*said, *(finding_of(flaw, document) for flaw in flaws))

    def _check_one(
        self, document: Document, item: Item | None, variables: Variables
    ) -> tuple[_Made | None, tuple[Finding, ...]]:
        # Behind this stands pydantic, which a run without definitions need not wait for.
        from braze_gitops.load.definition import check_definition

        if item is not None:
            values = freeze_object({**variables.values, EACH: item.variables})
            variables = dataclasses.replace(variables, values=values)
        resolved, said = resolve(document, variables=variables, files=self._files)
        if resolved is None:
            return None, (*said, *_unresolved(document))
        checked, further = check_definition(
            resolved.with_places(),
            resolved.value,
            environments=self._project.environments,
            is_item=item is not None,
        )
        made = _Made(item=item, resolved=resolved, checked=checked) if checked is not None else None
        return made, (*said, *further)

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


def _too_many(parts: Iterable[_Made]) -> Iterator[Flaw]:
    """Yield that a definition makes more schedules than can be planned, over all of its items."""
    count = sum(len(made.checked.sends) for made in parts)
    if count > MAX_OCCURRENCES:
        yield Flaw(
            code="repeat-too-many",
            message=f"this definition makes {count:,} schedules, and {MAX_OCCURRENCES:,} is the limit",
            path=(FOR_EACH,),
            at_key=True,
            hint="make several definitions of it, or end the series earlier",
        )


def _unresolved(document: Document) -> tuple[Finding, ...]:
    from braze_gitops.load.definition import check_unresolved

    return check_unresolved(document)


def _desired(entry: _Entry, made: _Made, tool_version: str) -> Iterator[DesiredSchedule]:
    """Yield every schedule of a definition, or of one item of it."""
    value, resolved, checked = made.resolved.value, made.resolved, made.checked
    inputs = Inputs(
        definition="",
        variables={name: digest for name, digest in resolved.variables.items() if not _is_of_item(name, made)},
        files=resolved.files,
        tool=tool_version,
        zones=zones_version(),
    )
    whole = DesiredSchedule(
        address=make_address(entry.name),
        name=entry.name,
        kind=checked.kind,
        payload=checked.payload,
        time=checked.sends[0].time,
        place=entry.name_place,
        inputs=inputs,
        description=text(value.get("description")),
        owner=text(value.get("owner")),
        tags=tuple(sorted({text(tag) for tag in items(value.get("tags"))})),
        lifecycle=_lifecycle(block(value.get("lifecycle"))),
        moved_from_place=entry.document.locate(("moved_from",), False) if entry.moved_from else None,
        texts_from=resolved.texts_from,
        variables_from=resolved.variables_from,
    )
    alike = _digest_alike(entry.document.value, made.item)
    for send in checked.sends:
        keys = tuple(
            key for key in (made.item.key if made.item is not None else None, send.key) if key is not None
        )
        yield dataclasses.replace(
            whole,
            address=make_address(entry.name, *keys),
            keys=keys,
            payload=checked.payload_of(send),
            time=send.time,
            inputs=dataclasses.replace(inputs, definition=_definition_digest(alike, send)),
            occurrence=send.occurrence,
            moved_from=_earlier_address(entry.moved_from, keys),
        )


def _is_of_item(name: str, made: _Made) -> bool:
    return made.item is not None and name.partition(".")[0] == EACH


def _earlier_address(moved_from: str, keys: tuple[str, ...]) -> Address | None:
    """Return where a schedule was before: under the same keys of the earlier name."""
    if not moved_from:
        return None
    return make_address(moved_from, *keys) if keys else Address(moved_from)


def _digest_alike(value: Mapping[str, object], item: Item | None) -> str:
    """Return the digest of what a definition says for each of its sends alike.

    Which items and sends there are belongs to none of them: what is added or left out touches no other.
    """
    said = {key: each for key, each in value.items() if key != FOR_EACH}
    schedule = block(said.get("schedule"))
    if "repeat" in schedule:
        said["schedule"] = {key: each for key, each in schedule.items() if key not in ("repeat", "time")}
    if item is not None:
        said[EACH] = [item.key, thaw(item.value)]
    return digest_json(freeze(said))


def _definition_digest(alike: str, send: Send) -> str:
    """Return the digest of what a definition says for one send: `alike`, and of a series its own wall time."""
    return alike if send.occurrence is None else digest_text(f"{alike} {send.time.wall.isoformat()}")


def _lifecycle(value: Mapping[str, object]) -> Lifecycle:
    return Lifecycle(
        prevent_delete=value.get("prevent_delete") is True,
        paused=value.get("paused") is True,
        on_missed=OnMissed(text(value.get("on_missed")) or OnMissed.ERROR),
        resume=text(value.get("resume")) or None,
    )

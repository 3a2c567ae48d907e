"""Definitions checked one by one, with the variables of the environment that each is for."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from braze_gitops.load.document import Document, Resolved
from braze_gitops.load.each import EACH, FOR_EACH, Item, ItemOrigin, read_items, said_of_items, without_items
from braze_gitops.load.entry import Entry, Made
from braze_gitops.load.findings import Flaw, finding_of
from braze_gitops.load.loose import items, text
from braze_gitops.load.repeat_end import MAX_OCCURRENCES
from braze_gitops.load.resolve import resolve
from braze_gitops.load.variables import Variables, variables_of
from braze_gitops.model import (
    Environment,
    Finding,
    Project,
    TextFiles,
    digest_json,
    freeze,
    freeze_object,
)

# These decide what a definition is; they are read before any variable is known.
_LITERAL_KEYS = ("name", "kind", "environments", "moved_from")
_TOO_MANY = Flaw(
    code="repeat-too-many",
    message=f"this definition makes more than {MAX_OCCURRENCES:,} schedules, which is the limit",
    path=(FOR_EACH,),
    at_key=True,
    hint="make several definitions of it, or end the series earlier",
)


class Checker:
    """Checks definitions one by one, with the variables of the environment each is for."""

    __slots__ = ("_environment", "_files", "_project", "_variables")

    def __init__(self, *, project: Project, environment: Environment, files: TextFiles) -> None:
        self._project = project
        self._environment = environment
        self._files = files
        self._variables: dict[str, Variables] = {}

    def check(self, entry: Entry) -> tuple[Entry, tuple[Finding, ...]]:
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
        return self._check_items(entry, items, said, variables)

    def _check_items(
        self, entry: Entry, items: Sequence[Item], said: Sequence[Finding], variables: Variables
    ) -> tuple[Entry, tuple[Finding, ...]]:
        """Return `entry` with what it resolves to for each item, up to the first past the limit on schedules."""
        document, count = without_items(entry.document), 0
        made: list[Made] = []
        found: list[tuple[Finding, ...]] = []
        for item in items:
            one, told = self._check_one(document, item, variables)
            found.append(told)
            if one is not None:
                made.append(one)
                count += len(one.checked.sends)
            if count > MAX_OCCURRENCES:
                break
        findings = [*said, *said_of_items(entry.name, items[: len(found)], found)]
        if count > MAX_OCCURRENCES:
            findings.append(finding_of(_TOO_MANY, entry.document))
        return dataclasses.replace(entry, made=tuple(made)), tuple(findings)

    def _items_of(self, document: Document, variables: Variables) -> tuple[tuple[Item, ...], tuple[Finding, ...]]:
        only = dataclasses.replace(document, value={FOR_EACH: document.value[FOR_EACH]})
        resolved, said = resolve(only, variables=variables, files=self._files)
        if resolved is None:
            return (), said
        items, flaws = read_items(resolved.value[FOR_EACH])
        known = tuple(dataclasses.replace(item, origin=self._origin(item, resolved, variables)) for item in items)
        return known, (*said, *(finding_of(flaw, document) for flaw in flaws))

    def _origin(self, item: Item, resolved: Resolved, variables: Variables) -> ItemOrigin | None:
        """Return what one of the resolved items comes from, so that it changes with none of the others.

        Where one template gives all of them, of its variables that counts which they give to this one.
        """
        written = resolved.document.value[FOR_EACH]
        if isinstance(written, str):
            given = digest_json((item.key, item.value))
            return ItemOrigin(said=None, variables=dict.fromkeys(resolved.variables, given), files={})
        if not isinstance(written, dict) or not (resolved.variables or resolved.files):
            return None
        own = {FOR_EACH: {item.key: written[item.key]}}
        alone, _ = resolve(
            dataclasses.replace(resolved.document, value=own), variables=variables, files=self._files
        )
        assert alone is not None, "it has been resolved among the others"
        return ItemOrigin(said=freeze(written[item.key]), variables=alone.variables, files=alone.files)

    def _check_one(
        self, document: Document, item: Item | None, variables: Variables
    ) -> tuple[Made | None, tuple[Finding, ...]]:
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
        made = Made(item=item, resolved=resolved, checked=checked) if checked is not None else None
        return made, (*said, *further)

    def _variables_for(self, entry: Entry) -> Variables:
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


def _unresolved(document: Document) -> tuple[Finding, ...]:
    from braze_gitops.load.definition import check_unresolved

    return check_unresolved(document)

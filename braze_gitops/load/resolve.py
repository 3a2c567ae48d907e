"""A document with its templates rendered and its file references read, and a note of all that took part."""

from __future__ import annotations

from collections.abc import Mapping

from braze_gitops.errors import FileReferenceError
from braze_gitops.load.document import Document, NodePath, Resolved
from braze_gitops.load.people_file import place_in, read_people
from braze_gitops.load.template import OPEN, Renderer, TemplateProblem
from braze_gitops.load.text_place import Lines
from braze_gitops.load.variables import Variables
from braze_gitops.model import (
    PEOPLE_FIELDS,
    Finding,
    Place,
    Severity,
    SourceText,
    TextFiles,
    digest_json,
    has_errors,
    thaw,
)

FROM_FILE = "from_file"
FROM_ENV = "from_env"
_REFERENCE_KEYS = frozenset({FROM_FILE, "template"})


def resolve(
    document: Document, *, variables: Variables, files: TextFiles
) -> tuple[Resolved | None, tuple[Finding, ...]]:
    """Return `document` with every `<< >>` and `{from_file: …}` replaced, and what is wrong with them.

    A reference is relative to the folder of the document's file; one that begins with `/` to the project's folder.
    `external_user_ids`, `user_aliases` and `recipients` take a CSV or JSON lines file, whole or as an item of the
    list (`people_file.py` says how it looks). None comes back exactly when there is an error.
    """
    walk = _Walk(document, variables, files)
    value = {key: walk.value(item, (key,)) for key, item in document.value.items()}
    for key in document.value:
        walk.check_key(key, (key,))
    if has_errors(walk.findings):
        return None, tuple(walk.findings)
    resolved = Resolved(
        document=document,
        value=value,
        variables={name: digest_json(used) for name, used in sorted(walk.renderer.used.items())},
        names_at=walk.names_at,
        files=walk.files_used,
        texts_from=walk.texts_from,
        variables_from=walk.variables_from,
        people_at=walk.people_at,
    )
    return resolved, tuple(walk.findings)


class _Walk:
    """One pass over a document."""

    def __init__(self, document: Document, variables: Variables, files: TextFiles) -> None:
        self.findings: list[Finding] = []
        self.renderer = Renderer(variables)
        self.names_at: dict[NodePath, frozenset[str]] = {}
        self.files_used: dict[str, str] = {}
        self.texts_from: dict[str, str] = {}
        self.variables_from: dict[str, str] = {}
        self.people_at: dict[NodePath, Place | NodePath] = {}
        self._first_person = 0
        self._document = document
        self._files = files

    def value(self, value: object, path: NodePath) -> object:
        """Return what stands at `path` after templating."""
        match value:
            case str():
                return self._text(value, path) if OPEN in value else value
            case dict() if FROM_FILE in value:
                return self._reference(value, path)
            case dict() if FROM_ENV in value:
                hint = "write the text itself; secrets from the environment come with a later version"
                self._error("from-env-not-yet", "`from_env` is not there yet", path, hint)
                return value
            case dict():
                for key in value:
                    self.check_key(key, (*path, key))
                return {key: self.value(item, (*path, key)) for key, item in value.items()}
            case list():
                return self._list(value, path)
            case _:
                return value

    def check_key(self, key: str, path: NodePath) -> None:
        """Refuse a template in the name of a field."""
        if OPEN in key:
            place = self._document.locate(path, True)
            hint = "write the name itself"
            self._add("template-in-key", "a name cannot be a template; only values can", place, hint)

    def _text(self, text: str, path: NodePath) -> object:
        rendered = self.renderer.render(text)
        self.names_at[path] = rendered.names
        if rendered.problems:
            self._report(rendered.problems, self._document.locate(path, False))
        if rendered.only_name:
            self.variables_from[_dotted(path)] = rendered.only_name
        return thaw(rendered.value)

    def _list(self, value: list[object], path: NodePath) -> list[object]:
        items: list[object] = []
        for position, item in enumerate(value):
            step = (*path, position)
            if len(path) == 1 and path[0] in PEOPLE_FIELDS:
                if isinstance(item, dict) and FROM_FILE in item:
                    self._first_person = len(items)
                    people = self._reference(item, step)
                    items.extend(people if isinstance(people, list) else [people])
                    continue
                self.people_at[*path, len(items)] = step
            items.append(self.value(item, step))
        return items

    def _reference(self, value: Mapping[str, object], path: NodePath) -> object:
        """Return the text or the people of a `{from_file: …}`."""
        for key in value:
            if key not in _REFERENCE_KEYS:
                place = self._document.locate((*path, key), True)
                hint = "only `template` can; move the rest out"
                self._add("from-file-key", f"`{key}` cannot stand beside `from_file`", place, hint)
                return value
        name, template = value[FROM_FILE], value.get("template", False)
        if not isinstance(template, bool):
            self._error("from-file-template", "`template` must be true or false", (*path, "template"), "")
            return value
        if isinstance(name, str) and OPEN in name:
            name = self._text(name, (*path, FROM_FILE))
        if not isinstance(name, str) or not name.strip():
            self._error(
                "from-file-name", "`from_file` must name a file", (*path, FROM_FILE), "for example: teaser.html"
            )
            return value
        return self._take(name, path, template=template)

    def _take(self, name: str, path: NodePath, *, template: bool) -> object:
        try:
            source = self._files.read(name, beside=self._document.path)
        except FileReferenceError as error:
            self._error("from-file", error.message, (*path, FROM_FILE), error.hint)
            return ""
        self.files_used[source.path] = source.digest
        field = path[0]
        if field in PEOPLE_FIELDS and (len(path) == 1 or (len(path) == 2 and isinstance(path[1], int))):
            return self._people(str(field), source, path, template=template)
        self.texts_from[_dotted(path)] = source.path
        return self._rendered_file(source, path) if template else source.text

    def _people(self, field: str, source: SourceText, path: NodePath, *, template: bool) -> object:
        if template:
            self._error(
                "from-file-template", "a list of people is no template", (*path, "template"), "delete `template`"
            )
            return []
        people, findings = read_people(field, source)
        self.findings.extend(findings)
        for number, person in enumerate(people, self._first_person if len(path) > 1 else 0):
            self.people_at[field, number] = place_in(source.path, person.line)
        return [person.value for person in people]

    def _rendered_file(self, source: SourceText, path: NodePath) -> object:
        rendered = self.renderer.render(source.text, keep_type=False)
        self.names_at[path] = rendered.names
        lines = Lines(source.path, source.text)
        for problem in rendered.problems:
            place = lines.place_at(problem.offset, width=len(problem.source))
            self._add(problem.code, problem.message, place, problem.hint)
        return rendered.value

    def _report(self, problems: tuple[TemplateProblem, ...], place: Place) -> None:
        start = max(0, place.column - 1)
        for problem in problems:
            at = place.excerpt.find(problem.source, start)
            shown = place
            if at >= 0:
                start = at + 1
                shown = Place(
                    path=place.path,
                    line=place.line,
                    column=at + 1,
                    width=len(problem.source),
                    excerpt=place.excerpt,
                )
            self._add(problem.code, problem.message, shown, problem.hint)

    def _error(self, code: str, message: str, path: NodePath, hint: str) -> None:
        self._add(code, message, self._document.locate(path, False), hint)

    def _add(self, code: str, message: str, place: Place, hint: str) -> None:
        self.findings.append(Finding(severity=Severity.ERROR, code=code, message=message, place=place, hint=hint))


def _dotted(path: NodePath) -> str:
    return ".".join(map(str, path))

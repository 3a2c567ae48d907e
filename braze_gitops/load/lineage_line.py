"""Writes `lineage: …` into the project file, and changes nothing else in it."""

from __future__ import annotations

from braze_gitops.errors import InputError
from braze_gitops.load.document import Document
from braze_gitops.load.yaml_text import read_documents
from braze_gitops.model import Place, SourceText, has_errors

_KEY = "lineage"
# After which of an environment's lines the new one reads best.
_NEIGHBOURS = ("state", "api_key_env", "endpoint", "instance")


def write_lineage(text: str, environment: str, lineage: str) -> str:
    """Return the project file `text` with `lineage` under `environment`; all other bytes stay.

    Raises:
        InputError: the file is not in order, has no such environment, or is written in a way that a line cannot
            be put into safely.
    """
    before = _read(text)
    changed = _edit(text, before, environment, lineage) if before else None
    after = _read(changed) if changed is not None else None
    if not (before and changed and after) or after.value != _expected(before, environment, lineage):
        raise InputError(
            f"the lineage of {environment} cannot be written into the project file",
            hint=f"add this line under `{environment}:` by hand: lineage: {lineage}",
        )
    return changed


def _read(text: str) -> Document | None:
    documents, findings = read_documents(SourceText(path="", text=text, digest=""))
    return documents[0] if len(documents) == 1 and not has_errors(findings) else None


def _expected(before: Document, environment: str, lineage: str) -> object:
    """Return the value of the whole file with the lineage in one environment, which is there."""
    environments = before.value["environments"]
    assert isinstance(environments, dict)
    changed = {**environments, environment: {**environments[environment], _KEY: lineage}}
    return {**before.value, "environments": changed}


def _edit(text: str, document: Document, environment: str, lineage: str) -> str | None:
    environments = document.value.get("environments")
    settings = environments.get(environment) if isinstance(environments, dict) else None
    if not isinstance(settings, dict):
        return None
    path = ("environments", environment)
    if _KEY in settings:
        place = document.locate((*path, _KEY), False)
        return _replaced(text, place, lineage)
    opening = document.locate(path, False)
    if opening.excerpt[opening.column - 1 : opening.column] == "{":
        comma = ", " if settings else ""
        return _inserted(text, opening.line, opening.column, f"{_KEY}: {lineage}{comma}")
    for neighbour in _NEIGHBOURS:
        value = settings.get(neighbour)
        if value is not None:
            key = document.locate((*path, neighbour), True)
            end = document.locate((*path, neighbour), False)
            return _line_after(text, key, end, lineage)
    key = document.locate((*path, next(iter(settings))), True)
    indent = key.excerpt[: key.column - 1]
    return _inserted(text, key.line, 0, f"{indent}{_KEY}: {lineage}{_break_of(text)}")


def _line_after(text: str, key: Place, end: Place, lineage: str) -> str:
    indent = key.excerpt[: key.column - 1]
    lines = text.splitlines(keepends=True)
    last = lines[end.line - 1]
    if last.endswith(("\n", "\r")):
        return _inserted(text, end.line + 1, 0, f"{indent}{_KEY}: {lineage}{_break_of(text)}")
    return f"{text}{_break_of(text)}{indent}{_KEY}: {lineage}{_break_of(text)}"


def _replaced(text: str, place: Place, lineage: str) -> str:
    lines = _lines(text)
    line = lines[place.line - 1]
    lines[place.line - 1] = line[: place.column - 1] + lineage + line[place.column - 1 + place.width :]
    return "".join(lines)


def _inserted(text: str, line: int, column: int, piece: str) -> str:
    """Return `text` with `piece` put in before `column` (from 0) of `line` (from 1)."""
    lines = [*_lines(text), ""]
    at = lines[line - 1]
    lines[line - 1] = at[:column] + piece + at[column:]
    return "".join(lines)


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _break_of(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"

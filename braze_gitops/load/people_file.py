"""People from a file: CSV with a head line, or one JSON value a line.

    external_user_ids   CSV column `external_user_id`; JSON lines: texts
    user_aliases        CSV columns `alias_name`, `alias_label`; JSON lines: objects with these
    recipients          CSV columns `external_user_id`, `email`, `braze_id`, `prioritization` (several with
                        `|` between), `alias_name` and `alias_label`, each row using those it fills;
                        JSON lines: objects as in Braze's documentation

Whether each person is complete is for the schema to say; here only the shape of the file is read.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping

from braze_gitops.model import Finding, Place, Severity, SourceText

# Far above what Braze takes (50), so that the count itself is what gets reported.
MAX_PEOPLE = 10_000

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "external_user_ids": ("external_user_id",),
    "user_aliases": ("alias_name", "alias_label"),
    "recipients": ("external_user_id", "email", "braze_id", "prioritization", "alias_name", "alias_label"),
}
_ALIAS = ("alias_name", "alias_label")


class _BadLine(Exception):  # noqa: N818 - a way out of the reading; it becomes a finding at once
    def __init__(self, line: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message
        self.hint = hint


def read_people(field: str, source: SourceText) -> tuple[list[object], tuple[Finding, ...]]:
    """Return the entries of `field`, one of `PEOPLE_FIELDS`, that the file holds; empty after an error."""
    try:
        return _read(field, source.path.lower(), source.text.removeprefix("\ufeff")), ()
    except _BadLine as bad:
        # The line itself is not shown: it names people.
        place = Place(path=source.path, line=bad.line + 1, column=1)
        finding = Finding(
            severity=Severity.ERROR, code="people-file", message=bad.message, place=place, hint=bad.hint
        )
        return [], (finding,)


def _read(field: str, path: str, text: str) -> list[object]:
    if path.endswith(".csv"):
        people = _read_csv(field, text)
    elif path.endswith((".jsonl", ".ndjson")):
        people = _read_json_lines(field, text)
    else:
        raise _BadLine(0, "people come from a .csv or a .jsonl file", "rename the file to what it is")
    if len(people) > MAX_PEOPLE:
        raise _BadLine(0, f"this file names more than {MAX_PEOPLE} people", "use a segment with `broadcast`")
    if not people:
        raise _BadLine(0, "this file names nobody", "add a line, or take the reference out")
    return people


def _read_csv(field: str, text: str) -> list[object]:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    people: list[object] = []
    columns: list[str] = []
    line = 0
    try:
        for row in rows:
            if columns and any(cell.strip() for cell in row):
                people.append(_person(field, columns, row, line))
            elif not columns:
                columns = _columns(field, row)
            line = rows.line_num
    except csv.Error as error:
        raise _BadLine(
            line, f"this is no CSV: {error}", "close every quote; write a quote twice inside of one"
        ) from None
    return people


def _columns(field: str, row: list[str]) -> list[str]:
    columns = [cell.strip() for cell in row]
    known = _COLUMNS[field]
    hint = f"the first line names the columns: {','.join(known)}"
    for column in columns:
        if column not in known:
            raise _BadLine(0, f"the column `{column}` is not known for `{field}`", hint)
    if len(set(columns)) != len(columns):
        raise _BadLine(0, "a column is named twice", hint)
    return columns


def _person(field: str, columns: list[str], row: list[str], line: int) -> object:
    if len(row) != len(columns):
        message = f"this line has {len(row)} values and the first line names {len(columns)} columns"
        raise _BadLine(line, message, "put quotes around a value that holds a comma")
    cells = {column: cell.strip() for column, cell in zip(columns, row, strict=True)}
    if field == "external_user_ids":
        return cells["external_user_id"]
    if field == "user_aliases":
        return cells
    person: dict[str, object] = {key: cell for key, cell in cells.items() if cell and key not in _ALIAS}
    if "prioritization" in person:
        person["prioritization"] = [part.strip() for part in cells["prioritization"].split("|")]
    alias = {key: cells[key] for key in _ALIAS if cells.get(key)}
    if alias:
        person["user_alias"] = alias
    return person


def _read_json_lines(field: str, text: str) -> list[object]:
    people: list[object] = []
    wanted, words = (str, "a text in quotes") if field == "external_user_ids" else (dict, "an object in { }")
    for number, line in enumerate(text.split("\n")):
        if not line.strip():
            continue
        try:
            person = json.loads(line, parse_constant=_refuse_constant, object_pairs_hook=_object)
        except (ValueError, RecursionError):
            raise _BadLine(number, "this line is no JSON value", f"write {words} on each line") from None
        if not isinstance(person, wanted):
            raise _BadLine(number, f"this line is not {words}", f"write {words} on each line")
        people.append(person)
    return people


def _refuse_constant(name: str) -> object:
    raise ValueError(name)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found

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
import dataclasses
import io
import json
from collections.abc import Mapping

from braze_gitops.load.findings import nearest, short
from braze_gitops.model import Finding, Place, Severity, SourceText

# Far above what Braze takes (50), so that the count itself is what gets reported.
MAX_PEOPLE = 10_000

# More bad lines than anybody reads at once; the rest is counted.
MAX_BAD_LINES = 20

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "external_user_ids": ("external_user_id",),
    "user_aliases": ("alias_name", "alias_label"),
    "recipients": ("external_user_id", "email", "braze_id", "prioritization", "alias_name", "alias_label"),
}
_ALIAS = ("alias_name", "alias_label")
_SPREADSHEETS = (".xlsx", ".xls", ".xlsm", ".ods", ".numbers")
_FOR_EACH = ("trigger_properties", "context", "canvas_entry_properties", "attributes", "send_to_existing_only")
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "upright strokes"}


class _BadLine(Exception):  # noqa: N818 - a way out of the reading; it becomes a finding at once
    def __init__(self, line: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message
        self.hint = hint


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An entry as Braze has it, and the line it begins in, from 0."""

    value: object
    line: int


def read_people(field: str, source: SourceText) -> tuple[list[Person], tuple[Finding, ...]]:
    """Return the entries of `field`, one of `PEOPLE_FIELDS`, that the file holds; empty after an error.

    Every bad line is a finding, `MAX_BAD_LINES` of them at most, and the others are counted.
    """
    bad: list[_BadLine] = []
    people: list[Person] = []
    try:
        people = _read(field, source.path.lower(), source.text.removeprefix("\ufeff"), bad)
    except _BadLine as last:
        bad.append(last)
    if len(bad) > MAX_BAD_LINES:
        rest = bad[MAX_BAD_LINES:]
        message = f"there are {len(rest):,} more bad lines in this file"
        bad = [*bad[:MAX_BAD_LINES], _BadLine(rest[0].line, message, "correct these first")]
    return [] if bad else people, tuple(_finding(source.path, each) for each in bad)


def place_in(path: str, line: int) -> Place:
    """Return the place of a line, from 0, of the file at `path`; the line is not shown, for it names people."""
    return Place(path=path, line=line + 1, column=1)


def _finding(path: str, bad: _BadLine) -> Finding:
    place = place_in(path, bad.line)
    return Finding(severity=Severity.ERROR, code="people-file", message=bad.message, place=place, hint=bad.hint)


def _read(field: str, path: str, text: str, bad: list[_BadLine]) -> list[Person]:
    """Return the people of a file; a bad line goes to `bad`, and one that ends the reading is raised."""
    if path.endswith(".csv"):
        people = _read_csv(field, text, bad)
    elif path.endswith((".jsonl", ".ndjson")):
        people = _read_json_lines(field, text, bad)
    else:
        hint = "export it as CSV" if path.endswith(_SPREADSHEETS) else "rename the file to what it is"
        raise _BadLine(0, "people come from a .csv or a .jsonl file", hint)
    if bad:
        return []
    if len(people) > MAX_PEOPLE:
        raise _BadLine(0, f"this file names more than {MAX_PEOPLE} people", "use a segment with `broadcast`")
    if not people:
        raise _BadLine(0, "this file names nobody", "add a line, or take the reference out")
    return people


def _read_csv(field: str, text: str, bad: list[_BadLine]) -> list[Person]:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    people: list[Person] = []
    columns: list[str] = []
    line = 0
    try:
        for row in rows:
            if columns and any(cell.strip() for cell in row):
                if len(row) == len(columns):
                    people.append(Person(value=_person(field, columns, row), line=line))
                else:
                    bad.append(_wrong_count(columns, row, line))
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
            raise _unknown_column(column, field, hint, is_head=not set(columns).isdisjoint(known))
    if len(set(columns)) != len(columns):
        raise _BadLine(0, "a column is named twice", hint)
    return columns


def _unknown_column(column: str, field: str, hint: str, *, is_head: bool) -> _BadLine:
    """Return the refusal of a column, which is shown only where others are known: it might be a person's id."""
    for mark, words in _SEPARATORS.items():
        if mark in column:
            message = f"{words} stand between the values of this file; a CSV file has commas"
            return _BadLine(0, message, "export it with commas between the values")
    message = f"the column `{short(column)}` is not known for `{field}`"
    if not is_head:
        message = f"the first line does not name the columns of `{field}`"
    near = nearest(column, _COLUMNS[field])
    if column in _FOR_EACH and field == "recipients":
        return _BadLine(0, message, "values for each person need a .jsonl file, one object in { } a line")
    if near is not None:
        return _BadLine(0, message, f"did you mean `{near}`?")
    return _BadLine(0, message, f"delete the column; {hint}" if is_head else hint)


def _wrong_count(columns: list[str], row: list[str], line: int) -> _BadLine:
    message = f"this line has {len(row)} values and the first line names {len(columns)} columns"
    return _BadLine(line, message, "put quotes around a value that holds a comma")


def _person(field: str, columns: list[str], row: list[str]) -> object:
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


def _read_json_lines(field: str, text: str, bad: list[_BadLine]) -> list[Person]:
    people: list[Person] = []
    wanted, words = (str, "a text in quotes") if field == "external_user_ids" else (dict, "an object in { }")
    for number, line in enumerate(text.split("\n")):
        if not line.strip():
            continue
        try:
            person = json.loads(line, parse_constant=_refuse_constant, object_pairs_hook=_object)
        except (ValueError, RecursionError):
            bad.append(_BadLine(number, "this line is no JSON value", f"write {words} on each line"))
            continue
        if isinstance(person, wanted):
            people.append(Person(value=person, line=number))
        else:
            bad.append(_BadLine(number, f"this line is not {words}", f"write {words} on each line"))
    return people


def _refuse_constant(name: str) -> object:
    raise ValueError(name)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found

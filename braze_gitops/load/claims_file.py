"""A CSV file of claims: addresses, and the ids that their schedules have at Braze.

The first line is `address,schedule_id`, and `trust` beside them where some are known to be as defined.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from braze_gitops.model import Address, Claim, Finding, Place, ScheduleId, Severity, SourceText

_CODE = "import-file"
_NEEDED = ("address", "schedule_id")
_TRUST = "trust"
_HEAD = "the first line is `address,schedule_id`, or `address,schedule_id,trust`"
_WORDS: Mapping[str, bool] = {"": False, "no": False, "false": False, "yes": True, "true": True}
_QUOTES = "close every quote; write a quote twice inside of one"


def read_claims(source: SourceText) -> tuple[tuple[Claim, ...], tuple[Finding, ...]]:
    """Return the claims of a CSV file and a finding for each line that is none; in order, empty lines left out."""
    claims: list[Claim] = []
    findings: list[Finding] = []
    for one in _read(source):
        if isinstance(one, Claim):
            claims.append(one)
        else:
            findings.append(one)
    if not claims and not findings:
        findings.append(_wrong(Place(path=source.path), "this file names no schedule", _HEAD))
    return tuple(claims), tuple(findings)


def _read(source: SourceText) -> Iterator[Claim | Finding]:
    rows = csv.reader(io.StringIO(source.text.removeprefix("\ufeff"), newline=""), strict=True)
    columns: list[str] = []
    line = 1
    try:
        for row in rows:
            place, line = Place(path=source.path, line=line, column=1), rows.line_num + 1
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if columns:
                yield _claim(columns, cells, place)
                continue
            columns = cells
            fault = _fault_of_head(columns)
            if fault:
                yield _wrong(place, fault, _HEAD)
                return
    except csv.Error as error:
        yield _wrong(Place(path=source.path, line=line, column=1), f"this is no CSV: {error}", _QUOTES)


def _fault_of_head(columns: list[str]) -> str:
    if len(columns) == 1 and any(mark in columns[0] for mark in ";\t"):
        return "other marks than commas stand between the values of this file"
    if len(set(columns)) != len(columns):
        return "a column is named twice"
    unknown = [one for one in columns if one not in (*_NEEDED, _TRUST)]
    if unknown:
        return f"the column `{unknown[0][:40]}` is not known here"
    missing = [one for one in _NEEDED if one not in columns]
    return f"the column `{missing[0]}` is missing" if missing else ""


def _claim(columns: list[str], cells: list[str], place: Place) -> Claim | Finding:
    if len(cells) != len(columns):
        message = f"this line has {len(cells)} values and the first line names {len(columns)} columns"
        return _wrong(
            place, message, 'put quotes around a value that holds a comma, and write " twice inside of them'
        )
    values = dict(zip(columns, cells, strict=True))
    if not values["address"]:
        return _wrong(place, "this line has no address", "write the name of the definition")
    if not values["schedule_id"]:
        hint = (
            f"where nobody knows it: `braze-gitops import {values['address']} --id-unknown`, apart from this file"
        )
        return _wrong(place, "this line has no schedule id", hint)
    trusts = _WORDS.get(values.get(_TRUST, "").lower())
    if trusts is None:
        return _wrong(place, f"`{values[_TRUST][:40]}` is neither yes nor no", "write yes or no under `trust`")
    return Claim(
        address=Address(values["address"]),
        schedule_id=ScheduleId(values["schedule_id"]),
        trusts=trusts,
        place=place,
    )


def _wrong(place: Place, message: str, hint: str) -> Finding:
    return Finding(severity=Severity.ERROR, code=_CODE, message=message, place=place, hint=hint)

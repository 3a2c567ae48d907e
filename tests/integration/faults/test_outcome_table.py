"""Every row of the outcome table over real HTTP: result, calls, exit code, words, and what the state then says.

In words, for a fault that strikes once (design.md 5.5; reliability.md section 3):

    class       create                    update            delete, first half of a replace
    refused     failed                    failed            failed, vanished
    denied      failed, the run stops     the same          the same
    limited     done at the second call   the same          the same
    astray      done at the second call   the same          the same
    unclear     in doubt, one call        done at the second call
    no id       in doubt, one call        done at once
    clear       done at once              the same          the same

A create whose call for its send id meets the fault goes on where the send id may exist: refused or unclear, it is
done if Braze made it, and else refused for want of it.

and for one that stays: what is refused, denied or in doubt is so at once; a create that is limited ends after two
calls, all else after six, as failed with exit code 5.
"""

import json
from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path
from typing import TypeAlias

import pytest

from braze_gitops.sandbox import Fault, FaultKind, running_in_thread
from braze_gitops.sandbox.faults import is_carried_out
from support.fault_kinds import ROWS, Row
from support.fault_trial import SEND_ID, Case, Trial
from support.states import NOW


class Class(Enum):
    """What faults have in common."""

    REFUSED = "refused"
    DENIED = "denied"
    LIMITED = "limited"
    ASTRAY = "astray"
    UNCLEAR = "unclear"
    NO_ID = "no id"
    CLEAR = "clear"


CLASSES: Mapping[Class, frozenset[FaultKind]] = {
    Class.REFUSED: frozenset(
        {
            FaultKind.BAD_REQUEST,
            FaultKind.NOT_FOUND,
            FaultKind.NOT_ALLOWED,
            FaultKind.CONFLICT,
            FaultKind.TOO_LARGE,
            FaultKind.WRONG_TYPE,
            FaultKind.UNPROCESSABLE,
        }
    ),
    Class.DENIED: frozenset({FaultKind.UNAUTHORIZED, FaultKind.FORBIDDEN}),
    Class.LIMITED: frozenset(
        {
            FaultKind.RATE_LIMITED,
            FaultKind.RATE_LIMITED_BARE,
            FaultKind.RATE_LIMITED_PAST,
            FaultKind.RETRY_AFTER,
        }
    ),
    Class.ASTRAY: frozenset({FaultKind.REFUSED, FaultKind.UNKNOWN_HOST, FaultKind.NO_TLS}),
    Class.UNCLEAR: frozenset(
        {
            FaultKind.REQUEST_TIMEOUT,
            FaultKind.SERVER_ERROR,
            FaultKind.BAD_GATEWAY,
            FaultKind.UNAVAILABLE,
            FaultKind.GATEWAY_TIMEOUT,
            FaultKind.REDIRECT_301,
            FaultKind.REDIRECT_302,
            FaultKind.REDIRECT_303,
            FaultKind.REDIRECT_307,
            FaultKind.REDIRECT_308,
            FaultKind.QUEUED,
            FaultKind.CUT_BEFORE,
            FaultKind.CUT_AFTER,
            FaultKind.CUT_HEAD,
            FaultKind.TRUNCATED,
            FaultKind.RESET,
            FaultKind.SLOW,
            FaultKind.DRIPPING,
            FaultKind.HUGE,
            FaultKind.ENDLESS,
            FaultKind.NOT_HTTP,
            FaultKind.BAD_GZIP,
            FaultKind.TOO_SHORT,
            FaultKind.TOO_LONG,
            FaultKind.BAD_JSON,
            FaultKind.HTML,
        }
    ),
    Class.NO_ID: frozenset({FaultKind.EMPTY, FaultKind.NO_ID, FaultKind.ODD_ID, FaultKind.OTHER_ID}),
    Class.CLEAR: frozenset(
        {
            FaultKind.NOTICE,
            FaultKind.ERRORS,
            FaultKind.TWICE,
            FaultKind.EARLY,
            FaultKind.STALE,
            FaultKind.HUNG_UP,
        }
    ),
}

# Result, calls, exit code, the beginning of the reason, and the status in the state (None: no record).
Expected: TypeAlias = tuple[str, int, int, str, str | None]

EDITS = ("create", "update", "delete", "replace")
REPEATED = (Class.LIMITED, Class.ASTRAY, Class.UNCLEAR)
SCHEDULED = "scheduled"
KEPT: Mapping[str, str | None] = {"create": None, "update": SCHEDULED, "delete": SCHEDULED, "replace": SCHEDULED}
DONE: Mapping[str, str | None] = {"create": SCHEDULED, "update": SCHEDULED, "delete": None, "replace": SCHEDULED}
TRIES = 6


def _calls(edit: str, tries: int) -> int:
    """Return the calls of a change whose first call took so many; a replace makes its create as well."""
    return tries + (edit == "replace")


def once(one: Class, edit: str) -> Expected:
    """Return what becomes of a change whose first call meets a fault of that class."""
    doubt = "in doubt", 1, 8, "no clear answer", "in_doubt"
    match one:
        case Class.REFUSED:
            vanished = edit in ("delete", "replace")
            return "failed", 1, 11, "Braze refused", "vanished" if vanished else KEPT[edit]
        case Class.DENIED:
            return "failed", 1, 4, "Braze refused", KEPT[edit]
        case Class.UNCLEAR if edit == "create":
            return doubt
        case Class.NO_ID if edit == "create":
            return doubt
        case Class.LIMITED | Class.ASTRAY | Class.UNCLEAR:
            return "done", _calls(edit, 2), 0, "", DONE[edit]
        case _:
            return "done", _calls(edit, 1), 0, "", DONE[edit]


def for_good(one: Class, edit: str) -> Expected | None:
    """Return what becomes of a change all of whose calls meet such a fault; None where nothing else does."""
    match one:
        case Class.LIMITED:
            return "failed", 2 if edit == "create" else TRIES, 5, "the rate limit is used up", KEPT[edit]
        case Class.ASTRAY:
            return "failed", TRIES, 5, "Braze could not be reached", KEPT[edit]
        case Class.UNCLEAR if edit == "update":
            return "failed", TRIES, 5, "no clear answer", KEPT[edit]
        case _:
            return None


def on_send_id(row: Row) -> Expected:
    """Return what becomes of a create whose call for its send id meets a fault of that row."""
    kind, made = class_of(row), is_carried_out(Fault(kind=row.kind, committed=row.committed))
    match kind:
        case Class.DENIED:
            return "failed", 1, 4, "Braze refused to make its send id", None
        case Class.LIMITED | Class.ASTRAY:
            return "done", 3, 0, "", SCHEDULED
        case _ if made:
            return "done", 2, 0, "", SCHEDULED
        case _:
            return "failed", 2, 11, "Braze refused", None


def class_of(row: Row) -> Class:
    """Return the one class a row is of."""
    (found,) = [one for one, kinds in CLASSES.items() if row.kind in kinds]
    return found


def becomes(folder: Path, row: Row, edit: str, *, number: int, times: int) -> Expected:
    """Return what became of the first change when its call met the fault."""
    with running_in_thread(folder / f"sandbox-{number}", clock_start=NOW, durable=False, frozen=True) as running:
        case = Case(row=row, edit=edit, skip=0, workers=1, times=times)
        trial = Trial(folder / f"sandbox-{number}", running, number=number, case=case)
        trial.prepare()
        said = json.loads(trial.strike()[0])
        change = next(one for one in said["changes"] if one["address"] == f"c{number}n0")
        record = trial.records().get(change["address"])
    return (
        change["result"],
        change["calls"],
        said["exit_code"],
        change["why"],
        record.status.value if record is not None else None,
    )


def differences(folder: Path, rows: Iterable[tuple[Row, str, Expected]], *, times: int) -> list[str]:
    """Return what became of changes otherwise than the table says."""
    found = []
    for number, (row, edit, expected) in enumerate(rows):
        result, calls, code, why, status = becomes(folder, row, edit, number=number, times=times)
        says = expected[3] if why.startswith(expected[3]) and bool(why) is bool(expected[3]) else why
        if expected != (result, calls, code, says, status):
            found.append(f"{row.name}, {edit}: {(result, calls, code, why, status)} and not {expected}")
    return found


def test_every_kind_has_one_class() -> None:
    """The sandbox knows no other."""
    assert sorted(FaultKind) == sorted(kind for kinds in CLASSES.values() for kind in kinds)


@pytest.mark.deep
@pytest.mark.timeout(60)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_fault_that_strikes_once(tmp_path: Path, row: Row) -> None:
    """Of every kind, on the first call of each edit."""
    rows = [(row, edit, once(class_of(row), edit)) for edit in EDITS]
    rows.append((row, SEND_ID, on_send_id(row)))
    assert [] == differences(tmp_path, rows, times=1)


@pytest.mark.deep
@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "row",
    [
        row
        for row in ROWS
        if class_of(row) in (Class.LIMITED, Class.ASTRAY, Class.UNCLEAR) and not row.is_waited_for
    ],
    ids=lambda row: row.name,
)
def test_a_fault_that_stays(tmp_path: Path, row: Row) -> None:
    """What is repeated is given up, and says so."""
    found = ((row, edit, for_good(class_of(row), edit)) for edit in EDITS)
    rows = ((row, edit, expected) for row, edit, expected in found if expected is not None)
    assert [] == differences(tmp_path, rows, times=99)


@pytest.mark.parametrize("one", Class, ids=lambda one: str(one.value))
def test_one_kind_of_each_class(tmp_path: Path, one: Class) -> None:
    """The same table, on a sample."""
    row = next(row for row in ROWS if class_of(row) is one)
    assert [] == differences(tmp_path, ((row, edit, once(one, edit)) for edit in EDITS), times=1)

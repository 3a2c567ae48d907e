"""What a check found, as a person reads it."""

from __future__ import annotations

import json

import pytest

from braze_gitops.report import Style, check_json, check_text
from braze_gitops.state import Checked, Fault, version_text
from support.states import LINEAGE, Journal

STATE = Journal().state()
WELL = Checked(state=STATE, batches=1, texts=1, faults=(), notes=())
FAULT = Fault(path="folder/2.json", what="is empty", way_out="restore it")


def text(checked: Checked, *faults: Fault, notes: tuple[str, ...] = ()) -> str:
    """Return the text for 80 columns."""
    return check_text(checked, faults=faults, notes=notes, environment="production", style=Style(), width=80)


def test_all_well_is_one_line_and_the_version() -> None:
    """What was looked at, and which version that is."""
    assert (
        f"state     {version_text(STATE)}\n"
        f"lineage   {LINEAGE}\n"
        "All well with the state of production: 1 batch, 0 records, 1 text.\n"
    ) == text(WELL)


def test_each_fault_has_place_words_and_way_out() -> None:
    """All of them, the verdict last."""
    nothing = Checked(state=None, batches=2, texts=0, faults=(FAULT,), notes=())
    assert (
        "error: folder/2.json\n"
        "  is empty\n"
        "  hint: restore it\n"
        "\n"
        "note: a run is open\n"
        "\n"
        "1 fault in the state of production: 2 batches, 0 records, 0 texts.\n"
    ) == text(nothing, FAULT, notes=("a run is open",))


@pytest.mark.parametrize("checked", [WELL, Checked(state=None, batches=1, texts=1, faults=(FAULT,), notes=())])
def test_json_says_the_same(checked: Checked) -> None:
    """For programs."""
    found = json.loads(
        check_json(checked, faults=checked.faults, notes=("n",), environment="production", exit_code=0)
    )
    faults = [{"path": "folder/2.json", "what": "is empty", "hint": "restore it"}] if checked.faults else []
    version = found["state"]["version"] if found["state"] else None
    assert (not faults, faults, ["n"], 1, version_text(STATE) if checked.state else None) == (
        found["well"],
        found["faults"],
        found["notes"],
        found["batches"],
        version,
    )

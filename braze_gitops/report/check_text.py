"""What a check of a state found, for people and as JSON: every fault with its place and the way out."""

from __future__ import annotations

from collections.abc import Sequence

from braze_gitops.report.json_text import write_json
from braze_gitops.report.moment import count
from braze_gitops.report.page import Page, Piece
from braze_gitops.report.style import Role, Style
from braze_gitops.report.version_json import version_fields
from braze_gitops.state import Checked, Fault, version_text

CHECK_VERSION = "1.0"


def check_text(
    checked: Checked, *, faults: Sequence[Fault], notes: Sequence[str], environment: str, style: Style, width: int
) -> str:
    """Return all faults, then all notes, then what was looked at; the last line is the verdict.

    `faults` and `notes` are those of `checked` and what else was found.
    """
    page = Page(style, width)
    for fault in faults:
        page.line(Piece("error", Role.ERROR), f": {fault.path}", hang=2)
        page.line(fault.what, indent=2)
        page.line(Piece("hint: ", Role.HINT), fault.way_out, indent=2, hang=8)
        page.blank()
    for note in notes:
        page.line(Piece("note", Role.NOTE), f": {note}", hang=2)
    page.blank()
    if checked.state is not None:
        page.field("state", Piece(version_text(checked.state), Role.MUTED), indent=0)
        page.field("lineage", Piece(checked.state.lineage, Role.MUTED), indent=0)
    page.line(Piece(_verdict(checked, faults, environment), Role.ERROR if faults else Role.STRONG))
    return page.text()


def check_json(
    checked: Checked, *, faults: Sequence[Fault], notes: Sequence[str], environment: str, exit_code: int
) -> str:
    """Return the same for programs; `state` is null where the parts mean nothing."""
    return write_json(
        {
            "format_version": CHECK_VERSION,
            "environment": environment,
            "well": not faults,
            "batches": checked.batches,
            "records": _records(checked),
            "texts": checked.texts,
            "faults": [{"path": one.path, "what": one.what, "hint": one.way_out} for one in faults],
            "notes": list(notes),
            "state": version_fields(checked.state) if checked.state is not None else None,
            "exit_code": exit_code,
        }
    )


def _verdict(checked: Checked, faults: Sequence[Fault], environment: str) -> str:
    seen = f"{checked.batches:,} {'batch' if checked.batches == 1 else 'batches'}"
    seen += f", {count(_records(checked), 'record')}, {count(checked.texts, 'text')}"
    if faults:
        return f"{count(len(faults), 'fault')} in the state of {environment}: {seen}."
    return f"All well with the state of {environment}: {seen}."


def _records(checked: Checked) -> int:
    return len(checked.state.records) if checked.state is not None else 0

"""What became of answers that were to be merged, for people and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from braze_gitops.model import parent_id
from braze_gitops.report.delete_call_words import delete_call_words
from braze_gitops.report.json_text import write_json
from braze_gitops.report.outcome_text import resolve_hints, shell_word
from braze_gitops.report.page import Page, Piece
from braze_gitops.report.style import Role, Style
from braze_gitops.report.version_json import version_fields
from braze_gitops.state import Fate, Judged, LineFault, Merge, State, Status, version_text

RECOVER_VERSION = "1.0"
_ORDER: Mapping[Fate, tuple[str, Role]] = {
    Fate.LOOSE: ("Live at Braze, in no record", Role.ERROR),
    Fate.REFUSED: ("Not merged", Role.ERROR),
    Fate.MERGED: ("Merged", Role.CREATE),
    Fate.KNOWN: ("Known already", Role.MUTED),
    Fate.SETTLED: ("Nothing to merge", Role.MUTED),
}
_COUNTED: Mapping[Fate, str] = {
    Fate.MERGED: "merged",
    Fate.KNOWN: "known already",
    Fate.SETTLED: "settled since",
    Fate.REFUSED: "not merged",
    Fate.LOOSE: "live in no record",
}


def recover_text(
    merge: Merge, *, faults: Sequence[LineFault], state: State, remark: str, style: Style, width: int
) -> str:
    """Return what became of each answer, what is to be done by a person first; the last line counts.

    `state` is the one after the merge, `faults` are lines that could not be taken.
    """
    page = Page(style, width)
    for fate, (title, role) in _ORDER.items():
        of_it = [one for one in merge.judged if one.fate is fate]
        if of_it:
            page.line(Piece(title, role))
            for one in of_it:
                _add(page, one, state)
            page.blank()
    for fault in faults:
        page.line(Piece("error", Role.ERROR), f": line {fault.number}: {fault.what}", hang=2)
    if remark:
        page.line(Piece("note", Role.NOTE), f": {remark}", hang=2)
    page.blank()
    page.field("state", Piece(version_text(state), Role.MUTED), indent=0)
    page.line(Piece(_count(merge, faults), Role.STRONG))
    return page.text()


def recover_json(merge: Merge, *, faults: Sequence[LineFault], state: State, remark: str, exit_code: int) -> str:
    """Return the same for programs."""
    return write_json(
        {
            "format_version": RECOVER_VERSION,
            "answers": [
                {
                    "address": one.address,
                    "verb": one.answer.verb.value,
                    "verdict": one.answer.entry.answer.verdict.value,
                    "schedule_id": one.answer.schedule_id,
                    "call": one.answer.entry.call,
                    "result": one.fate.value,
                    "why": one.why,
                    "hint": _way_out(one, state),
                }
                for one in merge.judged
            ],
            "broken_lines": [{"line": fault.number, "what": fault.what} for fault in faults],
            "remarks": [remark] if remark else [],
            "state": version_fields(state),
            "exit_code": exit_code,
        }
    )


def _add(page: Page, one: Judged, state: State) -> None:
    answer = one.answer
    moved = f" (then {answer.address})" if one.address != answer.address else ""
    page.line(
        f"{answer.verb.value.replace('_', ' ').ljust(7)} ",
        Piece(one.address, Role.STRONG),
        moved,
        Piece(f"  {answer.schedule_id or 'no schedule id'}", Role.MUTED),
        indent=2,
        hang=6,
    )
    page.line(one.why, indent=6)
    hint = _way_out(one, state)
    if hint:
        page.line(Piece("hint: ", Role.HINT), hint, indent=6, hang=12)


def _way_out(one: Judged, state: State) -> str:
    """Return what a person does about one answer, empty where nothing is to be done."""
    answer = one.answer
    record = state.records.get(one.address)
    if one.fate is Fate.LOOSE:
        parent = parent_id(answer.kind, record.payload) if record is not None else None
        call = delete_call_words(answer.kind, schedule_id=f"{answer.schedule_id}", parent=parent)
        return f"unless both are wanted, cancel it at Braze: {call}"
    if one.fate is Fate.REFUSED:
        return f"`braze-gitops state history {shell_word(one.address)} -e {state.environment}` shows what is known"
    if record is not None and record.status is Status.IN_DOUBT:
        ways = " or ".join(f"`{command}`" for command in resolve_hints(one.address, state.environment))
        return f"once you know whether it was created: {ways}"
    return ""


def _count(merge: Merge, faults: Sequence[LineFault]) -> str:
    counts = Counter(one.fate for one in merge.judged)
    parts = [f"{counts[fate]:,} {words}" for fate, words in _COUNTED.items() if counts[fate]]
    broken = [f"{len(faults):,} unreadable"] if faults else []
    return f"Recover: {', '.join((*parts, *broken)) or 'nothing to merge'}."

"""The story of a state for people and as JSON: who applied what, when, from where, and what Braze answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from braze_gitops.model import Address, Verdict
from braze_gitops.report.halt_words import halt_fields, halt_words
from braze_gitops.report.json_text import write_json
from braze_gitops.report.moment import count, moment_words
from braze_gitops.report.page import Page, Piece
from braze_gitops.report.run_words import run_fields, run_words
from braze_gitops.report.style import Role, Style
from braze_gitops.report.version_json import version_fields
from braze_gitops.state import (
    CallAnswered,
    CallIntended,
    DoubtResolved,
    Event,
    HaltLifted,
    HaltSet,
    KeyDistrusted,
    KeyTrusted,
    NamesChanged,
    Record,
    RecordForgotten,
    RecordKept,
    RecordMoved,
    RunOpened,
    State,
    Status,
    Story,
    version_text,
    write_moment,
)

HISTORY_VERSION = "1.0"
_LONGEST = 160
_REQUEST = "x-request-id"
_VERDICTS: Mapping[Verdict, tuple[str, Role]] = {
    Verdict.DONE: ("done", Role.CREATE),
    Verdict.REJECTED: ("refused", Role.ERROR),
    Verdict.DENIED: ("refused, the key may not", Role.ERROR),
    Verdict.LIMITED: ("not done, rate limit", Role.WARNING),
    Verdict.NOT_SENT: ("not done, never left", Role.WARNING),
    Verdict.UNKNOWN: ("no clear answer", Role.ERROR),
}


def history_text(story: Story, *, address: Address | None, state: State, style: Style, width: int) -> str:
    """Return each event with who made it happen; oldest first, the count last."""
    page = Page(style, width)
    if story.known_from is not None:
        page.line(
            Piece("note", Role.NOTE),
            f": the journal begins {moment_words(story.known_from)}; what came before was pruned",
            hang=2,
        )
        page.blank()
    told: RunOpened | None = None
    for event in story.events:
        _add_event(page, event, named=address is None or event.address != address)
        if event.run is not None and event.run is not told:
            _add_run(page, event.run, story)
        told = event.run
        page.blank()
    version = version_text(state) if state.head.number else "none yet"
    page.field("state", Piece(version, Role.MUTED), indent=0)
    page.line(Piece(f"History: {count(len(story.events), 'event')}.", Role.STRONG))
    return page.text()


def history_json(story: Story, *, address: Address | None, state: State) -> str:
    """Return the same for programs."""
    return write_json(
        {
            "format_version": HISTORY_VERSION,
            "environment": state.environment,
            "address": address,
            "known_from": write_moment(story.known_from) if story.known_from is not None else None,
            "events": [_event_fields(event) for event in story.events],
            "state": version_fields(state),
        }
    )


def _add_event(page: Page, event: Event, *, named: bool) -> None:
    words, role = _words(event)
    name = (Piece(event.address, Role.STRONG), "  ") if named and event.address is not None else ()
    page.line(Piece(moment_words(event.at), Role.MUTED), "  ", *name, Piece(words, role), hang=6)
    if isinstance(event.entry, CallIntended) and event.entry.send_id is not None:
        page.field("send id", event.entry.send_id)
    if event.answer is not None:
        _add_answer(page, event, event.answer)
    elif event.taken_by is not None:
        page.field("taken", f"over by {run_words(event.taken_by)}")
    why = _why(event)
    if why:
        page.field("why", _short(why))


def _why(event: Event) -> str:
    match event.entry:
        case HaltSet(halt=halt):
            return halt.why
        case DoubtResolved() | HaltLifted() as said:
            return said.why
        case _:
            return ""


def _add_answer(page: Page, event: Event, answered: CallAnswered) -> None:
    answer = answered.answer
    assert isinstance(event.entry, CallIntended)  # only a call has an answer
    for label, text in (
        ("answer", _short(answer.message)),
        *(("remark", _short(remark)) for remark in answer.remarks),
        ("id", answer.schedule_id or event.entry.schedule_id or ""),
        ("dispatch", answer.dispatch_id or ""),
        ("request", answered.exchange.headers.get(_REQUEST, "")),
    ):
        if text:
            page.field(label, text)
    if event.told_by is not None:
        page.field("told", f"later, by {run_words(event.told_by)}")


def _add_run(page: Page, run: RunOpened, story: Story) -> None:
    page.field("by", run_words(run))
    for label, text in (("why", _short(run.why)), ("commit", run.commit or ""), ("CI run", run.ci_run)):
        if text:
            page.field(label, text)
    if run.takes_over is not None:
        before = story.runs.get(run.takes_over)
        whom = run_words(before) if before is not None else f"run {run.takes_over}"
        page.field("took over", f"from {whom}, which had not ended")


def _words(event: Event) -> tuple[str, Role]:
    """Return what happened in a few words."""
    match event.entry:
        case CallIntended() as intent:
            return _call_words(intent, event)
        case RecordMoved() as moved:
            return f"moved to {moved.after}", Role.MOVE
        case DoubtResolved() as said:
            ident = f" {said.schedule_id}" if said.schedule_id is not None else ""
            return f"{said.who} said: {said.resolution.value.replace('_', ' ')}{ident}", Role.NOTE
        case RecordKept() as kept:
            return _kept_words(kept.record)
        case NamesChanged(names=names):
            return f"goes on under another name: {_names_words(names)}", Role.MOVE
        case KeyTrusted() as key:
            return f"key {key.fingerprint} trusted", Role.NOTE
        case KeyDistrusted() as key:
            return f"key {key.fingerprint} trusted no more", Role.NOTE
        case RecordForgotten() as gone:
            return ("over" if gone.past is not None else "forgotten without a call"), Role.MUTED
        case HaltSet(halt=halt):
            return f"{halt.id} set by {halt.who}: holds {halt_words(halt)}", Role.BLOCKED
        case HaltLifted() as lifted:
            what = f"let go by {lifted.halt}" if lifted.address is not None else f"{lifted.halt} lifted"
            return f"{what}, by {lifted.who}", Role.CREATE
        case other:
            assert_never(other)


def _names_words(names: Mapping[Address, Address]) -> str:
    return ", ".join(f"{old} as {new}" for old, new in sorted(names.items()))


def _kept_words(record: Record) -> tuple[str, Role]:
    if record.status is Status.DEFERRED:
        return "deferred", Role.DEFER
    if record.status is Status.EXTERNAL:
        return "counts as created, id unknown", Role.NOTE
    if record.imported:
        return f"imported, id {record.schedule_id}", Role.NOTE
    return "written without a call", Role.PLAIN


def _call_words(intent: CallIntended, event: Event) -> tuple[str, Role]:
    verb = intent.verb.value.replace("_", " ")
    if event.answer is not None:
        words, role = _VERDICTS[event.answer.answer.verdict]
        return f"{verb}: {words}", role
    return f"{verb}: {'no answer, the run ended first' if event.settled else 'no answer yet'}", Role.ERROR


def _event_fields(event: Event) -> Mapping[str, object]:
    answered, entry = event.answer, event.entry
    return {
        "at": write_moment(event.at),
        "address": event.address,
        "what": _words(event)[0],
        "moved_to": entry.after if isinstance(entry, RecordMoved) else None,
        "call": _call_fields(entry) if isinstance(entry, CallIntended) else None,
        "answer": _answer_fields(answered) if answered is not None else None,
        "word": _word_fields(entry) if isinstance(entry, DoubtResolved) else None,
        "halt": _halt_fields(entry) if isinstance(entry, HaltSet | HaltLifted) else None,
        "run": run_fields(event.run),
        "told_by": run_fields(event.told_by),
        "taken_by": run_fields(event.taken_by),
    }


def _call_fields(intent: CallIntended) -> Mapping[str, object]:
    return {
        "call": intent.call,
        "verb": intent.verb.value,
        "kind": intent.kind.value,
        "schedule_id": intent.schedule_id,
        "send_id": intent.send_id,
    }


def _answer_fields(answered: CallAnswered) -> Mapping[str, object]:
    answer = answered.answer
    return {
        "verdict": answer.verdict.value,
        "status": answered.exchange.status,
        "message": answer.message,
        "remarks": list(answer.remarks),
        "schedule_id": answer.schedule_id,
        "dispatch_id": answer.dispatch_id,
        "request_id": answered.exchange.headers.get(_REQUEST),
    }


def _word_fields(said: DoubtResolved) -> Mapping[str, object]:
    return {
        "who": said.who,
        "resolution": said.resolution.value,
        "schedule_id": said.schedule_id,
        "why": said.why,
    }


def _halt_fields(entry: HaltSet | HaltLifted) -> Mapping[str, object]:
    if isinstance(entry, HaltSet):
        return {**halt_fields(entry.halt), "lifts": False}
    return {"id": entry.halt, "who": entry.who, "why": entry.why, "at": write_moment(entry.at), "lifts": True}


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

"""The state for people: a list of what is arranged, and one record with everything that is known of it.

While a run is open the state is told as its next run finds it: what has no answer yet is in doubt or unfinished.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from braze_gitops.model import WORLD, Address, AudienceZones, SendIdPair, send_id_pair
from braze_gitops.report.audience_words import reach_words
from braze_gitops.report.content_words import content_lines
from braze_gitops.report.halt_words import add_halts
from braze_gitops.report.moment import count, distance_words, moment_words, past_words, when_words
from braze_gitops.report.naming import Naming
from braze_gitops.report.page import Page, Piece
from braze_gitops.report.run_words import run_words
from braze_gitops.report.style import Role, Style
from braze_gitops.state import Past, Record, State, Status, Unfinished, settle, standing_halts, version_text

_ROLES: Mapping[Status, Role] = {
    Status.SCHEDULED: Role.CREATE,
    Status.DEFERRED: Role.DEFER,
    Status.EXTERNAL: Role.NOTE,
    Status.IN_DOUBT: Role.ERROR,
    Status.VANISHED: Role.ERROR,
}


def phase_words(record: Record, now: datetime, *, cutoff: timedelta) -> str:
    """Return what a record is at `now`: its status, or for a scheduled one sending or sent, by its window.

    A plain time counts as sending until its instant plus `cutoff`.
    """
    if record.status is not Status.SCHEDULED:
        return record.status.value.replace("_", " ")
    window = record.window
    last_at = window.last_at if window.last_at > window.first_at else window.first_at + cutoff
    if now < window.first_at:
        return "scheduled"
    return "sending" if now <= last_at else "sent"


def state_list_text(
    state: State, *, style: Style, width: int, now: datetime, cutoff: timedelta, zones: AudienceZones = WORLD
) -> str:
    """Return the halts that stand, one block a record: what it is, address, time; then what the whole is."""
    page, state = Page(style, width), settle(state)
    _add_halts(page, state, now)
    for record in state.records.values():
        phase = phase_words(record, now, cutoff=cutoff)
        page.line(Piece(phase.ljust(9), _role(record)), " ", Piece(record.address, Role.STRONG), hang=10)
        ident = (
            Piece(f"{record.schedule_id}", Role.MUTED)
            if record.schedule_id
            else Piece("no schedule id yet", Role.MUTED)
        )
        for line in when_words(record.time, record.window, now, zones=zones):
            page.line(line, indent=10)
        page.line(record.kind.value, "  ", ident, indent=10)
        if pair := send_id_pair(record.payload):
            page.line(f"send id {pair[1]}", indent=10)
    page.blank()
    _add_version(page, state)
    return page.text()


def state_text(state: State, *, style: Style, width: int, now: datetime, naming: Naming, cutoff: timedelta) -> str:
    """Return the halts that stand, every record in full, then what the whole is."""
    page, state = Page(style, width), settle(state)
    page.line(Piece(f"State of {state.environment}", Role.STRONG), Piece(f"  {state.endpoint}", Role.MUTED))
    page.blank()
    _add_halts(page, state, now)
    for record in state.records.values():
        _add_record(page, record, state, naming=naming, now=now, cutoff=cutoff)
    for past in state.history:
        page.line(Piece("over", Role.MUTED), f"  {past.address}, {past_words(past.window, now)}", indent=2, hang=6)
    page.blank()
    _add_version(page, state)
    return page.text()


def record_text(
    state: State,
    address: Address,
    *,
    style: Style,
    width: int,
    now: datetime,
    naming: Naming,
    cutoff: timedelta,
) -> str:
    """Return all that is known of one address in the records or in the history, under the halts that stand."""
    page, state = Page(style, width), settle(state)
    record = state.records.get(address)
    ended = [past for past in state.history if past.address == address]
    if record is not None or ended:
        _add_halts(page, state, now)
    if record is not None:
        _add_record(page, record, state, naming=naming, now=now, cutoff=cutoff)
    for past in ended:
        _add_past(page, past, now)
    if record is not None or ended:
        _add_open_run(page, state)
    return page.text()


def _add_halts(page: Page, state: State, now: datetime) -> None:
    add_halts(page, standing_halts(state), environment=state.environment, now=now)


def _add_record(
    page: Page, record: Record, state: State, *, naming: Naming, now: datetime, cutoff: timedelta
) -> None:
    phase = phase_words(record, now, cutoff=cutoff)
    page.line(Piece(phase, _role(record)), "  ", Piece(record.address, Role.STRONG), indent=2, hang=6)
    page.field("reaches", reach_words(record.kind, record.payload, address=record.address, naming=naming))
    for line in content_lines(record.payload, state.texts):
        page.field("sends", line)
    label = "when"
    for line in when_words(record.time, record.window, now, zones=naming.zones):
        page.field(label, line)
        label = ""
    page.field("kind", record.kind.value)
    page.field("id", record.schedule_id or "none yet")
    if record.dispatch_id:
        page.field("dispatch", record.dispatch_id)
    if pair := send_id_pair(record.payload):
        campaign = naming.called("campaign_id", pair[0], record.address)
        page.field("send id", f"{pair[1]} for campaign {campaign}, {_made_words(state, record, pair)}")
    if record.inside_at is not None:
        at = f"{moment_words(record.inside_at)}, {distance_words(record.inside_at, now)}"
        page.field("waits", f"Braze takes it from {at}")
    if record.unfinished is not None:
        _add_unfinished(page, record.status, record.unfinished)
    if record.imported:
        page.field("imported", "made by something else: what Braze has now is not known")
    if record.version_unknown:
        page.field("version", "which version went out is not known")
    if record.protected:
        page.field("protected", "neither cancelled nor replaced")
    for name, value in (
        ("about", record.description),
        ("owner", record.owner),
        ("tags", ", ".join(record.tags)),
        ("from", record.source),
        ("commit", record.commit or ""),
    ):
        if value:
            page.field(name, value)
    page.field("applied", f"{moment_words(record.applied_at)}, {distance_words(record.applied_at, now)}")
    page.blank()


def _add_unfinished(page: Page, status: Status, one: Unfinished) -> None:
    """Add the call whose outcome is not known; on what has vanished it was answered, with a refusal."""
    call = f"the {one.verb.value} of {moment_words(one.since)}"
    if status is Status.VANISHED:
        page.field("refused", f"Braze refused {call}: {one.evidence}")
        return
    label = "assumed" if status is Status.EXTERNAL else "in doubt"
    page.field(label, f"{call} went unanswered. {one.evidence}".rstrip())


def _made_words(state: State, record: Record, pair: SendIdPair) -> str:
    known = next((one for one in state.send_ids if (one.campaign_id, one.send_id) == pair), None)
    if known is None:
        return "not made yet" if record.schedule_id is None else "not made from here"
    if known.confirmed:
        return f"made {moment_words(known.created_at)}"
    return f"asked for {moment_words(known.created_at)} without a clear answer"


def _add_past(page: Page, past: Past, now: datetime) -> None:
    page.line(Piece("over", Role.MUTED), "  ", Piece(past.address, Role.STRONG), indent=2, hang=6)
    page.field("was for", past_words(past.window, now))
    page.field("kind", past.kind.value)
    page.field("id", past.schedule_id or "not known")
    if past.version_unknown:
        page.field("version", "which version went out is not known")
    page.blank()


def _add_version(page: Page, state: State) -> None:
    if not state.head.number:
        page.line("No state yet: the first apply begins it.")
        return
    _add_open_run(page, state)
    arranged = count(len(state.records), "record")
    over = f", {len(state.history):,} in the history" if state.history else ""
    page.line(f"{arranged}{over}.")
    page.field("state", Piece(version_text(state), Role.MUTED), indent=0)
    page.field("lineage", Piece(state.lineage, Role.MUTED), indent=0)


def _add_open_run(page: Page, state: State) -> None:
    if state.run is not None:
        told = (
            f": a run is open: {run_words(state.run)}; what it has no answer to is told as the next run finds it"
        )
        page.line(Piece("note", Role.NOTE), told, hang=2)


def _role(record: Record) -> Role:
    return _ROLES[record.status]

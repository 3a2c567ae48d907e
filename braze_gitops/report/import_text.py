"""What an import would write, said before it is written, and what the next plan makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from braze_gitops.model import Claim, Kind
from braze_gitops.plan import Action, Adopted
from braze_gitops.report.action_words import action_role, action_symbol, action_word
from braze_gitops.report.audience_words import reach_words
from braze_gitops.report.moment import count, when_words
from braze_gitops.report.naming import Naming
from braze_gitops.report.page import Page, Piece
from braze_gitops.report.style import Role, Style
from braze_gitops.state import State


def import_text(
    adopted: Sequence[Adopted],
    *,
    known: Sequence[Claim],
    state: State,
    naming: Naming,
    now: datetime,
    style: Style,
    width: int,
) -> str:
    """Return one block an address: the id, who gets it, when, what comes next; `adopted` is not empty.

    `known` is what the state has already.
    """
    page = Page(style, width)
    page.line(
        Piece(f"Import into the state of {state.environment}", Role.STRONG),
        ": written to the state alone, Braze is not called",
    )
    page.blank()
    for one in adopted:
        _add(page, one, naming=naming, now=now)
    if known:
        page.line(f"Left as it is: {known_words(known)}.")
        page.blank()
    return page.text()


def known_words(known: Sequence[Claim]) -> str:
    """Return what is said of claims that the state has taken already; there is at least one."""
    if len(known) == 1:
        ident = known[0].schedule_id
        return f"{known[0].address} is under control already, {f'as {ident}' if ident else 'its id not known'}"
    return f"{count(len(known), 'schedule')} are under control already"


def import_question(adopted: Sequence[Adopted], *, environment: str) -> str:
    """Return what a person is asked; only `yes` goes on."""
    return f"Import {count(len(adopted), 'schedule')} into the state of {environment}? Only `yes` does: "


def _add(page: Page, one: Adopted, *, naming: Naming, now: datetime) -> None:
    record = one.record
    page.line(
        Piece(f"{action_symbol(Action.IMPORT)} {action_word(Action.IMPORT)}", action_role(Action.IMPORT)),
        "  ",
        Piece(record.address, Role.STRONG),
        Piece(f"  {record.kind.value}", Role.MUTED),
        indent=2,
        hang=6,
    )
    page.field("id", record.schedule_id or "not known")
    if one.parent_id is not None:
        page.field("of", f"{'campaign' if record.kind is Kind.CAMPAIGN else 'Canvas'} {one.parent_id}")
    page.field("reaches", reach_words(record.kind, record.payload, address=record.address, naming=naming))
    label = "when"
    for line in when_words(record.time, record.window, now, zones=naming.zones):
        page.field(label, line)
        label = ""
    page.field("then", next_words(one))
    page.blank()


def next_words(one: Adopted) -> str:
    """Return what holds from then on, and what the next plan makes of it."""
    record = one.record
    if record.schedule_id is None:
        return "it counts as created: it is not created, changed or cancelled from here until its id is known"
    if one.paused:
        return "its definition is paused: the next plan cancels it"
    if one.claim.trusts:
        over = "it counts as sent" if one.is_over else "nothing is sent to Braze until the definition changes"
        return f"it is taken for what the definition says: {over}"
    brings = "its time and its messages become" if record.kind is Kind.MESSAGE else "its time becomes"
    words = f"the next plan updates it: {brings} what the definition says, all else stays as it was made"
    if one.is_beyond:
        return f"{words}; that waits until it lies inside the horizon"
    if one.is_imminent:
        return f"{words}; it is so close to its time that the update is held by the guard `imminent`"
    return words

"""What a person's command would do to one record, said before it is done."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import datetime
from typing import Protocol

from braze_gitops.model import Address, parent_id
from braze_gitops.report.delete_call_words import delete_call_words
from braze_gitops.report.moment import when_words
from braze_gitops.report.page import Page, Piece
from braze_gitops.report.style import Role, Style
from braze_gitops.state import Past, Record, State, Status


class Forgotten(Protocol):
    """What is told of a record that is forgotten; `apply.Forgetting` fits."""

    @property
    def record(self) -> Record:
        """Return the record."""

    @property
    def past(self) -> Past | None:
        """Return what history keeps."""

    @property
    def is_live(self) -> bool:
        """Whether something may still go out."""


class Moved(Protocol):
    """What is told of records that move, and of names that go on; `apply.Moving` fits."""

    @property
    def records(self) -> Mapping[Address, Address]:
        """Return which record goes where, by its old address."""

    @property
    def names(self) -> Mapping[Address, Address]:
        """Return which name goes on as which, with what was sent or is halted under it."""


def move_text(
    state: State,
    moved: Moved,
    *,
    defined: Container[Address],
    now: datetime,
    style: Style,
    width: int,
) -> str:
    """Return which record takes which address, by the old one; `defined` are those that definitions make."""
    page = Page(style, width)
    for old, new in sorted(moved.names.items()):
        page.line(
            Piece("> name", Role.MOVE), "  ", Piece(old, Role.STRONG), " is ", Piece(new, Role.STRONG), hang=6
        )
        page.field("then", "what was sent under the old name counts for the new one, and halts hold it as well")
    for old, new in sorted(moved.records.items()):
        page.line(
            Piece("> move", Role.MOVE), "  ", Piece(old, Role.STRONG), " to ", Piece(new, Role.STRONG), hang=6
        )
        _add_record(page, state.records[old], now)
        if new in defined:
            page.field("then", "Braze is not called; the definition of that name continues it")
        else:
            page.field(
                Piece("warning", Role.WARNING),
                "no definition has that name: the next plan cancels what is still to come",
            )
    return page.text()


def forget_text(found: Forgotten, *, environment: str, now: datetime, style: Style, width: int) -> str:
    """Return what is forgotten, the call that would cancel it, and what happens next."""
    page = Page(style, width)
    record = found.record
    page.line(
        Piece("- forget", Role.DELETE),
        "  ",
        Piece(record.address, Role.STRONG),
        f"  in the state of {environment} alone: Braze is not called",
        hang=6,
    )
    _add_record(page, record, now)
    if found.is_live and record.schedule_id is not None:
        call = delete_call_words(
            record.kind, schedule_id=record.schedule_id, parent=parent_id(record.kind, record.payload)
        )
        page.field(
            Piece("warning", Role.WARNING), "it still goes out at Braze, and nobody here knows of it any more"
        )
        page.field("cancel by", call)
    elif found.is_live:
        page.field(Piece("warning", Role.WARNING), "it may be at Braze, and nobody here knows of it any more")
    if found.past is not None:
        page.field("then", "it counts as sent: a definition under this name is not created again")
    else:
        page.field("then", "a definition under this name would be created again")
    return page.text()


def _add_record(page: Page, record: Record, now: datetime) -> None:
    page.field("kind", record.kind.value)
    page.field(
        "id", record.schedule_id or ("not created yet" if record.status is Status.DEFERRED else "not known")
    )
    label = "when"
    for line in when_words(record.time, record.window, now):
        page.field(label, line)
        label = ""

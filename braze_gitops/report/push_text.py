"""What a pushed document would change, record by record, said before it is changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from datetime import datetime

from braze_gitops.model import parent_id
from braze_gitops.report.delete_call_words import delete_call_words
from braze_gitops.report.moment import count, moment_words
from braze_gitops.report.page import Page, Piece
from braze_gitops.report.style import Role, Style
from braze_gitops.report.value_words import shorten
from braze_gitops.state import Record

_LONGEST = 200


def push_text(
    changes: Sequence[tuple[Record | None, Record | None]],
    *,
    given_up: Sequence[Record],
    environment: str,
    style: Style,
    width: int,
) -> str:
    """Return each record that comes, changes or goes, with every field; then what is lost with them."""
    page = Page(style, width)
    page.line(Piece(f"Push into the state of {environment}", Role.STRONG), ": Braze is not called")
    page.blank()
    for before, after in changes:
        _add(page, before, after)
    for record in given_up:
        page.line(
            Piece("warning", Role.WARNING),
            f": {record.address} may still go out at Braze, and nobody here knows of it any more",
            hang=2,
        )
        if record.schedule_id is not None:
            parent = parent_id(record.kind, record.payload)
            call = delete_call_words(record.kind, schedule_id=record.schedule_id, parent=parent)
            page.field("cancel by", call, indent=2)
    page.line(Piece(f"Push: {count(len(changes), 'record')} would change.", Role.STRONG))
    return page.text()


def _add(page: Page, before: Record | None, after: Record | None) -> None:
    sign, role = ("~ change", Role.UPDATE) if before is not None else ("+ add", Role.CREATE)
    if after is None:
        sign, role = "- forget", Role.DELETE
    named = after or before
    assert named is not None, "a change is of something"
    page.line(Piece(sign, role), "  ", Piece(named.address, Role.STRONG), indent=2, hang=6)
    for name, old, new in _differences(before, after):
        page.line(Piece(f"{name}: ", Role.MUTED), f"{old} → {new}", indent=6, hang=8)
    page.blank()


def _differences(before: Record | None, after: Record | None) -> Iterator[tuple[str, str, str]]:
    """Yield each field that differs, in words; of a record that comes or goes, all that is set."""
    for field in dataclasses.fields(Record):
        old, new = (getattr(one, field.name) if one is not None else None for one in (before, after))
        whole = before is None or after is None
        if old == new or field.name == "address" or (whole and (old or new) in (None, False, "", ())):
            continue
        yield field.name, _words(old), _words(new)


def _words(value: object) -> str:
    if isinstance(value, datetime):
        return moment_words(value)
    return "nothing" if value in (None, "", ()) else shorten(str(value), _LONGEST)

"""Halts in words, as lines at the head of a page, and as JSON: what they hold, who set them, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from braze_gitops.model import thaw
from braze_gitops.plan import lift_command
from braze_gitops.report.moment import count, distance_words, moment_words
from braze_gitops.report.page import Page, Piece
from braze_gitops.report.style import Role
from braze_gitops.state import Halt, write_halt

_NAMED_AT_MOST = 12


def halt_words(halt: Halt) -> str:
    """Return what a halt holds: `everything`, `promo-*`, `what is tagged sale or promo and is sent from … on`."""
    parts = []
    if halt.tags:
        parts.append(f"is tagged {' or '.join(halt.tags)}")
    if halt.first_at is not None and halt.last_at is not None:
        parts.append(f"is sent between {moment_words(halt.first_at)} and {moment_words(halt.last_at)}")
    elif halt.first_at is not None:
        parts.append(f"is sent from {moment_words(halt.first_at)} on")
    elif halt.last_at is not None:
        parts.append(f"is sent until {moment_words(halt.last_at)}")
    what = halt.pattern if halt.pattern is not None else ""
    if not parts:
        return what or "everything"
    return f"{what or 'what'}{', what' if what else ''} {' and '.join(parts)}"


def add_halts(page: Page, halts: Sequence[Halt], *, environment: str, now: datetime) -> None:
    """Add the halts that stand, each with the command that lifts it; nothing without any."""
    if not halts:
        return
    page.line(
        Piece("Halted", Role.BLOCKED),
        f": {count(len(halts), 'emergency stop')} {'stands' if len(halts) == 1 else 'stand'}",
    )
    for halt in halts:
        since = f"since {moment_words(halt.at)}, {distance_words(halt.at, now)}"
        page.line(Piece(halt.id, Role.STRONG), f"  {halt_words(halt)}", indent=2, hang=6)
        page.field("by", f"{halt.who}, {since}")
        if halt.why:
            page.field("why", halt.why)
        if halt.names:
            page.field("also", f"{', '.join(halt.names)}, by an earlier name")
        if halt.lifted:
            more = len(halt.lifted) - _NAMED_AT_MOST
            rest = f" and {more:,} more" if more > 0 else ""
            page.field("let go", f"{', '.join(halt.lifted[:_NAMED_AT_MOST])}{rest}")
        page.verbatim(
            Piece("way out".ljust(9), Role.MUTED),
            " ",
            Piece(lift_command(halt, environment=environment), Role.HINT),
            indent=6,
        )
    page.blank()


def halt_fields(halt: Halt) -> Mapping[str, object]:
    """Return a halt as JSON."""
    return {key: thaw(item) for key, item in write_halt(halt).items()}


def halts_fields(halts: Iterable[Halt]) -> list[Mapping[str, object]]:
    """Return the halts that stand as JSON."""
    return [halt_fields(halt) for halt in halts if halt.stands]

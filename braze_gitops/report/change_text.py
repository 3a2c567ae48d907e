"""One change as an indented block: who it reaches, when, what differs, why, and what holds it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from braze_gitops.guard import Review
from braze_gitops.model import Address, Kind, sort_findings
from braze_gitops.plan import Action, Block, Change, Difference
from braze_gitops.report.action_words import action_role, action_symbol, action_word, cause_words
from braze_gitops.report.audience_words import is_broadcast, reach_words
from braze_gitops.report.content_words import content_lines
from braze_gitops.report.difference_text import add_difference
from braze_gitops.report.finding_text import severity_role
from braze_gitops.report.limits_text import mark_words
from braze_gitops.report.moment import distance_words, moment_words, when_words
from braze_gitops.report.naming import Naming
from braze_gitops.report.page import Page, Piece
from braze_gitops.report.style import Role
from braze_gitops.report.value_words import shorten

NOBODY: Mapping[Address, Sequence[str]] = MappingProxyType({})
_INDENT = 6
_DIFFERENCES = 20


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What a block is worded for: the review it belongs to, the names people know, the reader's present.

    `people` are the ids of those whom an address lists, where a reader asked to see them.
    """

    review: Review
    naming: Naming
    now: datetime
    people: Mapping[Address, Sequence[str]] = dataclasses.field(default_factory=lambda: NOBODY)


def add_change(page: Page, change: Change, reader: Reader) -> None:
    """Add the block of one change."""
    _add_heading(page, change, reader)
    _add_blocks(page, change, reader)
    _add_reach(page, change, reader)
    _add_when(page, change, reader)
    _add_differences(page, change, reader)
    _add_why(page, change)
    _add_findings(page, change, reader)
    if change.place is not None:
        page.field("from", Piece(str(change.place), Role.MUTED))
    page.blank()


def _add_heading(page: Page, change: Change, reader: Reader) -> None:
    blocked = reader.review.is_blocked(change)
    role = Role.BLOCKED if blocked else action_role(change.action)
    sign = "x" if blocked else action_symbol(change.action)
    words = "pause" if change.pauses else action_word(change.action)
    if change.then is Action.DEFER:
        words = "cancel, then defer"
    if blocked and change.action is Action.NONE:
        words = "blocked"
    elif blocked:
        words = f"{words}, blocked"
    kind = "" if change.kind is Kind.MESSAGE else f"  {change.kind.value}"
    page.line(
        Piece(f"{sign} {words}", role),
        "  ",
        Piece(change.address, Role.STRONG),
        Piece(f"{kind}{mark_words(change)}", Role.MUTED),
        indent=2,
        hang=_INDENT,
    )
    if change.previous_address is not None:
        page.field("moves", f"from {change.previous_address}, without a call")


def _add_blocks(page: Page, change: Change, reader: Reader) -> None:
    for block in reader.review.blocks.get(change.address, ()):
        page.field("held by", Piece(block.code.value, Role.BLOCKED), f": {block.message}")
        for hint in _hint_lines(block):
            page.field("way out", Piece(hint, Role.HINT))


def _hint_lines(block: Block) -> Iterator[str]:
    return (line for line in block.hint.splitlines() if line.strip())


def _add_reach(page: Page, change: Change, reader: Reader) -> None:
    payload = change.payload_after or change.payload_before
    if payload is None:
        return
    going = change.action in {Action.DELETE, Action.FORGET}
    words = reach_words(change.kind, payload, address=change.address, naming=reader.naming)
    role = Role.STRONG if is_broadcast(payload) and not going else Role.PLAIN
    page.field("was for" if going else "reaches", Piece(words, role))
    people = reader.people.get(change.address, ()) if not going else ()
    if people:
        page.field("people", ", ".join(people))
    for line in content_lines(payload, reader.review.plan.texts):
        page.field("sends", line)


def _add_when(page: Page, change: Change, reader: Reader) -> None:
    if change.time is None or change.window is None:
        return
    label = "when"
    for line in when_words(change.time, change.window, reader.now):
        page.field(label, line)
        label = ""
    if change.deadline is not None and change.action in {Action.CREATE, Action.UPDATE, Action.REPLACE}:
        at = f"{moment_words(change.deadline)}, {distance_words(change.deadline, reader.now)}"
        page.field("apply by", at)
    if change.new_send_id is not None:
        campaign_id, send_id = change.new_send_id
        campaign = reader.naming.called("campaign_id", campaign_id, change.address)
        page.field("send id", f"{send_id} for campaign {campaign} is new: made first")
    inside = change.after.inside_at if change.after is not None else None
    if change.turn_at is not None:
        at = f"{moment_words(change.turn_at)}, {distance_words(change.turn_at, reader.now)}"
        page.field("waits", f"its send id has its turn at about {at}")
    elif inside is not None:
        page.field("waits", f"Braze takes it from {moment_words(inside)}, {distance_words(inside, reader.now)}")


def _add_differences(page: Page, change: Change, reader: Reader) -> None:
    differences = [one for one in change.differences if not _is_told(one, change)]
    if not differences:
        return
    page.line(Piece("changes", Role.MUTED), indent=_INDENT)
    texts_from = dict(change.texts_from)
    for difference in differences[:_DIFFERENCES]:
        add_difference(
            page,
            difference,
            address=change.address,
            naming=reader.naming,
            texts_from=texts_from,
            indent=_INDENT + 2,
        )
    more = len(differences) - _DIFFERENCES
    if more > 0:
        page.line(Piece(f"and {more:,} more", Role.MUTED), indent=_INDENT + 2)


def _is_told(difference: Difference, change: Change) -> bool:
    """Whether another difference of the same schedule says it already, in a sentence."""
    is_time = difference.path.startswith("schedule")
    said = any(one.sentence and one.path.startswith("schedule") for one in change.differences)
    return is_time and said and not difference.sentence


def _add_why(page: Page, change: Change) -> None:
    reasons = [*change.reasons] or ([cause_words(change.cause)] if change.cause is not None else [])
    if change.repeats:
        reasons.append("repeats a call that an earlier apply got no answer to")
    if reasons:
        page.field("why", shorten("; ".join(reasons), 600))
    for other in change.starts_after:
        if other != change.address:
            page.field("after", f"{other} is known to be cancelled")


def _add_findings(page: Page, change: Change, reader: Reader) -> None:
    """Add what is to be said of this change, but what holds it, which stands at its top."""
    held = {block.code.value for block in reader.review.blocks.get(change.address, ())}
    for finding in sort_findings((*reader.review.plan.findings, *reader.review.findings)):
        if finding.address == change.address and finding.code not in held:
            hint = f" ({finding.hint})" if finding.hint else ""
            label = Piece(finding.severity.value, severity_role(finding.severity))
            page.field(label, f"{finding.message}{hint}")

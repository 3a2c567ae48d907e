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
from braze_gitops.report.series_likeness import waits_for
from braze_gitops.report.series_words import series_in
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
    add_heading(page, change, reader)
    _add_blocks(page, change, reader)
    add_reach(page, change, reader)
    _add_when(page, change, reader)
    _add_differences(page, change, reader)
    _add_why(page, change)
    _add_findings(page, change, reader)
    if change.place is not None:
        page.field("from", Piece(str(change.place), Role.MUTED))
    page.blank()


def add_heading(page: Page, change: Change, reader: Reader, *, subject: str = "", more: str = "") -> None:
    """Add the line a block begins with; `subject` stands for the address, `more` comes behind it."""
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
        Piece(subject or change.address, Role.STRONG),
        Piece(f"{kind}{mark_words(change)}", Role.MUTED),
        more,
        indent=2,
        hang=_INDENT,
    )
    if change.previous_address is not None and not subject and change.action is not Action.DELETE:
        page.field("moves", f"from {change.previous_address}, without a call")


def _add_blocks(page: Page, change: Change, reader: Reader) -> None:
    for block in reader.review.blocks.get(change.address, ()):
        page.field("held by", Piece(block.code.value, Role.BLOCKED), f": {block.message}")
        for hint in hint_lines(block):
            page.field("way out", Piece(hint, Role.HINT))


def hint_lines(block: Block) -> Iterator[str]:
    """Yield what can be done about a block, a line each."""
    return (line for line in block.hint.splitlines() if line.strip())


def add_reach(page: Page, change: Change, reader: Reader) -> None:
    """Add who a change reaches and what they get."""
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
    for line in when_words(change.time, change.window, reader.now, zones=reader.naming.zones):
        page.field(label, line)
        label = ""
    series = series_in(reader.review.plan, change)
    if series is not None and change.after is not None:
        page.field("one of", series.rule)
    if change.deadline is not None and change.action in {Action.CREATE, Action.UPDATE, Action.REPLACE}:
        at = f"{moment_words(change.deadline)}, {distance_words(change.deadline, reader.now)}"
        page.field("apply by", at)
    add_new_send_id(page, change, reader)
    inside = change.after.inside_at if change.after is not None else None
    if change.turn_at is not None:
        at = f"{moment_words(change.turn_at)}, {distance_words(change.turn_at, reader.now)}"
        page.field("waits", f"its send id has its turn at about {at}")
    elif inside is not None:
        page.field("waits", f"Braze takes it from {moment_words(inside)}, {distance_words(inside, reader.now)}")


def add_new_send_id(page: Page, change: Change, reader: Reader) -> None:
    """Add the send id that has to be made before a change, if one has."""
    if change.new_send_id is not None:
        campaign_id, send_id = change.new_send_id
        campaign = reader.naming.called("campaign_id", campaign_id, change.address)
        page.field("send id", f"{send_id} for campaign {campaign} is new: made first")


def _add_differences(page: Page, change: Change, reader: Reader) -> None:
    differences = [one for one in change.differences if not _is_told(one, change)]
    if not differences:
        return
    page.line(Piece("changes", Role.MUTED), indent=_INDENT)
    add_differences(page, change, differences, reader)


def add_differences(page: Page, change: Change, differences: Sequence[Difference], reader: Reader) -> None:
    """Add fields that differ, at most some twenty."""
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


def reason_words(change: Change) -> str:
    """Return why a change is made, empty where nothing says it."""
    reasons = [*change.reasons] or ([cause_words(change.cause)] if change.cause is not None else [])
    if change.repeats:
        reasons.append("repeats a call that an earlier apply got no answer to")
    return shorten("; ".join(reasons), 600)


def _add_why(page: Page, change: Change) -> None:
    if words := reason_words(change):
        page.field("why", words)
    for other in waits_for(change):
        page.field("after", f"{other} is known to be cancelled")


def _add_findings(page: Page, change: Change, reader: Reader) -> None:
    """Add what is to be said of this change, but what holds it, which stands at its top."""
    held = {block.code.value for block in reader.review.blocks.get(change.address, ())}
    for finding in sort_findings((*reader.review.plan.findings, *reader.review.findings)):
        if finding.address == change.address and finding.code not in held:
            hint = f" ({finding.hint})" if finding.hint else ""
            label = Piece(finding.severity.value, severity_role(finding.severity))
            page.field(label, f"{finding.message}{hint}")

"""The text of a plan: verdict, deadline and broadcasts first, then each change, what waits, the count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from braze_gitops.guard import Review
from braze_gitops.model import Address, Finding, sort_findings
from braze_gitops.plan import OVERDUE, Action, BlockCode, Change, pairs_made
from braze_gitops.report.action_words import made_count, paused_changes, summary_counts, summary_line
from braze_gitops.report.alike_text import add_changes
from braze_gitops.report.audience_words import is_broadcast, reach_words
from braze_gitops.report.change_text import NOBODY, Reader
from braze_gitops.report.finding_text import add_finding
from braze_gitops.report.halt_words import add_halts
from braze_gitops.report.limits_text import add_base, add_grants, add_left_out
from braze_gitops.report.moment import count, date_words, distance_words, duration_words, moment_words
from braze_gitops.report.naming import Naming
from braze_gitops.report.page import Page, Piece
from braze_gitops.report.refresh_text import add_refreshed, refreshed_changes, refreshed_words
from braze_gitops.report.series_words import days_of_series, told_once
from braze_gitops.report.style import Role, Style
from braze_gitops.report.ways_text import add_ways

_SENDS = frozenset({Action.CREATE, Action.UPDATE, Action.REPLACE})
# What stands for the endpoint of an environment whose Braze is a local one.
_SANDBOX = "sandbox"
_NAMED_AT_MOST = 12
_WORTH_SAYING = timedelta(seconds=30)


def plan_text(
    review: Review,
    *,
    naming: Naming,
    now: datetime,
    style: Style,
    width: int,
    state_at: datetime | None = None,
    holder_is_gone: bool = False,
    full: bool = False,
    people: Mapping[Address, Sequence[str]] = NOBODY,
) -> str:
    """Return a reviewed plan for people; the last line is the summary.

    `now` (aware) is the reader's present, which for a saved plan is later than the plan's own. `state_at` is when
    the state was last written, None where that is not known; `holder_is_gone` says that the run which the
    plan names as the holder is provably gone. Changes with one cause are told together unless it is to be `full`.
    `people` are the ids of those an address lists, to be shown; nobody's without it.
    """
    page = Page(style, width)
    reader = Reader(review=review, naming=naming, now=now, people=people)
    _add_title(page, review)
    _add_overdue(page, review)
    add_halts(page, review.plan.halts, environment=review.plan.origin.environment, now=now)
    _add_verdict(page, review)
    _add_refusals(page, review)
    _add_deadline(page, review, now)
    add_base(page, review)
    page.blank()
    _add_broadcasts(page, review, naming)
    made = [one for one in review.plan.changes if one.action is not Action.NONE and _goes_on(one, review)]
    add_changes(page, made, reader, full=full)
    _add_blocked(page, reader, full=full)
    _add_waiting(page, review, now)
    _add_paused(page, review)
    add_refreshed(page, review)
    _add_findings(page, review)
    add_grants(page, review)
    add_left_out(page, review.plan.changes, review.plan.targets, review.left_out)
    add_ways(page, review)
    _add_end(page, review, now, state_at, holder_is_gone=holder_is_gone)
    return page.text()


def _goes_on(change: Change, review: Review) -> bool:
    """Whether nothing holds a change and no target leaves it out."""
    return not review.is_blocked(change) and not review.is_left_out(change)


def _add_title(page: Page, review: Review) -> None:
    plan = review.plan
    if plan.at is not None:
        then = Piece(f"What would be decided at {moment_words(plan.at)}", Role.WARNING)
        page.line(then, ": not the present, nothing can be applied", hang=2)
    where = "a local sandbox" if plan.origin.endpoint == _SANDBOX else plan.origin.endpoint
    page.line(Piece(f"Plan for {plan.origin.environment}", Role.STRONG), f"  {where}")
    page.line(Piece(_origin_words(review), Role.MUTED))
    page.blank()


def _add_overdue(page: Page, review: Review) -> None:
    for finding in review.plan.findings:
        if finding.code == OVERDUE:
            add_finding(page, finding)


def _add_verdict(page: Page, review: Review) -> None:
    plan = review.plan
    blocked = len(review.blocks)
    if review.refusals:
        page.line(Piece("Refused.", Role.ERROR), " Nothing of this plan may be applied, for the reasons below.")
    elif any(change.action is not Action.NONE and _goes_on(change, review) for change in plan.changes):
        made = made_count(review)
        head = f"{count(made, 'change')} would be made" if made else "No call would be made"
        held = f"{blocked:,} {'is' if blocked == 1 else 'are'} blocked" if blocked else ""
        comma = ", " if blocked else ""
        page.line(Piece(head, Role.STRONG), comma, Piece(held, Role.BLOCKED), f"{_later_words(review)}.")
    elif refreshed_changes(review):
        held = f"; {count(blocked, 'change')} blocked" if blocked else ""
        words = refreshed_words(len(refreshed_changes(review)))
        page.line(Piece("No call would be made", Role.STRONG), f"; {words}", Piece(held, Role.BLOCKED), ".")
    elif blocked:
        page.line(Piece(f"Nothing would be done: {count(blocked, 'change')} blocked.", Role.BLOCKED))
    elif review.renames:
        page.line(Piece("No call would be made", Role.STRONG), "; what is known goes on under a new name.")
    elif review.left_out:
        page.line(Piece("Nothing would be done", Role.STRONG), ": the targets leave out all there is to do.")
    else:
        page.line(Piece("No changes.", Role.CREATE), " What is arranged is what the definitions say.")


def _later_words(review: Review) -> str:
    """Return what is neither made nor blocked and still no silence, each part after a semicolon."""
    parts = summary_counts(review)
    waits, over = parts["deferred"], parts["finished"]
    words = f"; {waits:,} {'waits' if waits == 1 else 'wait'} for a later apply" if waits else ""
    return f"{words}; {over:,} {'is' if over == 1 else 'are'} finished" if over else words


def _origin_words(review: Review) -> str:
    origin = review.plan.origin
    commit = f", commit {origin.commit[:12]}" if origin.commit else ""
    made = (
        f"made {moment_words(review.plan.now)}"
        if review.plan.at is None
        else "from the definitions and the state of today"
    )
    return f"{made}{commit}"


def _add_refusals(page: Page, review: Review) -> None:
    if review.refusals:
        page.blank()
    for finding in review.refusals:
        add_finding(page, finding, indent=2)


def _add_deadline(page: Page, review: Review, now: datetime) -> None:
    dated = [
        (change.deadline, change.address)
        for change in review.plan.changes
        if change.deadline is not None and change.action in _SENDS and _goes_on(change, review)
    ]
    if dated:
        deadline, address = min(dated)
        page.line(
            "Apply before ",
            Piece(moment_words(deadline), Role.STRONG),
            f", {distance_words(deadline, now)}: then {address} is too close to its time.",
            hang=2,
        )
    page.blank()


def _add_broadcasts(page: Page, review: Review, naming: Naming) -> None:
    found = [change for change in review.plan.changes if _broadcasts(change, review)]
    if not found:
        return
    page.line(Piece("Goes to whole audiences", Role.STRONG))
    told = told_once(
        (one, reach_words(one.kind, one.payload_after or {}, address=one.address, naming=naming)) for one in found
    )
    for subject, words in told[:_NAMED_AT_MOST]:
        page.line(Piece("! ", Role.WARNING), f"{subject}: {words}", indent=2, hang=6)
    if len(told) > _NAMED_AT_MOST:
        page.line(f"and {len(told) - _NAMED_AT_MOST:,} more, each named below", indent=4)
    page.blank()


def _broadcasts(change: Change, review: Review) -> bool:
    payload = change.payload_after
    sends = change.action in _SENDS and _goes_on(change, review)
    return sends and payload is not None and is_broadcast(payload)


def _add_blocked(page: Page, reader: Reader, *, full: bool) -> None:
    blocked = [change for change in reader.review.plan.changes if reader.review.is_blocked(change)]
    if not blocked:
        return
    over = () if full else tuple(one.address for one in blocked if _is_over(one, reader.review))
    page.line(Piece("Blocked", Role.BLOCKED), ": shown and counted, not made; the rest goes on")
    page.blank()
    add_changes(page, (one for one in blocked if one.address not in over), reader, full=full)
    if over:
        words = f", and counted as blocked because a halt stands: {'; '.join(days_of_series(over))}"
        page.line(Piece("Over", Role.MUTED), words, indent=2, hang=6)
        page.blank()


def _is_over(change: Change, review: Review) -> bool:
    """Whether a halt alone holds it, and its time is over: there is nothing to let go any more."""
    codes = {block.code for block in review.blocks[change.address]}
    return codes == {BlockCode.HALTED} and change.window is not None and change.window.last_at <= review.plan.now


def _add_waiting(page: Page, review: Review, now: datetime) -> None:
    waiting = [
        change
        for change in review.plan.changes
        if change.action is Action.NONE and change.deferred and not review.is_blocked(change)
    ]
    for is_there, why in (
        (False, "too far ahead for Braze, created by a later apply"),
        (True, "imported and too far ahead for Braze, brought in line by a later apply"),
    ):
        too_far = [
            (at, one)
            for one in waiting
            if one.turn_at is None
            and (at := _inside_at(one)) is not None
            and is_there == (one.schedule_id is not None)
        ]
        _add_dates(page, why, "from", too_far, now)
    no_send_id = [(one.turn_at, one) for one in waiting if one.turn_at is not None]
    _add_dates(page, "waits for its send id, 100 new ones a day", "from about", no_send_id, now)


def _inside_at(change: Change) -> datetime | None:
    record = change.after or change.before
    return record.inside_at if record is not None else None


def _add_dates(page: Page, why: str, word: str, waiting: list[tuple[datetime, Change]], now: datetime) -> None:
    if not waiting:
        return
    page.line(Piece("Deferred", Role.DEFER), f": {why}")
    found: defaultdict[Address, list[tuple[datetime, Address]]] = defaultdict(list)
    for at, change in waiting:
        found[change.series or change.address].append((at, change.address))
    told = sorted((min(dates), max(dates), len(dates), subject) for subject, dates in found.items())
    for (at, address), (last_at, _), number, subject in told[:_NAMED_AT_MOST]:
        named = f"{subject}, {number:,} sends: the first" if number > 1 else f"{address}:"
        last = f", the last {word} {date_words(last_at)}" if number > 1 else ""
        page.line(f"{named} {word} {date_words(at)}, {distance_words(at, now)}{last}", indent=2, hang=6)
    if len(told) > _NAMED_AT_MOST:
        page.line(f"and {len(told) - _NAMED_AT_MOST:,} more", indent=2)
    page.blank()


def _add_paused(page: Page, review: Review) -> None:
    paused = paused_changes(review)
    if not paused:
        return
    page.line(Piece("Paused", Role.DEFER), ": not scheduled while `paused` stands")
    told = told_once((change, str(change.place or "")) for change in paused)
    for subject, place in told[:_NAMED_AT_MOST]:
        page.line(subject, Piece(f"  {place}", Role.MUTED), indent=2, hang=6)
    if len(told) > _NAMED_AT_MOST:
        page.line(f"and {len(told) - _NAMED_AT_MOST:,} more", indent=2)
    page.blank()


def _add_findings(page: Page, review: Review) -> None:
    found = [one for one in sort_findings((*review.plan.findings, *review.findings)) if not _is_told(one, review)]
    if found:
        page.line(Piece("To look at", Role.STRONG))
        page.blank()
    for finding in found:
        add_finding(page, finding, indent=2)
    page.blank()


def _is_told(finding: Finding, review: Review) -> bool:
    """Whether a finding stands elsewhere: above or under the verdict, or in the block of its change."""
    if finding.code == OVERDUE or finding in review.refusals or finding.address in review.blocks:
        return True
    return any(
        change.address == finding.address and change.action is not Action.NONE and not review.is_left_out(change)
        for change in review.plan.changes
    )


def _add_end(
    page: Page, review: Review, now: datetime, state_at: datetime | None, *, holder_is_gone: bool
) -> None:
    plan = review.plan
    if plan.next_apply_by is not None:
        at = f"{moment_words(plan.next_apply_by)}, {distance_words(plan.next_apply_by, now)}"
        page.field("next apply", f"needed by {at}, for what is deferred", indent=0)
    made = pairs_made(change for change in plan.changes if _goes_on(change, review))
    if made:
        named = ", ".join(send_id for _, send_id in made[:_NAMED_AT_MOST])
        more = f" and {len(made) - _NAMED_AT_MOST:,} more" if len(made) > _NAMED_AT_MOST else ""
        page.field("send ids", f"{count(len(made), 'new one')} of 100 a day: {named}{more}", indent=0)
    if plan.expected_duration >= _WORTH_SAYING:
        page.field("takes", f"about {duration_words(plan.expected_duration)}", indent=0)
    if plan.held_by and holder_is_gone:
        page.field("left open", f"by {plan.held_by} (gone; the next apply takes over)", indent=0)
    elif plan.held_by:
        page.field("held by", plan.held_by, indent=0)
    age = f", written {distance_words(state_at, now)}" if state_at is not None and plan.at is None else ""
    origin = plan.origin
    version = f"serial {origin.state_serial}, batch {origin.state_head.number}, {origin.state_head.digest[:12]}"
    page.field(
        "state", Piece(f"{version.rstrip(', ')}{age}" if origin.state_head.number else "new", Role.MUTED), indent=0
    )
    page.blank()
    refused = Piece(" Refused: nothing may be applied." if review.refusals else "", Role.ERROR)
    page.line(Piece(summary_line(review), Role.STRONG), refused)


def question_text(review: Review, *, style: Style) -> str:
    """Return the question an apply asks, without a line end; only `yes` is an answer that goes on."""
    made, environment = made_count(review), review.plan.origin.environment
    asked = f"Apply {count(made, 'change')} to {environment}?" if made else f"Update the state of {environment}?"
    page = Page(style, 100)
    page.line(
        Piece(asked, Role.STRONG),
        " Only ",
        Piece("yes", Role.STRONG),
        " goes on: ",
    )
    return page.text().rstrip("\n") + " "

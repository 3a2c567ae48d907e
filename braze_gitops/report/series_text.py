"""Many sends of one series that do the same thing, as one block: the rule, the first, the last, the exceptions."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from braze_gitops.model import Finding, SendTime, TimeMode, sort_findings
from braze_gitops.plan import Action, Change, Series
from braze_gitops.report.change_text import (
    Reader,
    add_differences,
    add_heading,
    add_new_send_id,
    add_reach,
    reason_words,
)
from braze_gitops.report.finding_text import severity_role
from braze_gitops.report.moment import clock_words, count, distance_words, moment_words, when_words
from braze_gitops.report.page import Page, Piece
from braze_gitops.report.series_likeness import clocks, other_differences, waits_for
from braze_gitops.report.series_words import day_list, days_of_series, key_of, series_in, zone_words
from braze_gitops.report.style import Role

_ENDS = frozenset({Action.DELETE, Action.FORGET})
_BRINGS = frozenset({Action.CREATE, Action.UPDATE, Action.REPLACE})
_CHANGES = frozenset({Action.UPDATE, Action.REPLACE})
# More days than this are a field of their own.
_IN_THE_HEADING = 4
_DAY_BY_DAY = 20
# What stands for the address and the key of a send while its words are compared with those of others.
_ADDRESS, _KEY = "\0address\0", "\0key\0"


def add_series(page: Page, changes: Sequence[Change], reader: Reader) -> None:
    """Add the block of two or more changes of one series that are alike."""
    members = sorted(changes, key=_time_of)
    first = members[0]
    series = series_in(reader.review.plan, first)
    add_heading(page, first, reader, subject=first.series or first.address, more=_heading(members, series, reader))
    if first.previous_address is not None:
        page.field("moves", f"from {first.previous_address} and the like, without a call")
    _add_blocks(page, members, reader)
    add_reach(page, first, reader)
    _add_times(page, members, series, reader)
    _add_changes(page, members, series, reader)
    for words, of_them in _once([reason_words(_without_told(one, reader)) for one in members], members):
        if words:
            page.field("why", f"{words}{_of(of_them, members)}")
    for words in days_of_series(waits_for(first)):
        page.field("after", f"known to be cancelled: {words}")
    _add_findings(page, members, reader)
    if first.place is not None:
        page.field("from", Piece(str(first.place), Role.MUTED))
    page.blank()


def _heading(members: Sequence[Change], series: Series | None, reader: Reader) -> str:
    """Return how many, and which: by the rule, or exactly by their days."""
    first = members[0]
    number = f"  {count(len(members), 'send')}"
    if series is None or first.action in _ENDS or reader.review.is_blocked(first):
        exactly = "exactly " if first.action is Action.DELETE and not reader.review.is_blocked(first) else ""
        return f"{number}: {exactly}{_days(members)}" if len(members) <= _IN_THE_HEADING else number
    zone = zone_words(first.time) if first.time is not None else ""
    return f"{number}: {series.rule}{f' ({zone})' if zone else ''}"


def _add_blocks(page: Page, members: Sequence[Change], reader: Reader) -> None:
    """Add what holds them: each reason and each way out once."""
    if not reader.review.is_blocked(members[0]):
        return
    for held in zip(*(reader.review.blocks[one.address] for one in members), strict=True):
        code = held[0].code.value
        messages = [_general(block.message, one) for block, one in zip(held, members, strict=True)]
        for words, of_them in _once(messages, members):
            told = f": {_special(words, of_them)}{_of(of_them, members)}"
            page.field("held by", Piece(code, Role.BLOCKED), told)
        hints = [_general(block.hint, one) for block, one in zip(held, members, strict=True)]
        for words, of_them in _once(hints, members):
            for line in filter(str.strip, words.splitlines()):
                page.field("way out", Piece(_special(line, of_them), Role.HINT), _of(of_them, members))


def _add_times(page: Page, members: Sequence[Change], series: Series | None, reader: Reader) -> None:
    first, last = members[0], members[-1]
    for name, change in (("first", first), ("last", last)):
        label = name
        if change.time is not None and change.window is not None:
            for line in when_words(change.time, change.window, reader.now):
                page.field(label, line)
                label = ""
    if series is None or first.action in _ENDS or reader.review.is_blocked(first):
        if len(members) > _IN_THE_HEADING:
            label = "exactly" if first.action is Action.DELETE else "days"
            page.field(label, _days_or_all(members, reader))
    else:
        _add_which(page, members, series, reader)
    deadlines = [one.deadline for one in members if one.deadline is not None]
    if deadlines and first.action in _BRINGS:
        at = min(deadlines)
        page.field("apply by", f"{moment_words(at)}, {distance_words(at, reader.now)}, for the first")
    add_new_send_id(page, first, reader)
    _add_waiting(page, members, reader)


def _add_which(page: Page, members: Sequence[Change], series: Series, reader: Reader) -> None:
    """Add which sends of the rule are not among `members`: its exceptions, and those told elsewhere."""
    today = reader.now.date().isoformat()
    ahead = [key for key in series.left_out if key >= today]
    if ahead:
        page.field("not on", f"{day_list(ahead)}: left out by the definition")
    between = [one for one in _between(members, reader) if one.action not in _ENDS]
    at = {_hour(one) for one in members}
    if between and len(at) == 1 and not any(_hour(one) in at for one in between):
        page.field("these", f"those at {', '.join(at)}, every one of them")
    elif len(between) > len(members):
        page.field("these", _days(members))
    elif between:
        page.field("without", f"{_days(sorted(between, key=_time_of))}: not the same, told elsewhere or unchanged")


def _between(members: Sequence[Change], reader: Reader) -> list[Change]:
    """Return the other sends of the series from the first to the last of `members`."""
    first, last = _time_of(members[0])[0], _time_of(members[-1])[0]
    own = {one.address for one in members}
    return [
        one
        for one in reader.review.plan.changes
        if one.series == members[0].series and one.address not in own and first <= _time_of(one)[0] <= last
    ]


def _days_or_all(members: Sequence[Change], reader: Reader) -> str:
    """Return the days of `members`, unless they are many and the series has no other one between them."""
    if len(members) > _DAY_BY_DAY and not _between(members, reader):
        return f"all {len(members):,} that the series has from the first to the last"
    return _days(members)


def _without_told(change: Change, reader: Reader) -> Change:
    """Return a change without the reasons that stand in what holds it."""
    held = [block.message for block in reader.review.blocks.get(change.address, ())]
    reasons = tuple(one for one in change.reasons if not any(message.endswith(one) for message in held))
    return dataclasses.replace(change, reasons=reasons) if reasons else change


def _add_waiting(page: Page, members: Sequence[Change], reader: Reader) -> None:
    turn = members[0].turn_at
    inside = [one.after.inside_at for one in members if one.after is not None and one.after.inside_at is not None]
    if turn is not None:
        at = f"{moment_words(turn)}, {distance_words(turn, reader.now)}"
        page.field("waits", f"their send id has its turn at about {at}")
    elif inside:
        begin, end = min(inside), max(inside)
        at = f"{moment_words(begin)}, {distance_words(begin, reader.now)}"
        page.field("waits", f"Braze takes the first from {at}, the last from {moment_words(end)}")
        by = reader.review.plan.next_apply_by
        if by is not None:
            page.field("", f"apply again by {moment_words(by)}, {distance_words(by, reader.now)}")


def _add_changes(page: Page, members: Sequence[Change], series: Series | None, reader: Reader) -> None:
    first = members[0]
    differences = [*other_differences(first)]
    moved = clocks(first)
    if moved is None:
        differences = [one for one in first.differences if one.sentence or one in differences]
    if moved is not None or differences:
        page.line(Piece("changes", Role.MUTED), indent=6)
    if moved is not None:
        page.line(f"send time: {_moved_words(*moved)}, for {count(len(members), 'send')} still to come", indent=8)
    add_differences(page, first, differences, reader)
    if series is not None and series.sent and first.action in _CHANGES:
        stay = "stays as it was" if series.sent == 1 else "stay as they were"
        page.field("sent", f"{series.sent:,} already sent {stay}")


def _moved_words(before: SendTime, after: SendTime) -> str:
    """Return how the time of day moves, and by how many days: `09:00 becomes 10:00 (America/New_York)`."""
    days = (after.wall.date() - before.wall.date()).days
    later = f", {count(abs(days), 'day')} {'later' if days > 0 else 'earlier'}" if days else ""
    if (before.mode, before.zone) == (after.mode, after.zone) and before.mode is not TimeMode.OPTIMAL:
        return f"{clock_words(before.wall)} becomes {clock_words(after.wall)} ({zone_words(after)}){later}"
    return f"{_clock_words(before)} becomes {_clock_words(after)}{later}"


def _clock_words(time: SendTime) -> str:
    if time.mode is TimeMode.OPTIMAL:
        return "each person's best time"
    return f"{clock_words(time.wall)} {zone_words(time)}"


def _add_findings(page: Page, members: Sequence[Change], reader: Reader) -> None:
    """Add what is to be said of them, but what holds them; the same words once."""
    held = {block.code.value for block in reader.review.blocks.get(members[0].address, ())}
    by_address = {one.address: one for one in members}
    found: dict[Finding, list[Change]] = {}
    for finding in sort_findings((*reader.review.plan.findings, *reader.review.findings)):
        if finding.address in by_address and finding.code not in held:
            same = next((one for one in found if _says_the_same(one, finding)), finding)
            found.setdefault(same, []).append(by_address[finding.address])
    for finding, of_them in found.items():
        hint = f" ({finding.hint})" if finding.hint else ""
        label = Piece(finding.severity.value, severity_role(finding.severity))
        page.field(label, f"{finding.message}{hint}{_of(of_them, members)}")


def _says_the_same(one: Finding, other: Finding) -> bool:
    return (one.severity, one.code, one.message, one.hint) == (
        other.severity,
        other.code,
        other.message,
        other.hint,
    )


def _once(told: Iterable[str], members: Iterable[Change]) -> Iterator[tuple[str, list[Change]]]:
    """Yield each wording once, with those of `members` it is for; `told` has one for each."""
    found: dict[str, list[Change]] = {}
    for words, one in zip(told, members, strict=True):
        found.setdefault(words, []).append(one)
    yield from found.items()


def _of(some: Sequence[Change], members: Sequence[Change]) -> str:
    """Return which of `members` something is for, where it is not for all of them."""
    return f" ({_days(some)})" if len(some) < len(members) else ""


def _general(words: str, change: Change) -> str:
    """Return words without what differs for each send: its address, its key, its time in brackets."""
    if change.window is not None:
        at = moment_words(change.window.first_at)
        for written in (at, at.replace(",", "")):
            words = words.replace(f" ({written})", "")
    return words.replace(change.address, _ADDRESS).replace(key_of(change.address) or _KEY, _KEY)


def _special(words: str, of_them: Sequence[Change]) -> str:
    """Return what `_general` made in the words for all of them, with the address of the first."""
    keys = ", ".join(key_of(one.address) for one in of_them)
    others = ""
    if _ADDRESS in words and len(of_them) > 1:
        others = f" (likewise the other {count(len(of_them) - 1, 'one')})".replace(" 1 one", " one")
    return words.replace(_ADDRESS, of_them[0].address).replace(_KEY, keys) + others


def _days(members: Iterable[Change]) -> str:
    return day_list(key_of(one.address) for one in members)


def _hour(change: Change) -> str:
    return clock_words(change.time.wall) if change.time is not None else ""


def _time_of(change: Change) -> tuple[datetime, str]:
    """Return where a change stands among those of its series."""
    at = change.window.first_at if change.window is not None else datetime.min.replace(tzinfo=UTC)
    return at, change.address

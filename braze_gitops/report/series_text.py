"""Many sends of one series that do the same thing, as one block: the rule, the first, the last, the exceptions."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from braze_gitops.model import Address, Finding, SendTime, TimeMode, sort_findings
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
from braze_gitops.report.series_dates import date_pieces
from braze_gitops.report.series_likeness import clocks, other_differences, waits_for
from braze_gitops.report.series_wording import general, once, special
from braze_gitops.report.series_words import day_list, days_of_series, key_of, series_in, zone_words
from braze_gitops.report.style import Role

_ENDS = frozenset({Action.DELETE, Action.FORGET})
_BRINGS = frozenset({Action.CREATE, Action.UPDATE, Action.REPLACE})
_CHANGES = frozenset({Action.UPDATE, Action.REPLACE})
# More days than this are a field of their own.
_IN_THE_HEADING = 4
# So many are told by the first and the last.
_BOTH_ENDS = 2
# Each of a chain is held for the one before it: a few tell that.
_REASONS_AT_MOST = 5


def add_series(page: Page, changes: Sequence[Change], reader: Reader) -> None:
    """Add the block of two or more changes of one series that are alike."""
    members = sorted(changes, key=_time_of)
    first = members[0]
    series = series_in(reader.review.plan, first)
    add_heading(page, first, reader, subject=first.series or first.address, more=_heading(members, series, reader))
    if first.previous_address is not None and first.action is not Action.DELETE:
        page.field("moves", f"from {first.previous_address} and the like, without a call")
    _add_blocks(page, members, reader)
    add_reach(page, first, reader)
    _add_times(page, members, series, reader)
    _add_changes(page, members, series, reader)
    _add_why(page, members, reader)
    _add_findings(page, members, reader)
    if first.place is not None:
        page.field("from", Piece(str(first.place), Role.MUTED))
    page.blank()


def _heading(members: Sequence[Change], series: Series | None, reader: Reader) -> str:
    """Return how many, and which: by the rule, or exactly by their days."""
    first = members[0]
    number = f"  {count(len(members), 'send')}"
    if series is None or _is_by_days(first, reader):
        exactly = "exactly " if first.action is Action.DELETE and not reader.review.is_blocked(first) else ""
        return f"{number}: {exactly}{_days(members, reader)}" if len(members) <= _IN_THE_HEADING else number
    zone = zone_words(first.time) if first.time is not None else ""
    return f"{number}: {series.rule}{f' ({zone})' if zone else ''}"


def _add_blocks(page: Page, members: Sequence[Change], reader: Reader) -> None:
    """Add what holds them: each reason and each way out once."""
    if not reader.review.is_blocked(members[0]):
        return
    for held in zip(*(reader.review.blocks[one.address] for one in members), strict=True):
        code = held[0].code.value
        messages = [general(block.message, one) for block, one in zip(held, members, strict=True)]
        reasons = [*once(messages, members)]
        for words, of_them in reasons[:_REASONS_AT_MOST]:
            told = f": {special(words, of_them)}{_of(of_them, members, reader)}"
            page.field("held by", Piece(code, Role.BLOCKED), told)
        if len(reasons) > _REASONS_AT_MOST:
            more = sum(len(of_them) for _, of_them in reasons[_REASONS_AT_MOST:])
            page.field("", f"and {more:,} more likewise; `--full` tells why each is held")
        hints = [general(block.hint, one) for block, one in zip(held, members, strict=True)]
        for words, of_them in once(hints, members):
            for line in filter(str.strip, words.splitlines()):
                page.field("way out", Piece(special(line, of_them), Role.HINT), _of(of_them, members, reader))


def _add_times(page: Page, members: Sequence[Change], series: Series | None, reader: Reader) -> None:
    first, last = members[0], members[-1]
    for name, change in (("first", first), ("last", last)):
        label = name
        if change.time is not None and change.window is not None:
            for line in when_words(change.time, change.window, reader.now, zones=reader.naming.zones):
                page.field(label, line)
                label = ""
    _add_dates(page, members, series, reader)
    deadlines = [one.deadline for one in members if one.deadline is not None]
    if deadlines and first.action in _BRINGS:
        at = min(deadlines)
        page.field("apply by", f"{moment_words(at)}, {distance_words(at, reader.now)}, for the first")
    add_new_send_id(page, first, reader)
    _add_waiting(page, members, reader)


def _add_dates(page: Page, members: Sequence[Change], series: Series | None, reader: Reader) -> None:
    """Add each date, unless the heading or the first and the last have told all of them."""
    first = members[0]
    with_hours = first.time is None or first.time.mode is not TimeMode.OPTIMAL
    walls = map(_wall_of, members)
    pieces = date_pieces(walls, with_hours=with_hours, says_one=_has_hours(_of_series(first, reader)))
    if series is None or _is_by_days(first, reader):
        if len(members) > _IN_THE_HEADING:
            is_cancelled = first.action is Action.DELETE and not reader.review.is_blocked(first)
            page.field("exactly" if is_cancelled else "dates", *pieces)
        return
    if len(members) > _BOTH_ENDS:
        page.field("dates", *pieces)
    _add_left_out(page, members, series, reader)


def _is_by_days(first: Change, reader: Reader) -> bool:
    """Whether a block is about days and not about what its rule says."""
    return first.action in _ENDS or reader.review.is_blocked(first)


def _add_left_out(page: Page, members: Sequence[Change], series: Series, reader: Reader) -> None:
    """Add what the rule names and its exceptions take out, as far as it is still to come."""
    today = reader.now.date().isoformat()
    ahead = [key for key in series.left_out if key >= today]
    if ahead:
        page.field("not on", f"{_day_list(ahead, members[0], reader)}: left out by the definition")


def _add_why(page: Page, members: Sequence[Change], reader: Reader) -> None:
    for words, of_them in once([general(_why_words(one, reader), one) for one in members], members):
        if words:
            page.field("why", f"{special(words, of_them)}{_of(of_them, members, reader)}")
    _add_after(page, {waits_for(one) for one in members}, reader)


def _add_after(page: Page, waits: Collection[tuple[Address, ...]], reader: Reader) -> None:
    """Add what has to be cancelled first, each series once; `waits` are the different things members wait for."""
    head = f"known to be cancelled{'' if len(waits) == 1 else ', for each what is near to it'}: "
    others = {other for one in waits for other in one}
    series: dict[Address, list[Change]] = {}
    for one in sorted(reader.review.plan.changes, key=_time_of):
        if one.address in others and one.series is not None:
            series.setdefault(one.series, []).append(one)
    for name, of_it in series.items():
        if len(of_it) <= _IN_THE_HEADING:
            page.field("after", f"{head}{name}, {_days(of_it, reader)}")
        else:
            page.field("after", f"{head}{name}, ", *date_pieces(map(_wall_of, of_it)))
    told = {one.address for of_it in series.values() for one in of_it}
    for words in days_of_series(sorted(others - told)):
        page.field("after", f"{head}{words}")


def _why_words(change: Change, reader: Reader) -> str:
    """Return why a change is made, but for the rename, which the heading tells, and what its blocks say."""
    told = _without_told(change, reader)
    renamed = f"renamed from {change.previous_address}"
    reasons = tuple(one for one in told.reasons if one != renamed)
    return "" if told.reasons and not reasons else reason_words(dataclasses.replace(told, reasons=reasons))


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
        page.field(label, f"{finding.message}{hint}{_of(of_them, members, reader)}")


def _says_the_same(one: Finding, other: Finding) -> bool:
    return (one.severity, one.code, one.message, one.hint) == (
        other.severity,
        other.code,
        other.message,
        other.hint,
    )


def _of(some: Sequence[Change], members: Sequence[Change], reader: Reader) -> str:
    """Return which of `members` something is for, where it is not for all of them."""
    return f" ({_days(some, reader)})" if len(some) < len(members) else ""


def _days(members: Sequence[Change], reader: Reader) -> str:
    return _day_list([key_of(one.address) for one in members], members[0], reader)


def _day_list(keys: Sequence[str], change: Change, reader: Reader) -> str:
    """Return the days of sends by their keys, each with its hour in a series that has several a day."""
    of_it = _of_series(change, reader)
    if not (_has_hours(of_it) or any("T" in key for key in keys)):
        return day_list(keys)
    hours: Mapping[str, datetime] = {key_of(one.address): one.time.wall for one in of_it if one.time is not None}
    usual = next((wall for key, wall in hours.items() if "T" not in key), None)
    return day_list(_with_hour(key, hours.get(key, usual)) for key in keys)


def _of_series(change: Change, reader: Reader) -> list[Change]:
    return [one for one in reader.review.plan.changes if one.series == change.series]


def _has_hours(of_series: Iterable[Change]) -> bool:
    """Whether a series has several sends a day: then some of its keys have an hour."""
    return any("T" in key_of(one.address) for one in of_series)


def _with_hour(key: str, wall: datetime | None) -> str:
    """Return a key that has none with the hour of `wall`, the one that its series leaves out of the keys."""
    return key if "T" in key or wall is None else f"{key}T{wall:%H:%M:%S}"


def _wall_of(change: Change) -> datetime:
    """Return when a send is, on its own clock; by its key where no record tells it."""
    return change.time.wall if change.time is not None else datetime.fromisoformat(key_of(change.address))


def _time_of(change: Change) -> tuple[datetime, str]:
    """Return where a change stands among those of its series."""
    at = change.window.first_at if change.window is not None else datetime.min.replace(tzinfo=UTC)
    return at, change.address

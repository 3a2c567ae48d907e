"""What a plan says of sends whose time came and went, and of which Braze has nothing or has had another time.

    before its first apply     a note on the definition, until something of it is arranged; a warning if nothing of
                               it is still to come
    was over                   a note on the series for 30 days, with every date: an edit has brought it, or an
                               apply has named it
    missed and skipped         a warning on the series, with every date
    sent at another time       a note on the series, with every date whose new time is still to come

Of one series it is said once. What is missed otherwise is blocked, and says so itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from braze_gitops.model import Address, Finding, Severity, make_address, split_address
from braze_gitops.plan.change import Change
from braze_gitops.plan.situation import Over
from braze_gitops.plan.wanted import Wanted
from braze_gitops.plan.words import in_utc

# A change, and what is wanted at its address.
_Send: TypeAlias = tuple[Change, Wanted]
_ONE_MORE = (
    "the new time begins with the next date; one more send needs a definition of its own, under another name"
)
_LEFT_OUT = "nothing sends it any more; `except` leaves a date out"


def over_findings(found: Iterable[tuple[Change, Over, Wanted]], *, to_come: frozenset[str]) -> Iterator[Finding]:
    """Yield what is said of the sends `found`; of the definitions `to_come` something is still to come."""
    groups: defaultdict[tuple[Over, Address], list[_Send]] = defaultdict(list)
    for change, over, wanted in found:
        about = make_address(change.name) if over is Over.BEFORE else change.series or change.address
        groups[over, about].append((change, wanted))
    for (over, about), sends in groups.items():
        sends.sort(key=lambda one: (one[1].record.window.first_at, one[0].address))
        match over:
            case Over.BEFORE:
                yield _before(about, sends, is_all=split_address(about)[0] not in to_come)
            case Over.EDITED:
                said = "was never created, and its time was over when an apply last did something"
                yield _finding(about, sends, Severity.NOTE, "was-over", _of_each(sends, said), _LEFT_OUT)
            case Over.SENT:
                said = "counts as sent: its date went out before an edit gave it another time"
                yield _finding(about, sends, Severity.NOTE, "date-was-sent", _of_each(sends, said), _ONE_MORE)
            case _:
                said = "was never created and its time has passed: skipped"
                hint = _LEFT_OUT
                if sends[0][0].series is None:
                    hint = "nothing is sent; give it a new time, or remove the definition"
                yield _finding(about, sends, Severity.WARNING, "missed", _of_each(sends, said), hint)


def _before(about: Address, sends: Sequence[_Send], *, is_all: bool) -> Finding:
    times = [in_utc(wanted.record.window.first_at) for _, wanted in sends]
    if len(times) == 1:
        message = f"1 send of its series lies before now and is never sent: {times[0]}"
    else:
        message = (
            f"{len(times):,} sends of its series lie before now and are never sent: "
            f"the first {times[0]}, the last {times[-1]}"
        )
    hint = "fine for a series that has begun elsewhere; else let it begin later (`schedule.time`)"
    if is_all:
        message += "; nothing of it is still to come"
        hint = "look at the year in `schedule.time`, or remove the definition"
    severity = Severity.WARNING if is_all else Severity.NOTE
    return _finding(about, sends, severity, "before-first-apply", message, hint)


def _of_each(sends: Sequence[_Send], said: str) -> str:
    """Return `said` of one send with its time, or of several with their keys."""
    if len(sends) == 1:
        change, wanted = sends[0]
        which = f"{change.keys[-1]} " if change.series is not None else ""
        return f"{which}{said} ({in_utc(wanted.record.window.first_at)})"
    return f"{len(sends):,} sends, each {said}: {', '.join(change.keys[-1] for change, _ in sends)}"


def _finding(
    about: Address, sends: Sequence[_Send], severity: Severity, code: str, message: str, hint: str
) -> Finding:
    place = sends[0][1].desired.place
    return Finding(severity=severity, code=code, message=message, hint=hint, place=place, address=about)

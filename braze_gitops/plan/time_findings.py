"""What definitions alone say of their times at a moment: over, close, or farther ahead than Braze takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import Enum, auto

from braze_gitops.model import Address, Desired, DesiredSchedule, Environment, Finding, Severity, Window, window_of
from braze_gitops.plan.series import series_address
from braze_gitops.plan.situation import Moment
from braze_gitops.plan.words import in_utc


class _Case(Enum):
    BEYOND = auto()
    PAST = auto()
    BEGUN = auto()
    IMMINENT = auto()


_CODES = {
    _Case.BEYOND: "time-beyond-horizon",
    _Case.PAST: "time-past",
    _Case.BEGUN: "time-past",
    _Case.IMMINENT: "time-imminent",
}
# What is said of one send, and of several of a series; what can be done about each.
_WORDS = {
    _Case.BEYOND: (
        "lies beyond the horizon of {environment} then: it is deferred, and created from {created} on",
        "{number} sends lie beyond the horizon of {environment} ({at}): deferred, and created from {created} on",
    ),
    _Case.PAST: (
        "its time has passed then ({at}): it is not created any more",
        "{number} sends are over then ({at}): they are not created any more",
    ),
    _Case.BEGUN: (
        "it has begun then ({at}): it is not created any more",
        "{number} sends have begun then ({at}): they are not created any more",
    ),
    _Case.IMMINENT: (
        "is inside the cutoff of {environment} then ({at}): held without an allowance `imminent`",
        "{number} sends are inside the cutoff of {environment} ({at}): held without an allowance `imminent`",
    ),
}
_FINE = "fine if it was arranged before; else "
_HINTS = {
    _Case.BEYOND: ("", ""),
    _Case.PAST: (f"{_FINE}give it a new time, or remove it", f"{_FINE}let it begin later (`schedule.time`)"),
    _Case.BEGUN: (f"{_FINE}give it a new time, or remove it", f"{_FINE}let it begin later (`schedule.time`)"),
    _Case.IMMINENT: ("apply it earlier", "apply it earlier"),
}


def time_findings(desired: Desired, environment: Environment, *, now: datetime) -> Iterator[Finding]:
    """Yield a finding on each schedule that would not simply be created at `now`, were nothing arranged yet.

    The sends of a series of which the same is to be said have one. A paused one is not created at any time, and
    has none.
    """
    moment = Moment(now=now, horizon=environment.horizon, cutoff=environment.cutoff)
    found: defaultdict[tuple[Address, _Case], list[tuple[Window, DesiredSchedule]]] = defaultdict(list)
    for one in desired.schedules:
        window = window_of(one.time, environment.audience_zones)
        case = _case_of(window, moment) if not one.lifecycle.paused else None
        if case is not None:
            found[series_address(one.address, one) or one.address, case].append((window, one))
    for (series, case), sends in found.items():
        sends.sort(key=lambda send: send[0].first_at)
        _, first = sends[0]
        yield Finding(
            severity=Severity.NOTE if case is _Case.BEYOND else Severity.WARNING,
            code=_CODES[case],
            message=_message(case, [window for window, _ in sends], environment),
            hint=_HINTS[case][len(sends) > 1],
            place=first.place,
            address=series if len(sends) > 1 else first.address,
        )


def _case_of(window: Window, moment: Moment) -> _Case | None:
    if moment.is_beyond(window):
        return _Case.BEYOND
    if window.first_at <= moment.now:
        return _Case.PAST if window.first_at == window.last_at else _Case.BEGUN
    return _Case.IMMINENT if moment.is_imminent(window) else None


def _message(case: _Case, windows: Sequence[Window], environment: Environment) -> str:
    """Return what is said of one or several sends, in order of time."""
    first, last = in_utc(windows[0].first_at), in_utc(windows[-1].first_at)
    return _WORDS[case][len(windows) > 1].format(
        number=f"{len(windows):,}",
        environment=environment.name,
        at=first if len(windows) == 1 else f"the first {first}, the last {last}",
        created=in_utc(windows[0].last_at - environment.horizon),
    )

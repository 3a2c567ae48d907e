"""What definitions alone say of their times at a moment: over, close, or farther ahead than Braze takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from braze_gitops.model import Desired, DesiredSchedule, Environment, Finding, Severity, window_of
from braze_gitops.plan.situation import Moment
from braze_gitops.plan.words import in_utc


def time_findings(desired: Desired, environment: Environment, *, now: datetime) -> Iterator[Finding]:
    """Yield one finding for each schedule that would not simply be created at `now`, were nothing arranged yet.

    A paused one is not created at any time, and has none.
    """
    moment = Moment(now=now, horizon=environment.horizon, cutoff=environment.cutoff)
    for one in desired.schedules:
        window = window_of(one.time, environment.audience_zones)
        if one.lifecycle.paused:
            continue
        if moment.is_beyond(window):
            message = f"lies beyond the horizon of {environment.name} then: it is deferred, and created from "
            message += f"{in_utc(window.last_at - environment.horizon)} on"
            yield _finding(one, Severity.NOTE, "time-beyond-horizon", message, "")
        elif window.first_at <= now:
            begins = "its time has passed then" if window.first_at == window.last_at else "it has begun then"
            message = f"{begins} ({in_utc(window.first_at)}): it is not created any more"
            hint = "fine if it was arranged before; else give it a new time, or remove it"
            yield _finding(one, Severity.WARNING, "time-past", message, hint)
        elif moment.is_imminent(window):
            message = f"is inside the cutoff of {environment.name} then ({in_utc(window.first_at)}): "
            message += "held without an allowance `imminent`"
            yield _finding(one, Severity.WARNING, "time-imminent", message, "apply it earlier")


def _finding(one: DesiredSchedule, severity: Severity, code: str, message: str, hint: str) -> Finding:
    return Finding(severity=severity, code=code, message=message, hint=hint, place=one.place, address=one.address)

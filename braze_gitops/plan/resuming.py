"""What a halt lets go: by `lifecycle: {resume: …}` in a definition with this plan, or by a lift before it.

A definition that names a halt lets its own addresses go, and no others; the halt stands for the rest.

What is said:

    the halt was never set            warning `unknown-halt`
    it was lifted, or let go before   note `resume-over`
    it does not hold the address      note `resume-over`
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from braze_gitops.model import Address, DesiredSchedule, Finding, Severity
from braze_gitops.plan.distance import apart_in
from braze_gitops.plan.halts import halt_on, lets_go, met_by
from braze_gitops.plan.wanted import Wanted
from braze_gitops.state import Halt, Record, State, find_halt


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """What halts mean for one address: `halt` still holds it; `resumes` lets it go now, `after` did before.

    `met` is the send that the halt has met, where it holds the address as that at another hour.
    """

    halt: Halt | None = None
    met: Address | None = None
    resumes: str | None = None
    after: str | None = None


def hold_on(
    halts: Iterable[Halt],
    *,
    addresses: Iterable[Address],
    sides: tuple[Record | None, ...],
    desired: DesiredSchedule | None,
    since: datetime | None,
    applied_at: datetime | None,
) -> Hold:
    """Return what holds an address, and what lets it go.

    `since` is when its definition was first applied: only what was arranged before a halt can resume after it.
    `applied_at` is when an apply last did something for it: one after the lift has resumed it already.
    """
    names, found, near = tuple(addresses), tuple(halts), _near(desired, sides)
    resume = desired.lifecycle.resume if desired is not None else None
    named = [halt for halt in found if halt.id == resume]
    others = [halt for halt in found if halt.id != resume]
    resumes = halt_on(named, addresses=names, sides=sides, near=near)
    lifted = [
        halt.whole
        for halt in found
        if (not halt.stands or lets_go(halt, names))
        and since is not None
        and since <= halt.at
        and not (halt.lifted_at is not None and applied_at is not None and halt.lifted_at < applied_at)
    ]
    before = [halt for halt in lifted if halt_on((halt,), addresses=names, sides=sides, near=near) is not None]
    holding = halt_on(others, addresses=names, sides=sides, near=near)
    is_by_time = holding is not None and halt_on((holding,), addresses=names, sides=sides) is None
    moments = [side.window.first_at for side in sides if side is not None]
    return Hold(
        halt=holding,
        met=met_by(holding, names, moments, near) if holding is not None and is_by_time else None,
        resumes=resumes.id if resumes is not None else None,
        after=before[-1].id if before and holding is None else None,
    )


def _near(desired: DesiredSchedule | None, sides: Iterable[Record | None]) -> timedelta:
    """Return how near to a send of its series that was stopped what is wanted is that one at another hour.

    What is arranged under a schedule id of its own is another send.
    """
    if desired is None or any(side is not None and side.schedule_id is not None for side in sides):
        return timedelta()
    return apart_in(desired.occurrence.interval if desired.occurrence is not None else None)


def resume_findings(
    wanted: Mapping[Address, Wanted], state: State, resumed: Mapping[Address, str | None]
) -> Iterator[Finding]:
    """Yield what is to be said of each `resume` that lets nothing go, once for all of a definition that say so.

    `resumed` says which do, by address.
    """
    told = {(wanted[address].desired.name, ident) for address, ident in resumed.items() if address in wanted}
    for address, one in sorted(wanted.items(), key=lambda entry: not _was_let_go(state, *entry)):
        ident = one.desired.lifecycle.resume
        if ident is None or (one.desired.name, ident) in told:
            continue
        told.add((one.desired.name, ident))
        halt = find_halt(state, ident)
        if halt is None:
            message = f"`resume: {ident}` names no halt that {state.environment} ever had"
            yield _finding(one.desired, Severity.WARNING, "unknown-halt", message, "look for a mistyped id")
        elif not halt.stands:
            yield _finding(one.desired, Severity.NOTE, "resume-over", f"{ident} is lifted already", _DELETE)
        elif lets_go(halt, (address,)):
            yield _finding(one.desired, Severity.NOTE, "resume-over", f"{ident} has let it go already", _DELETE)
        else:
            yield _finding(one.desired, Severity.NOTE, "resume-over", f"{ident} does not hold it", _DELETE)


def _was_let_go(state: State, address: Address, one: Wanted) -> bool:
    """Whether the halt that a definition names has let go this one of its addresses."""
    halt = find_halt(state, one.desired.lifecycle.resume or "")
    return halt is not None and lets_go(halt, (address,))


_DELETE = "delete the line `resume`"


def _finding(desired: DesiredSchedule, severity: Severity, code: str, message: str, hint: str) -> Finding:
    return Finding(
        severity=severity, code=code, message=message, hint=hint, place=desired.place, address=desired.address
    )

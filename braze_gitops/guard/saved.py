"""Whether a saved plan still holds: exactly what it shows is made, or nothing (design.md section 5.2).

In words, the first that fits is the reason for a refusal:

    it is for another environment, endpoint or lineage, or the state trusts other keys now
    the state is no longer the version it was made from
    the definitions are no longer those it was made from
    it was made after the present: a clock is wrong
    the deadline of a change it makes has passed
    planned afresh with the same allowances and targets, the changes to make are not the same ones

The last covers all that time does: what has come inside the horizon, has been sent or must wait since.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import timedelta

from braze_gitops.errors import StalePlanError
from braze_gitops.guard.reviewing import Review
from braze_gitops.model import Address, Finding, Severity
from braze_gitops.plan import Action, Change, Origin, Plan
from braze_gitops.state import State, write_moment

_AGAIN = "make a new plan with `plan --out FILE`, review that, and apply it; no call was made"
_SLACK = timedelta(seconds=60)


def on_begun(plan: Plan, state: State) -> Plan:
    """Return `plan` as made from `state`, if that was begun for it and nothing happened to it since.

    A sandbox has no state until its first apply. A plan made before says which lineage it is to have, and is of
    no batch at all; the state begun with that lineage is as empty as the plan takes it for.
    """
    origin = plan.origin
    if origin.state_head.number or state.head.number != 1 or origin.lineage != state.lineage:
        return plan
    return dataclasses.replace(
        plan, origin=dataclasses.replace(origin, state_serial=state.serial, state_head=state.head)
    )


def check_saved(saved: Review, fresh: Review) -> None:
    """Make sure that to apply `fresh`, the same environment planned now, is to do exactly what `saved` shows.

    Raises:
        StalePlanError: it is not; the message says why, findings name each change.
    """
    _check_origin(saved.plan.origin, fresh.plan.origin)
    now, made_at = fresh.plan.now, saved.plan.now
    if made_at > now + _SLACK:
        raise StalePlanError(
            f"this plan was made on {write_moment(made_at)}, and it is {write_moment(now)} here: a clock is wrong",
            hint=_AGAIN,
        )
    overdue = [one for one in _made(saved).values() if one.deadline is not None and one.deadline <= now]
    if overdue:
        raise StalePlanError(
            f"this plan of {write_moment(made_at)} is past its deadline: it is {write_moment(now)}",
            findings=[
                _finding(one, f"had to be applied before {write_moment(one.deadline)}")
                for one in overdue
                if one.deadline is not None
            ],
            hint=_AGAIN,
        )
    unlike = tuple(_unlike(saved, fresh))
    if unlike:
        raise StalePlanError(
            "this plan no longer holds: time has changed what is to be done", findings=unlike, hint=_AGAIN
        )


def _check_origin(saved: Origin, fresh: Origin) -> None:
    for what, theirs, ours in (
        ("environment", saved.environment, fresh.environment),
        ("endpoint", saved.endpoint, fresh.endpoint),
        ("lineage", saved.lineage, fresh.lineage),
    ):
        if theirs != ours:
            raise StalePlanError(f"this plan is for another {what}: {theirs}, and this is {ours}", hint=_AGAIN)
    if saved.trusted_keys != fresh.trusted_keys:
        raise StalePlanError("the state trusts other keys than it did when this plan was made", hint=_AGAIN)
    if (saved.state_serial, saved.state_head) != (fresh.state_serial, fresh.state_head):
        raise StalePlanError(
            f"the state is no longer what this plan was made from: {_version(saved)}; it is now {_version(fresh)}",
            hint=_AGAIN,
        )
    if saved.definitions_digest != fresh.definitions_digest:
        was, back = (
            (f", of commit {saved.commit[:12]}", "check out that commit, or ") if saved.commit else ("", "")
        )
        raise StalePlanError(
            f"the definitions are no longer those this plan was made from{was}",
            hint=f"{back}{_AGAIN}",
        )


def _version(origin: Origin) -> str:
    if not origin.state_head.number:
        return "no state yet"
    return f"serial {origin.state_serial}, batch {origin.state_head.number}, {origin.state_head.digest[:12]}"


def _made(review: Review) -> Mapping[Address, Change]:
    return {change.address: change for change in review.plan.changes if review.is_made(change)}


def _unlike(saved: Review, fresh: Review) -> Iterator[Finding]:
    """Yield a finding for each change that only one of the two makes, or makes in another way."""
    before, after = _made(saved), _made(fresh)
    there = {change.address: change for change in fresh.plan.changes}
    for address, change in before.items():
        if address not in after:
            found = there.get(address)
            yield _finding(change, f"is to {change.action} in this plan, and now {_instead(fresh, found)}")
        elif after[address].digest != change.digest:
            yield _finding(change, f"is to {change.action} in this plan, and now to {after[address].action}")
    for address, change in after.items():
        if address not in before:
            yield _finding(change, f"is not to be changed by this plan, and now to {change.action}")


def _instead(fresh: Review, change: Change | None) -> str:
    if change is None or change.action is Action.NONE:
        return "has nothing to do"
    held = ", ".join(block.code for block in fresh.blocks.get(change.address, ()))
    return f"is held by {held}" if held else f"to {change.action}"


def _finding(change: Change, message: str) -> Finding:
    return Finding(
        severity=Severity.ERROR, code="stale-plan", message=message, place=change.place, address=change.address
    )

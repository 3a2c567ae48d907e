"""The blocks that no allowance passes: why a change is not made, and what a person can do about it."""

from __future__ import annotations

import shlex
from datetime import datetime

from braze_gitops.model import Address, DesiredSchedule, Window, series_of, split_address
from braze_gitops.plan.change import Block, BlockCode
from braze_gitops.plan.halts import halt_command, lift_command
from braze_gitops.plan.words import in_utc
from braze_gitops.state import Halt, Record


def in_doubt(record: Record, at: Address, *, environment: str) -> Block:
    """Return the block of a create whose outcome is not known; `at` is its address in the state."""
    command = _resolve(at, environment)
    since = f" on {in_utc(record.unfinished.since)}" if record.unfinished is not None else ""
    evidence = f" ({record.unfinished.evidence})" if record.unfinished and record.unfinished.evidence else ""
    return Block(
        code=BlockCode.IN_DOUBT,
        message=f"a create was sent{since} and no clear answer came back{evidence}: it may exist at Braze",
        hint=f"find out in the Braze dashboard, then `{command} --schedule-id THE-ID`, "
        f"`{command} --not-created` or `{command} --assume-created`",
    )


def under_way(at: Address, *, environment: str) -> Block:
    """Return the block of a create that a run which has not ended is making, as far as the state can tell."""
    return Block(
        code=BlockCode.IN_DOUBT,
        message="a run that has not ended is creating it at this moment, or died while it did",
        hint=f"wait until that run has ended and plan again; if it is gone, the next apply takes over, or "
        f"`braze-gitops state take-over -e {environment}`, and `{at}` is in doubt",
    )


def vanished(record: Record, at: Address, *, environment: str) -> Block:
    """Return the block of a schedule that Braze says it does not know; `at` is its address in the state."""
    command = _resolve(at, environment)
    said = f" ({record.unfinished.evidence})" if record.unfinished and record.unfinished.evidence else ""
    if record.unfinished is not None and record.unfinished.since >= record.window.first_at:
        return Block(
            code=BlockCode.VANISHED,
            message=f"Braze refused to cancel it{said} after its time had come: all of it may have gone out",
            hint=f"`{command} --gone` if nothing of it is left to stop: it counts as sent; `{command} --retry` "
            "to try once more",
        )
    return Block(
        code=BlockCode.VANISHED,
        message=f"Braze refused to cancel it{said}: it may have been cancelled elsewhere",
        hint=f"`{command} --gone` if it is, `{command} --retry` to try once more",
    )


def halted(halt: Halt, at: Address, *, environment: str, live: Record | None, met: Address | None = None) -> Block:
    """Return the block of an address that an emergency stop matches; `live` is what Braze still has of it.

    `met` is the send that it stopped, where this is that one at another hour.
    """
    why = f": {halt.why}" if halt.why else ""
    one = lift_command(halt, environment=environment, address=at)
    whole = lift_command(halt, environment=environment)
    protected = " --protected" if live is not None and live.protected else ""
    again = f"`{halt_command(halt, environment=environment)}{protected}` cancels it\n" if live is not None else ""
    still = "; it is still scheduled at Braze" if live is not None else ""
    if met is not None:
        still = f"{still}; it is within half the interval of {met}, which was stopped"
    return Block(
        code=BlockCode.HALTED,
        message=f"{halt.id}, halted by {halt.who} on {in_utc(halt.at)}{why}{still}",
        hint=f"{again}`{one}` lets this one go\n`{whole}` lets all go that {halt.id} holds",
    )


def spared(halt: Halt, *, environment: str) -> Block:
    """Return the block of a protected schedule that an emergency stop leaves alone."""
    return Block(
        code=BlockCode.PROTECTED,
        message="is protected by `prevent_delete`: it is not cancelled, and will be sent",
        hint=f"`{halt_command(halt, environment=environment)} --protected` cancels it too",
    )


def external(at: Address, *, environment: str) -> Block:
    """Return the block of a schedule that a person takes for created; `at` is its address in the state."""
    command = _resolve(at, environment)
    return Block(
        code=BlockCode.EXTERNAL,
        message="counts as created and its id is not known here: it cannot be changed from here",
        hint=f"`{command} --schedule-id THE-ID` once its id is known, `{command} --not-created` if it was never "
        "made, or make the definition equal to what is recorded; once its time is over, "
        f"`braze-gitops state rm {shlex.quote(at)} -e {environment}` forgets it",
    )


def already_sent(desired: DesiredSchedule, window: Window) -> Block:
    """Return the block of a second send under the name of the first; `window` is of what was sent or is wanted."""
    return Block(
        code=BlockCode.ALREADY_SENT,
        message="this name has already been sent: the same name is never sent twice",
        hint=f"give the new send a new name, for example `{desired.name}-{window.first_at:%Y-%m-%d}`",
    )


def missed(desired: DesiredSchedule, window: Window) -> Block:
    """Return the block of a schedule whose time passed before it was created."""
    ways = f"give {desired.address} a new time, write `lifecycle: {{on_missed: skip}}`, or remove the definition"
    if desired.occurrence is not None:
        ways = (
            "nothing sends it any more, and the next apply that does something for this series only notes it; to "
            f"have that now leave {desired.keys[-1]} out with `except`, let the series begin later "
            "(`schedule.time`), or write `lifecycle: {on_missed: skip}`"
        )
    return Block(
        code=BlockCode.MISSED,
        message=f"nothing was scheduled for it, and its time has passed ({in_utc(window.first_at)})",
        hint=ways,
    )


def into_the_past(desired: DesiredSchedule, window: Window) -> Block:
    """Return the block of an edit that moves a schedule to a time that is over."""
    hint = f"give {desired.address} a time in the future"
    if desired.occurrence is not None:
        hint = (
            "this one goes out as it was arranged, and the edit is for the others; "
            f"to stop it leave {desired.keys[-1]} out with `except`"
        )
    return Block(
        code=BlockCode.INTO_THE_PAST,
        message=f"the new time is in the past ({in_utc(window.first_at)}); the schedule stays as it was",
        hint=hint,
    )


def too_late(turn_at: datetime, deadline: datetime) -> Block:
    """Return the block of a create whose turn comes after its deadline."""
    return Block(
        code=BlockCode.TOO_LATE,
        message=f"its turn comes at about {in_utc(turn_at)}, after its deadline {in_utc(deadline)}",
        hint="apply fewer changes at once, or raise `rate_limit_per_hour` or `parallelism`",
    )


def send_id_budget(turn_at: datetime, deadline: datetime) -> Block:
    """Return the block of a change whose send id cannot be made in time, or not without cancelling first."""
    if turn_at > deadline:
        message = f"its send id has its turn at about {in_utc(turn_at)}, after its deadline {in_utc(deadline)}"
        hint = "reuse a send id where the analytics may be shared, or go without one"
    else:
        message = f"its new send id has its turn at about {in_utc(turn_at)}: what is arranged stays until then"
        hint = "a later apply replaces it; to have it now keep the send id it has"
    return Block(code=BlockCode.SEND_ID_BUDGET, message=f"{message}; Braze makes 100 new ones a day", hint=hint)


def ambiguous_move(message: str, lines: tuple[tuple[Address, Address], ...]) -> Block:
    """Return the block of records that cannot be told apart; `lines` are pairs of new and old address."""
    advice = "; ".join(dict.fromkeys(_goes_on(new, old) for new, old in lines))
    return Block(
        code=BlockCode.AMBIGUOUS_MOVE,
        message=message,
        hint=f"say which is which: {advice}" if advice else "remove the `moved_from` line that no longer holds",
    )


def _goes_on(new: Address, old: Address) -> str:
    """Return how a person says that what is at an address goes on at another one.

    A definition moves as a whole; an item that comes to one, or leaves it, is moved by hand.
    """
    (name, keys), (before, old_keys) = split_address(new), split_address(old)
    if keys == old_keys and name != before:
        return f"in `{name}`: `moved_from: {before}`"
    there, here = shlex.quote(series_of(new)), shlex.quote(series_of(old))
    if here == there:
        there, here = shlex.quote(new), shlex.quote(old)
    return f"`braze-gitops state mv {here} {there} -e ENVIRONMENT` does it; the others are new"


def _resolve(at: Address, environment: str) -> str:
    """Return the command that settles what is at an address, as it can be pasted."""
    return f"braze-gitops state resolve {shlex.quote(at)} -e {environment}"

"""The guards that stop one address while the others go on (design.md section 4, *Guards*).

In words, for a change that does something:

    imminent                what the decision table says
    stop-sending            what the decision table says
    tool-or-zone-data       what the plan says: the same inputs make another payload than they did before
    too-close               what the plan says: another send of the same series is within half its interval
    protected               a recorded protection, and a delete or replace
    becomes-broadcast       people were listed, and what comes is a broadcast to none of them by name
    broadcast-to-all        what comes is a broadcast with neither `segment_id` nor `audience`
    reaches-unsubscribed    what comes has `recipient_subscription_state: all`
    ignores-frequency-cap   what comes has `override_messaging_limits: true`

The last four look at every create, update and replace, and at every schedule that is newly deferred: what is
reviewed is asked for when it is reviewed, and once more when its time has come and it is really created.
"""

from __future__ import annotations

from collections.abc import Iterator

from braze_gitops.guard.block_words import guard_block
from braze_gitops.model import JsonObject
from braze_gitops.plan import Action, Block, BlockCode, Change, changed_inputs
from braze_gitops.state import Status, people_of

_ENDS = frozenset({Action.DELETE, Action.REPLACE})
_BRINGS = frozenset({Action.CREATE, Action.UPDATE, Action.REPLACE, Action.DEFER})


def guards_on(change: Change) -> Iterator[Block]:
    """Yield what the guards hold against `change`, whether or not it is allowed."""
    if BlockCode.IMMINENT in change.needs:
        message = "is so close to its time that Braze may send it to all, some or none as it is now"
        yield _block(change, BlockCode.IMMINENT, message)
    if BlockCode.STOP_SENDING in change.needs:
        message = "is going out: this stops what has not gone out; some already have it"
        yield _block(change, BlockCode.STOP_SENDING, message)
    if BlockCode.TOOL_OR_ZONE_DATA in change.needs:
        yield _block(
            change,
            BlockCode.TOOL_OR_ZONE_DATA,
            "its definition, variables and files are as they were, and what is sent changes all the same: "
            f"{_made_by(change)}",
            "look at what differs: nobody has reviewed it",
        )
    if BlockCode.TOO_CLOSE in change.needs:
        yield _block(
            change,
            BlockCode.TOO_CLOSE,
            f"comes within half the interval of its series of another one: {change.reasons[-1]}",
            f"leave this day out with `except`{_and_cancels(change)}, or let the new rule begin later",
        )
    if change.before is not None and change.before.protected and change.action in _ENDS:
        yield _block(
            change,
            BlockCode.PROTECTED,
            f"is protected by `prevent_delete`, and this would {_words(change)}",
            _unprotect(change),
        )
    if change.after is not None and Action(change.then or change.action) in _BRINGS:
        before = change.before.payload if change.before is not None else None
        yield from _on_reach(change, before, change.after.payload)


def _on_reach(change: Change, before: JsonObject | None, after: JsonObject) -> Iterator[Block]:
    is_broadcast = after.get("broadcast") is True
    if before is not None and people_of(before) and is_broadcast and not people_of(after):
        count = sum(people.count for people in people_of(before).values())
        yield _block(
            change,
            BlockCode.BECOMES_BROADCAST,
            f"was for {count} listed people and becomes a broadcast",
            "list the people, or give the broadcast a new name",
        )
    if is_broadcast and "segment_id" not in after and "audience" not in after:
        yield _block(
            change,
            BlockCode.BROADCAST_TO_ALL,
            "is a broadcast that names neither a segment nor an audience: everyone it can reach gets it",
            "name a `segment_id` or an `audience`",
        )
    if after.get("recipient_subscription_state") == "all":
        yield _block(
            change,
            BlockCode.REACHES_UNSUBSCRIBED,
            "also goes to people who have unsubscribed (`recipient_subscription_state: all`)",
            "write `subscribed` or `opted_in`",
        )
    if after.get("override_messaging_limits") is True:
        yield _block(
            change,
            BlockCode.IGNORES_FREQUENCY_CAP,
            "ignores frequency capping (`override_messaging_limits: true`)",
            "leave `override_messaging_limits` out",
        )


def _and_cancels(change: Change) -> str:
    """Return what an exception does to what is arranged for that day already."""
    is_there = change.before is not None and change.before.status is not Status.DEFERRED
    return ", which cancels what is arranged for it" if is_there else ""


def _made_by(change: Change) -> str:
    return "; ".join(changed_inputs(change)) or "this program reads them in another way"


def _words(change: Change) -> str:
    return "cancel it" if change.action is Action.DELETE else "cancel it and make it again"


def _unprotect(change: Change) -> str:
    """Return how the protection is lifted, which is a change of its own, also where the definition is gone."""
    if change.place is not None:
        return "take `prevent_delete` out of its definition and apply that first"
    source = change.before.source if change.before is not None else ""
    where = f" (it stood in {source})" if source else ""
    return f"bring its definition back{where} without `prevent_delete`, apply that, and then take it out"


def _block(change: Change, code: BlockCode, message: str, advice: str = "") -> Block:
    return guard_block(change.address, code, message, advice)

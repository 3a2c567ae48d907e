"""Send ids: which creates need one made first, and which of those have to wait for their turn (design.md 5.6).

A create, or the create half of a replace, whose payload names a send id needs that one made for its campaign
first, unless

    the state has the pair confirmed           Braze made it, or took a create that names it
    the schedule it replaces names it as well  Braze took that one

Braze makes 100 new pairs a day (braze-api.md 6.1, 10). A pair counts once, whoever shares it, for a day from the
moment its call was intended, answered or not; one whose answer was lost within the day is made again within that
count. Those that need a new pair are asked in the order of their deadlines, the nearest first:

    a pair has    change             when                      becomes
    room now      create, replace    any                       as it was decided
    room later    create             its turn is in time       deferred, created by a later apply
    room later    create             its deadline comes first  blocked, and the room goes to the next one
    room later    replace            any                       blocked: what is arranged is not cancelled to wait

The turn of the i-th pair that waits is when the i-th oldest of the last hundred is a day old, for each further
hundred a day later. A later apply makes a hundred at most, so whoever waits for the n-th hundred needs the next
apply n - 1 days before his own last moment.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from braze_gitops.model import Address, SendIdPair, send_id_pair
from braze_gitops.plan import blocks
from braze_gitops.plan.change import Action, Change
from braze_gitops.plan.not_arranged import put_off
from braze_gitops.plan.situation import Decision, Situation
from braze_gitops.state import Record, SendId

SEND_IDS_A_DAY = 100
DAY = timedelta(days=1)
# What can be created is created within this, as with the horizon.
_WEEK = timedelta(days=7)
_WAITS = f"waits for its send id: {SEND_IDS_A_DAY} new ones a day"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """When a change that waits for its send id may have it, `at`, and by when the next apply must run, `due`.

    `deadline` is the change's own; a turn after it never comes.
    """

    at: datetime
    due: datetime
    deadline: datetime


def needed_pair(
    action: Action, before: Record | None, after: Record | None, *, confirmed: Container[SendIdPair]
) -> SendIdPair | None:
    """Return the pair that has to be made before the create of a change; None if there is none to make."""
    if action not in (Action.CREATE, Action.REPLACE) or after is None:
        return None
    pair = send_id_pair(after.payload)
    if pair is None or (action is Action.REPLACE and before is not None and send_id_pair(before.payload) == pair):
        return None
    return None if pair in confirmed else pair


def pairs_made(changes: Iterable[Change]) -> tuple[SendIdPair, ...]:
    """Return the pairs that these changes make, each once, in their order."""
    return tuple(dict.fromkeys(change.new_send_id for change in changes if change.new_send_id is not None))


def turns_of(changes: Iterable[Change], send_ids: Sequence[SendId], *, now: datetime) -> Mapping[Address, Turn]:
    """Return the turn of each change whose send id cannot be made now; see the module's table."""
    asking = [
        (change.deadline, change.address, change.new_send_id)
        for change in changes
        if change.block is None and change.new_send_id is not None and change.deadline is not None
    ]
    recent = sorted((one for one in send_ids if now - one.created_at < DAY), key=lambda one: one.created_at)
    free = max(0, SEND_IDS_A_DAY - len(recent))
    rooms = [*(one.created_at for one in recent), *[now] * free][-SEND_IDS_A_DAY:]
    counted = {(one.campaign_id, one.send_id) for one in recent}
    waiting: dict[SendIdPair, int] = {}
    found: dict[Address, Turn] = {}
    for deadline, address, pair in sorted(asking):
        if pair in counted:
            continue
        if pair not in waiting and free:
            free -= 1
            counted.add(pair)
            continue
        turn = _turn(rooms, waiting.get(pair, len(waiting)), deadline)
        if turn.at <= deadline:
            waiting.setdefault(pair, len(waiting))
        found[address] = turn
    return found


def hold(situation: Situation, decision: Decision, turn: Turn) -> Decision:
    """Return what becomes of a create or replace whose send id has its turn later."""
    wanted = situation.wanted
    assert wanted is not None, "what is created is wanted"
    if decision.action is Action.REPLACE or turn.at > turn.deadline:
        return dataclasses.replace(decision, block=blocks.send_id_budget(turn.at, turn.deadline))
    return dataclasses.replace(put_off(situation, wanted, reason=_WAITS), turn_at=turn.at)


def _turn(rooms: Sequence[datetime], place: int, deadline: datetime) -> Turn:
    hundreds, room = divmod(place, SEND_IDS_A_DAY)
    at = rooms[room] + (hundreds + 1) * DAY
    return Turn(at=at, due=min(at + _WEEK, deadline) - hundreds * DAY, deadline=deadline)

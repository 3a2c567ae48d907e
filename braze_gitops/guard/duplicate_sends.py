"""The guard against one send twice under two names (design.md section 4, *Guards*: `duplicate-send`).

What comes (a create, a new deferral, an update or replace that changes time, audience or channels) is held if to
the same audience, on a channel of its own, within 24 hours of it, something else

    is arranged             scheduled, sending or sent, as the plan leaves it
    comes as well           with this plan
    goes                    cancelled by this plan: a rename with an edit looks like that
    was sent                as history has it

that is not of the same series: sends of one series keep their own distance (`too-close`). Two items of one
definition are two sends, and so are a series and what was a single send before. Windows count, from the first to
the last instant. A trigger, and a piece of history that does not say, has any channel: its audience names the
campaign or Canvas, if it is one's.

What goes and has no definition any more may be the old name of what comes. It is kept until the new one may come:
to cancel one and hold the other would send nothing.
"""

from __future__ import annotations

import bisect
import dataclasses
import functools
import shlex
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import timedelta

from braze_gitops.guard.block_words import guard_block
from braze_gitops.model import Address, Window, series_of, split_address
from braze_gitops.plan import Action, Block, BlockCode, Change, Plan, series_address, sides_of
from braze_gitops.state import Past, Record, Status, audience_digest, channels_of

APART = timedelta(hours=24)
_BRINGS = frozenset({Action.CREATE, Action.UPDATE, Action.REPLACE, Action.DEFER})
_ANY, _UNSAID = "*", ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """Why a change is held: `block` says it; `old_name` is what it may be the new name of, None if nothing is."""

    block: Block
    old_name: Address | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Send:
    """One thing that goes to people: `how` says what it is, in words; `leaves` that it may be an old name.

    `series` is what it is one send of: its address, without the key of an occurrence.
    """

    address: Address
    series: str
    audience: str
    channels: tuple[str, ...]
    window: Window
    how: str
    leaves: bool = False


def find_duplicates(
    plan: Plan, history: Iterable[Past], *, kept: Container[Address] = ()
) -> Mapping[Address, Duplicate]:
    """Return the changes that would send again what is, was or will be sent, allowed or not.

    `kept` are addresses whose change is not made: what they have stays.
    """
    coming = {change.address: _coming(change) for change in plan.changes if _brings(change)}
    if not coming:
        return {}
    audiences = {send.audience for send in coming.values()}
    standing = (*_standing(plan.changes), *_tried(plan.changes, kept), *_kept(plan.changes, kept))
    defined = {change.address for change in plan.changes if change.place is not None}
    standing = (*_under_new_names(standing, plan, defined), *_under_new_names(map(_past, history), plan))
    others = [send for send in standing if send.audience in audiences]
    leaving, all_of_them = _Index(send for send in others if send.leaves), _Index((*others, *coming.values()))
    found = {}
    for address, send in coming.items():
        old_names = sorted(leaving.around(send), key=functools.partial(_likeness, send))
        other = old_names[0] if old_names else all_of_them.near(send)
        if other is not None:
            found[address] = _duplicate(send, other)
    return found


def _brings(change: Change) -> bool:
    """Whether the change arranges a send that nobody has seen as it comes."""
    after, before = change.after, change.before
    if after is None or change.block is not None or Action(change.then or change.action) not in _BRINGS:
        return False
    if before is None or before.status is Status.DEFERRED or change.then is not None:
        return True
    return (before.time.meaning, audience_digest(before.payload), channels_of(before.payload)) != (
        after.time.meaning,
        audience_digest(after.payload),
        channels_of(after.payload),
    )


def _coming(change: Change) -> _Send:
    assert change.after is not None, "what comes has a record"
    return _send(change, change.after, "which this plan also brings")


def _standing(changes: Iterable[Change]) -> Iterator[_Send]:
    """Yield what is arranged and stays, and what goes; a deferred one that stays is reviewed and comes later."""
    for change in changes:
        before, after = change.before, change.after
        is_held = change.block is not None
        if after is not None and not is_held and not _brings(change):
            yield _send(change, after, "which is arranged already")
        elif before is not None and (is_held or after is None or change.then is not None):
            goes = change.action is Action.DELETE and not is_held
            if before.status is Status.DEFERRED:
                continue
            how = "which this plan cancels" if goes else "which is arranged already"
            yield dataclasses.replace(
                _send(change, before, how), leaves=goes and change.place is None and not change.pauses
            )


def _tried(changes: Iterable[Change], kept: Container[Address]) -> Iterator[_Send]:
    """Yield what stands if an update that was never answered was made, unless the plan makes another one."""
    for change in changes:
        is_made_again = change.makes_calls and change.block is None and change.address not in kept
        if change.before is not None and not is_made_again:
            for side in sides_of(change.before)[1:]:
                yield _send(change, side, "which an update without an answer may have arranged")


def _under_new_names(
    sends: Iterable[_Send], plan: Plan, defined: Container[Address] = frozenset()
) -> Iterator[_Send]:
    """Yield what stands, that of a renamed series as one of the series it is now, but what is `defined` today."""
    renamed = {
        _series(one.previous, one.previous): _series(one.address, one.address)
        for one in plan.series
        if one.previous is not None
    }
    for send in sends:
        new = renamed.get(send.series) if send.address not in defined else None
        yield send if new is None else dataclasses.replace(send, series=new)


def _kept(changes: Iterable[Change], kept: Container[Address]) -> Iterator[_Send]:
    for change in changes:
        before = change.before
        if change.address in kept and before is not None and before.status is not Status.DEFERRED:
            yield _send(change, before, "which stays where it is, because its own change is not made")


def _past(past: Past) -> _Send:
    return _Send(
        address=past.address,
        series=_series(past.address, series_address(past.address, None)),
        audience=past.audience_digest,
        channels=past.channels,
        window=past.window,
        how="which was sent",
    )


def _send(change: Change, record: Record, how: str) -> _Send:
    return _Send(
        address=change.address,
        series=_series(change.address, change.series),
        audience=audience_digest(record.payload),
        channels=channels_of(record.payload),
        window=record.window,
        how=how,
    )


def _series(address: Address, series: Address | None) -> str:
    """Return what all sends of one series have in common, and nothing else has: no item of it, no single send."""
    return address if series is None else f"{series}[]"


class _Index:
    """Sends by audience and channel, so that a near one is found without a look at all of them."""

    def __init__(self, sends: Iterable[_Send]) -> None:
        lanes: defaultdict[tuple[str, str], list[_Send]] = defaultdict(list)
        for send in sends:
            for channel in (*(send.channels or (_UNSAID,)), _ANY):
                lanes[send.audience, channel].append(send)
        self._lanes = {key: _Lane(found) for key, found in lanes.items()}

    def around(self, send: _Send) -> Iterator[_Send]:
        """Yield all else to the same people within 24 hours of `send`."""
        for channel in (*send.channels, _UNSAID) if send.channels else (_ANY,):
            if lane := self._lanes.get((send.audience, channel)):
                yield from lane.around(send)

    def near(self, send: _Send) -> _Send | None:
        """Return something else to the same people within 24 hours of `send`, None if there is nothing."""
        for channel in (*send.channels, _UNSAID) if send.channels else (_ANY,):
            lane = self._lanes.get((send.audience, channel))
            found = lane.near(send) if lane is not None else None
            if found is not None:
                return found
        return None


class _Lane:
    """Sends to one audience on one channel, by their first instant."""

    def __init__(self, sends: list[_Send]) -> None:
        self._sends = sorted(sends, key=lambda send: (send.window.first_at, send.address))
        self._first = [send.window.first_at for send in self._sends]
        self._longest = max(send.window.last_at - send.window.first_at for send in sends)
        self._after = self._runs(range(len(sends) - 1, -1, -1), end=len(sends))
        self._before = self._runs(range(len(sends)), end=-1)

    def _runs(self, order: Iterable[int], *, end: int) -> list[int]:
        """Return for each place the next one, against `order`, of another definition: long series are one step."""
        following = [end] * len(self._sends)
        previous = end
        for place in order:
            if previous != end:
                same = self._sends[previous].series == self._sends[place].series
                following[place] = following[previous] if same else previous
            previous = place
        return following

    def around(self, send: _Send) -> Iterator[_Send]:
        """Yield all others within 24 hours."""
        low = bisect.bisect_right(self._first, send.window.first_at - APART - self._longest)
        high = bisect.bisect_left(self._first, send.window.last_at + APART)
        for one in self._sends[low:high]:
            if one.series != send.series and one.window.last_at > send.window.first_at - APART:
                yield one

    def near(self, send: _Send) -> _Send | None:
        """Return the first other one found, later ones first."""
        place = bisect.bisect_left(self._first, send.window.first_at)
        at = place
        while at < len(self._sends) and self._first[at] < send.window.last_at + APART:
            if self._sends[at].series != send.series:
                return self._sends[at]
            at = self._after[at]
        at = place - 1
        while at >= 0 and self._first[at] > send.window.first_at - APART - self._longest:
            one = self._sends[at]
            if one.series == send.series:
                at = self._before[at]
            elif one.window.last_at > send.window.first_at - APART:
                return one
            else:
                at -= 1
        return None


def _duplicate(send: _Send, other: _Send) -> Duplicate:
    channels = ", ".join(sorted({*send.channels} & {*other.channels})) if send.channels else ""
    on = f" by {channels}" if channels else ""
    message = f"goes to the same people{on} within 24 hours of {other.address}, {other.how}"
    advice = "give one of them another day, other people or another channel"
    is_old_name = other.leaves and _may_be_one(send.address, other.address)
    if is_old_name:
        advice = (
            f"if it is {other.address} under a new name, {_rename(send.address, other.address)}; else {advice}"
        )
    block = guard_block(send.address, BlockCode.DUPLICATE_SEND, message, advice)
    return Duplicate(block=block, old_name=other.address if is_old_name else None)


def _may_be_one(new: Address, old: Address) -> bool:
    """Whether two addresses may be names of one send: of two series those of one date, at whatever hour."""
    dates = [split_address(one)[1][-1].partition("T")[0] for one in (new, old) if series_of(one) != one]
    return len(set(dates)) < 2


def _likeness(send: _Send, old: _Send) -> tuple[bool, bool, timedelta, Address]:
    """Return how unlike a name of `send` that is, which goes: by its date, its keys, its time."""
    has_other_keys = split_address(send.address)[1] != split_address(old.address)[1]
    apart = abs(send.window.first_at - old.window.first_at)
    return not _may_be_one(send.address, old.address), has_other_keys, apart, old.address


def _rename(new: Address, old: Address) -> str:
    """Return how the record of `old` comes to `new`: by the definition, or by a command where keys differ."""
    (name, keys), (earlier, old_keys) = split_address(new), split_address(old)
    if keys == old_keys:
        return f"add `moved_from: {earlier}` to {name}"
    if series_of(new) != new and series_of(old) != old:
        # All sends of an entry go with one command.
        new, old = series_of(new), series_of(old)
    return f"`braze-gitops state mv {shlex.quote(old)} {shlex.quote(new)}` gives it that record"

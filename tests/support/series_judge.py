"""The reference model of series: which sends are wished for, which Braze has, and which went out.

It knows neither the planner nor the expansion. Of the program it reads the plan as shown: which addresses it
names, and which it holds.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from datetime import datetime, time, timedelta
from typing import TypeAlias

from braze_gitops.model import Environment
from braze_gitops.plan import Plan
from support.model_braze import EAST, Fate, Kept, LivingBraze
from support.model_program import Ran, Shown
from support.model_promise import demand
from support.series_wishes import Send, Wish, sends_of

# To whom, and the first and the last instant.
_Place: TypeAlias = tuple[str, datetime, datetime]
# What may hold a send of a series that is still to come, each looked into.
_HELD = ("too-close", "imminent", "into-the-past")


class SeriesJudge:
    """Watches one world; `quiet` says that nothing may be held or named in it."""

    def __init__(self, braze: LivingBraze, environment: Environment) -> None:
        self.quiet = False
        self.went_out: dict[str, Kept] = {}
        self.named: set[str] = set()
        self.held: Counter[str] = Counter()
        self._braze, self._environment = braze, environment
        self._sends: dict[str, Send] = {}
        self._homes: dict[str, str] = {}
        self._by_time: dict[_Place, Send] = {}
        self._bound: dict[str, tuple[Send, datetime]] = {}
        self._since: dict[tuple[str, str], datetime] = {}
        self._coming: set[str] = set()
        self._is_unfinished = False
        self._right: frozenset[_Place] = frozenset()
        self._looked = 0

    def send_of(self, kept: Kept) -> Send:
        """Return which send a schedule at Braze is."""
        return self._bound[kept.id][0]

    def open(self, wishes: tuple[Wish, ...]) -> None:
        """Take what is wished for now."""
        self._sends = dict(sends_of(wishes))
        self._homes |= {wish.name: wish.home for wish in wishes}
        self._coming -= {address for address in self._coming if address not in self._sends}
        self._coming |= {address for address, send in self._sends.items() if send.first_at > self._braze.now}
        self._by_time = {(_audience(send), send.first_at, send.last_at): send for send in self._sends.values()}
        self._right = self._arranged() & self._by_time.keys()
        before, self.went_out = self.went_out, self._as_wished_now(self.went_out)
        # What has lost its send to another key is a date that an edit brings into the past.
        self._coming -= before.keys() - self.went_out.keys()

    def _as_wished_now(self, went_out: dict[str, Kept]) -> dict[str, Kept]:
        """Call what went out by the key that its time has now, or by its own hour if another has its key."""
        found = {
            self._by_time[place].identity: kept
            for kept in went_out.values()
            if (place := _place(kept)) in self._by_time
        }
        for identity, kept in went_out.items():
            if _place(kept) not in self._by_time:
                taken = identity in found
                found[self._by_own_hour(kept).identity if taken else identity] = kept
        return found

    def _by_own_hour(self, kept: Kept) -> Send:
        send = self.send_of(kept)
        return dataclasses.replace(send, key=f"{send.wall:%Y-%m-%dT%H:%M}")

    def look(self) -> None:
        """Judge what went out since the last look."""
        for sent in self._braze.sent[self._looked :]:
            kept = self._braze.schedules[sent.id]
            send = self.send_of(kept)
            demand("never twice", send.identity not in self.went_out, f"{send.identity} at {sent.at}")
            self._check_distance(kept, send)
            self.went_out[send.identity] = kept
        self._looked = len(self._braze.sent)

    def end(self, shown: Shown, ran: Ran | None) -> None:
        """Judge what Braze has after a run; None for one that had nothing to do."""
        self._bind()
        if ran is not None and ran.struck:
            self._is_unfinished = True
            return
        demand("a run ends well", ran is None or ran.outcome is not None, ran)
        self._is_unfinished = False
        for series in {send.series for send in self._sends.values()}:
            self._since.setdefault(series, self._braze.now)
        blocks = {
            self._identity(address): [one.code.value for one in several]
            for address, several in shown.judged.blocks.items()
        }
        told = {address for address, send in self._sends.items() if _is_told(send, shown.plan)} | blocks.keys()
        if self.quiet:
            demand("nothing is held", not blocks and not shown.plan.findings, (blocks, shown.plan.findings))
        self._check_live(blocks)
        gone = {place for place in self._right - self._arranged() if place[1] > self._braze.now}
        demand("what is arranged as it is wished for stays", not gone, gone)
        self._check_wished(blocks, told)

    def _identity(self, address: str) -> str:
        name, bracket, rest = address.partition("[")
        return self._homes.get(name, name) + bracket + rest

    def _arranged(self) -> frozenset[_Place]:
        return frozenset(_place(kept) for kept in self._braze.live())

    def _bind(self) -> None:
        """Learn which send each live schedule is: the one that is wished for at its time, to its people."""
        for kept in self._braze.schedules.values():
            bound = self._bound.get(kept.id)
            send = self._by_time.get(_place(kept))
            if bound is None:
                demand("only what is wished for", send, f"{kept}")
            if send is not None and (kept.fate is Fate.LIVE or bound is None):
                same = bound is not None and bound[1] == kept.first_at and bound[0].identity == send.identity
                if not same:
                    self._bound[kept.id] = send, kept.first_at
        self._give_way()
        live = Counter(self.send_of(kept).identity for kept in self._braze.live())
        demand("never twice", all(count == 1 for count in live.values()), live)

    def _give_way(self) -> None:
        """Call what is not wished for any more by its own hour where another send has its key now."""
        wished = {self.send_of(kept).identity for kept in self._braze.live() if _place(kept) in self._by_time}
        for kept in self._braze.live():
            send, at = self._bound[kept.id]
            if _place(kept) not in self._by_time and send.identity in wished:
                self._bound[kept.id] = self._by_own_hour(kept), at

    def _check_live(self, blocks: dict[str, list[str]]) -> None:
        """Nothing stays at Braze that is not wished for, unless the plan says that it is held."""
        for kept in self._braze.live():
            if _place(kept) not in self._by_time:
                address = self.send_of(kept).identity
                demand("leaves nothing behind", address in blocks, f"{address} is there: {kept}")

    def _check_wished(self, blocks: dict[str, list[str]], told: set[str]) -> None:
        now, horizon = self._braze.now, self._environment.horizon
        live = {self.send_of(kept).identity: kept for kept in self._braze.live()}
        for address, send in self._sends.items():
            if address in self.went_out:
                continue
            if send.first_at <= now:
                if address in told:
                    self.named.add(address)
                # What an edit brings into the past was not to be sent.
                is_added = address not in self._coming
                is_history = is_added or send.first_at < self._since[send.series]
                demand("what was not sent is named", is_history or address in self.named, address)
            elif send.last_at > now + horizon:
                demand("it waits for the horizon", address not in live or address in blocks, address)
            elif address not in live or live[address].first_at != send.first_at:
                demand("what is wished for is there", address in blocks, f"{send} at {now}")
                self._check_held(send, blocks[address], live.get(address))

    def _check_held(self, send: Send, codes: list[str], kept: Kept | None) -> None:
        """A send to come is held for a reason that is so."""
        soon = self._braze.now + self._environment.cutoff
        for code in codes:
            self.held[code] += 1
            match code:
                case "imminent":
                    demand("it is imminent", min(send.first_at, kept.first_at if kept else soon) <= soon, send)
                case "too-close":
                    others = [one for one in self._braze.schedules.values() if self._is_beside(one, send)]
                    demand("it is too close", others, f"{send}")
                case "waits":
                    others = [one for one in self._braze.schedules.values() if self._is_going_out(one, send)]
                    demand("something else goes out", others, f"{send}")
                case _:
                    demand("it is held for a reason", code in _HELD, f"{send}: {code}")

    def _is_going_out(self, kept: Kept, send: Send) -> bool:
        """Whether a send that is not wished for any more is going out to the same people."""
        other = self.send_of(kept)
        over_at = max(kept.last_at, kept.first_at + self._environment.cutoff)
        may_be = kept.fate is not Fate.CANCELLED or kept.unanswered_delete
        is_out = may_be and kept.first_at <= self._braze.now <= over_at
        return is_out and _is_one(other, send) and other.identity not in self._sends

    def _is_beside(self, kept: Kept, send: Send) -> bool:
        other = self.send_of(kept)
        # What is cancelled right before its time may be going out all the same.
        is_sure = kept.first_at > self._braze.now + self._environment.cutoff
        is_gone = kept.fate is Fate.CANCELLED and not kept.unanswered_delete and is_sure
        if is_gone or not _is_one(other, send):
            return False
        return max(kept.first_at - send.last_at, send.first_at - kept.last_at) < send.half

    def _check_distance(self, kept: Kept, send: Send) -> None:
        """Nobody gets two within half the interval; a run that was killed may not have come to part them."""
        if self._is_unfinished:
            return
        half = min(send.half, self._sends.get(send.identity, send).half)
        for address, other in self.went_out.items():
            if _is_one(self.send_of(other), send):
                apart = _apart(kept, other)
                demand("never two at once", apart >= half, f"{send} is {apart} from {address} {other}")


def _is_one(one: Send, other: Send) -> bool:
    """Whether two sends are of one series: of one item, or one of them for all, when there were no items."""
    (home, key), (other_home, other_key) = one.series, other.series
    return home == other_home and (key == other_key or not key or not other_key)


def _is_told(send: Send, plan: Plan) -> bool:
    """Whether a finding is about a send, or about its series and names its key."""
    series = send.address.removesuffix(f'["{send.key}"]')
    return any(
        str(one.address) == send.address or (str(one.address) == series and send.key in one.message)
        for one in plan.findings
    )


def _place(kept: Kept) -> _Place:
    return str(kept.fields["segment_id"]), kept.first_at, kept.last_at


def _audience(send: Send) -> str:
    return "/".join(send.series)


def _apart(one: Kept, other: Kept) -> timedelta:
    """Return the shortest time between two schedules for somebody, wherever they live and whenever is best."""
    people = [(offset, best) for offset in (-12, -5, 0, 9, 14) for best in (0, 12, 23)]
    return min(abs(_comes(one, *person) - _comes(other, *person)) for person in people)


def _comes(kept: Kept, offset: int, best: int) -> datetime:
    """Return when a schedule comes to a person so far from UTC, whose best time is that hour."""
    schedule = kept.fields["schedule"]
    assert isinstance(schedule, dict)
    if kept.first_at == kept.last_at:
        return kept.first_at
    wall = kept.first_at + EAST
    if schedule["at_optimal_time"]:
        wall = datetime.combine(wall.date(), time(best), wall.tzinfo)
    return wall - timedelta(hours=offset)

"""Broadcasts of triggers: desired ones, a Braze that takes its time, and a judge over every minute."""

from __future__ import annotations

import asyncio
import dataclasses
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime, timedelta

from braze_gitops.apply import Outcome
from braze_gitops.model import Call, CreateCall, DesiredSchedule, Exchange, Kind, freeze_object, normal_form
from support.applying import World, wanted
from support.memory_braze import MemoryBraze
from support.virtual_time import VirtualClock, run_in_virtual_time

CALL_SECONDS = 0.3
MINUTE = timedelta(minutes=1)
AUDIENCE = freeze_object(
    {"custom_attribute": {"custom_attribute_name": "tier", "comparison": "equals", "value": "gold"}}
)


def broadcast(
    name: str, *, to: str = "cmp", kind: Kind = Kind.CAMPAIGN, at: datetime | None = None, text: str = ""
) -> DesiredSchedule:
    """Return a broadcast of the campaign or Canvas `to`, whose property names it."""
    plain = wanted(name, kind=kind, parent=to) if at is None else wanted(name, kind=kind, parent=to, at=at)
    properties = "trigger_properties" if kind is Kind.CAMPAIGN else "context"
    fields = {key: value for key, value in plain.payload.items() if key != "recipients"}
    fields |= {"broadcast": True, "audience": AUDIENCE, properties: {"marker": name, "text": text}}
    return dataclasses.replace(plain, payload=normal_form(kind, freeze_object(fields)))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One create that reached Braze at `at`, a broadcast to `audience` unless that is empty."""

    at: datetime
    audience: str


class SlowBraze(MemoryBraze):
    """Answers after CALL_SECONDS; a request reaches it after the part of them that `delay` gives, from 0 to 1."""

    def __init__(self, delay: Callable[[], float] = lambda: 0.0) -> None:
        super().__init__()
        self.seen: list[Seen] = []
        self.clock = VirtualClock()
        self.delay = delay

    async def perform(self, call: Call, *, leaving: Callable[[], Awaitable[bool]]) -> Exchange:
        """Carry out one call, when it arrives."""
        arrives_after = CALL_SECONDS * self.delay()
        await asyncio.sleep(arrives_after)
        if isinstance(call, CreateCall):
            parent = str(call.payload.get("campaign_id") or call.payload.get("canvas_id") or "")
            reaches_many = call.payload.get("broadcast") is True and call.kind is not Kind.MESSAGE
            self.seen.append(Seen(at=self.clock.now(), audience=parent if reaches_many else ""))
        exchange = await super().perform(call, leaving=leaving)
        await asyncio.sleep(CALL_SECONDS - arrives_after)
        return exchange


class TimedWorld(World):
    """A world whose time is that of the loop, each apply from `clock.start` on; the last one lasted `took`."""

    braze: SlowBraze  # type: ignore[mutable-override] # nobody puts another in
    clock: VirtualClock  # type: ignore[assignment] # it fits the same port

    def __init__(self, delay: Callable[[], float] = lambda: 0.0) -> None:
        super().__init__()
        self.braze = SlowBraze(delay)
        self.clock = VirtualClock()
        self.took = timedelta()

    def apply_timed(self, *schedules: DesiredSchedule, **more: object) -> Outcome:
        """Plan and apply in virtual time."""
        self.told.events.clear()

        async def timed() -> Outcome:
            began = self.clock.now()
            outcome = await self.apply(*schedules, **more)  # type: ignore[arg-type] # passed on as they are
            self.took = self.clock.now() - began
            return outcome

        return run_in_virtual_time(timed())


def busiest_minute(moments: Iterable[datetime]) -> int:
    """Return the most of these moments that lie in any minute, wherever it starts."""
    ordered = sorted(moments)
    first, most = 0, 0
    for last, moment in enumerate(ordered):
        while ordered[first] + MINUTE <= moment:
            first += 1
        most = max(most, last - first + 1)
    return most


def busiest_minutes(seen: Sequence[Seen]) -> tuple[int, int]:
    """Return the most broadcasts in any minute, over all audiences and to one."""
    broadcasts = [one for one in seen if one.audience]
    to_one = [
        busiest_minute(one.at for one in broadcasts if one.audience == audience)
        for audience in Counter(one.audience for one in broadcasts)
    ]
    return busiest_minute(one.at for one in broadcasts), max(to_one, default=0)

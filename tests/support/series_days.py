"""120 days of one world of series: applied each day, or as people and machines really do."""

from __future__ import annotations

import dataclasses
import random
from collections import Counter
from datetime import datetime, time, timedelta

from support.model_braze import Fate
from support.model_program import REAL, Parts
from support.model_promise import demand
from support.series_drawing import (
    draw_begin,
    draw_death,
    draw_edit,
    draw_horizon,
    draw_wishes,
    with_exceptions,
)
from support.series_wishes import DAY, Item, Wish, sends_of
from support.series_world import SeriesWorld
from support.states import NOW

DAYS = 120


def live_in_order(seed: int) -> Counter[str]:
    """Apply each day at one odd hour, with exceptions that are added on two days; return what was done."""
    chance = random.Random(seed)
    begin = draw_begin(chance)
    world = SeriesWorld(begin=begin, horizon=draw_horizon(chance))
    world.judge.quiet = True
    wishes = draw_wishes(chance, begin)
    excepting = set(chance.sample(range(4, DAYS - 20), 2))
    ever = dict(sends_of(wishes))
    for day in range(DAYS):
        world.wait_until(begin + day * DAY)
        if day in excepting:
            after = (world.braze.now + 3 * DAY).date()
            wishes = tuple(with_exceptions(chance, wish, after=after, most=2) for wish in wishes)
        world.apply(wishes)
        world.program.clock.move(timedelta(minutes=chance.randrange(3)))
    _check_books(world, ever=set(ever), wished=set(sends_of(wishes)))
    return world.counted


def _check_books(world: SeriesWorld, *, ever: set[str], wished: set[str]) -> None:
    """Each send was created once and went out once; exactly what was left out in time was cancelled."""
    judge, schedules = world.judge, list(world.braze.schedules.values())
    made = Counter(judge.send_of(kept).identity for kept in schedules)
    cancelled = {judge.send_of(kept).identity for kept in schedules if kept.fate is Fate.CANCELLED}
    demand("created exactly once", set(made.values()) <= {1}, made)
    demand("each was sent", judge.went_out.keys() == wished, wished ^ judge.went_out.keys())
    demand("exactly the excepted are cancelled", cancelled == made.keys() - wished, cancelled)
    demand("nothing else was made", made.keys() <= ever, made.keys() - ever)
    world.counted["sends"] += len(judge.went_out)
    world.counted["cancelled"] += len(cancelled)
    _leave(world)


def _leave(world: SeriesWorld) -> None:
    """Take all definitions out: nothing stays behind."""
    world.wait_until(world.braze.now + 3 * DAY)
    world.judge.quiet = False
    world.apply(())
    demand("leaves nothing behind", not world.braze.live(), world.braze.live())
    demand("leaves nothing behind", not world.program.settled().records, world.program.settled().records.keys())


def live_at_random(seed: int, parts: Parts = REAL) -> Counter[str]:
    """Miss days, be killed, apply twice and edit at any moment; return what was done."""
    chance = random.Random(seed)
    begin = draw_begin(chance)
    world = SeriesWorld(begin=begin, horizon=draw_horizon(chance), parts=parts)
    wishes = draw_wishes(chance, begin)
    end = begin + DAYS * DAY
    while world.braze.now < end:
        if chance.random() < 0.2:
            wishes = draw_edit(chance, wishes, world.braze.now.date())
            world.counted["edits"] += 1
            if chance.random() < 0.8:
                world.wait_until(_soon_after_a_send(wishes, world.braze.now, chance))
        wishes = _apply_somehow(world, wishes, chance)
        world.wait_until(world.braze.now + _pause(chance))
    world.apply(wishes)
    world.counted["sends"] += len(world.judge.went_out)
    world.counted["named"] += len(world.judge.named)
    world.counted.update({f"held {code}": count for code, count in world.judge.held.items()})
    _leave(world)
    return world.counted


def live_with_another_name(parts: Parts) -> None:
    """Send on a Monday, leave that day out of the rule, take another name, and then move the rule to Wednesday."""
    start = NOW.date() + timedelta(days=7 - NOW.weekday())
    item = Item(key="", at=time(9), zone="UTC")
    wish = Wish(
        name="news",
        home="news",
        mode="plain",
        every="week",
        items=(item,),
        each=False,
        start=start,
        until=start + 60 * DAY,
        on=(0,),
    )
    world = SeriesWorld(begin=NOW, horizon=83 * DAY, parts=parts)
    world.apply((wish,))
    world.wait_until(datetime.combine(start, time(12), NOW.tzinfo))
    for edit in ({"on": (4,)}, {"name": "letter", "said": "news"}, {"said": ""}, {"on": (2,)}):
        wish = dataclasses.replace(wish, **edit)
        world.apply((wish,))
    world.wait_until(world.braze.now + 3 * DAY)


def _soon_after_a_send(wishes: tuple[Wish, ...], now: datetime, chance: random.Random) -> datetime:
    """Return a moment within hours of the next send, where edits meet what goes out; now if none comes soon."""
    coming = min((send.first_at for send in sends_of(wishes).values() if send.first_at > now), default=now)
    at = coming + timedelta(minutes=chance.randrange(-180, 300))
    return at if now < at < now + 4 * DAY else now


def _apply_somehow(world: SeriesWorld, wishes: tuple[Wish, ...], chance: random.Random) -> tuple[Wish, ...]:
    """Apply once or twice, perhaps killed; return the wishes without the lines that may go.

    That is what the plan says of them, or it was applied to its end.
    """
    # From a moment to a day two come near to each other's old places: no order keeps a killed run safe.
    is_killed = chance.random() < 0.25 and not world.changes_mode(wishes)
    hit = draw_death(chance) if is_killed else None
    shown = world.apply(wishes, hit=hit, seed=chance.randrange(100), workers=chance.choice((1, 4)))
    if chance.random() < 0.15:
        world.apply(wishes)
    over: set[str] = {one.address or "" for one in shown.plan.findings if one.code == "already-moved"}
    if world.is_whole and chance.random() < 0.5:
        over |= {one.name for one in wishes if one.said}
    world.counted["names"] += sum(one.said != "" for one in wishes if one.name in over)
    return tuple(dataclasses.replace(one, said="") if one.name in over else one for one in wishes)


def _pause(chance: random.Random) -> timedelta:
    """Return how long until the next apply: a day as a rule, minutes at times, or many days."""
    kind = chance.random()
    if kind < 0.7:
        return DAY
    return timedelta(minutes=chance.randrange(1, 600)) if kind < 0.85 else chance.randrange(2, 12) * DAY

"""Series and edits of them, drawn at random: the same ones for the same seed."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from support.model_turn import Disturbance, Strike, Where
from support.series_wishes import Item, Wish, has_sends, sends_of
from support.states import NOW

ZONES = (
    "America/New_York",
    "Europe/Berlin",
    "Australia/Sydney",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "UTC",
)
HORIZONS = (83, 83, 30, 9)
# How many days a series of each kind goes on at most, and on how many times a day.
_LONGEST: Mapping[str, int] = MappingProxyType({"day": 12, "weekday": 20, "week": 60, "month": 90})
_KEYS = ("de", "us", "fr")
# The last day on which a send of a series may be, from its world's first on.
LAST_DAY = 115


def draw_begin(chance: random.Random) -> datetime:
    """Return when a world begins: some day of a year, at an odd minute."""
    minutes = chance.randrange(24 * 60)
    return NOW.replace(hour=0) + timedelta(days=chance.randrange(1, 365), minutes=minutes, seconds=17)


def draw_horizon(chance: random.Random) -> timedelta:
    """Return how far ahead schedules are created."""
    return timedelta(days=chance.choice(HORIZONS))


def draw_wishes(chance: random.Random, begin: datetime) -> tuple[Wish, ...]:
    """Return one or two series that begin three days on or later."""
    drawn = [_draw_wish(chance, f"series-{number}", begin.date()) for number in range(chance.randrange(1, 3))]
    sound = tuple(filter(has_sends, drawn))
    return sound or draw_wishes(chance, begin)


def _draw_wish(chance: random.Random, name: str, begin: date) -> Wish:
    every = chance.choice(tuple(_LONGEST))
    mode = chance.choice(("plain", "plain", "local", "optimal"))
    start = begin + timedelta(days=chance.randrange(3, 35))
    longest = min(_LONGEST[every], LAST_DAY - (start - begin).days)
    each = chance.random() < 0.4
    keys = chance.sample(_KEYS, chance.randrange(1, 3)) if each else [""]
    wish = Wish(
        name=name,
        home=name,
        mode=mode,
        every=every,
        items=tuple(Item(key=key, at=_draw_time(chance), zone=chance.choice(ZONES)) for key in keys),
        each=each,
        start=start,
        until=start + timedelta(days=chance.randrange(longest // 2, longest)),
        on=_draw_on(chance, every),
        more=_draw_more(chance) if every == "day" and mode != "optimal" else (),
        skips=chance.random() < 0.3,
    )
    return with_exceptions(chance, wish, after=start, most=2)


def _draw_time(chance: random.Random) -> time:
    return time(chance.randrange(5, 22), chance.choice((0, 30)))


def _draw_more(chance: random.Random) -> tuple[time, ...]:
    return (_draw_time(chance),) if chance.random() < 0.3 else ()


def _draw_on(chance: random.Random, every: str) -> tuple[int, ...]:
    match every:
        case "week":
            return tuple(sorted(chance.sample(range(7), chance.choice((1, 1, 2)))))
        case "month":
            return tuple(sorted(chance.sample(range(1, 29), 2)))
        case _:
            return ()


def with_exceptions(chance: random.Random, wish: Wish, *, after: date, most: int) -> Wish:
    """Return the series without some of the days it has from `after` on."""
    days = sorted({send.wall.date() for send in sends_of((wish,)).values() if send.wall.date() >= after})
    chosen = chance.sample(days, min(len(days), chance.randrange(most + 1)))
    without = dataclasses.replace(wish, left_out=wish.left_out | frozenset(chosen))
    return without if has_sends(without) else wish


def draw_edit(chance: random.Random, wishes: tuple[Wish, ...], today: date) -> tuple[Wish, ...]:
    """Return the series with one of them edited."""
    place = chance.randrange(len(wishes))
    edited = chance.choice(EDITS)(chance, wishes[place], today)
    if not has_sends(edited):
        return wishes
    return (*wishes[:place], edited, *wishes[place + 1 :])


def _hour(chance: random.Random, wish: Wish, _today: date) -> Wish:
    items = [dataclasses.replace(item, at=_draw_time(chance)) for item in wish.items]
    return dataclasses.replace(wish, items=tuple(items))


def _weekday(chance: random.Random, wish: Wish, _today: date) -> Wish:
    return dataclasses.replace(wish, on=_draw_on(chance, wish.every))


def _zone(chance: random.Random, wish: Wish, _today: date) -> Wish:
    items = [dataclasses.replace(item, zone=chance.choice(ZONES)) for item in wish.items]
    return dataclasses.replace(wish, items=tuple(items))


def _exceptions(chance: random.Random, wish: Wish, today: date) -> Wish:
    if wish.left_out and chance.random() < 0.4:
        return dataclasses.replace(
            wish, left_out=frozenset(chance.sample(sorted(wish.left_out), len(wish.left_out) // 2))
        )
    return with_exceptions(chance, wish, after=today, most=3)


def _keys(chance: random.Random, wish: Wish, _today: date) -> Wish:
    """Take an item out or add one; one without items gets further times of day, or loses them."""
    if not wish.each:
        more = () if wish.more else _draw_more(chance)
        return dataclasses.replace(wish, more=more) if wish.every == "day" and wish.mode != "optimal" else wish
    absent = [key for key in _KEYS if all(key != item.key for item in wish.items)]
    if absent and (len(wish.items) == 1 or chance.random() < 0.5):
        item = Item(key=chance.choice(absent), at=_draw_time(chance), zone=chance.choice(ZONES))
        return dataclasses.replace(wish, items=(*wish.items, item))
    gone = chance.randrange(len(wish.items))
    return dataclasses.replace(wish, items=(*wish.items[:gone], *wish.items[gone + 1 :]))


def _shape(chance: random.Random, wish: Wish, _today: date) -> Wish:
    """Make one for all of the items, or items of the one for all; at other hours or at the same ones."""
    at = _draw_time(chance) if chance.random() < 0.7 else wish.items[0].at
    if wish.each:
        return dataclasses.replace(wish, each=False, items=(dataclasses.replace(wish.items[0], key="", at=at),))
    keys = chance.sample(_KEYS, chance.randrange(1, 3))
    items = tuple(dataclasses.replace(wish.items[0], key=key, at=at) for key in keys)
    return dataclasses.replace(wish, each=True, items=items, more=())


def _rule(chance: random.Random, wish: Wish, _today: date) -> Wish:
    every = chance.choice(("week", "month")) if wish.more else chance.choice(("weekday", "week", "month"))
    return dataclasses.replace(wish, every=every, on=_draw_on(chance, every), more=())


def _mode(chance: random.Random, wish: Wish, _today: date) -> Wish:
    mode = chance.choice(("plain", "local")) if wish.more else chance.choice(("plain", "local", "optimal"))
    return dataclasses.replace(wish, mode=mode)


def _turn(chance: random.Random, wish: Wish, _today: date) -> Wish:
    """Of two times of day make the other one the first, drop the first, or put another one before it."""
    if len(wish.items) != 1 or wish.every != "day" or wish.mode == "optimal":
        return wish
    own, times = wish.items[0], [wish.items[0].at, *wish.more]
    if chance.random() < 0.4:
        times = [_draw_time(chance), *times]
    else:
        times = [*times[1:], *(times[:1] if chance.random() < 0.5 else ())] or times
    items = (dataclasses.replace(own, at=times[0]),)
    return dataclasses.replace(wish, items=items, more=tuple(dict.fromkeys(times[1:])))


def _name(_chance: random.Random, wish: Wish, _today: date) -> Wish:
    """Give it another name, if it does not say any more which one it had."""
    if wish.said:
        return wish
    number = int(wish.name.removeprefix(wish.home).removeprefix("-new-") or 0) + 1
    return dataclasses.replace(wish, name=f"{wish.home}-new-{number}", said=wish.name)


def _name_and_hour(chance: random.Random, wish: Wish, today: date) -> Wish:
    return _name(chance, _hour(chance, wish, today), today)


_Edit = Callable[[random.Random, Wish, date], Wish]
EDITS: Sequence[_Edit] = (
    _hour,
    _hour,
    _weekday,
    _weekday,
    _zone,
    _exceptions,
    _keys,
    _shape,
    _rule,
    _mode,
    _turn,
    _turn,
    _name,
    _name_and_hour,
)


def draw_death(chance: random.Random) -> Disturbance:
    """Return where a run is killed."""
    where = chance.choice(tuple(Where))
    most = 120 if where is Where.STEP else 8
    return Disturbance(strike=Strike.KILL, where=where, number=chance.randrange(1, most))

"""Series as people wish for them: as values, as YAML, and as the sends they mean.

What a series means is worked out here day by day, without any code of the program: the date of each send is its
key, with its time where a day has several and it is not the first one named.
"""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from braze_gitops.load import load
from braze_gitops.model import Desired, Environment, SourceText, digest_text
from support.model_wishes import PROJECT
from support.states import TOOL
from support.yaml_sources import TextsByName

DAY = timedelta(days=1)
EAST, WEST = timedelta(hours=14), timedelta(hours=12)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """For whom a series is: `at` is its own time of day; `zone` counts for a plain time alone."""

    key: str
    at: time
    zone: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One definition that repeats; without `each` it has exactly one item, whose key is empty.

    `home` is the name it had first: its people are called by that. `said` is the old name that its `moved_from`
    says, empty without one. `on` are days of the week from 0, or of the
    month from 1; `more` are further times of day; `left_out` are dates.
    """

    name: str
    home: str
    mode: str
    every: str
    items: tuple[Item, ...]
    each: bool
    start: date
    until: date
    on: tuple[int, ...] = ()
    more: tuple[time, ...] = ()
    left_out: frozenset[date] = frozenset()
    skips: bool = False
    said: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """One send that is wished for, of a definition that has the name `name` now.

    `series` is the first name and the item's key, `half` half the shortest interval.
    """

    name: str
    series: tuple[str, str]
    key: str
    wall: datetime
    first_at: datetime
    last_at: datetime
    half: timedelta

    @property
    def address(self) -> str:
        """Return the address it should have."""
        return self.name + self._keys

    @property
    def identity(self) -> str:
        """Return the address it would have under the first name."""
        return self.series[0] + self._keys

    @property
    def _keys(self) -> str:
        return "".join(f'["{key}"]' for key in (self.series[1], self.key) if key)


def sends_of(wishes: tuple[Wish, ...]) -> Mapping[str, Send]:
    """Return every send of all, by its identity."""
    return {send.identity: send for wish in wishes for send in _sends_of(wish)}


@functools.lru_cache(maxsize=64)
def _sends_of(wish: Wish) -> tuple[Send, ...]:
    return tuple(send for item in wish.items for send in _sends_for(wish, item))


def has_sends(wish: Wish) -> bool:
    """Whether every item has a send, as the program demands."""
    return {send.series[1] for send in _sends_of(wish)} == {item.key for item in wish.items}


def _sends_for(wish: Wish, item: Item) -> Iterator[Send]:
    times = sorted({item.at, *wish.more})
    first = datetime.combine(wish.start, item.at)
    walls = [datetime.combine(day, at) for day in _days(wish) for at in times]
    walls = [wall for wall in walls if wall >= first]
    half = min((after - before for before, after in pairwise(walls)), default=timedelta()) / 2
    several = len({wall.date() for wall in walls}) < len(walls)
    for wall in walls:
        if wall.date() not in wish.left_out:
            key = f"{wall:%Y-%m-%d}" + (f"{wall:T%H:%M}" if several and wall.time() != item.at else "")
            first_at, last_at = _window(wish, item, wall)
            yield Send(
                name=wish.name,
                series=(wish.home, item.key),
                key=key,
                wall=wall,
                first_at=first_at,
                last_at=last_at,
                half=half,
            )


def _days(wish: Wish) -> Iterator[date]:
    day = wish.start
    while day <= wish.until:
        match wish.every:
            case "day":
                fits = True
            case "weekday":
                fits = day.weekday() < 5
            case "week":
                fits = day.weekday() in wish.on
            case _:
                fits = day.day in wish.on
        if fits:
            yield day
        day += DAY


def _window(wish: Wish, item: Item, wall: datetime) -> tuple[datetime, datetime]:
    if wish.mode == "plain":
        instant = wall.replace(tzinfo=ZoneInfo(item.zone)).astimezone(UTC)
        return instant, instant
    if wish.mode == "local":
        return wall.replace(tzinfo=UTC) - EAST, wall.replace(tzinfo=UTC) + WEST
    midnight = datetime.combine(wall.date(), time.min, UTC)
    return midnight - EAST, midnight + DAY + WEST


def text_of(wishes: tuple[Wish, ...]) -> str:
    """Return the definitions as a person writes them, in one file."""
    return "".join(f"---\n{json.dumps(_definition(wish))}\n" for wish in wishes) or "# nothing\n"


def load_series(wishes: tuple[Wish, ...], environment: Environment) -> Desired:
    """Return what the program makes of the definitions' text."""
    text = text_of(wishes)
    source = SourceText(path="schedules/series.yaml", text=text, digest=digest_text(text))
    project = dataclasses.replace(PROJECT, environments={environment.name: environment})
    desired, findings = load(
        [source], project=project, environment=environment, files=TextsByName(), tool_version=TOOL
    )
    assert desired is not None, findings
    return desired


def _definition(wish: Wish) -> dict[str, object]:
    found: dict[str, object] = {"name": wish.name, "kind": "message", "broadcast": True}
    found["segment_id"] = f"{wish.home}/{'<< each.key >>' if wish.each else ''}"
    if wish.said:
        found["moved_from"] = wish.said
    if wish.each:
        found["for_each"] = {item.key: _value(wish, item) for item in wish.items}
    found["schedule"] = _schedule(wish)
    found["lifecycle"] = {"on_missed": "skip" if wish.skips else "error"}
    email = {"app_id": "app", "from": "Shop <news@shop.example>", "subject": "News", "body": "Hi"}
    return {**found, "messages": {"email": email}}


def _value(wish: Wish, item: Item) -> dict[str, object]:
    start = datetime.combine(wish.start, item.at)
    return {"start": f"{start:%Y-%m-%dT%H:%M:%S}", "zone": item.zone, "at": f"{item.at:%H:%M}"}


def _schedule(wish: Wish) -> dict[str, object]:
    own = _value(wish, wish.items[0])
    if wish.each:
        own = {key: f"<< each.value.{key} >>" for key in own}
    repeat: dict[str, object] = {"every": wish.every, "until": f"{wish.until}"}
    if wish.on:
        repeat["on"] = [WEEKDAYS[day] for day in wish.on] if wish.every == "week" else list(wish.on)
    if wish.more:
        repeat["at"] = [own["at"], *(f"{at:%H:%M}" for at in wish.more)]
    if wish.left_out:
        repeat["except"] = [f"{day}" for day in sorted(wish.left_out)]
    mode = {"plain": ("timezone", own["zone"]), "local": ("in_local_time", True)}
    key, value = mode.get(wish.mode, ("at_optimal_time", True))
    return {"time": own["start"], key: value, "repeat": repeat}

"""Rules of RFC 5545 by the hundred, the same for one seed: every part that a `repeat` takes, alone and together.

They start around what is hard to count: leap days, ends of months and years, first and last weeks.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime

from support.ical_js import Rule

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_STARTS = (
    "2020-02-29T09:00:00",
    "2023-12-31T23:59:00",
    "2024-01-01T00:00:00",
    "2024-02-29T12:30:00",
    "2025-01-31T08:15:00",
    "2026-11-28T09:00:00",
    "2026-12-31T17:45:00",
    "2027-01-01T09:00:00",
    "2027-06-30T06:00:00",
    "2028-02-29T18:00:00",
    "2029-10-15T09:00:00",
)


def generated_rules(count: int, *, seed: int = 1, limit: int = 40) -> tuple[Rule, ...]:
    """Return that many different rules, each frequency in turn; every one has a COUNT or an UNTIL of its own."""
    found: dict[tuple[datetime, str], Rule] = {}
    number = 0
    while len(found) < count:
        chance = random.Random(f"{seed} {number}")
        start = datetime.fromisoformat(chance.choice(_STARTS))
        frequency = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")[number % 4]
        text = ";".join((f"FREQ={frequency}", *_parts(frequency, chance), _end(start, limit, chance)))
        found[start, text] = Rule(start=start, rule=text, limit=limit)
        number += 1
    return tuple(found.values())


def _parts(frequency: str, chance: random.Random) -> Iterator[str]:
    if chance.random() < 0.5:
        yield f"INTERVAL={chance.choice((1, 2, 2, 3, 4, 5, 7, 12))}"
    if chance.random() < 0.4:
        yield f"WKST={chance.choice(DAYS)}"
    picks = list(_days(frequency, chance))
    if chance.random() < 0.3:
        picks.append(f"BYHOUR={_numbers(chance, range(24), 3)}")
    if chance.random() < 0.2:
        picks.append(f"BYMINUTE={_numbers(chance, range(0, 60, 5), 2)}")
    yield from picks
    if picks and chance.random() < 0.3:
        yield f"BYSETPOS={_numbers(chance, (1, 2, 3, -1, -2), 2)}"


def _days(frequency: str, chance: random.Random) -> Iterator[str]:
    """Yield parts that name days, as far as the frequency allows them."""
    has_month = chance.random() < 0.3
    if has_month:
        yield f"BYMONTH={_numbers(chance, range(1, 13), 4)}"
    match frequency:
        case "DAILY":
            if chance.random() < 0.3:
                yield f"BYMONTHDAY={_numbers(chance, (*range(1, 29), -1, -2, -7), 5)}"
            if chance.random() < 0.4:
                yield f"BYDAY={_weekdays(chance, ())}"
        case "WEEKLY":
            if chance.random() < 0.8:
                yield f"BYDAY={_weekdays(chance, ())}"
        case "MONTHLY":
            kind = chance.random()
            if kind < 0.6:
                yield f"BYDAY={_weekdays(chance, (1, 2, 3, 4, 5, -1, -2, -5))}"
            if kind > 0.45:
                yield f"BYMONTHDAY={_numbers(chance, (*range(1, 32), -1, -2, -15, -31), 5)}"
        case _:
            yield from _days_of_a_year(
                chance, (1, 2, 5, -1, -2, -5) if has_month else (1, 2, 5, -1, -2, 10, 20, 53, -53)
            )


def _days_of_a_year(chance: random.Random, numbers: tuple[int, ...]) -> Iterator[str]:
    kind = chance.randrange(7)
    if kind in (0, 1):
        yield f"BYDAY={_weekdays(chance, numbers if kind else ())}"
    if kind in (2, 3):
        yield f"BYMONTHDAY={_numbers(chance, (*range(1, 32), -1, -3, -31), 4)}"
    if kind == 3:
        yield f"BYDAY={_weekdays(chance, ())}"
    if kind == 4:
        yield f"BYYEARDAY={_numbers(chance, (1, 2, 59, 60, 61, 100, 200, 365, 366, -1, -2, -366, -307), 4)}"
    if kind in (5, 6):
        yield f"BYWEEKNO={_numbers(chance, (1, 2, 10, 20, 40, 51, 52, 53, -1, -2, -53), 3)}"
    if kind == 6:
        yield f"BYDAY={_weekdays(chance, ())}"


def _weekdays(chance: random.Random, numbers: tuple[int, ...]) -> str:
    """Return days of the week, in half of the cases with numbers where there may be some."""
    days = sorted(chance.sample(DAYS, chance.choice((1, 1, 2, 3, 5))), key=DAYS.index)
    if not numbers or chance.random() < 0.5:
        return ",".join(days)
    return ",".join(f"{chance.choice(numbers)}{day}" for day in days)


def _numbers(chance: random.Random, known: range | tuple[int, ...], most: int) -> str:
    picked = chance.sample(known, chance.randint(1, most))
    return ",".join(map(str, sorted(picked)))


def _end(start: datetime, limit: int, chance: random.Random) -> str:
    if chance.random() < 0.6:
        return f"COUNT={chance.randint(1, limit)}"
    return f"UNTIL={start.replace(year=start.year + chance.choice((4, 8, 28)), day=28):%Y%m%dT%H%M%S}"

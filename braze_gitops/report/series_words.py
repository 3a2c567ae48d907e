"""The sends of a series in words: days from keys, and where the clock of a time hangs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise

from braze_gitops.model import Address, SendTime, TimeMode, split_address
from braze_gitops.plan import Change, Plan, Series, series_address
from braze_gitops.report.moment import clock_words, date_words

# More sends than these are told by the first and the last.
_DAY_BY_DAY = 12
_UTC = frozenset({"Z", "UTC", "Etc/UTC", "+00:00", "-00:00"})


def key_of(address: Address) -> str:
    """Return the key of a send, the last one of its address; empty where it has none."""
    keys = split_address(address)[1]
    return keys[-1] if keys else ""


def day_list(keys: Iterable[str]) -> str:
    """Return the days of sends by their keys, a year once: `Mon 21 Dec, Mon 28 Dec 2026, Mon 4 Jan 2027 18:00`."""
    days = [(_day(key), key) for key in keys]
    words = []
    for (day, key), (following, _) in pairwise([*days, (None, "")]):
        if day is None:
            words.append(key)
            continue
        date = date_words(day)
        is_followed = following is not None and following.year == day.year
        shown = date.removesuffix(f" {day.year:04}") if is_followed else date
        words.append(f"{shown} {clock_words(day)}" if "T" in key else shown)
    return ", ".join(words)


def day_span(keys: Sequence[str]) -> str:
    """Return the days of sends, in order; of many only the first and the last."""
    return day_list(keys) if len(keys) <= _DAY_BY_DAY else f"from {day_list(keys[:1])} to {day_list(keys[-1:])}"


def days_of_series(addresses: Iterable[Address]) -> tuple[str, ...]:
    """Return addresses, those of one series as one, with their days: `newsletter, Mon 21 Dec, Mon 28 Dec 2026`."""
    found: dict[Address, list[str]] = {}
    for address in addresses:
        series = series_address(address, None)
        found.setdefault(series or address, []).extend([key_of(address)] if series is not None else [])
    return tuple(f"{name}, {day_list(keys)}" if keys else name for name, keys in found.items())


def series_in(plan: Plan, change: Change) -> Series | None:
    """Return the series a change is of, as far as it is defined."""
    return next((one for one in plan.series if one.address == change.series), None)


def told_once(told: Iterable[tuple[Change, str]]) -> tuple[tuple[str, str], ...]:
    """Return each change with its words, those of one series with the same words once: `newsletter, 12 sends`."""
    found: dict[tuple[Address, str], list[Change]] = {}
    for change, words in told:
        found.setdefault((change.series or change.address, words), []).append(change)
    return tuple(
        (f"{subject}, {len(of_it):,} sends" if len(of_it) > 1 else of_it[0].address, words)
        for (subject, words), of_it in found.items()
    )


def zone_words(time: SendTime) -> str:
    """Return whose clock a time is read from: a zone's name, `UTC+02:00`, or each person's own."""
    match time.mode:
        case TimeMode.LOCAL:
            return "on each person's own clock"
        case TimeMode.OPTIMAL:
            return "at each person's best time"
        case _:
            zone = time.zone or "UTC"
            return "UTC" if zone in _UTC else f"UTC{zone}" if zone[0] in "+-" else zone


def _day(key: str) -> datetime | None:
    """Return the day and time of a key that is one, as a wall time."""
    try:
        return datetime.fromisoformat(key)
    except ValueError:
        return None

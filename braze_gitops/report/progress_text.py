"""What is said while an apply runs: one line that is rewritten on a terminal, or one line an event elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from braze_gitops.report.escape import escape
from braze_gitops.report.moment import duration_words, moment_words
from braze_gitops.report.page import display_width

_BAR = 20


def progress_line(*, done: int, total: int, trouble: int, last: str, elapsed: timedelta, width: int) -> str:
    """Return how far an apply is, on one line that fits `width`: `[####----] 12 of 40, 3 seconds  last`."""
    filled = _BAR * done // total if total else _BAR
    held = f", {trouble:,} not done" if trouble else ""
    head = f"[{'#' * filled}{'-' * (_BAR - filled)}] {done:,} of {total:,}{held}, {duration_words(elapsed)}"
    return _fit(f"{head}  {escape(last)}", width - 1)


def event_line(event: str, detail: Mapping[str, object]) -> str:
    """Return one event of an apply as a line for a log: its name, then `name=value` for each detail."""
    parts = [event, *(f"{name}={_plain(value)}" for name, value in detail.items())]
    return escape(" ".join(parts))


def event_words(event: str, detail: Mapping[str, object]) -> str:
    """Return what a person should know of one event at once: `waiting until …: why`; else as `event_line`."""
    until, why = detail.get("until"), detail.get("why")
    if event == "waiting" and isinstance(until, datetime):
        # Not before: a part of a second counts as one.
        whole = until + timedelta(microseconds=-until.microsecond % 1_000_000)
        seconds = detail.get("seconds")
        span = f" ({duration_words(timedelta(seconds=seconds))})" if isinstance(seconds, int | float) else ""
        return escape(f"waiting until {moment_words(whole)}{span}: {why}")
    if event == "stopping":
        return escape(f"stopping: {why}")
    return event_line(event, detail)


def _plain(value: object) -> str:
    text = str(value)
    return f'"{text}"' if " " in text else text


def _fit(text: str, width: int) -> str:
    kept, used = "", 0
    for character in text:
        used += display_width(character)
        if used > width:
            break
        kept += character
    return kept.rstrip()

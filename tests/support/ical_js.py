"""ical.js, run by Node: an implementation of RFC 5545 that shares nothing with the libraries of this package.

`make javascript` installs it, at the exact version in `tests/javascript/package.json`; a test that calls it
is marked `@pytest.mark.needs("node", "ical.js")` and, since it starts a process, `@pytest.mark.deep`.

    calendar = read_calendar(ics, zone="Asia/Kolkata")
    calendar.events[0].start.local      # 19:30 there, for 14:00 UTC

    first = datetime.fromisoformat("2026-01-01T09:00")
    expand_rules([Rule(start=first, rule="FREQ=MONTHLY;BYDAY=-1FR;COUNT=3")])   # hundreds in one process

Its zones are those of Node's own ICU data, not of the package `tzdata`.
"""

import dataclasses
import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "javascript"
INSTALLED = FOLDER / "node_modules/ical.js/package.json"

_TIMEOUT = 50


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A moment as a reader in some zone sees it: `form` is `utc`, `floating` or `date`; `local` is naive."""

    form: str
    local: datetime | date


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One VEVENT, its texts as a person reads them, unfolded and without escapes; None where it has none."""

    uid: str | None
    summary: str | None
    description: str | None
    status: str | None
    sequence: int | None
    categories: tuple[str, ...]
    stamp: str | None
    start: Start
    end: Start | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What was read, with `zone` the one it was read in, as Node names it."""

    version: str | None
    product: str | None
    zone: str
    events: tuple[Event, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A recurrence rule: the naive wall time of DTSTART, the value of RRULE, how many times are asked for."""

    start: datetime
    rule: str
    limit: int = 1000


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """The naive wall times of a rule, in its order, at most `limit`; or what ical.js says is wrong with it.

    The iteration is of the rule alone: DTSTART is among the times only where the rule yields it.
    """

    times: tuple[datetime, ...] = ()
    error: str = ""


def read_calendar(ics: bytes, *, zone: str) -> Calendar:
    """Return the calendar in `ics` as a program in `zone`, an IANA name, reads it.

    Raises:
        subprocess.CalledProcessError: ical.js cannot read it.
    """
    answer = _run("read_calendar.mjs", ics, zone=zone)
    events = answer["events"]
    assert isinstance(events, list)
    return Calendar(
        version=_text(answer, "version"),
        product=_text(answer, "product"),
        zone=str(answer["zone"]),
        events=tuple(_event(event) for event in events),
    )


def expand_rules(rules: Iterable[Rule]) -> tuple[Expansion, ...]:
    """Return what ical.js makes of each rule, in the order given."""
    asked = [{"start": one.start.isoformat(), "rule": one.rule, "limit": one.limit} for one in rules]
    answers = _run("expand_rules.mjs", json.dumps(asked).encode(), zone="UTC", many=True)["answers"]
    assert isinstance(answers, list)
    return tuple(
        Expansion(
            times=tuple(datetime.fromisoformat(time) for time in answer.get("times", ())),
            error=answer.get("error", ""),
        )
        for answer in answers
    )


def _run(script: str, given: bytes, *, zone: str, many: bool = False) -> Mapping[str, object]:
    """Return what `script` answers to `given`, a process in `zone`; a list as `answers`."""
    node = shutil.which("node") or shutil.which("nodejs")
    assert node is not None, "mark the test with needs('node', 'ical.js')"
    done = subprocess.run(
        [node, script],
        cwd=FOLDER,
        input=given,
        env={"PATH": os.environ.get("PATH", ""), "TZ": zone},
        capture_output=True,
        timeout=_TIMEOUT,
        check=True,
    )
    answer: object = json.loads(done.stdout)
    if many:
        return {"answers": answer}
    assert isinstance(answer, dict)
    return answer


def _event(fields: Mapping[str, object]) -> Event:
    start, sequence, categories = _moment(fields["start"]), fields["sequence"], fields["categories"]
    assert start is not None, "an event without DTSTART"
    assert isinstance(categories, list)
    return Event(
        uid=_text(fields, "uid"),
        summary=_text(fields, "summary"),
        description=_text(fields, "description"),
        status=_text(fields, "status"),
        sequence=sequence if isinstance(sequence, int) else None,
        categories=tuple(map(str, categories)),
        stamp=_text(fields, "stamp"),
        start=start,
        end=_moment(fields["end"]),
    )


def _moment(value: object) -> Start | None:
    if not isinstance(value, dict):
        return None
    form, local = str(value["form"]), str(value["local"])
    read = date.fromisoformat(local) if form == "date" else datetime.fromisoformat(local)
    return Start(form=form, local=read)


def _text(fields: Mapping[str, object], name: str) -> str | None:
    value = fields[name]
    return value if isinstance(value, str) else None

"""`braze-gitops calendar`."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from braze_gitops import __version__
from braze_gitops.cli.command import Command
from braze_gitops.cli.live_broadcasts import key_findings, read_live
from braze_gitops.cli.options import (
    FIRST_YEAR,
    LAST_YEAR,
    at_option,
    environment_option,
    everywhere,
    expect_head_option,
    moment_of,
)
from braze_gitops.cli.out_file import write_out
from braze_gitops.cli.planning import naming_of, plan_and_review
from braze_gitops.cli.session import Session
from braze_gitops.cli.state_access import empty_state, read_state
from braze_gitops.cli.workspace import Workspace, choose_environment, open_workspace, present_of, read_desired
from braze_gitops.errors import StateMissingError, UsageError
from braze_gitops.model import Environment, Lineage

if TYPE_CHECKING:
    from braze_gitops.report import Calendar, Days
    from braze_gitops.state import State

_SHOWN = timedelta(days=34)
_LONGEST = timedelta(days=1100)


def _read_day(_ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is no date; write it like 2026-11-27", param=param) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise click.BadParameter(
            f"the year {day.year} is out of range; use one from {FIRST_YEAR} to {LAST_YEAR}", param=param
        )
    return day


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The moment and the days of a calendar, and whether Braze is asked."""

    at: datetime | None
    first_on: date | None
    last_on: date | None
    zone: str
    live: bool


@click.command(
    cls=Command,
    epilog=(
        "braze-gitops calendar\n"
        "braze-gitops calendar -e production --zone Europe/Berlin --until 2026-12-31\n"
        "braze-gitops calendar -e production --live\n"
        "braze-gitops calendar -e production --format ics --out braze.ics\n"
    ),
)
@everywhere
@environment_option
@expect_head_option
@click.option("--from", "first_on", callback=_read_day, metavar="DATE", help="The first day; today by default.")
@click.option(
    "--until", "last_on", callback=_read_day, metavar="DATE", help="The last day; five weeks by default."
)
@at_option
@click.option(
    "--zone", default="UTC", show_default=True, metavar="ZONE", help="The zone of days and times: Europe/Berlin."
)
@click.option("--live", is_flag=True, help="Also ask Braze what the dashboard has scheduled; needs a key.")
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "ics", "json"]),
    default="text",
    show_default=True,
    help="For people, for other calendars, or for programs.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="With --format ics: the file to write it to."
)
@click.pass_obj
def calendar(
    session: Session,
    environment: str | None,
    first_on: date | None,
    last_on: date | None,
    at: datetime | None,
    zone: str,
    live: bool,  # noqa: FBT001 - click passes every option by name
    output: str,
    out: Path | None,
) -> None:
    """Show what goes out on which day: arranged, planned or sent.

    Compares the definitions with the state, as a plan does. Changes nothing, and calls Braze with --live alone.
    """
    if out is not None and output != "ics":
        raise UsageError("--out is for --format ics", hint="add --format ics, or leave out --out")
    workspace = open_workspace(session)
    chosen = choose_environment(workspace, environment)
    asked = _Asked(at=at, first_on=first_on, last_on=last_on, zone=zone, live=live)
    made = _make(session, workspace, chosen, asked)
    if output == "ics":
        _write_ics(session, made, out)
        return
    from braze_gitops.report import calendar_json, calendar_text

    terminal = session.terminal
    terminal.say(
        calendar_json(made)
        if output == "json"
        else calendar_text(made, style=terminal.style, width=terminal.width)
    )


def _make(session: Session, workspace: Workspace, environment: Environment, asked: _Asked) -> Calendar:
    from braze_gitops.report import Teller, make_calendar

    now = moment_of(workspace, environment, asked.at)
    days = _days(asked, now)
    loaded = read_desired(workspace, environment)
    state = _state(session, workspace, environment)
    sends, notes = None, key_findings(session, environment, state) if asked.live else ()
    if asked.live:
        sends = read_live(session, workspace, environment, days.last_on)
    known = state or empty_state(environment, lineage=Lineage(""))
    review = plan_and_review(workspace, environment, loaded, known, now=now, commit=None, allowed=())
    teller = Teller(
        review=review,
        desired={one.address: one for one in loaded.desired.schedules},
        naming=naming_of(workspace, loaded.desired, environment),
        now=now,
        cutoff=environment.cutoff,
        has_state=state is not None,
        zones=environment.audience_zones,
    )
    made_at = now if asked.at is None else present_of(workspace, environment)
    return make_calendar(
        teller,
        known,
        days=days,
        made_at=made_at,
        seed=environment.lineage or environment.name,
        dashboard=sends,
        notes=notes,
    )


def _state(session: Session, workspace: Workspace, environment: Environment) -> State | None:
    """Return the state, None where none was ever begun; one that is lost is an error, as everywhere."""
    try:
        return read_state(session, workspace, environment).state
    except StateMissingError:
        if environment.lineage is not None or session.expected is not None:
            raise
        return None


def _days(asked: _Asked, now: datetime) -> Days:
    from braze_gitops.load import find_zone, zone_advice
    from braze_gitops.report import Days

    zone = UTC if asked.zone == "UTC" else find_zone(asked.zone)
    if zone is None:
        raise UsageError(f"{asked.zone} is no time zone of a place", hint=zone_advice(asked.zone))
    first_on = asked.first_on or now.astimezone(zone).date()
    last_on = asked.last_on or first_on + _SHOWN
    if last_on < first_on:
        raise UsageError(f"--until {last_on} is before {first_on}", hint="give a later day, or an earlier --from")
    if last_on - first_on > _LONGEST:
        raise UsageError(
            f"from {first_on} to {last_on} is too long", hint=f"ask for at most {_LONGEST.days} days at once"
        )
    return Days(first_on=first_on, last_on=last_on, zone=zone, name=asked.zone)


def _write_ics(session: Session, made: Calendar, out: Path | None) -> None:
    from braze_gitops.report import calendar_ics

    terminal = session.terminal
    text = terminal.redact(calendar_ics(made, tool=__version__).decode("utf-8"))
    if out is None:
        terminal.say(text)
    else:
        write_out(out, text.encode("utf-8"), what="the calendar", marks=(b"BEGIN:VCALENDAR",))
    for sentence in made.left_out:
        terminal.tell(f"left out: {sentence}\n")

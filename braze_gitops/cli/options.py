"""The options that several commands share, each said once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

from braze_gitops.cli.session import Session
from braze_gitops.cli.workspace import Workspace, present_of
from braze_gitops.model import Environment

P = ParamSpec("P")
R = TypeVar("R")

# Around any moment of these, horizon and window are still dates.
FIRST_YEAR = 2000
LAST_YEAR = 2100

_SPAN = re.compile(
    r"(?:(?P<days>\d{1,5})d)?(?:(?P<hours>\d{1,5})h)?(?:(?P<minutes>\d{1,6})m)?(?:(?P<seconds>\d{1,7})s)?\Z"
)


def read_span(_ctx: click.Context, param: click.Parameter, value: str | None) -> timedelta | None:
    """Return the length of time an option or argument writes, as people do: `2d`, `3h`, `1d12h30m`."""
    if value is None:
        return None
    found = _SPAN.match(value)
    if not value or found is None:
        raise click.BadParameter(f"{value!r} is no length of time; write 2d, 3h, 30m, 5s or 1d12h", param=param)
    return timedelta(**{unit: int(number) for unit, number in found.groupdict().items() if number})


def read_instant(_ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    """Return the instant an option writes, in UTC; it has a year in which every distance is a date too."""
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None and FIRST_YEAR <= moment.year <= LAST_YEAR:
            return moment.astimezone(UTC)
    except ValueError:
        moment = None
    if moment is not None and moment.tzinfo is not None:
        raise click.BadParameter(
            f"the year {moment.year} is out of range; use one from {FIRST_YEAR} to {LAST_YEAR}", param=param
        )
    raise click.BadParameter(
        f"{value!r} is no instant; write date, time and offset: 2026-11-27T09:00:00Z or …-05:00", param=param
    )


def moment_of(workspace: Workspace, environment: Environment, at: datetime | None) -> datetime:
    """Return the moment to decide for: what `--at` says, else the present of `environment`."""
    return at if at is not None else present_of(workspace, environment)


def _set_folder(ctx: click.Context, _param: click.Parameter, value: Path | None) -> None:
    session = ctx.find_object(Session)
    if value is not None and session is not None:
        session.move_to(value)


def _set_plain(ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click calls it so
    session = ctx.find_object(Session)
    if value and session is not None:
        session.terminal.without_colour()


def _set_expected(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    session = ctx.find_object(Session)
    if value is None or session is None:
        return
    from braze_gitops.state import read_version

    session.expected = read_version(value)
    if session.expected is None:
        raise click.BadParameter(
            f"{value!r} is no version of a state; give what an apply printed, such as"
            " 'serial 12, batch 42, 3fa9c1d2e0b1'",
            param=param,
        )


def everywhere(command: Callable[P, R]) -> Callable[P, R]:
    """Add the options that every command takes, before or after its name: `-C`, `--no-color`, `-h`."""
    plain = click.option(
        "--no-color",
        is_flag=True,
        expose_value=False,
        callback=_set_plain,
        help="Write no colour (also: NO_COLOR).",
    )
    folder = click.option(
        "-C",
        "--project",
        type=click.Path(path_type=Path),
        metavar="DIR",
        expose_value=False,
        callback=_set_folder,
        help="The project's folder, if not this one.",
    )
    return folder(plain(click.help_option("-h", "--help", help="Show this and end.")(command)))


environment_option = click.option(
    "-e", "--environment", metavar="ENV", help="Which environment of the project file."
)
format_option = click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or for programs.",
)
at_option = click.option(
    "--at",
    "at",
    callback=read_instant,
    metavar="TIME",
    help="What would be decided then: date, time and offset, as in 2026-11-27T09:00:00Z.",
)
allow_option = click.option(
    "--allow",
    "allowed",
    multiple=True,
    metavar="GUARD:ADDRESS",
    help="Let one change pass one guard; a refusal prints the exact text. May be repeated.",
)
target_option = click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="ADDRESS",
    help="Only this one and what it must wait for; a pattern fits several. May be repeated.",
)
expect_head_option = click.option(
    "--expect-head",
    expose_value=False,
    callback=_set_expected,
    metavar="VERSION",
    help="Refuse a state that is older than this version, or has another history.",
)

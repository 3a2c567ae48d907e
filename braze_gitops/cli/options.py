"""The options that several commands share, each said once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

from braze_gitops.cli.session import Session

P = ParamSpec("P")
R = TypeVar("R")

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

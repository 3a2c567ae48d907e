"""`braze-gitops halt`."""

from __future__ import annotations

from datetime import datetime, timedelta

import click

from braze_gitops.cli.command import Command
from braze_gitops.cli.halt_options import Conditions, HaltOptions
from braze_gitops.cli.options import (
    environment_option,
    everywhere,
    expect_head_option,
    format_option,
    read_instant,
    read_span,
)
from braze_gitops.cli.session import Session
from braze_gitops.cli.workspace import choose_environment, open_workspace
from braze_gitops.errors import UsageError

# What our own hints say in its place.
_PLACEHOLDER = "TEXT"


@click.command(
    cls=Command,
    epilog=(
        'braze-gitops halt -e production --why "wrong prices"\n'
        "braze-gitops halt 'black-friday-*' -e production --why \"wrong prices\"\n"
        'braze-gitops halt --lift halt-1 -e production --why "prices are right again"\n'
    ),
)
@everywhere
@environment_option
@expect_head_option
@click.argument("pattern", required=False)
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only what has this tag. May be repeated: any.")
@click.option("--from", "first_at", callback=read_instant, metavar="TIME", help="Only what is sent then or later.")
@click.option("--until", "last_at", callback=read_instant, metavar="TIME", help="Only what is sent by then.")
@click.option("--protected", is_flag=True, help="Also cancel what `prevent_delete` protects.")
@click.option("--why", default="", metavar="TEXT", help="The reason. Kept in the state, and shown by every plan.")
@click.option("--lift", metavar="ID", help="End this halt. Nothing is created by that; the next apply does it.")
@click.option("--address", metavar="ADDRESS", help="With --lift: let only this one go.")
@click.option("--auto-approve", is_flag=True, help="Do not ask.")
@click.option(
    "--allow", "allowed", multiple=True, metavar="unknown-key:FINGERPRINT", help="Let an unknown key be used."
)
@click.option("--parallelism", type=click.IntRange(1, 16), metavar="N", help="How many calls at the same time.")
@click.option(
    "--max-wait",
    callback=read_span,
    metavar="TIME",
    help="How long to wait for rate limits in all, such as 5m. [default: 50m in CI, else 10m]",
)
@format_option
@click.pass_obj
def halt(
    session: Session,
    environment: str | None,
    pattern: str | None,
    tags: tuple[str, ...],
    first_at: datetime | None,
    last_at: datetime | None,
    protected: bool,  # noqa: FBT001 - click passes every option by name
    why: str,
    lift: str | None,
    address: str | None,
    auto_approve: bool,  # noqa: FBT001 - click passes every option by name
    allowed: tuple[str, ...],
    parallelism: int | None,
    max_wait: timedelta | None,
    output: str,
) -> int:
    """Stop what is scheduled, now: the emergency stop.

    Holds every schedule that PATTERN, --tag, --from and --until match, all of them without any: from then on no
    plan creates or changes it until --lift. Then cancels, nearest first, each one that has not finished sending.
    Needs the state and the key alone, not the definitions, and takes the state from a running apply at once.
    The same halt again cancels what is left.
    """
    from braze_gitops.cli.halting import run_halt
    from braze_gitops.cli.lifting import run_lift

    if why.strip() == _PLACEHOLDER:
        raise UsageError(f"{_PLACEHOLDER} stands for the reason, it is none", hint="say why in your own words")
    conditions = Conditions(pattern=pattern, tags=tuple(sorted(set(tags))), first_at=first_at, last_at=last_at)
    options = HaltOptions(
        with_protected=protected,
        why=why.strip(),
        auto_approve=auto_approve,
        allowed=allowed,
        parallelism=parallelism,
        max_wait=max_wait,
        as_json=output == "json",
    )
    _check(conditions, lift=lift, address=address, protected=protected)
    workspace = open_workspace(session)
    chosen = choose_environment(workspace, environment, changes=True)
    if lift is not None:
        return run_lift(session, workspace, chosen, lift, address, why=why.strip())
    return run_halt(session, workspace, chosen, conditions, options)


def _check(conditions: Conditions, *, lift: str | None, address: str | None, protected: bool) -> None:
    if "" in (conditions.pattern, *conditions.tags):
        raise UsageError(
            "the pattern or a tag is empty",
            hint="leave it out to halt the whole environment, and say so on purpose",
        )
    if lift is not None and (conditions != Conditions() or protected):
        raise UsageError("--lift takes an id and nothing to match", hint="use --address ADDRESS to let one go")
    if lift is None and address is not None:
        raise UsageError(
            "--address says what a halt lets go, with --lift ID", hint="to halt one address write it as PATTERN"
        )
    first_at, last_at = conditions.first_at, conditions.last_at
    if first_at is not None and last_at is not None and first_at > last_at:
        raise UsageError("--from is later than --until", hint="nothing would match")

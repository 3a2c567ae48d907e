"""What to do when another run holds the state: go on, take over, wait, or refuse and say who it is.

The table, in words (design.md 5.1):

    no run is open                       go on
    the holder is provably gone          take over, said in one line
    there is time left to wait           wait, then look again
    otherwise                            refuse, naming the holder

Nothing hangs on being right about the holder: the old run's next write fails, whatever was decided.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

from braze_gitops.errors import StateLockedError
from braze_gitops.state import Machine, RunOpened, is_gone


class Step(StrEnum):
    """What to do next."""

    GO_ON = "go on"
    TAKE_OVER = "take over"
    WAIT = "wait"
    REFUSE = "refuse"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The next step; `message` is the one line to say about it (empty when there is nothing to say)."""

    step: Step
    message: str = ""
    holder: RunOpened | None = None


def decide_hold(
    holder: RunOpened | None,
    *,
    here: Machine,
    alive: Callable[[int, str], bool | None],
    waited: timedelta = timedelta(),
    patience: timedelta = timedelta(),
) -> Decision:
    """Return what a run that wants the state does next.

    `holder` is the run the state shows as open, None if none is; `here` and `alive` are those of `state.is_gone`.
    `waited` is how long this run has waited and `patience` how long it may.
    """
    if holder is None:
        return Decision(step=Step.GO_ON)
    if is_gone(holder, here=here, alive=alive):
        return Decision(
            step=Step.TAKE_OVER,
            message=f"taking over from {describe_holder(holder)}: that run is gone",
            holder=holder,
        )
    if waited < patience:
        return Decision(step=Step.WAIT, message=f"waiting for {describe_holder(holder)}", holder=holder)
    return Decision(step=Step.REFUSE, message=f"the state is held by {describe_holder(holder)}", holder=holder)


def describe_holder(run: RunOpened) -> str:
    """Return who holds the state, since when, and from where: `ana on mac-7, apply since 2026-11-20 09:00 UTC`."""
    since = run.at.strftime("%Y-%m-%d %H:%M:%S UTC")
    where = f", CI run {run.ci_run}" if run.ci_run else ""
    return f"{run.who} on {run.host}, {run.operation} since {since}{where}"


def refusal(decision: Decision, *, environment: str) -> StateLockedError:
    """Return the error that a refused run ends with; `environment` is the one whose state is held."""
    return StateLockedError(
        decision.message,
        holder=describe_holder(decision.holder) if decision.holder is not None else "",
        hint="wait until it has ended and run this again; if it is gone for good: "
        f"`braze-gitops state take-over -e {environment}`",
    )

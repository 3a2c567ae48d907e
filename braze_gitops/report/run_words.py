"""A run of the program as a state names it: in words, and its fields for programs."""

from __future__ import annotations

from collections.abc import Mapping

from braze_gitops.report.moment import moment_words
from braze_gitops.state import RunOpened, write_moment


def run_words(run: RunOpened) -> str:
    """Return who ran what, where and when: `ana on laptop, apply of Fri 20 Nov 2026, 09:00 UTC`."""
    return f"{run.who} on {run.host}, {run.operation} of {moment_words(run.at)}"


def run_fields(run: RunOpened | None) -> Mapping[str, object] | None:
    """Return the same for programs, with the CI run and the commit; None for none."""
    if run is None:
        return None
    return {
        "run": run.run,
        "operation": run.operation,
        "who": run.who,
        "host": run.host,
        "why": run.why or None,
        "ci_run": run.ci_run or None,
        "commit": run.commit,
        "takes_over": run.takes_over,
        "at": write_moment(run.at),
    }

"""Whether the run that holds a state is provably gone (design.md 5.1).

In words:

    same host and boot, no such process (by number and start time)      gone
    in CI, another run of the same concurrency group                    gone: the group runs one at a time
    anything else                                                       not provably gone
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from braze_gitops.state.entry import RunOpened


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Where a run takes place: host name, an id of this boot, and in CI the concurrency group and the run.

    What is not known is empty; an empty `boot` or `ci_group` proves nothing.
    """

    host: str
    boot: str
    ci_group: str = ""
    ci_run: str = ""


def is_gone(run: RunOpened, *, here: Machine, alive: Callable[[int, str], bool | None]) -> bool:
    """Whether `run` can do nothing more, seen from `here`.

    `alive(pid, started)` says whether the process with that number and start time runs on this machine, None when
    that cannot be told; it is asked only for a run of the same host and boot.
    """
    if run.ci_group and run.ci_group == here.ci_group and run.ci_run != here.ci_run:
        return True
    if not run.boot or (run.host, run.boot) != (here.host, here.boot):
        return False
    return alive(run.pid, run.started) is False

"""A run that is stopped, taken over, and goes on when all is done without it."""

from __future__ import annotations

import dataclasses
import json
from enum import StrEnum

from braze_gitops.sandbox import read_log
from support.crash_rounds import Round
from support.crashing import Ended, Order, await_sent, said

_FENCED = 9
_ANSWERED = ("committed", "answer begun", "answer read")
GROUP = {"CI": "1", "BRAZE_GITOPS_CI_GROUP": "braze-local", "GITHUB_SERVER_URL": "https://git.example"}
_FIRST_RUN = {**GROUP, "GITHUB_REPOSITORY": "shop/braze", "GITHUB_RUN_ID": "1"}
_LATER_RUN = {**GROUP, "GITHUB_REPOSITORY": "shop/braze", "GITHUB_RUN_ID": "2"}


class Way(StrEnum):
    """How the state is taken from the run that was stopped: by a person, by a person who does nothing else until
    that run has ended, or by the next CI run of its group.
    """

    HAND = "by hand"
    ALONE = "by hand, alone"
    CI = "in CI"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """A zombie that was met: where it had stopped, how it ended, and how many ids only it could tell."""

    where: str
    code: int
    told: int


def meet_zombie(here: Round, *, at: int, way: Way, named: str = "") -> Met | None:
    """Stop an apply, let others do all there is, let it go on; None if it ended before that boundary.

    The person looks at Braze while the run is stopped, and says what is seen there. Only where a request is
    between its last look and its last byte does the word wait until the stopped run has ended.
    """
    environ = _FIRST_RUN if way is Way.CI else {}
    order = here.order(at=at, named=named, stops=True, tag=".zombie", environ=environ)
    stopped = here.host.run(order)
    if stopped.stopped is None:
        assert stopped.code == 0, said(order)
        return None
    try:
        before = _head(here)
        was_held = _take_over(here, stopped, way)
        is_taken, calls = _head(here) > before, len(read_log(here.place))
    finally:
        code = here.host.go_on(stopped)
    made = len(read_log(here.place)) - calls
    # A run that finds nothing to do writes nothing: the state then still is the stopped run's.
    assert made <= stopped.leaving or not is_taken, f"{made} calls after it was taken over at {stopped.struck}"
    assert code == _FENCED or not was_held, "its state was taken while it ran, and it did not notice"
    _judge(here, order, stopped, code=code)
    if (here.folder / "outcomes.json").exists():
        here.run(here.order("state", "recover", "outcomes.json"))
        here.check()
    here.bring_to_end()
    return Met(where=stopped.struck, code=code, told=len(_records(order)))


def _take_over(here: Round, stopped: Ended, way: Way) -> bool:
    """Take the state, ask the person, apply what is left; return whether a person took it from a run."""
    was_held = False
    await_sent(here.place, stopped)
    here.check()
    if way is not Way.CI:
        taking = here.order("state", "take-over", "--auto-approve")
        here.run(taking)
        was_held = "the state was taken from" in said(taking)
    if way is Way.ALONE:
        return was_held
    environ = _LATER_RUN if way is Way.CI else None
    taken = here.order(environ=environ)
    here.run(taken, codes=(0, 8, 11))
    here.check()
    if not stopped.leaving and here.resolve(environ=environ):
        here.run(here.order(environ=environ))
        here.check()
    return was_held


def _head(here: Round) -> int:
    state = here.state()
    return state.head.number if state is not None else 0


def _judge(here: Round, order: Order, stopped: Ended, *, code: int) -> None:
    """Nothing is lost or doubled by a run that came back, and what it says is true."""
    here.check()
    here.check_claims(order)
    lines = _records(order)
    ids = [line.split()[3] for line in lines]
    path = here.folder / "outcomes.json"
    kept = json.loads(path.read_text())["answers"] if path.exists() else []
    assert ids == [answer.get("schedule_id") or "-" for answer in kept]
    committed = {call.answer.get("schedule_id") for call in read_log(here.place) if call.committed}
    created = [line.split()[3] for line in lines if " create done " in line]
    assert set(created) <= committed, "it tells an id that Braze never gave"
    if stopped.struck in _ANSWERED and code == _FENCED:
        assert lines, "it learned an answer, could not write it, and did not say so"
    assert code in (0, _FENCED), said(order)
    assert code == _FENCED or not lines


def _records(order: Order) -> list[str]:
    """Return the lines, each once: they are printed as they arise and again at the end."""
    return list(dict.fromkeys(line for line in said(order).splitlines() if line.startswith("RECORD ")))

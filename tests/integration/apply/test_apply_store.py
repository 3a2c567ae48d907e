"""A journal that fails or was taken over in the middle of an apply over real HTTP."""

import asyncio
import itertools
from dataclasses import replace

from braze_gitops.apply import ApplySettings, Ending, Outcome, apply_plan
from braze_gitops.braze import connector
from braze_gitops.errors import ExitCode, StateConflictError, StoreError
from braze_gitops.guard import clear, review
from braze_gitops.model import Desired, Limits
from braze_gitops.plan import make_plan
from braze_gitops.state import Batch, Head
from braze_gitops.store import StoredJournal
from support.applying import PRODUCTION, wanted
from support.sandbox_apply import Breaking, Place
from support.states import NOW, TOOL, make_batch, make_run


def test_a_store_that_fails_in_the_middle_loses_no_id(place: Place) -> None:
    """Every id Braze gave is in the state or in a RECORD line, and the next run creates nothing twice."""
    wish = [wanted(f"n{number:02}") for number in range(12)]
    outcome = place.run(*wish, workers=4, breaks=(4, StoreError("no space left")))
    assert (ExitCode.ERROR, Ending.STORE) == (outcome.exit_code, outcome.ending)
    known = {record.schedule_id for record in place.state().records.values()}
    assert set(place.live()) == (known | {one.schedule_id for one in outcome.unrecorded}) - {None}
    place.run(*wish, workers=4)
    segments = [str(one.body["segment_id"]) for one in place.log()]
    assert sorted(set(segments)) == sorted(segments)


def test_a_run_that_is_taken_over_makes_no_further_call(place: Place) -> None:
    """Another run's batch stands where its next one would."""
    conflict = StateConflictError("another run has written that batch")
    outcome = place.run(*(wanted(f"n{number:02}") for number in range(12)), workers=4, breaks=(3, conflict))
    assert (ExitCode.HELD, Ending.FENCED) == (outcome.exit_code, outcome.ending)
    assert len(place.log()) <= 4


def test_two_runs_at_once_are_never_both(place: Place) -> None:
    """A real second run that opens in between fences the first before its next call."""

    class Overtaken(Breaking):
        def append(self, batch: Batch) -> Head:
            head = super().append(batch)
            if self._appends == 2:
                other = StoredJournal(place.store, tool=TOOL, head=head)
                other.append(replace(make_batch(make_run("other")), number=head.number + 1, previous=head.digest))
            return head

    state = place.state()
    journal = Overtaken(StoredJournal(place.store, tool=TOOL, head=state.head), at=99, error=StoreError(""))
    outcome = _run_on(place, journal)
    assert (Ending.FENCED, 1, 1) == (outcome.ending, outcome.calls, len(outcome.unrecorded))


def _run_on(place: Place, journal: Breaking) -> Outcome:
    """Apply three creates with one worker through `journal`."""
    state = place.state()
    desired = Desired(schedules=(wanted("a"), wanted("b"), wanted("c")))
    plan = make_plan(
        desired, state, environment=PRODUCTION, names={}, now=NOW, commit=None, tool=TOOL, zones="2026.2"
    )
    cleared = clear(
        review(plan, environment=PRODUCTION, limits=Limits(), allowances=(), desired=desired, state=state)
    )
    numbers = itertools.count(1)
    return asyncio.run(
        apply_plan(
            cleared,
            desired=desired,
            state=state,
            journal=journal,
            connect=connector(place.running.url, place.key),
            clock=place.clock,
            opening=make_run("first"),
            settings=ApplySettings(parallelism=1),
            fingerprint=place.key.fingerprint,
            progress=place.told,
            new_id=lambda: f"first-{next(numbers)}",
            chance=lambda: 0.0,
            tool=TOOL,
            stop=asyncio.Event(),
        )
    )

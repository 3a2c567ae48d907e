"""The variant in which a person says what is not so: the program obeys, and nothing else goes wrong."""

from __future__ import annotations

from hypothesis.stateful import rule

from braze_gitops.state import Resolution, Status
from support.model_edits import PICKS
from support.model_judge import thing_of_record
from support.model_machine import Machine
from support.model_person import doubtful, truth_about


class Lying(Machine):
    """One world in which some words of people are wrong; the judge knows about which things."""

    @rule(pick=PICKS)
    def lie(self, pick: int) -> None:
        """Say of one address what is not true."""
        state = self.program.settled()
        waiting = doubtful(state)
        if not waiting:
            return
        record = waiting[pick % len(waiting)]
        truth, _ = truth_about(record, state, self.braze, other=False)
        thing = thing_of_record(record)
        self.judge.lied.add(thing)
        self.judge.excuse(thing)
        if record.status is Status.VANISHED:
            false, named = (Resolution.GONE if truth is Resolution.RETRY else Resolution.RETRY), None
        elif truth is Resolution.NOT_CREATED:
            false, named = Resolution.SCHEDULE_ID, f"made-up-{self.things}-{pick}"
        else:
            false, named = Resolution.NOT_CREATED, None
        self.program.say(record.address, false, named)
        self.count.lies += 1

"""The state machine: people edit, apply, crash, take over, resolve, wait; the judge looks after every step."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeAlias

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from braze_gitops.state import (
    Head,
    Resolution,
    State,
    decode_batch,
    decode_snapshot,
    digest_of,
    encode_snapshot,
    fold,
    settle,
)
from support.model_braze import Trouble
from support.model_edits import DAY, EDITS, MINUTE, PICKS
from support.model_judge import thing_of_record
from support.model_person import doubtful, truth_about
from support.model_program import EVERY_GUARD, Shown
from support.model_promise import demand
from support.model_settling import Settling
from support.model_turn import Disturbance, Strike, Turn, Where
from support.model_wishes import thing_of
from support.states import TOOL

Edits: TypeAlias = list[tuple[str, int, int]]
Troubles: TypeAlias = tuple[Trouble | None, ...]
WORKERS = st.sampled_from((1, 4, 16))
SEEDS = st.integers(0, 9)
ALLOWED = st.sampled_from((EVERY_GUARD, EVERY_GUARD, (), ("imminent",), ("becomes-broadcast", "protected")))
TROUBLES = st.lists(st.sampled_from((None, *Trouble)), max_size=8).map(tuple)
WAITS = st.sampled_from(
    (MINUTE, 10 * MINUTE, 20 * MINUTE, 120 * MINUTE, DAY, 3 * DAY, 8 * DAY, 40 * DAY, 420 * DAY)
)
MEANWHILE = st.sampled_from(("takes over", "applies", "resolves"))


def disturbances(strikes: Sequence[Strike], places: Sequence[Where]) -> st.SearchStrategy[Disturbance]:
    """Return disturbances of these kinds; there are many more steps of the disk than of anything else."""
    return st.builds(_disturbance, st.sampled_from(strikes), st.sampled_from(places), st.integers(1, 7))


def _disturbance(strike: Strike, where: Where, number: int) -> Disturbance:
    return Disturbance(strike=strike, where=where, number=number * 5 if where is Where.STEP else number)


DEADLY = disturbances((Strike.KILL, Strike.KILL, Strike.POWER), tuple(Where))
STOPS = disturbances((Strike.STOP,), tuple(Where))
DISK = disturbances((Strike.FULL, Strike.FLUSH), (Where.STEP, Where.BATCH, Where.DURABLE, Where.CALL))
OVERTAKEN = disturbances((Strike.MEANWHILE,), (Where.BATCH, Where.DURABLE, Where.CALL, Where.ANSWER))


class Machine(Settling):
    """One world from its first definition to its end."""

    def __init__(self) -> None:
        super().__init__()
        self.fallen_back: int | None = None
        self.folded: State | None = None

    # ------------------------------------------------------------------------------------ runs

    @rule(edits=EDITS, workers=WORKERS, allowed=ALLOWED, seed=SEEDS)
    def apply(self, edits: Edits, workers: int, allowed: tuple[str, ...], seed: int) -> None:
        """Apply, and nothing goes wrong."""
        self._edit_some(edits)
        self._apply(workers, allowed, seed=seed)

    @rule(edits=EDITS, workers=WORKERS, troubles=TROUBLES, seed=SEEDS)
    def apply_in_trouble(self, edits: Edits, workers: int, troubles: Troubles, seed: int) -> None:
        """Apply while Braze answers badly."""
        self._edit_some(edits)
        self._apply(workers, EVERY_GUARD, troubles=troubles, seed=seed)

    @rule(edits=EDITS, workers=WORKERS, hit=DEADLY, troubles=TROUBLES, seed=SEEDS, pick=PICKS)
    def apply_and_die(
        self, edits: Edits, workers: int, hit: Disturbance, troubles: Troubles, seed: int, pick: int
    ) -> None:
        """Apply and be killed, or lose the machine."""
        self._edit_some(edits)
        died = self._apply(workers, EVERY_GUARD, troubles=troubles, hit=hit, seed=seed)
        if died and hit.strike is Strike.POWER:
            self.program.lose_power(pick)
            self.fallen_back = max(self.program.durable)
            self.folded = None

    @rule(edits=EDITS, workers=WORKERS, hit=STOPS | DISK, troubles=TROUBLES, seed=SEEDS)
    def apply_and_stop(self, edits: Edits, workers: int, hit: Disturbance, troubles: Troubles, seed: int) -> None:
        """Apply and be asked to stop, or find that the disk takes no more."""
        self._edit_some(edits)
        self._apply(workers, EVERY_GUARD, troubles=troubles, hit=hit, seed=seed)

    @rule(edits=EDITS, workers=WORKERS, hit=OVERTAKEN, seed=SEEDS, also=MEANWHILE)
    def apply_and_be_overtaken(self, edits: Edits, workers: int, hit: Disturbance, seed: int, also: str) -> None:
        """Apply, stand still at a boundary while another run takes the state, and go on."""
        self._edit_some(edits)
        self._apply(workers, EVERY_GUARD, hit=hit, seed=seed, meanwhile=lambda: self._in_a_thread(also))

    @rule(workers=WORKERS, seed=SEEDS)
    def apply_what_was_shown(self, workers: int, seed: int) -> None:
        """Apply a plan that was shown some time ago."""
        shown = self.shown
        if shown is not None:
            if self.parts.replans:
                fresh = self.program.show(self.wishes.values(), shown.allowed)
                self._run(shown, workers, seed=seed, instead=fresh)
            else:
                self._run(shown, workers, seed=seed)

    # ------------------------------------------------------------------------------------ the world goes on

    @rule(by=WAITS)
    def wait(self, by: timedelta) -> None:
        """Let time pass."""
        self.program.clock.move(by)

    @rule(pick=PICKS, other=st.sampled_from((False, False, False, True)))
    def resolve(self, pick: int, *, other: bool) -> None:
        """Say of one address, or of all from there on, what is true."""
        state = self.program.settled()
        waiting = doubtful(state)
        for record in waiting[pick % len(waiting) :] if waiting else ():
            state = self.program.settled()
            resolution, schedule_id = truth_about(record, state, self.braze, other=other)
            if resolution is Resolution.ASSUME_CREATED:
                self.judge.excuse(thing_of_record(record))
            self.program.say(record.address, resolution, schedule_id)
            self.count.resolved += 1

    @rule(pick=PICKS)
    def cancel_by_hand(self, pick: int) -> None:
        """Cancel a schedule in the dashboard."""
        live = self.braze.live()
        if live:
            kept = live[pick % len(live)]
            self.judge.excuse(thing_of(kept.fields))
            self.braze.cancel_by_hand(kept.id)

    @rule(
        which=st.sampled_from(("plan", "take over", "recover", "recover", "lose the snapshot", "settle")),
        allowed=ALLOWED,
    )
    def do(self, which: str, allowed: tuple[str, ...]) -> None:
        """Look at a plan and keep it; take the state over, needed or not; read it anew; bring all in order."""
        match which:
            case "plan":
                self.shown = self.program.show(self.wishes.values(), allowed)
            case "take over":
                self.program.take_over()
            case "recover":
                self.count.recovered += len(self.program.recover(from_log=len(allowed) > 1).judged)
            case "lose the snapshot":
                self._lose_snapshot()
            case _:
                self._settle()

    @invariant()
    def look(self) -> None:
        """Judge the world as it is between two steps."""
        self.count.steps += 1
        raw = self.program.read()
        self.judge.look(settle(raw), may_fall_back_to=self.fallen_back)
        self.fallen_back = None
        if self.folded is None or self.folded.head != raw.head:
            self._check_fold(raw)

    def teardown(self) -> None:
        """End in order, and fold the whole journal once more."""
        if self.things:
            self._settle()
            self._lose_snapshot()
        self.count.sent += len(self.braze.sent)

    # ------------------------------------------------------------------------------------ how

    def _lose_snapshot(self) -> None:
        """Read everything from the journal alone."""
        before = self.program.read()
        self.program.lose_snapshot()
        demand("the journal is the state", _plain(before) == _plain(self.program.read()), before)

    def _apply_quietly(self) -> None:
        self._apply(4, EVERY_GUARD, seed=0)

    def _apply(
        self,
        workers: int,
        allowed: tuple[str, ...],
        *,
        seed: int,
        troubles: Sequence[Trouble | None] = (),
        hit: Disturbance | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> bool:
        shown = self.program.show(self.wishes.values(), allowed)
        return self._run(shown, workers, seed=seed, troubles=troubles, hit=hit, meanwhile=meanwhile)

    def _run(
        self,
        shown: Shown,
        workers: int,
        *,
        seed: int,
        troubles: Sequence[Trouble | None] = (),
        hit: Disturbance | None = None,
        meanwhile: Callable[[], None] | None = None,
        instead: Shown | None = None,
    ) -> bool:
        """Apply a plan that was shown, judge it, and return whether the run was struck."""
        docket = self.judge.open(shown)
        ran = self.program.apply(
            instead or shown,
            self.wishes.values(),
            hear=docket.hear,
            workers=workers,
            troubles=troubles,
            disturbance=hit,
            meanwhile=meanwhile or (lambda: None),
            seed=seed,
        )
        self.judge.end(docket, ran, alone=not (ran.struck and meanwhile is not None))
        self.count.applies += 1
        self.count.struck += ran.struck
        self.count.requests += len(ran.heard)
        return ran.struck

    def _in_a_thread(self, also: str) -> None:
        """Let another run do something while this one stands still; it knows nothing of calls under way."""
        failed: list[BaseException] = []

        def act() -> None:
            try:
                self._act_meanwhile(also)
            except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
                failed.append(error)

        thread = threading.Thread(target=act)
        thread.start()
        thread.join()
        if failed:
            raise failed[0]

    def _act_meanwhile(self, also: str) -> None:
        self.program.take_over()
        if self.program.under_way or also == "takes over":
            return
        if also == "resolves":
            self._resolve_all()
        self._apply(4, EVERY_GUARD, seed=0)

    def _check_fold(self, state: State) -> None:
        """Make sure the state is the fold of all batches, brought in one by one, and decodes to itself."""
        stored = self.program.store(Turn()).read()
        assert stored is not None
        known = self.folded.head.number if self.folded is not None else 0
        new = [stored.batches[number] for number in stored.batches if number > known]
        self.folded = fold(self.folded, [(decode_batch(content), digest_of(content)) for content in new])
        demand("the journal is the state", _plain(self.folded) == _plain(state), state)
        closed = dataclasses.replace(state, pending=(), run=None)
        again = decode_snapshot(encode_snapshot(closed, tool=TOOL), state.texts)
        demand("the state decodes to itself", _plain(again) == _plain(closed), state)


def _plain(state: State) -> tuple[State, Head]:
    return dataclasses.replace(state, texts={}), state.head

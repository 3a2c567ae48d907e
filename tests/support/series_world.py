"""One world of series: definitions as they are now, the program that applies them, and the days that pass."""

from __future__ import annotations

import dataclasses
from collections import Counter
from datetime import datetime, timedelta

from braze_gitops.model import Desired
from braze_gitops.state import Resolution, settle
from support.model_person import doubtful, truth_about
from support.model_program import REAL, Parts, Program, Ran, Shown
from support.model_promise import demand
from support.model_turn import Disturbance
from support.model_wishes import PRODUCTION
from support.series_judge import SeriesJudge
from support.series_person import truth_about_create
from support.series_wishes import Wish, load_series


class SeriesWorld:
    """Applies and judges; `counted` says what was done, `is_whole` that the last apply did all there was."""

    def __init__(self, *, begin: datetime, horizon: timedelta, parts: Parts = REAL) -> None:
        environment = dataclasses.replace(PRODUCTION, horizon=horizon)
        self.program = Program(parts, environment=environment)
        self.braze = self.program.braze
        self.judge = SeriesJudge(self.braze, environment)
        self.counted: Counter[str] = Counter()
        self.is_whole = False
        self._modes: dict[str, str] = {}
        self._may_doubt = False
        self._loaded: tuple[tuple[Wish, ...], Desired] | None = None
        self.wait_until(begin)

    def wait_until(self, moment: datetime) -> None:
        """Let time pass up to a moment; Braze sends what is due."""
        self.program.clock.move(moment - self.braze.now)
        self.judge.look()

    def apply(
        self, wishes: tuple[Wish, ...], *, hit: Disturbance | None = None, seed: int = 0, workers: int = 4
    ) -> Shown:
        """Say what is in doubt, plan, apply what there is to do, and judge what came of it; return the plan."""
        if self._may_doubt:
            self.resolve()
        desired = self._load(wishes)
        shown = self.program.show_desired(desired, ("empty",))
        self.counted["plans"] += 1
        demand("a plan is made", shown.cleared is not None, shown.judged.refusals)
        self.judge.open(wishes)
        ran: Ran | None = None
        if shown.judged.renames or any(map(shown.judged.is_made, shown.plan.changes)):
            ran = self.program.apply(
                shown, desired, hear=lambda _: None, workers=workers, disturbance=hit, seed=seed
            )
            self.counted["applies"] += 1
            self.counted["killed"] += ran.struck
            self.counted["calls"] += len(ran.heard)
        self._may_doubt = ran is not None and ran.struck
        self.is_whole = not self._may_doubt and not shown.judged.blocks
        if self.is_whole:
            self._modes |= {wish.home: wish.mode for wish in wishes}
        self.judge.end(shown, ran)
        return shown

    def changes_mode(self, wishes: tuple[Wish, ...]) -> bool:
        """Whether a series has another mode than when all of it was applied last."""
        return any(self._modes.get(wish.home, wish.mode) != wish.mode for wish in wishes)

    def resolve(self) -> None:
        """Look at the dashboard and say what is true of all that is in doubt."""
        for record in doubtful(settle(self.program.read())):
            state = self.program.settled()
            if record.unfinished is not None and record.schedule_id is None:
                resolution, schedule_id = truth_about_create(record, state, self.braze)
            else:
                resolution, schedule_id = truth_about(record, state, self.braze, other=False)
            self.program.say(record.address, resolution, schedule_id)
            self.counted["resolved"] += resolution is not Resolution.RETRY

    def _load(self, wishes: tuple[Wish, ...]) -> Desired:
        if self._loaded is None or self._loaded[0] != wishes:
            self._loaded = wishes, load_series(wishes, self.program.environment)
        return self._loaded[1]

"""One project that something happens to, brought to its end by runs and a person's word, and judged throughout."""

from __future__ import annotations

import dataclasses
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from braze_gitops.model import Address
from braze_gitops.state import State, Status, texts_of
from support.crash_cases import Case, write_definitions
from support.crashing import (
    ENVIRON,
    CrashHost,
    Ended,
    Order,
    await_sent,
    check_converged,
    check_nothing_lost_or_doubled,
    creates_of,
    live,
    said,
    sandbox_of,
    state_from_the_journal,
    state_of,
)

_DONE = re.compile(r"^\d+/\d+ done (?P<address>\S+)$", re.MULTILINE)
_OVER = (0,)
_OPEN = (0, 8, 11)


class Round:
    """One project in a folder of its own, its sandbox serving; `mutant` is planted in every run.

    `final` is the state of a run that nothing happened to, by which what a run calls done is judged. `unmanaged`
    are the markers of what is live and not yet under control.
    """

    def __init__(
        self,
        host: CrashHost,
        case: Case,
        *,
        folder: Path,
        place: Path,
        workers: int,
        mutant: str = "",
        final: State | None = None,
        environment: str = "local",
        environ: Mapping[str, str] = ENVIRON,
    ) -> None:
        self.host = host
        self.case = case
        self.folder = folder
        self.place = place
        self.environment = environment
        self.asked = 0
        self.unmanaged: tuple[str, ...] = ()
        self._apply = ("apply", "-e", environment, "--auto-approve", "--parallelism", str(workers))
        self._environ = environ
        self._mutant = mutant
        self._final = final
        self._made = creates_of(place)
        self._words: Counter[str] = Counter()

    def order(
        self,
        *arguments: str,
        at: int | None = None,
        named: str = "",
        stops: bool = False,
        disk: float = 0.0,
        tag: str = "",
        environ: Mapping[str, str] | None = None,
    ) -> Order:
        """Return an order for a run in this project, an apply without arguments."""
        return Order(
            folder=self.folder,
            arguments=(*arguments, "-e", self.environment) if arguments else self._apply,
            environ={**self._environ, **(environ or {})},
            at=at,
            named=named,
            stops=stops,
            disk=disk,
            mutant=self._mutant,
            tag=tag,
        )

    def run(self, order: Order, *, codes: tuple[int, ...] = _OVER) -> Ended:
        """Make one run; if it ends by itself it must be with one of `codes`."""
        ended = self.host.run(order)
        if ended.code is not None:
            assert ended.code in codes, said(order)
        if order.arguments[0] == "apply":
            self.check_claims(order)
        return ended

    def state(self) -> State | None:
        """Return the state as the next run will find it."""
        return state_of(self.folder, self.environment)

    def check(self) -> None:
        """Every live schedule is known to the state or its address in doubt, no marker is live twice, no long text
        is gone, and no create was made once more without a person's word.
        """
        check_nothing_lost_or_doubled(
            self.folder,
            self.place,
            markers=self.case.markers,
            unmanaged=self.unmanaged,
            environment=self.environment,
        )
        state = self.state()
        if state is not None:
            whole = state_from_the_journal(self.folder, self.environment)
            assert whole is not None
            assert (whole.head, whole.records) == (state.head, state.records), "snapshot and journal differ"
            gone = [digest for digest in texts_of(state) if not state.texts.get(digest)]
            assert gone == [], f"texts lost: {gone}"
        made = creates_of(self.place) - self._made - self._words
        assert [marker for marker, count in made.items() if count > 1] == [], "created twice without a word"

    def check_claims(self, order: Order) -> None:
        """What a run called done is durable: the state knows it, whatever became of the run.

        Digests that hold people are salted with the lineage, so payloads are compared within one lineage only.
        """
        if self._final is None:
            return
        state = self.state()
        for address in map(Address, _DONE.findall(said(order))):
            assert state is not None, f"{address} was called done and there is no state"
            record = state.records.get(address)
            final = self._final.records.get(address)
            if final is None:
                assert record is None, f"{address} was called done and is still there"
                continue
            assert record is not None, f"{address} was called done and is not in the state"
            is_as_meant = record.payload_digest == final.payload_digest or state.lineage != self._final.lineage
            assert (Status.SCHEDULED, None, True) == (
                record.status,
                record.unfinished,
                is_as_meant,
            ), f"{address} was called done and is not what it was to be"

    def resolve(self, *, environ: Mapping[str, str] | None = None) -> int:
        """Give a person's word on every address in doubt, from what the sandbox shows; return how many."""
        doubtful = self.doubtful()
        words = [
            ("state", "resolve", address, *self.word_on(address), "--why", "looked it up") for address in doubtful
        ]
        if words:
            first, *more = words
            order = self.order(*first, environ=environ)
            in_place = tuple((*word, "-e", self.environment) for word in more)
            self.run(dataclasses.replace(order, more=in_place))
        self.asked += len(doubtful)
        return len(doubtful)

    def doubtful(self) -> list[Address]:
        """Return the addresses in doubt."""
        state = self.state()
        records = state.records if state is not None else {}
        return [address for address, record in records.items() if record.status is Status.IN_DOUBT]

    def word_on(self, address: Address) -> tuple[str, ...]:
        """Return what a person who looks at Braze now says of an address in doubt."""
        state = self.state()
        assert state is not None
        marker = self.case.markers[address]
        known = {record.schedule_id for record in state.records.values()}
        found = [one for one, shown in live(self.place).items() if shown == marker and one not in known]
        if found:
            return ("--schedule-id", found[0])
        return ("--not-created",)

    def bring_to_end(self, ended: Ended | None = None) -> None:
        """Apply, ask a person, apply again: then all is arranged, and a plan has nothing to do."""
        again = self.run(self.order(), codes=_OPEN)
        self.check()
        if ended is not None:
            await_sent(self.place, ended)
        if self.resolve():
            again = self.run(self.order())
            self.check()
        assert again.code == 0, said(self.order())
        self.check_converged()
        self.run(self.order("plan", "--detailed-exitcode"))

    def check_converged(self) -> None:
        """The live schedules are just those the definitions say, each under the id the state has."""
        check_converged(
            self.folder,
            self.place,
            addresses=self.case.after,
            markers=self.case.markers,
            environment=self.environment,
        )


class Prepared:
    """A project as it stands before something happens to it; each round gets a copy.

    `final` is the state that a run which nothing happens to leaves, with so many `boundaries`; there is none of
    another command than an apply (`applies` is False).
    """

    def __init__(
        self,
        host: CrashHost,
        case: Case,
        *,
        folder: Path,
        workers: int,
        first: Callable[[Round], object] | None = None,
        applies: bool = True,
    ) -> None:
        self.host = host
        self.case = case
        self.workers = workers
        self._folder = folder
        self._copies = 0
        write_definitions(folder, case.before)
        with sandbox_of(folder) as place:
            early = Round(host, case, folder=folder, place=place, workers=workers)
            if case.before:
                early.run(early.order())
            write_definitions(folder, case.after)
            if first is not None:
                first(Round(host, case, folder=folder, place=place, workers=workers))
        self.final: State | None = None
        if not applies:
            return
        with self.round() as whole:
            whole.bring_to_end()
            self.final = whole.state()

    @contextmanager
    def round(self, *, mutant: str = "") -> Iterator[Round]:
        """Yield a round in a copy, taken away again if nothing is wrong with it."""
        self._copies += 1
        folder = self._folder.with_name(f"{self._folder.name}.{self._copies}")
        shutil.copytree(self._folder, folder)
        with sandbox_of(folder) as place:
            yield Round(
                self.host,
                self.case,
                folder=folder,
                place=place,
                workers=self.workers,
                mutant=mutant,
                final=self.final,
            )
        shutil.rmtree(folder)

    def boundaries(self, *arguments: str) -> int:
        """Return how many boundaries a run passes that nothing happens to."""
        with self.round() as whole:
            return whole.run(whole.order(*arguments), codes=_OPEN).boundaries


class Prepare(Protocol):
    """Makes a project ready, once for each name and number of workers; `first` happens to it before all rounds."""

    def __call__(
        self, name: str, case: Case, workers: int, first: Callable[[Round], object] | None = None
    ) -> Prepared:
        """Return the project."""

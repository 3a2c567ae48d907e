"""What people do to the definitions, as rules of the state machine."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from support.model_judge import Judge, thing_of_record
from support.model_program import REAL, Parts, Program, Shown
from support.model_wishes import Wish, body_of, people_of, thing_of

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NAMES = ("ada", "bob", "cleo", "dan", "eve", "finn", "gus", "hal")
PICKS = st.integers(0, 9)
SEVERAL = st.lists(PICKS, min_size=1, max_size=4, unique=True)
KINDS = st.sampled_from(("message", "message", "message", "campaign", "canvas"))
AHEAD = st.sampled_from(
    (
        *(DAY, 3 * DAY, 8 * DAY, 9 * DAY, 40 * DAY, 60 * DAY, 82 * DAY),
        *(16 * MINUTE, 90 * MINUTE, 5 * MINUTE, 84 * DAY, 89 * DAY, 95 * DAY, 200 * DAY, -MINUTE, -2 * DAY),
    )
)
# Edits that come right before a run: what, of which definition, and to which variant.
EDITS = st.lists(
    st.tuples(
        st.sampled_from(("text", "text", "push", "at", "soon", "audience", "kind", "new", "gone", "again")),
        PICKS,
        st.integers(0, 4),
    ),
    max_size=5,
)
SWITCHES = st.sampled_from(("paused", "protected", "skips", "elsewhere", "description", "moved_from"))


class Count:
    """What was done, over all examples."""

    def __init__(self) -> None:
        self.steps = 0
        self.applies = 0
        self.struck = 0
        self.requests = 0
        self.sent = 0
        self.resolved = 0
        self.recovered = 0
        self.lies = 0
        self.settled = 0


class Editing(RuleBasedStateMachine):
    """A world and the definitions in it; subclasses add the runs."""

    parts: Parts = REAL
    count = Count()

    def __init__(self) -> None:
        super().__init__()
        self.program = Program(self.parts)
        self.braze = self.program.braze
        self.judge = Judge(self.braze)
        self.wishes: dict[str, Wish] = {}
        self.removed: list[Wish] = []
        self.shown: Shown | None = None
        self.things = 0

    @initialize(ahead=st.lists(AHEAD, min_size=3, max_size=8), kind=KINDS)
    def begin(self, ahead: list[timedelta], kind: str) -> None:
        """Begin with a few definitions."""
        for number, when in enumerate(ahead):
            self._add(NAMES[number], kind if number % 2 else "message", when)

    @rule(name=st.sampled_from(NAMES), kind=KINDS, ahead=AHEAD, audience=st.integers(0, 3))
    def add(self, name: str, kind: str, ahead: timedelta, audience: int) -> None:
        """Write a new definition."""
        if name not in self.wishes:
            self._add(name, kind, ahead, audience=audience)

    @rule(picks=SEVERAL, to=st.integers(0, 4), push=st.booleans())
    def rewrite(self, picks: list[int], to: int, *, push: bool) -> None:
        """Change what is said."""
        for pick in picks:
            self._edit(pick, text=(to + pick) % 5, push=push)

    @rule(picks=SEVERAL, ahead=AHEAD, local=st.sampled_from((False, False, True)))
    def postpone(self, picks: list[int], ahead: timedelta, *, local: bool) -> None:
        """Change when it is sent."""
        for pick in picks:
            self._edit(pick, at=self.braze.now + ahead, local=local)

    @rule(picks=SEVERAL, audience=st.integers(0, 3), kind=KINDS)
    def readdress(self, picks: list[int], audience: int, kind: str) -> None:
        """Change who gets it, or through what."""
        for pick in picks:
            wish = self._pick(pick)
            if wish is not None and not self._is_leaving(wish):
                self._edit(pick, audience=audience, kind=kind)

    @rule(pick=PICKS, which=SWITCHES)
    def switch(self, pick: int, which: str) -> None:
        """Turn one switch, write other words beside it, or take the `moved_from` line out."""
        wish = self._pick(pick)
        if wish is None:
            return
        match which:
            case "description":
                self._edit(pick, description=wish.description + "!")
            case "moved_from":
                self._forget_old_name(wish)
            case _:
                self._edit(pick, **{which: not getattr(wish, which)})

    @rule(pick=PICKS, name=st.sampled_from(NAMES), says=st.booleans())
    def rename(self, pick: int, name: str, *, says: bool) -> None:
        """Give a definition a new name, and say so or not."""
        wish = self._pick(pick)
        if wish is None or name in self.wishes or self._is_leaving(wish):
            return
        del self.wishes[wish.name]
        if says:
            self._write(dataclasses.replace(wish, name=name, moved_from=wish.name))
        else:
            self._write(self._silently_renamed(dataclasses.replace(wish, name=name, moved_from=None)))

    @rule(pick=PICKS)
    def remove(self, pick: int) -> None:
        """Take a definition out."""
        wish = self._pick(pick)
        if wish is not None:
            self.removed.append(self.wishes.pop(wish.name))

    @rule(pick=PICKS, ahead=AHEAD, moves=st.booleans())
    def bring_back(self, pick: int, ahead: timedelta, *, moves: bool) -> None:
        """Take a removal back, with another time or without."""
        if not self.removed:
            return
        wish = self.removed.pop(pick % len(self.removed))
        if wish.name not in self.wishes:
            at = self.braze.now + ahead if moves else wish.at
            again = dataclasses.replace(wish, at=at, moved_from=None)
            self._write(self._silently_renamed(again) if wish.moved_from is not None else again)

    def _edit_some(self, edits: list[tuple[str, int, int]]) -> None:
        """Make several small edits at once, as one commit would."""
        for what, pick, to in edits:
            match what:
                case "new":
                    self.add(NAMES[pick % len(NAMES)], "message", (to + 1) * DAY, to % 4)
                case "at":
                    self._edit(pick, at=self.braze.now + (to + 1) * DAY)
                case "soon":
                    self._edit(pick, at=self.braze.now + (5 * to + 5) * MINUTE)
                case "gone":
                    self.remove(pick)
                case "again":
                    self.bring_back(pick, (to + 1) * DAY, moves=True)
                case "text" | "push":
                    self._edit(pick, **{what: to if what == "text" else to % 2 == 1})
                case "audience":
                    self.readdress([pick], to % 4, "message")
                case _:
                    self.readdress([pick], 0, ("message", "campaign", "canvas")[to % 3])

    def _add(self, name: str, kind: str, ahead: timedelta, *, audience: int = 0) -> None:
        self.things += 1
        at = self.braze.now + ahead
        self._write(Wish(thing=self.things, name=name, kind=kind, at=at, audience=audience))

    def _write(self, wish: Wish) -> None:
        """Write a definition under a name that is free; nothing can have moved from there any more."""
        for other in tuple(self.wishes.values()):
            if other.moved_from == wish.name:
                self._forget_old_name(other)
        self.wishes[wish.name] = wish

    def _pick(self, pick: int) -> Wish | None:
        wishes = list(self.wishes.values())
        return wishes[pick % len(wishes)] if wishes else None

    def _edit(self, pick: int, **changes: object) -> None:
        wish = self._pick(pick)
        if wish is not None:
            self.wishes[wish.name] = dataclasses.replace(wish, **changes)  # type: ignore[arg-type] # fields that fit

    def _forget_old_name(self, wish: Wish) -> None:
        """Take the `moved_from` line out: where the old name is still recorded, this renames without saying so."""
        if wish.moved_from is not None:
            self.wishes[wish.name] = self._silently_renamed(dataclasses.replace(wish, moved_from=None))

    def _silently_renamed(self, wish: Wish) -> Wish:
        """Return a definition that took a new name without saying so.

        To other people than Braze has, it is another thing from now on: nothing tells that they belong together.
        """
        mine = [kept for kept in self.braze.schedules.values() if thing_of(kept.fields) == wish.thing]
        if all(people_of(kept.fields) == people_of(body_of(wish)) for kept in mine):
            self.judge.renamed[wish.thing] += 1
            return wish
        self.things += 1
        return dataclasses.replace(wish, thing=self.things)

    def _is_leaving(self, wish: Wish) -> bool:
        """Whether the thing is still recorded under an older name: until then people leave its audience alone."""
        records = self.program.settled().records.values()
        return any(one.address != wish.name and thing_of_record(one) == wish.thing for one in records)

"""The machine with habits of people that chance alone seldom brings together."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from support.model_braze import Trouble
from support.model_edits import DAY, MINUTE, PICKS
from support.model_machine import Machine
from support.model_program import EVERY_GUARD


class WithHabits(Machine):
    """One world in which people also hurry, send once more, and rename in passing."""

    @rule(pick=PICKS)
    def hurry(self, pick: int) -> None:
        """Bring something forward to the last minutes, and apply without asking for leave."""
        self._edit(pick, at=self.braze.now + 10 * MINUTE, local=False)
        self._apply(1, (), seed=pick)

    @rule(pick=PICKS)
    def rename_in_trouble(self, pick: int) -> None:
        """Rename without saying so, with other words, while Braze does not answer for a time."""
        wish = self._pick(pick)
        if wish is None:
            return
        self._edit(pick, at=self.braze.now + DAY, local=False, paused=False, elsewhere=False)
        self._apply(1, EVERY_GUARD, seed=pick)
        self.rename(pick, f"again-{self.things}-{pick}", says=False)
        self._edit(len(self.wishes) - 1, text=(wish.text + 1) % 5)
        self._apply(1, EVERY_GUARD, seed=pick, troubles=(Trouble.ERROR,) * 6)

    @rule(pick=PICKS, to=st.integers(0, 4))
    def edit_what_was_shown(self, pick: int, to: int) -> None:
        """Look at a plan, change what it is about, and apply the plan all the same."""
        self._edit(pick, at=self.braze.now + DAY, local=False, paused=False, elsewhere=False)
        self._edit(pick, text=to)
        self.shown = self.program.show(self.wishes.values(), EVERY_GUARD)
        self._edit(pick, text=(to + 1) % 5)
        self.apply_what_was_shown(1, pick)

    @rule(pick=PICKS)
    def send_again(self, pick: int) -> None:
        """Send, take the definition out, and bring it back with a new time."""
        self._edit(pick, at=self.braze.now + DAY, local=False, paused=False, elsewhere=False)
        self._apply(1, EVERY_GUARD, seed=pick)
        self.program.clock.move(2 * DAY)
        self.look()
        self.remove(pick)
        self._apply(1, EVERY_GUARD, seed=pick)
        self.bring_back(len(self.removed) - 1, DAY, moves=True)
        self._apply(1, EVERY_GUARD, seed=pick)
        self.program.clock.move(2 * DAY)

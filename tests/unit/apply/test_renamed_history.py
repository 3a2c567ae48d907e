"""Under which name history keeps what is over or cancelled with the apply that gives it another one."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from braze_gitops.model import DesiredSchedule, Occurrence, make_address
from support.applying import SEND_AT, World, wanted

DAY = timedelta(days=1)


def send(day: int, name: str, *, said: str | None = None, segment: str = "") -> DesiredSchedule:
    """Return the send of a daily series on a day after the first, to the people of the name it had first."""
    key = f"{SEND_AT + day * DAY:%Y-%m-%d}"
    one = wanted(make_address(name, key), at=SEND_AT + day * DAY, segment=segment or name)
    return dataclasses.replace(
        one,
        occurrence=Occurrence(rule="daily", interval=DAY),
        moved_from=make_address(said, key) if said else None,
    )


def history(world: World, *new: DesiredSchedule) -> dict[str, str]:
    """Apply half a day after the first send; return whom the history has under each name, as a digest."""
    world.clock.at = SEND_AT + DAY / 2
    return {past.address.partition("[")[0]: past.audience_digest for past in world.run(*new).state.history}


def begun(*names: str) -> World:
    """Return a world in which two sends of each are arranged."""
    world = World()
    world.run(*(send(day, name) for name in names for day in (0, 1)))
    return world


def test_what_is_over_goes_on_under_the_new_name() -> None:
    """With the line, and by the payloads alone."""
    for said in ("news", None):
        assert ["letter"] == [*history(begun("news"), send(1, "letter", said=said, segment="news"))]


def test_what_is_over_keeps_its_name_while_that_is_defined() -> None:
    """Nothing goes on."""
    assert ["news"] == [*history(begun("news"), send(1, "news"), send(2, "letter", segment="news"))]


def test_two_that_change_places_take_what_is_over_along() -> None:
    """Each to its own new name, also where the other one has that."""
    before = history(begun("aa", "bb"), send(1, "aa"), send(1, "bb"))
    swapped = (send(1, "bb", said="aa", segment="aa"), send(1, "aa", said="bb", segment="bb"))
    after = history(begun("aa", "bb"), *swapped)
    assert before["aa"] != before["bb"]
    assert {"aa": before["bb"], "bb": before["aa"]} == after

"""Which sends of a series are told together: those that differ in nothing but their date."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from braze_gitops.model import Address
from braze_gitops.plan import Action, BlockCode, Change
from support.reviews import changed
from support.series_changes import evening_of, key, one, renamed, sizes, told


def test_what_is_cancelled_first_is_told_with_its_hours() -> None:
    """Where the plan knows it: few by their days, many by month."""
    gone = [change for day in (21, 22, 23) for change in (one(day, Action.DELETE), evening_of(day, Action.DELETE))]
    comes = [
        dataclasses.replace(one(day), starts_after=tuple(change.address for change in gone)) for day in (26, 27)
    ]
    assert "known to be cancelled: news, Nov 2026: Sat 21 to Mon 23; each at 09:00 and 18:00" in told(
        *gone, *comes
    )
    few = [dataclasses.replace(change, starts_after=(gone[0].address, gone[1].address)) for change in comes]
    assert "known to be cancelled: news, Sat 21 Nov 09:00, Sat 21 Nov 2026 18:00" in told(*gone, *few)


@pytest.mark.parametrize(
    "own",
    [
        lambda change: dataclasses.replace(change, needs=(BlockCode.IMMINENT,)),
        lambda change: dataclasses.replace(change, repeats=True),
        lambda change: dataclasses.replace(change, series=None),
        lambda change: dataclasses.replace(change, new_send_id=("cmp-1", "send-1")),
        lambda change: dataclasses.replace(change, starts_after=(Address("other"),)),
        lambda change: dataclasses.replace(change, after=dataclasses.replace(change.after, protected=True)),
        lambda change: dataclasses.replace(
            change, after=dataclasses.replace(change.after, payload={"broadcast": True})
        ),
        lambda change: dataclasses.replace(change, after=None),
    ],
    ids=["guard", "repeats", "no series", "send id", "waits", "protected", "payload", "no record"],
)
def test_what_differs_stands_for_itself(own: Callable[[Change], Change]) -> None:
    """A reviewer sees what is unlike its siblings."""
    assert [2, 1] == sizes(one(23), one(24), own(one(25)))


def test_keys_that_move_alike_are_told_together() -> None:
    """By the same number of days, or from the one hour to the other; any other stands for itself."""
    whole = [renamed(one(day, Action.MOVE), f'old["{key(day)}"]') for day in (23, 24)]
    evening = [renamed(evening_of(day, Action.MOVE), f'old["{key(day)}T18:00"]') for day in (23, 24)]
    swapped = [renamed(evening_of(day, Action.MOVE), f'news["{key(day)}"]') for day in (25, 26)]
    assert [4, 2] == sizes(*whole, *evening, *swapped)
    far = renamed(one(24, Action.MOVE), 'old["2026-11-29"]')
    single = [renamed(one(day, Action.MOVE), f"old-{day}") for day in (25, 26)]
    assert [1, 1, 1, 1] == sizes(whole[0], far, *single)


def test_each_may_have_another_one_to_be_cancelled_first() -> None:
    """Of one series: it is one block, and all of them are named."""
    changes = [
        dataclasses.replace(one(day), starts_after=(Address(f'news["{key(day - 1)}"]'),)) for day in (23, 25)
    ]
    assert [2] == sizes(*changes)
    assert "after known to be cancelled, for each what is near to it: news, Sun 22 Nov, Tue 24 Nov 2026" in told(
        *changes
    )


def test_another_hour_parts_only_where_it_moves() -> None:
    """An edit of the words of all is one block; the hours stand beside the dates."""
    field = changed("messages.email.subject", "Hi", "Hello")
    both = [
        dataclasses.replace(change, differences=(field,))
        for change in (one(23, Action.UPDATE), evening_of(23, Action.UPDATE), one(24, Action.UPDATE))
    ]
    assert [3] == sizes(*both)
    assert "dates Nov 2026: Mon 23, Tue 24 at 09:00; at 09:00 and 18:00 where no other hour is said" in told(*both)

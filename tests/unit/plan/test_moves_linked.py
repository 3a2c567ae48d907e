"""Names that come from each other: chains and rings of `moved_from`."""

from __future__ import annotations

from datetime import timedelta

import pytest
from unit.plan.test_moves import LATER, OTHER, told

from braze_gitops.model import Json, Lifecycle
from braze_gitops.state import State
from support.plans import ANCHOR, change_of, make_desired, make_recorded, make_state, plan_of

A, B, C = (dict[str, Json](segment_id=f"seg-{name}") for name in "abc")


def records_of(**fields: dict[str, Json]) -> State:
    """Return a state with a record for each name."""
    return make_state(*(make_recorded(make_desired(name, fields=audience)) for name, audience in fields.items()))


def test_two_names_change_places() -> None:
    """A ring of two is two moves, each without a call."""
    desired = [make_desired("a", moved_from="b", fields=B), make_desired("b", moved_from="a", fields=A)]
    plan = plan_of(desired, records_of(a=A, b=B))
    assert [("a", "move", "b", None), ("b", "move", "a", None)] == told(plan)


def test_a_ring_with_an_edit() -> None:
    """One that was edited beside its new name is updated there."""
    edited = make_desired("a", moved_from="b", fields=B, at=ANCHOR + timedelta(days=2))
    plan = plan_of([edited, make_desired("b", moved_from="a", fields=A)], records_of(a=A, b=B))
    assert [("a", "update", "b", None), ("b", "move", "a", None)] == told(plan)


def test_a_ring_of_three() -> None:
    """However many there are."""
    desired = [
        make_desired("a", moved_from="b", fields=B),
        make_desired("b", moved_from="c", fields=C),
        make_desired("c", moved_from="a", fields=A),
    ]
    plan = plan_of(desired, records_of(a=A, b=B, c=C))
    assert [("a", "move", "b", None), ("b", "move", "c", None), ("c", "move", "a", None)] == told(plan)


@pytest.mark.parametrize("days", [0, 2], ids=["as they are", "one edited since"])
def test_a_ring_that_was_made(days: int) -> None:
    """Once they have changed places the lines say nothing any more, also when one is edited later."""
    desired = [
        make_desired("a", moved_from="b", fields=B, at=ANCHOR + timedelta(days=days)),
        make_desired("b", moved_from="a", fields=A),
    ]
    plan = plan_of(desired, records_of(a=B, b=A))
    assert [("a", "update" if days else "none", None, None), ("b", "none", None, None)] == told(plan)
    assert ["already-moved"] * 2 == [one.code for one in plan.findings]


def test_two_names_of_which_one_has_nothing_change_places() -> None:
    """The other one is paused: what is arranged goes to its new name, and nothing is cancelled."""
    desired = [
        make_desired("a", moved_from="b", fields=B, lifecycle=Lifecycle(paused=True)),
        make_desired("b", moved_from="a", fields=A),
    ]
    plan = plan_of(desired, records_of(a=A))
    assert [("a", "none", None, None), ("b", "move", "a", None)] == sorted(told(plan))
    assert [("a", "none", None, None), ("b", "none", None, None)] == told(plan_of(desired, records_of(b=A)))


def test_what_came_to_a_name_after_they_changed_places_stays() -> None:
    """The one that was paused goes on under its own name, while both lines still stand."""
    desired = [make_desired("a", moved_from="b", fields=B), make_desired("b", moved_from="a", fields=A)]
    plan = plan_of(desired, records_of(a=B))
    assert [("a", "none", None), ("b", "create", None)] == sorted(one[:3] for one in told(plan))


def test_a_ring_without_any_record_is_new() -> None:
    """Both are made."""
    desired = [make_desired("a", moved_from="b", fields=B), make_desired("b", moved_from="a", fields=A)]
    assert [("a", "create", None), ("b", "create", None)] == [
        one[:3] for one in told(plan_of(desired, make_state()))
    ]


def test_a_ring_of_equals() -> None:
    """What sends the same under both names has nothing to change."""
    desired = [make_desired("a", moved_from="b"), make_desired("b", moved_from="a")]
    assert [("a", "none", None, None), ("b", "none", None, None)] == told(plan_of(desired, records_of(a={}, b={})))


def test_a_ring_that_cannot_be_told() -> None:
    """Where all were edited it may have been made or not: nothing is guessed."""
    desired = [make_desired("a", moved_from="b", fields=OTHER), make_desired("b", moved_from="a", fields=LATER)]
    plan = plan_of(desired, records_of(a=A, b=B))
    assert ["ambiguous-move"] * 2 == [block for _, _, _, block in told(plan)]
    block = change_of(plan, "a").block
    assert block is not None
    assert "a, b say that they come from each other" in block.message


def test_a_chain() -> None:
    """Each takes the record of the one before; the first name is free, the last one is not needed any more."""
    desired = [make_desired("a", moved_from="b", fields=B), make_desired("b", moved_from="c", fields=C)]
    plan = plan_of(desired, records_of(b=B, c=C))
    assert [("a", "move", "b", None), ("b", "move", "c", None)] == told(plan)


def test_a_chain_that_was_made() -> None:
    """Both are noted as moved."""
    desired = [make_desired("a", moved_from="b", fields=B), make_desired("b", moved_from="c", fields=C)]
    plan = plan_of(desired, records_of(a=B, b=C))
    assert (["none", "none"], ["already-moved"] * 2) == (
        [action for _, action, _, _ in told(plan)],
        [one.code for one in plan.findings],
    )


def test_a_chain_that_ends_at_a_name_which_stays() -> None:
    """Where one on the way does not leave its name, nothing takes it: those behind it are blocked."""
    desired = [
        make_desired("a", moved_from="b", fields=B),
        make_desired("b", moved_from="c", fields=C),
        make_desired("c", fields=C),
    ]
    plan = plan_of(desired, records_of(b=B, c=C))
    assert [
        ("a", "create", None, "ambiguous-move"),
        ("b", "replace", None, "ambiguous-move"),
        ("c", "none", None, None),
    ] == told(plan)


def test_a_chain_of_which_one_is_what_it_was() -> None:
    """A record that equals what its own name wants is not moved away from it."""
    desired = [make_desired("a", moved_from="b", fields=B), make_desired("b", moved_from="c", fields=B)]
    plan = plan_of(desired, records_of(b=B, c=C))
    assert [
        ("a", "create", None, "ambiguous-move"),
        ("b", "none", None, None),
        ("c", "delete", None, None),
    ] == told(plan)


def test_a_ring_that_a_third_one_wants_as_well() -> None:
    """Of two that claim one record neither gets it."""
    desired = [
        make_desired("a", moved_from="b", fields=B),
        make_desired("b", moved_from="a", fields=A),
        make_desired("x", moved_from="a", fields=A),
    ]
    plan = plan_of(desired, records_of(a=A, b=B))
    assert ["ambiguous-move"] * 3 == [block for _, _, _, block in told(plan)]

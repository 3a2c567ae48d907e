"""Names that come from each other are held together."""

from __future__ import annotations

import pytest
from unit.guard.test_reviewing import blocked, reviewed, to

from braze_gitops.model import DesiredSchedule, Lifecycle
from braze_gitops.state import State
from support.plans import make_desired, make_recorded, make_state


def swapped(*, protected: bool) -> tuple[list[DesiredSchedule], State]:
    """Return three names in a ring, one of them with an edit that is held."""
    fields = {name: to(name) for name in "abc"}
    state = make_state(
        *(make_recorded(make_desired(name, fields=fields[name]), protected=protected) for name in "abc")
    )
    kept = Lifecycle(prevent_delete=protected)
    edited = {**fields["b"], "override_messaging_limits": True}
    desired = [
        make_desired("a", moved_from="b", fields=edited, lifecycle=kept),
        make_desired("b", moved_from="c", fields=fields["c"], lifecycle=kept),
        make_desired("c", moved_from="a", fields=fields["a"], lifecycle=kept),
    ]
    return desired, state


@pytest.mark.parametrize("protected", [False, True])
def test_a_ring_is_held_as_a_whole(*, protected: bool) -> None:
    """Where one of a ring stays where it is, none of the others can take its name."""
    desired, state = swapped(protected=protected)
    found = reviewed(desired, state)
    own = ["protected", "ignores-frequency-cap"] if protected else ["ignores-frequency-cap"]
    assert {"a": own, "b": ["waits"], "c": ["waits"]} == blocked(found)
    assert {} == blocked(reviewed(desired, state, "ignores-frequency-cap:a", "protected:a"))


def test_a_chain_is_held_from_where_it_is_held() -> None:
    """What stands before the one that is held moves; what would take its name waits."""
    state = make_state(*(make_recorded(make_desired(name, fields=to(name))) for name in "bcd"))
    desired = [
        make_desired("a", moved_from="b", fields=to("b")),
        make_desired("b", moved_from="c", fields={**to("c"), "override_messaging_limits": True}),
        make_desired("c", moved_from="d", fields=to("d")),
    ]
    assert {"b": ["ignores-frequency-cap"], "c": ["waits"]} == blocked(reviewed(desired, state))

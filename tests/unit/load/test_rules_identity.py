"""`rules_identity`: what is said about each row of its table."""

from __future__ import annotations

import pytest

from support.definition_samples import Value, message
from support.load_calls import load_values, said
from support.request_faults import IDENTITY, Fault


@pytest.mark.parametrize("fault", IDENTITY, ids=lambda fault: fault.name)
def test_exactly_this_is_said(fault: Fault) -> None:
    """A good definition gives no finding; a bad one those of the table, each at its place."""
    assert fault.said == said(load_values(fault.value)[1])


_REPEAT: Value = {"time": "2026-12-01T09:00:00Z", "repeat": {"every": "week", "count": 2}}
_ITEMS: Value = {"gold": 1, "silver": 2}


def _mv(old: str, new: str) -> str:
    return f"an entry of `for_each` gets another key by `braze-gitops state mv '{old}' '{new}'`"


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        pytest.param(
            message("news", schedule=_REPEAT, moved_from='digest["2026-12-01"]'),
            "write `moved_from: digest`: every key is kept under the new name",
            id="series",
        ),
        pytest.param(
            message("digest", schedule=_REPEAT, moved_from='digest["2026-12-01"]'),
            "delete `moved_from`: its name is the one it had before",
            id="series of the same name",
        ),
        pytest.param(
            message("news", for_each=_ITEMS, moved_from='offer["gold"]'),
            "write `moved_from: offer`: every key is kept under the new name; "
            + _mv('offer["gold"]', 'news["NEW KEY"]'),
            id="items",
        ),
        pytest.param(
            message("offer", for_each=_ITEMS, schedule=_REPEAT, moved_from='offer["gold"]["2026-12-01"]'),
            "delete `moved_from`: its name is the one it had before; " + _mv('offer["gold"]', 'offer["NEW KEY"]'),
            id="items and series",
        ),
        pytest.param(
            message("news", for_each=_ITEMS, moved_from='digest["2026-12-01"]'),
            "write `moved_from: digest`: every key is kept under the new name",
            id="items from a series",
        ),
    ],
)
def test_what_makes_several_moves_from_a_name(value: Value, hint: str) -> None:
    """An address with keys is that of one of them; the hint names what to write, and how an entry is renamed."""
    desired, (finding,) = load_values(value)
    assert desired is None
    assert (
        "moved-from",
        "a definition that makes several schedules can only move from a name, without keys",
        hint,
    ) == (finding.code, finding.message, finding.hint)


def test_a_name_that_is_none_gives_no_address() -> None:
    """The command then has the earlier one."""
    _, findings = load_values(message("No name", for_each=_ITEMS, moved_from='offer["gold"]'))
    assert [_mv('offer["gold"]', 'offer["NEW KEY"]')] == [
        finding.hint.rpartition("; ")[2] for finding in findings if finding.code == "moved-from"
    ]


@pytest.mark.parametrize("value", [message(schedule=_REPEAT), message(for_each=_ITEMS)], ids=["series", "items"])
def test_several_may_move_from_a_name(value: Value) -> None:
    """Each goes on under its own key."""
    desired, findings = load_values({**value, "moved_from": "old"})
    assert desired is not None
    assert () == findings

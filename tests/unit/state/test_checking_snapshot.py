"""A snapshot and its texts are compared with the journal, and with the digests they have."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from braze_gitops.model import digest_text
from braze_gitops.state import (
    State,
    encode_snapshot,
)
from support.state_parts import LONG, Failing, Parts
from support.states import (
    NOW,
    TOOL,
    make_record,
)


def test_every_flipped_byte_of_the_snapshot_is_found() -> None:
    """With the way out: the journal holds all of it."""
    parts = Parts()
    whole = parts.snapshot or b""
    for place in range(0, len(whole), 7):
        parts.snapshot = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        (fault,) = parts.check().faults
        assert ("folder/state.json", True) == (fault.path, fault.way_out.startswith("move folder/state.json"))


def test_a_damaged_snapshot_and_journal_leave_nothing() -> None:
    """Both are named; there is no way but a copy."""
    parts = Parts()
    parts.snapshot, parts.batches[2] = b"", b""
    checked = parts.check()
    assert (["folder/2.json", "folder/state.json"], None, 0) == (
        [fault.path for fault in checked.faults],
        checked.state,
        sum("move" in fault.way_out for fault in checked.faults),
    )


def spoilt(change: Callable[[State], State]) -> list[tuple[str, str]]:
    """Return the faults when a whole snapshot says something else than its journal."""
    parts = Parts()
    parts.snapshot = encode_snapshot(change(parts.at(4)), tool=TOOL)
    return parts.found()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(lambda s: dataclasses.replace(s, serial=s.serial + 1), ["serial"], id="serial"),
        pytest.param(lambda s: dataclasses.replace(s, commit="abc"), ["commit"], id="commit"),
        pytest.param(
            lambda s: dataclasses.replace(s, key_fingerprints=("f",)), ["key fingerprints"], id="a trusted key"
        ),
        pytest.param(
            lambda s: dataclasses.replace(s, records={k: r for k, r in s.records.items() if k != "people"}),
            ["record people is missing"],
            id="a record less",
        ),
        pytest.param(
            lambda s: dataclasses.replace(s, records={**s.records, "z": make_record("z", schedule_id="id-9")}),
            ["record z is not in the journal"],
            id="a record more",
        ),
        pytest.param(
            lambda s: dataclasses.replace(
                s, records={k: dataclasses.replace(r, owner="x") for k, r in s.records.items()}
            ),
            ["record people", "record teaser"],
            id="records differ",
        ),
        pytest.param(
            lambda s: dataclasses.replace(s, definitions={"a": NOW}),
            ["definition a is not in the journal", "definition teaser is missing"],
            id="definitions",
        ),
    ],
)
def test_a_snapshot_cannot_quietly_differ(change: Callable[[State], State], said: list[str]) -> None:
    """Whatever was changed in it is named, though its digest was made anew."""
    assert [("folder/state.json", f"differs from its journal: {what}") for what in said] == spoilt(change)


def test_a_text_that_the_snapshot_needs_is_missed() -> None:
    """Named by its digest."""
    parts = Parts()
    parts.texts = {}
    assert [("folder/state.json", f"names a text that is nowhere: {digest_text(LONG)}")] == parts.found()


def test_a_text_that_goes_meanwhile_is_named() -> None:
    """It was listed and cannot be read."""
    parts = Parts()
    parts.texts = Failing({digest_text(LONG): KeyError("gone")})
    assert [("folder", f"the text {digest_text(LONG)} is gone")] == parts.found()

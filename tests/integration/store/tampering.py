"""What every store must do when somebody changed what it holds behind its back.

A backend subclasses `TamperContract` and gives it a `Place`: how its parts are changed past the store. Each change
must be refused, or be one that changes nothing of what the state says; and a refusal touches nothing.
"""

from __future__ import annotations

import dataclasses
import itertools
from typing import Protocol

import pytest
from integration.store.sound_parts import (
    BATCHES,
    LONG,
    SNAPSHOT,
    SNAPSHOT_AT,
    Part,
    batch_part,
    sound_journal,
    sound_parts,
)

from braze_gitops.errors import StateDamagedError, StateError, StateRolledBackError, StateTooNewError
from braze_gitops.model import Lineage, digest_text
from braze_gitops.state import (
    PartNames,
    State,
    Version,
    check_parts,
    encode_batch,
    encode_snapshot,
    look_at_payloads,
    texts_of,
)
from braze_gitops.state.json_text import seal
from braze_gitops.store import Store, check_expected, load_state
from support.states import (
    TOOL,
    Journal,
    make_batch,
    make_run,
)

MASKS = (0x01, 0x80)


class Place(Protocol):
    """Where a store keeps its parts, open to somebody who goes past the store."""

    def open(self) -> Store:
        """Return the store, opened anew."""

    def write(self, part: Part, content: bytes | None) -> None:
        """Put `content` in the place of a part, or take it away."""

    def contents(self) -> object:
        """Return all there is, to be compared."""


PARTS = sorted(sound_parts())


# A field that stands twice is not here: loading takes the last one, and `state check` finds it (decision 0013).
# Nor is what is no payload: it is refused by whoever looks at it, and `state check` finds it (decision 0015).
_CHANGES = (
    (b'"version": 1,', b'"version": 1,\n  "extra": 1,', "a field more"),
    (b'"version": 1,', b'"version": 1.0,', "a broken version"),
    (b'"version": 1,', b'"version": ' + b"9" * 5000 + b",", "a huge version"),
    (b'"number": ', b'"number": 1e999, "n": ', "a number without end"),
    (b'"number": ', b'"number": ' + b"9" * 5000, "a huge number"),
    (b'"number": ', b'"number": -', "a negative number"),
    (b'"nonce"', b'"once"', "another name"),
    (b'"entry": "run_closed"', b'"entry": "run_paused"', "an unknown entry"),
    (b'"status": "scheduled"', b'"status": "thought of"', "an unknown status"),
    (b'"lineage": "', b'"lineage": "another-', "another lineage"),
)
_NO_PAYLOADS = (
    (b'"broadcast": true', b'"broadcast": {"$x": true}', "a mark that is none"),
    (b'"broadcast": true', b'"broadcast": false, "broadcast": true', "a field twice"),
    (b'"broadcast": true', b'"broadcast": 1e999', "a number without end"),
)
NONSENSE = tuple(
    pytest.param(part, before, after, id=f"{''.join(part)} {name}")
    for part in (SNAPSHOT, batch_part(BATCHES))
    for before, after, name in _CHANGES
    if before in sound_parts()[part]
)

# The snapshot, and the batch after it with the intent of a create.
NO_PAYLOADS = tuple(
    pytest.param(part, before, after, id=f"{''.join(part)} {name}")
    for part in (SNAPSHOT, batch_part(SNAPSHOT_AT + 1))
    for before, after, name in _NO_PAYLOADS
)


def fill(place: Place) -> None:
    """Put a sound state there."""
    for part, content in sound_parts().items():
        place.write(part, content)


def whole(place: Place) -> State | None:
    """Return the state and read every text it names, as a plan does.

    Raises:
        StateError: a part is not what it was.
    """
    state = load_state(place.open())
    if state is None:
        return None
    for digest in texts_of(state):
        if digest not in state.texts:
            raise StateDamagedError("a text is gone", path=digest, hint="restore it")
        assert state.texts[digest]
    return state


def verdict(place: Place, *, compare: bool = True) -> str:
    """Return what became of a change: `refused`, `harmless and found`, `harmless`, or what is wrong with that.

    Without `compare` nobody looks whether all is as it was.
    """
    before = place.contents() if compare else None
    try:
        state = whole(place)
    except StateError as error:
        if not error.path or not error.hint:
            return f"refused without path or way out: {error.message}"
        after = place.contents() if compare else None
        return "refused" if before == after else "refused, and something was written"
    if state is None or _said(state) != _said(sound_journal().state()):
        return "another state was taken for this one"
    return "harmless and found" if faults_found(place) else "harmless"


def faults_found(place: Place) -> tuple[str, ...]:
    """Return where `state check` finds something."""
    store = place.open()
    stored = store.read()
    assert stored is not None
    names = PartNames(whole=store.describe(), snapshot=store.name_of_snapshot(), batch=store.name_of_batch)
    checked = check_parts(snapshot=stored.snapshot, batches=stored.batches, texts=stored.texts, names=names)
    return tuple(fault.path for fault in checked.faults)


def _said(state: State) -> object:
    return dataclasses.replace(state, texts={})


FINE = ("refused", "harmless and found")


class TamperContract:
    """The suite; `place` is an empty place of the backend."""

    def test_sound_state_is_sound(self, place: Place) -> None:
        """What the others spoil is whole."""
        fill(place)
        assert ("harmless", ()) == (verdict(place), faults_found(place))

    @pytest.mark.parametrize("part", PARTS, ids="".join)
    def test_flipped_bits_are_found(self, place: Place, part: Part) -> None:
        """One byte in forty of each part, two masks."""
        assert [] == self.flip(place, part, step=41)

    @pytest.mark.deep
    @pytest.mark.timeout(300)
    @pytest.mark.parametrize("part", PARTS, ids="".join)
    def test_every_flipped_bit_is_found(self, place: Place, part: Part) -> None:
        """Every byte, two masks: refused, or in a batch that the snapshot stands for, and the check finds it."""
        assert [] == self.flip(place, part, step=1)

    def flip(self, place: Place, part: Part, *, step: int) -> list[str]:
        """Return what is not as it should be where one byte in `step` of a part is changed."""
        fill(place)
        content = sound_parts()[part]
        found = []
        for at, mask in itertools.product(range(0, len(content), step), MASKS):
            place.write(part, content[:at] + bytes([content[at] ^ mask]) + content[at + 1 :])
            told = verdict(place, compare=at % 16 == 0)
            if told not in FINE:
                found.append(f"byte {at} ^ {mask}: {told}")
        return found

    @pytest.mark.parametrize("part", [SNAPSHOT, batch_part(BATCHES)], ids="".join)
    def test_truncated_parts_are_refused(self, place: Place, part: Part) -> None:
        """Cut after one byte in thirty, and after the first and before the last."""
        length = len(sound_parts()[part])
        assert {"refused"} == self.cut(place, part, {*range(0, length, 31), length - 1})

    @pytest.mark.deep
    @pytest.mark.parametrize("part", [SNAPSHOT, batch_part(BATCHES)], ids="".join)
    def test_parts_truncated_anywhere_are_refused(self, place: Place, part: Part) -> None:
        """Cut after every byte."""
        assert {"refused"} == self.cut(place, part, set(range(len(sound_parts()[part]))))

    def cut(self, place: Place, part: Part, lengths: set[int]) -> set[str]:
        """Return what becomes of a part of these lengths."""
        fill(place)
        content, found = sound_parts()[part], set()
        for length in sorted(lengths):
            place.write(part, content[:length])
            found.add(verdict(place))
        return found

    @pytest.mark.parametrize("part", PARTS, ids="".join)
    @pytest.mark.parametrize("more", [b"\n", b" ", b"\0", b"x", b"{}\n"], ids=repr)
    def test_what_was_appended_is_found(self, place: Place, part: Part, more: bytes) -> None:
        """Not even a line end more."""
        fill(place)
        place.write(part, sound_parts()[part] + more)
        assert verdict(place) in FINE

    @pytest.mark.parametrize("part", PARTS, ids="".join)
    @pytest.mark.parametrize(
        "content", [b"", b"\0" * 4096, b"null", b"[" * 100_000], ids=["empty", "zeros", "null", "deep"]
    )
    def test_other_content_is_found(self, place: Place, part: Part, content: bytes) -> None:
        """Empty, zeros as after a crash of the disk, another value, brackets without end."""
        fill(place)
        place.write(part, content)
        assert verdict(place) in FINE

    def test_blanks_in_the_snapshot_are_refused(self, place: Place) -> None:
        """A snapshot that was formatted anew means the same and is not what was written."""
        fill(place)
        place.write(SNAPSHOT, sound_parts()[SNAPSHOT].replace(b"{\n", b"{ \n", 1))
        assert "refused" == verdict(place)

    def test_windows_line_ends_are_named(self, place: Place) -> None:
        """A checkout that changed the line ends is told as that."""
        fill(place)
        place.write(SNAPSHOT, sound_parts()[SNAPSHOT].replace(b"\n", b"\r\n"))
        with pytest.raises(StateDamagedError, match="line ends"):
            whole(place)

    @pytest.mark.parametrize("number", range(2, BATCHES))
    def test_batch_taken_from_the_middle_is_refused(self, place: Place, number: int) -> None:
        """Any but the first, which a snapshot stands for, and the last."""
        fill(place)
        place.write(batch_part(number), None)
        assert "refused" == verdict(place)

    def test_first_batch_may_be_pruned(self, place: Place) -> None:
        """The snapshot stands for it: nothing is lost with it."""
        fill(place)
        place.write(batch_part(1), None)
        assert "harmless" == verdict(place)

    def test_snapshot_may_be_lost(self, place: Place) -> None:
        """A whole journal makes the same state."""
        fill(place)
        place.write(SNAPSHOT, None)
        assert "harmless" == verdict(place)

    def test_text_taken_away_is_refused(self, place: Place) -> None:
        """The state names it, and nothing else holds it."""
        fill(place)
        place.write(Part("text", digest_text(LONG)), None)
        assert "refused" == verdict(place)

    @pytest.mark.parametrize(("first", "second"), tuple(itertools.combinations(range(1, BATCHES + 1), 2)))
    def test_swapped_batches_are_found(self, place: Place, first: int, second: int) -> None:
        """Each pair."""
        fill(place)
        parts = sound_parts()
        place.write(batch_part(first), parts[batch_part(second)])
        place.write(batch_part(second), parts[batch_part(first)])
        assert verdict(place) in FINE

    @pytest.mark.parametrize("number", range(1, BATCHES + 1))
    def test_batch_under_the_next_number_is_refused(self, place: Place, number: int) -> None:
        """A copy of any batch after the last."""
        fill(place)
        place.write(batch_part(BATCHES + 1), sound_parts()[batch_part(number)])
        assert "refused" == verdict(place)

    @pytest.mark.parametrize("number", [BATCHES + 2, 99, 9_999_999_999])
    def test_batch_far_ahead_is_refused(self, place: Place, number: int) -> None:
        """A number that leaves a gap is not waited for."""
        fill(place)
        place.write(batch_part(number), sound_parts()[batch_part(BATCHES)])
        assert "refused" == verdict(place)

    @pytest.mark.parametrize("name", ["lineage", "previous"])
    def test_batch_of_another_history_is_refused(self, place: Place, name: str) -> None:
        """Well made, and of another state or after another batch."""
        fill(place)
        following = make_batch(make_run("x"), after=sound_journal().batches[-1])
        other = (
            dataclasses.replace(following, lineage=Lineage("another"))
            if name == "lineage"
            else dataclasses.replace(following, previous=digest_text("another"))
        )
        place.write(batch_part(BATCHES + 1), encode_batch(other))
        assert "refused" == verdict(place)

    @pytest.mark.parametrize("part", [SNAPSHOT, batch_part(BATCHES)], ids="".join)
    def test_later_version_is_told(self, place: Place, part: Part) -> None:
        """With what to install."""
        fill(place)
        place.write(part, seal(['  "version": 2', '  "something": "new"']))
        with pytest.raises(StateTooNewError, match="format version 2") as caught:
            whole(place)
        assert "install" in caught.value.hint

    @pytest.mark.parametrize(("part", "before", "after"), NONSENSE)
    def test_well_sealed_nonsense_is_refused(self, place: Place, part: Part, before: bytes, after: bytes) -> None:
        """Somebody who can make a digest cannot make the program take what it would not write."""
        fill(place)
        self.reseal(place, part, before, after)
        assert "refused" == verdict(place)

    @pytest.mark.parametrize(("part", "before", "after"), NO_PAYLOADS)
    def test_well_sealed_nonsense_in_a_payload_is_refused_by_whoever_looks(
        self, place: Place, part: Part, before: bytes, after: bytes
    ) -> None:
        """Loading leaves payloads alone; who looks is told whose it is, and `state check` where."""
        fill(place)
        for later in range(SNAPSHOT_AT + 2, BATCHES + 1):
            place.write(batch_part(later), None)
        self.reseal(place, part, before, after)
        state = load_state(place.open())
        assert state is not None
        with pytest.raises(StateDamagedError, match="the payload of ") as caught:
            look_at_payloads(state)
        assert "state check" in caught.value.hint
        assert 1 == len(faults_found(place))

    def reseal(self, place: Place, part: Part, before: bytes, after: bytes) -> None:
        """Change a sound part under a digest that fits."""
        body = sound_parts()[part].rpartition(b',\n  "digest"')[0]
        assert before in body
        place.write(part, seal([body.replace(before, after, 1).decode().removeprefix("{\n")]))

    @pytest.mark.parametrize("left", range(SNAPSHOT_AT, BATCHES))
    def test_last_batches_taken_away_are_found_by_the_expected_head_alone(self, place: Place, left: int) -> None:
        """What is left is whole; only who knows the head that was there can tell."""
        fill(place)
        for number in range(left + 1, BATCHES + 1):
            place.write(batch_part(number), None)
        assert () == faults_found(place)
        self.check_rolled_back(place)

    def test_older_copy_is_found_by_the_expected_head_alone(self, place: Place) -> None:
        """A whole older copy is whole."""
        earlier = Journal()
        earlier.batches = sound_journal().batches[:SNAPSHOT_AT]
        for batch, _ in earlier.batches:
            place.write(batch_part(batch.number), encode_batch(batch))
        place.write(SNAPSHOT, encode_snapshot(earlier.state(), tool=TOOL))
        place.write(Part("text", digest_text(LONG)), LONG.encode())
        assert () == faults_found(place)
        self.check_rolled_back(place)

    def check_rolled_back(self, place: Place) -> None:
        """Make sure that the state loads, is not at its head, and is refused by that head, untouched."""
        before = place.contents()
        state, newest = load_state(place.open()), sound_journal().state()
        assert state is not None
        expected = Version(serial=newest.serial, head=newest.head)
        with pytest.raises(StateRolledBackError) as caught:
            check_expected(place.open(), state, expected)
        assert (True, True, before) == (bool(caught.value.path), bool(caught.value.hint), place.contents())

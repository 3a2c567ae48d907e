"""A state as one document: the snapshot and its texts, to be edited."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given

from braze_gitops.errors import StateDamagedError, StateTooNewError
from braze_gitops.model import Verb
from braze_gitops.state import RecordKept, State, Status, decode_document, encode_document
from support.state_samples import SAMPLE_STATE
from support.state_strategies import states
from support.states import TOOL, Journal, make_intent, make_record, make_run


def edited(**fields: object) -> bytes:
    """Return the document of the sample with some fields replaced."""
    found = json.loads(encode_document(SAMPLE_STATE, tool=TOOL))
    return json.dumps({**found, **fields}).encode()


def test_a_document_is_the_state_again() -> None:
    """Its texts included."""
    assert SAMPLE_STATE == decode_document(encode_document(SAMPLE_STATE, tool=TOOL))


@given(state=states())
def test_any_state_comes_back(state: State) -> None:
    """Byte for byte the second time, when all its texts are there."""
    bare = dataclasses.replace(
        state,
        records={
            key: dataclasses.replace(
                one, payload=make_record().payload, payload_digest=make_record().payload_digest, unfinished=None
            )
            for key, one in state.records.items()
            if one.status is not Status.IN_DOUBT
        },
        texts={},
    )
    content = encode_document(bare, tool=TOOL)
    assert content == encode_document(decode_document(content), tool=TOOL)


def test_a_run_under_way_is_told_as_its_next_run_finds_it() -> None:
    """In doubt, and at rest."""
    journal = Journal()
    journal.add(make_run(), RecordKept(record=make_record("other")))
    journal.add(make_intent(Verb.CREATE, make_record(schedule_id=None)))
    found = decode_document(encode_document(journal.state(), tool=TOOL))
    assert (None, (), Status.IN_DOUBT) == (found.run, found.pending, found.records[make_record().address].status)


def test_it_may_be_edited() -> None:
    """There is no digest over the whole."""
    assert "c" == decode_document(edited(commit="c")).commit


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(b"{", "is not what this program writes", id="half"),
        pytest.param(edited(more=1), "more", id="unknown"),
        pytest.param(edited(texts={"0" * 64: "x"}), "does not fit its digest", id="text"),
        pytest.param(edited(serial=0), "serial", id="number"),
    ],
)
def test_what_is_none_is_refused(content: bytes, why: str) -> None:
    """In words."""
    with pytest.raises(StateDamagedError, match=why):
        decode_document(content)


def test_an_edited_payload_is_refused() -> None:
    """It has a digest of its own."""
    found = json.loads(encode_document(SAMPLE_STATE, tool=TOOL))
    next(iter(found["schedules"].values()))["payload"] = {"segment_id": "other"}
    with pytest.raises(StateDamagedError, match="has a payload that does not fit its digest"):
        decode_document(json.dumps(found).encode())


def test_a_later_version_is_told() -> None:
    """Not guessed."""
    with pytest.raises(StateTooNewError):
        decode_document(edited(version=2))

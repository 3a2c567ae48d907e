"""What a state as a whole says of itself."""

import dataclasses

import pytest

from braze_gitops.errors import StateDamagedError
from braze_gitops.model import Verb, digest_text
from braze_gitops.state import State, Status, Unfinished, look_at_payloads, texts_of
from braze_gitops.state.kept_payload import KeptPayload
from support.states import NOW, Journal, make_intent, make_payload, make_record

LIVE, TRIED = "live " * 200, "tried " * 200


def test_texts_are_those_of_records_and_tries() -> None:
    """The texts of a state are those its records name, and those of tries without an outcome."""
    attempt = make_record(payload=make_payload(note=TRIED))
    unfinished = Unfinished(verb=Verb.UPDATE, since=NOW, attempt=attempt)
    record = make_record(payload=make_payload(note=LIVE), unfinished=unfinished)
    deferred = make_record("later", status=Status.DEFERRED)
    records = {one.address: one for one in (record, deferred)}
    state = dataclasses.replace(Journal().state(), records=records)
    assert {digest_text(LIVE), digest_text(TRIED)} == texts_of(state)


DAMAGED = dataclasses.replace(make_record(), payload=KeptPayload(b'{"$x": 1}', "teaser"))
KEPT = dataclasses.replace(Journal().state(), records={DAMAGED.address: DAMAGED})
TRYING = Unfinished(verb=Verb.UPDATE, since=NOW, attempt=DAMAGED)
TRIED_STATE = dataclasses.replace(KEPT, records={DAMAGED.address: make_record(unfinished=TRYING)})
PENDING = dataclasses.replace(Journal().state(), pending=(make_intent(Verb.CREATE, DAMAGED),))
LEFT_BEHIND = make_intent(Verb.DELETE, make_record(), then_deferred=DAMAGED)


@pytest.mark.parametrize(
    "state",
    [
        pytest.param(KEPT, id="of a record"),
        pytest.param(TRIED_STATE, id="of a try"),
        pytest.param(PENDING, id="of an intent"),
        pytest.param(dataclasses.replace(PENDING, pending=(LEFT_BEHIND,)), id="of what a delete leaves behind"),
    ],
)
def test_every_payload_is_looked_at(state: State) -> None:
    """Wherever a state has one that is none, it is found before anything is written."""
    with pytest.raises(StateDamagedError, match="payload of teaser"):
        look_at_payloads(state)


def test_sound_payloads_are_looked_at_in_peace() -> None:
    """Kept as texts or made by this program."""
    kept = dataclasses.replace(make_record("a"), payload=KeptPayload(b"{}", "a"))
    look_at_payloads(dataclasses.replace(KEPT, records={kept.address: kept, DAMAGED.address: make_record()}))

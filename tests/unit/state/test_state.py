"""What a state as a whole says of itself."""

import dataclasses

from braze_gitops.model import Verb, digest_text
from braze_gitops.state import Status, Unfinished, texts_of
from support.states import NOW, Journal, make_payload, make_record

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

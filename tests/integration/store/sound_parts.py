"""The parts of a sound state, for tests of what becomes of one that somebody changed."""

from __future__ import annotations

from typing import Literal, NamedTuple

from braze_gitops.model import Verb, Verdict, digest_text
from braze_gitops.state import RecordKept, RunClosed, RunId, encode_batch, encode_snapshot
from support.states import NOW, TOOL, Journal, make_answer, make_intent, make_payload, make_record, make_run

LONG = "A long text, kept beside the snapshot ✂. " * 20
BATCHES, SNAPSHOT_AT = 7, 4


class Part(NamedTuple):
    """One stored part: the snapshot, a batch by number, a text by digest."""

    kind: Literal["snapshot", "batch", "text"]
    key: str = ""


SNAPSHOT = Part("snapshot")


def batch_part(number: int) -> Part:
    """Return the batch of that number."""
    return Part("batch", str(number))


def sound_journal() -> Journal:
    """Return a journal of two runs, with a long text, calls and their answers."""
    journal = Journal()
    payload = make_payload(note=LONG)
    journal.add(
        make_run(), RecordKept(record=make_record("long", payload=payload)), texts={digest_text(LONG): LONG}
    )
    journal.add(make_intent(Verb.CREATE, make_record("teaser", schedule_id=None)))
    journal.add(
        make_answer(Verdict.DONE, schedule_id="sched-2"), RunClosed(run=RunId("run-1"), applied=True, at=NOW)
    )
    journal.add(make_run("run-2"), make_intent(Verb.CREATE, make_record("next", schedule_id=None), call="call-2"))
    journal.add(make_answer(Verdict.DONE, call="call-2", schedule_id="sched-3"))
    journal.add(RunClosed(run=RunId("run-2"), applied=True, at=NOW))
    return journal


def sound_parts() -> dict[Part, bytes]:
    """Return the parts of a sound state: seven batches, a snapshot after the fourth, a text."""
    journal = sound_journal()
    earlier = Journal()
    earlier.batches = journal.batches[:SNAPSHOT_AT]
    parts = {batch_part(batch.number): encode_batch(batch) for batch, _ in journal.batches}
    parts[SNAPSHOT] = encode_snapshot(earlier.state(), tool=TOOL)
    parts[Part("text", digest_text(LONG))] = LONG.encode()
    return parts

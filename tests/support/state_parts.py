"""The parts of a stored state, for tests that spoil them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from braze_gitops.model import digest_text
from braze_gitops.state import (
    Checked,
    DefinitionsSeen,
    PartNames,
    RecordKept,
    RunClosed,
    RunId,
    State,
    check_parts,
    encode_batch,
    encode_snapshot,
    fold,
)
from support.states import (
    NOW,
    TOOL,
    Journal,
    make_payload,
    make_record,
    make_run,
)

NAMES = PartNames(whole="folder", snapshot="folder/state.json", batch=lambda number: f"folder/{number}.json")
LONG = "x" * 600
CLOSED = RunClosed(run=RunId("run-1"), applied=True, at=NOW)


class Parts:
    """The parts of a state, which a test may spoil: five batches, the snapshot made after the fourth."""

    def __init__(self) -> None:
        journal = Journal()
        kept = RecordKept(record=make_record(payload=make_payload(body=LONG)))
        people = make_record("people", payload=make_payload(external_user_ids=("anna", "ben")))
        journal.add(make_run(), kept, texts={digest_text(LONG): LONG})
        journal.add(RecordKept(record=people), DefinitionsSeen(since={"teaser": NOW}))
        journal.add(CLOSED)
        snapshot = journal.state()
        journal.add(make_run("run-2"), dataclasses.replace(CLOSED, run=RunId("run-2")))
        self.journal = journal
        self.batches = {batch.number: encode_batch(batch) for batch, _ in journal.batches}
        self.snapshot: bytes | None = encode_snapshot(snapshot, tool=TOOL)
        self.texts: Mapping[str, str] = {digest_text(LONG): LONG}

    def at(self, number: int) -> State:
        """Return the state after that batch."""
        return fold(None, self.journal.batches[:number])

    def check(self) -> Checked:
        """Look at it all."""
        return check_parts(snapshot=self.snapshot, batches=self.batches, texts=self.texts, names=NAMES)

    def found(self) -> list[tuple[str, str]]:
        """Return place and words of every fault."""
        return [(fault.path, fault.what) for fault in self.check().faults]


class Failing(dict[str, str]):
    """Texts of which looking one up fails."""

    def __init__(self, errors: Mapping[str, Exception]) -> None:
        super().__init__(dict.fromkeys(errors, ""))
        self._errors = errors

    def __getitem__(self, digest: str) -> str:
        raise self._errors[digest]

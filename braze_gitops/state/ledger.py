"""The state while batches are folded into it: the one mutable value of this room, made and frozen by the fold."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from braze_gitops.errors import StateDamagedError
from braze_gitops.model import Address, SendIdPair
from braze_gitops.state.compact import texts_named
from braze_gitops.state.entry import Batch, CallIntended, RunOpened
from braze_gitops.state.record import CallId, Halt, Past, Record, SendId, Status
from braze_gitops.state.state import Head, Serial, State
from braze_gitops.state.texts import LayeredTexts, join_texts

HISTORY_KEPT = timedelta(days=400)
_HINT = "restore the state from a copy; nothing was changed"


class Ledger:
    """The parts of a state, open for changes; `changed` says whether the content differs since the last batch."""

    def __init__(self, state: State) -> None:
        self._before = state
        self.changed = False
        self.lineage = state.lineage
        self.serial: int = state.serial
        self.head = state.head
        self.commit = state.commit
        self.fingerprints = list(state.key_fingerprints)
        self.definitions = dict(state.definitions)
        self.records = dict(state.records)
        self.send_ids = {(one.campaign_id, one.send_id): one for one in state.send_ids}
        self.halts = list(state.halts)
        self.history = list(state.history)
        self._new_texts: dict[str, str] = {}
        self.texts: Mapping[str, str] = LayeredTexts(self._new_texts, state.texts)
        self.pending: dict[CallId, CallIntended] = {intent.call: intent for intent in state.pending}
        self.run: RunOpened | None = state.run
        self._oldest_past = min((past.ended_at for past in state.history), default=None)

    def state(self) -> State:
        """Return the state as it is now, everything in its declared order."""
        return dataclasses.replace(
            self._before,
            serial=Serial(self.serial),
            head=self.head,
            commit=self.commit,
            key_fingerprints=tuple(self.fingerprints),
            definitions=MappingProxyType(dict(sorted(self.definitions.items()))),
            records=MappingProxyType(dict(sorted(self.records.items()))),
            send_ids=tuple(self.send_ids[key] for key in sorted(self.send_ids)),
            halts=tuple(self.halts),
            history=tuple(sorted(self.history, key=lambda past: (past.address, past.ended_at))),
            texts=join_texts(self._new_texts, self._before.texts),
            pending=tuple(self.pending.values()),
            run=self.run,
        )

    def follows(self, batch: Batch) -> bool:
        """Whether `batch` is the one that comes next."""
        return batch.number == self.head.number + 1 and batch.previous == self.head.digest

    def add_texts(self, batch: Batch) -> None:
        """Take the texts `batch` brings."""
        self._new_texts.update(batch.texts)

    def finish(self, batch: Batch, digest: str) -> None:
        """End a batch: let old history go, move the head and, if the content differs, the serial."""
        self._prune(batch.at)
        self.head = Head(number=batch.number, digest=digest)
        if self.changed:
            self.serial += 1
            self.changed = False

    def put(self, record: Record) -> None:
        """Set the record of its address, whose texts were looked for when it came in.

        Raises:
            StateDamagedError: a record of that status cannot look like this.
        """
        fault = fault_of(record)
        if fault:
            raise impossible(f"{record.address} {fault}")
        known = self.records.get(record.address)
        if known is None or known != record:
            self.records[record.address] = record
            self.changed = True

    def check_texts(self, record: Record) -> None:
        """Make sure every long text `record` names is there.

        Raises:
            StateDamagedError: one is not.
        """
        for digest in texts_named(record.payload):
            if digest not in self.texts:
                raise impossible(f"{record.address} names a text that is nowhere: {digest}")

    def drop(self, address: Address) -> None:
        """Let the record of `address` go, if there is one."""
        if self.records.pop(address, None) is not None:
            self.changed = True

    def at(self, address: Address) -> Record:
        """Return the record of `address`.

        Raises:
            StateDamagedError: there is none.
        """
        if address not in self.records:
            raise impossible(f"it speaks of {address}, which the state does not have")
        return self.records[address]

    def keep_send_id(self, send_id: SendId) -> None:
        """Remember a send id; one that is confirmed stays as it is, one asked for anew counts from then on."""
        key = (send_id.campaign_id, send_id.send_id)
        known = self.send_ids.get(key)
        if known is not None and known.confirmed:
            return
        if known is not None and known.created_at > send_id.created_at:
            send_id = dataclasses.replace(send_id, created_at=known.created_at)
        if send_id != known:
            self.send_ids[key] = send_id
            self.changed = True

    def confirm_send_id(self, pair: SendIdPair, *, at: datetime) -> None:
        """Remember that Braze knows a send id; the moment it was made, if one is known, stays."""
        known = self.send_ids.get(pair)
        if known is None or not known.confirmed:
            created_at = known.created_at if known is not None else at
            self.send_ids[pair] = SendId(campaign_id=pair[0], send_id=pair[1], created_at=created_at)
            self.changed = True

    def remember(self, past: Past) -> None:
        """Add to the history."""
        self.history.append(past)
        self._oldest_past = min(self._oldest_past or past.ended_at, past.ended_at)
        self.changed = True

    def rename_history(self, history: Iterable[Past]) -> None:
        """Take the same history under other names."""
        found = list(history)
        if found != self.history:
            self.history = found
            self.changed = True

    def trust(self, fingerprint: str) -> None:
        """Trust a key."""
        if fingerprint not in self.fingerprints:
            self.fingerprints.append(fingerprint)
            self.changed = True

    def distrust(self, fingerprint: str) -> None:
        """Trust a key no more.

        Raises:
            StateDamagedError: it is not trusted.
        """
        if fingerprint not in self.fingerprints:
            raise impossible(f"it takes the trust from the key {fingerprint}, which has none")
        self.fingerprints.remove(fingerprint)
        self.changed = True

    def see(self, name: str, since: datetime) -> None:
        """Remember when a definition was first applied; the first moment stays."""
        if name not in self.definitions:
            self.definitions[name] = since
            self.changed = True

    def rename_definitions(self, names: Mapping[str, str]) -> None:
        """Let first moments go on under other names, all at once; of two the earlier one counts."""
        found: dict[str, datetime] = {}
        for name, since in self.definitions.items():
            new = names.get(name, name)
            found[new] = min(since, found.get(new, since))
        if found != self.definitions:
            self.definitions = found
            self.changed = True

    def put_halt(self, place: int, halt: Halt) -> None:
        """Set the halt at a place of the list, or add one at its end."""
        self.halts[place : place + 1] = [halt]
        self.changed = True

    def set_commit(self, commit: str | None) -> None:
        """Remember the commit that was applied; without git what was known stays."""
        if commit is not None and commit != self.commit:
            self.commit = commit
            self.changed = True

    def _prune(self, now: datetime) -> None:
        if self._oldest_past is None or now - self._oldest_past <= HISTORY_KEPT:
            return
        self.history = [past for past in self.history if now - past.ended_at <= HISTORY_KEPT]
        self._oldest_past = min((past.ended_at for past in self.history), default=None)
        self.changed = True


def fault_of(record: Record) -> str:
    """Return what is wrong with a record of a state, in words after its address; empty when it can be so."""
    match record.status:
        case Status.SCHEDULED | Status.VANISHED if record.schedule_id is None:
            return f"is {record.status} without a schedule id"
        case Status.DEFERRED | Status.IN_DOUBT if record.schedule_id is not None:
            return f"is {record.status} and has a schedule id"
        case Status.DEFERRED if record.unfinished is not None:
            return "is deferred and has a call without an outcome"
        case Status.IN_DOUBT if record.unfinished is None:
            return "is in doubt without the call that is in doubt"
    return ""


def impossible(what: str) -> StateDamagedError:
    """Return the error for an entry that cannot follow what the state says."""
    return StateDamagedError(what, hint=_HINT)

"""An edited document put in place of the state it was made from, record by record.

lineage, environment, endpoint, version     as the state's, or refused
anything but records                        as in the state, or refused: other commands change that
a record in doubt or vanished               as in the state, or refused: that is what `state resolve` is for
a call without an outcome                   as in the state, or refused: nobody edits what was called
an id that is live and in no record after   refused, unless the person names it
an external record that is gone after       as such an id, named by its address
an id in two records, or in the history     refused
a window that its time cannot have          refused: it decides what counts as sent
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta

from braze_gitops.apply.forgetting import is_live, past_if_begun
from braze_gitops.errors import StateForeignError, UsageError
from braze_gitops.model import WORLD, Address, window_of
from braze_gitops.state import (
    Entry,
    Record,
    RecordForgotten,
    RecordKept,
    State,
    Status,
    settle,
    texts_named,
    version_text,
)

_FIXED = ("key_fingerprints", "commit", "definitions", "send_ids", "halts", "history")
_WAITING = (Status.IN_DOUBT, Status.VANISHED)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """What a push does: `changes` by address, each the record before and after, None where there is none.

    `given_up` are the records that something at Braze is lost with, each by a person's word.
    """

    changes: tuple[tuple[Record | None, Record | None], ...]
    given_up: tuple[Record, ...]
    entries: tuple[Entry, ...]
    texts: Mapping[str, str]


def push(document: State, *, state: State, forgets: Collection[str], at: datetime, cutoff: timedelta) -> Push:
    """Return what makes `state` say what `document` says.

    `forgets` are the ids, or the addresses of what has none, that a person gives up.

    Raises:
        StateForeignError: the document belongs to another state or version.
        UsageError: it changes what cannot be changed so, or loses what nobody gave up.
    """
    _check_version(document, state)
    before, after = settle(state).records, document.records
    _check_fixed(document, state)
    _check_ids(document, state)
    changes = tuple(
        (before.get(address), after.get(address))
        for address in sorted(before.keys() | after.keys())
        if before.get(address) != after.get(address)
    )
    for old, new in changes:
        _check_change(old, new)
    kept = {record.schedule_id for record in after.values()} - {None}
    lost = tuple(
        old
        for old, new in changes
        if old is not None and _is_lost(old, new, kept) and (old.protected or is_live(old, at=at, cutoff=cutoff))
    )
    _check_words(lost, forgets, state)
    texts = {digest: text for digest, text in document.texts.items() if digest not in state.texts}
    _check_texts(after, state, texts)
    return Push(changes=changes, given_up=lost, entries=tuple(_entries(changes, kept, at)), texts=texts)


def _check_version(document: State, state: State) -> None:
    mine, its = ((one.lineage, one.environment, one.endpoint) for one in (state, document))
    if mine != its:
        raise StateForeignError(
            f"the document is of another state: {document.environment}, lineage {document.lineage}",
            hint=f"this is the state of {state.environment}, lineage {state.lineage}; nothing was changed",
        )
    if (document.serial, document.head) != (state.serial, state.head):
        raise StateForeignError(
            f"the document was made from {version_text(document)}, and the state is at {version_text(state)}",
            hint="pull again, and make the edit in that; nothing was changed",
        )


def _check_fixed(document: State, state: State) -> None:
    for name in _FIXED:
        if getattr(document, name) != getattr(state, name):
            raise UsageError(
                f"`{name}` differs from the state, and a push changes `schedules` alone",
                hint="leave everything else as it was pulled; `state trust-key` is there for keys",
            )


def _check_ids(document: State, state: State) -> None:
    owners = {past.schedule_id: f"{past.address}, which is over" for past in state.history}
    for record in document.records.values():
        ident = record.schedule_id
        if ident is not None and ident in owners:
            raise UsageError(
                f"{record.address} has the schedule id {ident}, which belongs to {owners[ident]}",
                hint="one id is one schedule: correct it in the document",
            )
        owners[ident] = record.address


def _check_change(old: Record | None, new: Record | None) -> None:
    for one in (old, new):
        if one is not None and one.status in _WAITING:
            raise UsageError(
                f"{one.address} is {one.status.value.replace('_', ' ')}, and the document changes that",
                hint="`braze-gitops state resolve` says what is true of it; leave it as it was pulled",
            )
    if new is not None and (old is None or (old.time, old.window) != (new.time, new.window)):
        _check_window(new)
    unfinished = new.unfinished if new is not None else None
    if unfinished is not None and unfinished != (old.unfinished if old is not None else None):
        assert new is not None, "what is unfinished belongs to a record"
        raise UsageError(
            f"{new.address} has a call without an outcome that the state does not know",
            hint="leave `unfinished` as it was pulled, or take it out",
        )


def _check_window(record: Record) -> None:
    """Refuse instants that lie outside of what the time can mean for anybody on Earth."""
    widest, window = window_of(record.time, WORLD), record.window
    if not widest.first_at <= window.first_at <= window.last_at <= widest.last_at:
        raise UsageError(
            f"the `window` of {record.address} does not fit its `time`: that one lies between "
            f"{widest.first_at:%Y-%m-%dT%H:%M:%SZ} and {widest.last_at:%Y-%m-%dT%H:%M:%SZ}",
            hint="leave `window` as it was pulled: it decides what counts as sent",
        )


def _is_lost(old: Record, new: Record | None, kept: Collection[str | None]) -> bool:
    """Whether a schedule that `old` stood for is in no record any more."""
    if old.schedule_id is not None:
        return old.schedule_id not in kept
    return old.status is Status.EXTERNAL and (new is None or new.status is Status.DEFERRED)


def _check_words(lost: tuple[Record, ...], forgets: Collection[str], state: State) -> None:
    missing = [name_of(record) for record in lost if name_of(record) not in forgets]
    if missing:
        words = " ".join(f"--forget {name}" for name in missing)
        raise UsageError(
            f"this would lose {', '.join(missing)}, which may be live at Braze or is protected",
            hint=f"if they are to be forgotten, say so with each: {words}",
        )
    unused = sorted(set(forgets) - {name_of(record) for record in lost})
    if unused:
        raise UsageError(
            f"--forget {unused[0]} names nothing that this would lose",
            hint=f"`braze-gitops state list -e {state.environment}` shows every id",
        )


def name_of(record: Record) -> str:
    """Return how a person names a schedule that is given up: by its id, or its address where there is none."""
    return record.schedule_id or record.address


def _check_texts(after: Mapping[Address, Record], state: State, texts: Mapping[str, str]) -> None:
    for record in after.values():
        for digest in texts_named(record.payload):
            if digest not in texts and digest not in state.texts:
                raise UsageError(
                    f"{record.address} names a text that is nowhere: {digest}",
                    hint="leave `texts` as it was pulled",
                )


def _entries(
    changes: tuple[tuple[Record | None, Record | None], ...], kept: Collection[str | None], at: datetime
) -> Iterator[Entry]:
    """Yield what is forgotten first, so that an id may go from one address to another."""
    for old, new in changes:
        if old is None:
            continue
        ident = old.schedule_id
        if new is None or (ident is not None and ident != new.schedule_id):
            past = past_if_begun(old, at=at) if ident not in kept else None
            yield RecordForgotten(address=old.address, past=past)
    for _, new in changes:
        if new is not None:
            yield RecordKept(record=new)

"""Builders for what a state is made of: records, entries, batches, whole journals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from braze_gitops.model import (
    WORLD,
    Address,
    Answer,
    Exchange,
    Inputs,
    Json,
    JsonObject,
    Kind,
    Lineage,
    ScheduleId,
    SendTime,
    TimeMode,
    Verb,
    Verdict,
    digest_text,
    freeze_object,
    schedule_object,
    window_of,
)
from braze_gitops.state import (
    Batch,
    CallAnswered,
    CallId,
    CallIntended,
    Entry,
    Record,
    RecordKept,
    RunId,
    RunOpened,
    State,
    StateCreated,
    Status,
    Unfinished,
    compact_payload,
    digest_of,
    encode_batch,
    fold,
)

LINEAGE = Lineage("5d0c6c0e-2f0e-4c1c-9a53-7f7c4e1f9f10")
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
SEND_AT = datetime(2026, 11, 27, 14, tzinfo=UTC)
TOOL = "0.1.0"
INPUTS = Inputs(
    definition=digest_text("teaser"),
    variables={"brand": digest_text("Shop")},
    files={"teaser.html": digest_text("<p>")},
    tool=TOOL,
    zones="2026.2",
)


def plain_time(at: datetime = SEND_AT) -> SendTime:
    """Return a plain send time, as written in New York."""
    return SendTime(
        mode=TimeMode.PLAIN,
        wall=(at - timedelta(hours=5)).replace(tzinfo=None),
        zone="America/New_York",
        instant=at,
    )


def make_payload(at: datetime = SEND_AT, **fields: Json) -> JsonObject:
    """Return a message's payload."""
    return freeze_object(
        {
            "segment_id": "seg-8f1c",
            "broadcast": True,
            "schedule": schedule_object(plain_time(at)),
            "messages": {"email": {"subject": "It starts tomorrow", "body": "<p>Hi</p>"}},
            **fields,
        }
    )


def make_record(
    address: str = "teaser",
    *,
    status: Status = Status.SCHEDULED,
    schedule_id: str | None = "sched-1",
    payload: JsonObject | None = None,
    at: datetime = SEND_AT,
    unfinished: Unfinished | None = None,
    kind: Kind = Kind.MESSAGE,
) -> Record:
    """Return a record; a deferred or in-doubt one has no id whatever is asked for."""
    without_id = status in (Status.DEFERRED, Status.IN_DOUBT)
    compact = compact_payload(payload if payload is not None else make_payload(at), lineage=LINEAGE)
    return Record(
        address=Address(address),
        kind=kind,
        status=status,
        schedule_id=ScheduleId(schedule_id) if schedule_id is not None and not without_id else None,
        payload=compact.fields,
        payload_digest=compact.digest,
        time=plain_time(at),
        window=window_of(plain_time(at), WORLD),
        unfinished=unfinished,
        inputs=INPUTS,
        source="schedules/teaser.yaml",
        commit="4f1c",
        applied_at=NOW,
    )


def make_run(run: str = "run-1", *, commit: str | None = None) -> RunOpened:
    """Return the opening of a run on some machine."""
    return RunOpened(
        run=RunId(run),
        operation="apply",
        who="ana",
        host="laptop",
        boot="boot-1",
        pid=4242,
        started="777",
        commit=commit,
        at=NOW,
    )


def make_intent(
    verb: Verb,
    record: Record | None,
    *,
    address: str = "teaser",
    call: str = "call-1",
    schedule_id: str | None = None,
    then_deferred: Record | None = None,
    at: datetime = NOW,
) -> CallIntended:
    """Return the intent of a call on a message, with what its verb needs."""
    named = schedule_id if schedule_id is not None else (record.schedule_id if record is not None else None)
    return CallIntended(
        run=RunId("run-1"),
        call=CallId(call),
        address=record.address if record is not None else Address(address),
        verb=verb,
        kind=record.kind if record is not None else Kind.MESSAGE,
        schedule_id=ScheduleId(named) if named is not None else None,
        parent_id="camp-1" if verb is Verb.CREATE_SEND_ID else None,
        record=record if verb in (Verb.CREATE, Verb.UPDATE) else None,
        then_deferred=then_deferred,
        send_id="send-1" if verb is Verb.CREATE_SEND_ID else None,
        at=at,
    )


def make_answer(
    verdict: Verdict,
    *,
    call: str = "call-1",
    schedule_id: str | None = None,
    status: int | None = 201,
    message: str = "",
    failure: str = "",
) -> CallAnswered:
    """Return what came back from a call."""
    return CallAnswered(
        run=RunId("run-1"),
        call=CallId(call),
        exchange=Exchange(status=status, failure=failure),
        answer=Answer(
            verdict=verdict,
            schedule_id=ScheduleId(schedule_id) if schedule_id is not None else None,
            message=message,
        ),
        at=NOW,
    )


class Journal:
    """Batches in the making, each chained to the one before; begins with the state's creation."""

    def __init__(self, *, at: datetime = NOW) -> None:
        self.batches: list[tuple[Batch, str]] = []
        self.add(
            StateCreated(lineage=LINEAGE, environment="production", endpoint="https://rest.example", at=at), at=at
        )

    def add(self, *entries: Entry, texts: Mapping[str, str] | None = None, at: datetime = NOW) -> Batch:
        """Append a batch of `entries` and return it."""
        batch = make_batch(*entries, after=self.batches[-1] if self.batches else None, texts=texts, at=at)
        self.batches.append((batch, digest_of(encode_batch(batch))))
        return batch

    def state(self) -> State:
        """Return what all batches fold to."""
        return fold(None, self.batches)


def make_batch(
    *entries: Entry,
    after: tuple[Batch, str] | None = None,
    texts: Mapping[str, str] | None = None,
    at: datetime = NOW,
) -> Batch:
    """Return the batch that follows `after`, the first one if that is None."""
    return Batch(
        number=after[0].number + 1 if after is not None else 1,
        previous=after[1] if after is not None else "",
        lineage=LINEAGE,
        nonce="nonce",
        tool=TOOL,
        at=at,
        entries=entries,
        texts=dict(texts or {}),
    )


def fold_entries(*entries: Entry, before: Record | None = None) -> State:
    """Return the state after an open run, a record and `entries`, in one batch each."""
    journal = Journal()
    journal.add(make_run())
    if before is not None:
        journal.add(RecordKept(record=before))
    for entry in entries:
        journal.add(entry)
    return journal.state()

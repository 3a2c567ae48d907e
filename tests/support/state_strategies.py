"""Hypothesis strategies for what a state is made of; each value keeps the rules of its own type."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

from hypothesis import strategies as st

from braze_gitops.model import (
    Address,
    Answer,
    Exchange,
    Inputs,
    Json,
    JsonObject,
    Kind,
    ScheduleId,
    SendTime,
    TimeMode,
    Verb,
    Verdict,
    Window,
    digest_text,
    freeze_object,
    make_address,
)
from braze_gitops.state import (
    Batch,
    CallAnswered,
    CallId,
    CallIntended,
    DefinitionsSeen,
    DoubtResolved,
    Entry,
    Halt,
    HaltLifted,
    HaltSet,
    Head,
    KeyDistrusted,
    KeyTrusted,
    NamesChanged,
    Past,
    Record,
    RecordForgotten,
    RecordKept,
    RecordMoved,
    RecordsMoved,
    Resolution,
    RunClosed,
    RunId,
    RunOpened,
    SendId,
    Serial,
    State,
    StateCreated,
    Status,
    Unfinished,
    compact_payload,
)
from support.states import LINEAGE

# Every character a file can hold; the half ones of UTF-16 are in no YAML file.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
long_texts = st.builds(lambda text, times: (text + "ü") * times, texts, st.integers(257, 600))
keys = st.one_of(texts, st.sampled_from(["$text", "$people", "$env", "$object", "$", "messages"]))
numbers = st.one_of(st.integers(-(2**70), 2**70), st.floats(allow_nan=False, allow_infinity=False))
scalars: st.SearchStrategy[Json] = st.one_of(st.none(), st.booleans(), numbers, texts, long_texts)
jsons: st.SearchStrategy[Json] = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(tuple), st.dictionaries(keys, inner, max_size=4).map(freeze_object)
    ),
    max_leaves=12,
)
people: st.SearchStrategy[Json] = st.lists(st.one_of(texts, jsons), max_size=6).map(tuple)
payloads_without_people: st.SearchStrategy[JsonObject] = st.dictionaries(keys, jsons, max_size=6).map(
    freeze_object
)
payloads: st.SearchStrategy[JsonObject] = st.builds(
    lambda payload, listed: freeze_object({**payload, **listed}),
    payloads_without_people,
    st.dictionaries(st.sampled_from(["external_user_ids", "user_aliases", "recipients"]), people, max_size=3),
)

moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- bounds have no zone
walls = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1))  # noqa: DTZ001 -- wall times have no zone
digests = texts.map(digest_text)
names = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,12}", fullmatch=True)
addresses = st.one_of(
    names.map(Address),
    st.builds(make_address, names, texts),
    st.builds(make_address, names, texts, st.just("2026-12-01")),
)
ids = st.text("abcdef0123456789-", min_size=1, max_size=12).map(ScheduleId)
windows = st.builds(Window, first_at=moments, last_at=moments)
times = st.builds(
    SendTime,
    mode=st.sampled_from(TimeMode),
    wall=walls,
    zone=st.none() | texts,
    instant=st.none() | moments,
)
inputs = st.builds(
    Inputs,
    definition=digests,
    variables=st.dictionaries(texts, digests, max_size=2),
    files=st.dictionaries(texts, digests, max_size=2),
    tool=texts,
    zones=texts,
)


@st.composite
def records(
    draw: st.DrawFn,
    *,
    address: st.SearchStrategy[Address] = addresses,
    status: st.SearchStrategy[Status] = st.sampled_from(Status),  # noqa: B008 -- strategies are values
    payload: st.SearchStrategy[JsonObject] = payloads,
    open_calls: bool = True,
) -> Record:
    """Return a record of the status drawn, as a state may hold it."""
    is_status = draw(status)
    compact = compact_payload(draw(payload), lineage=LINEAGE)
    with_id = is_status in (Status.SCHEDULED, Status.VANISHED)
    record = Record(
        address=draw(address),
        kind=draw(st.sampled_from(Kind)),
        status=is_status,
        schedule_id=draw(ids) if with_id else None,
        dispatch_id=draw(st.none() | texts) if with_id else None,
        payload=compact.fields,
        payload_digest=compact.digest,
        time=draw(times),
        window=draw(windows),
        version_unknown=draw(st.booleans()),
        imported=draw(st.booleans()),
        protected=draw(st.booleans()),
        description=draw(texts),
        owner=draw(texts),
        tags=tuple(draw(st.lists(texts, max_size=3))),
        inputs=draw(inputs),
        source=draw(texts),
        commit=draw(st.none() | texts),
        applied_at=draw(moments),
        inside_at=draw(st.none() | moments),
    )
    if is_status is Status.IN_DOUBT:
        return dataclasses.replace(record, unfinished=draw(_unfinished(st.none(), Verb.CREATE)))
    if with_id and open_calls and draw(st.booleans()):
        attempt = dataclasses.replace(record, description=draw(texts))
        verb = draw(st.sampled_from([Verb.UPDATE, Verb.DELETE]))
        return dataclasses.replace(record, unfinished=draw(_unfinished(st.just(attempt), verb)))
    return record


def _unfinished(attempt: st.SearchStrategy[Record | None], verb: Verb) -> st.SearchStrategy[Unfinished]:
    return st.builds(
        Unfinished,
        verb=st.just(verb),
        since=moments,
        payload_digest=st.none() | digests,
        evidence=texts,
        call=st.none() | texts.map(CallId),
        tries=st.integers(1, 5),
        attempt=attempt,
    )


pasts = st.builds(
    Past,
    address=addresses,
    kind=st.sampled_from(Kind),
    schedule_id=st.none() | ids,
    dispatch_id=st.none() | texts,
    window=windows,
    audience_digest=digests,
    channels=st.lists(texts, max_size=2).map(tuple),
    content_digest=digests,
    version_unknown=st.booleans(),
    ended_at=moments,
)
send_ids = st.builds(SendId, campaign_id=texts, send_id=texts, created_at=moments, confirmed=st.booleans())
halts = st.builds(
    Halt,
    id=texts,
    pattern=st.none() | texts,
    tags=st.lists(texts, max_size=2).map(tuple),
    first_at=st.none() | moments,
    last_at=st.none() | moments,
    who=texts,
    why=texts,
    at=moments,
    lifted=st.lists(addresses, max_size=2).map(tuple),
    lifted_at=st.none() | moments,
    names=st.lists(addresses, max_size=2).map(tuple),
)


@st.composite
def states(draw: st.DrawFn) -> State:
    """Return a state at rest, with a text for nothing it names."""
    found = draw(st.lists(records(), max_size=4, unique_by=lambda record: record.address))
    return State(
        lineage=LINEAGE,
        serial=Serial(draw(st.integers(1, 10**9))),
        environment=draw(texts),
        endpoint=draw(texts),
        key_fingerprints=tuple(draw(st.lists(texts, max_size=3))),
        commit=draw(st.none() | texts),
        definitions=draw(st.dictionaries(texts, moments, max_size=3)),
        records={record.address: record for record in sorted(found, key=lambda record: record.address)},
        send_ids=tuple(draw(st.lists(send_ids, max_size=2))),
        halts=tuple(draw(st.lists(halts, max_size=2))),
        history=tuple(draw(st.lists(pasts, max_size=2))),
        head=Head(number=draw(st.integers(1, 10**9)), digest=draw(digests)),
    )


exchanges = st.builds(
    Exchange,
    status=st.none() | st.integers(100, 599),
    headers=st.dictionaries(texts, texts, max_size=2),
    body=texts,
    complete=st.booleans(),
    left=st.booleans(),
    failure=texts,
)
answers = st.builds(
    Answer,
    verdict=st.sampled_from(Verdict),
    schedule_id=st.none() | ids,
    dispatch_id=st.none() | texts,
    message=texts,
    remarks=st.lists(texts, max_size=2).map(tuple),
)
runs = st.builds(
    RunOpened,
    run=texts.map(RunId),
    operation=texts,
    who=texts,
    host=texts,
    boot=texts,
    pid=st.integers(0, 2**22),
    started=texts,
    why=texts,
    ci_run=texts,
    ci_group=texts,
    commit=st.none() | texts,
    takes_over=st.none() | texts.map(RunId),
    at=moments,
)
entries: st.SearchStrategy[Entry] = st.one_of(
    st.builds(StateCreated, lineage=st.just(LINEAGE), environment=texts, endpoint=texts, at=moments),
    runs,
    st.builds(RunClosed, run=texts.map(RunId), applied=st.booleans(), at=moments),
    st.builds(
        CallIntended,
        run=texts.map(RunId),
        call=texts.map(CallId),
        address=addresses,
        verb=st.sampled_from(Verb),
        kind=st.sampled_from(Kind),
        schedule_id=st.none() | ids,
        parent_id=st.none() | texts,
        record=st.none() | records(),
        then_deferred=st.none() | records(),
        send_id=st.none() | texts,
        at=moments,
    ),
    st.builds(
        CallAnswered,
        run=texts.map(RunId),
        call=texts.map(CallId),
        exchange=exchanges,
        answer=answers,
        at=moments,
    ),
    st.builds(RecordKept, record=records()),
    st.builds(RecordMoved, before=addresses, after=addresses),
    st.builds(RecordsMoved, moves=st.dictionaries(addresses, addresses, max_size=3)),
    st.builds(NamesChanged, names=st.dictionaries(addresses, addresses, max_size=3)),
    st.builds(RecordForgotten, address=addresses, past=st.none() | pasts),
    st.builds(DefinitionsSeen, since=st.dictionaries(texts, moments, max_size=3)),
    st.builds(KeyTrusted, fingerprint=texts, at=moments),
    st.builds(KeyDistrusted, fingerprint=texts, at=moments),
    st.builds(
        DoubtResolved,
        address=addresses,
        resolution=st.sampled_from(Resolution),
        schedule_id=st.none() | ids,
        who=texts,
        why=texts,
        at=moments,
    ),
    st.builds(HaltSet, halt=halts),
    st.builds(HaltLifted, halt=texts, address=st.none() | addresses, who=texts, why=texts, at=moments),
)


@st.composite
def batches(draw: st.DrawFn) -> Batch:
    """Return a batch of any entries, which need not make sense together."""
    found = draw(st.lists(st.one_of(long_texts, texts), max_size=2))
    return Batch(
        number=draw(st.integers(1, 10**9)),
        previous=draw(st.one_of(st.just(""), digests)),
        lineage=LINEAGE,
        nonce=draw(texts),
        tool=draw(texts),
        at=draw(moments),
        entries=tuple(draw(st.lists(entries, max_size=3))),
        texts={digest_text(text): text for text in found},
    )

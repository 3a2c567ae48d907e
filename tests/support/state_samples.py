"""The state and the batch behind the sample files, which hold every field that format version 1 has."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from braze_gitops.model import (
    WORLD,
    Address,
    Answer,
    Exchange,
    JsonObject,
    Kind,
    ScheduleId,
    SendTime,
    TimeMode,
    Verb,
    Verdict,
    digest_text,
    freeze_object,
    make_address,
    window_of,
)
from braze_gitops.state import (
    Batch,
    CallAnswered,
    CallId,
    DefinitionsSeen,
    DoubtResolved,
    Halt,
    HaltLifted,
    HaltSet,
    Head,
    KeyTrusted,
    Past,
    Record,
    RecordForgotten,
    RecordKept,
    RecordMoved,
    Resolution,
    RunClosed,
    RunId,
    SendId,
    Serial,
    State,
    StateCreated,
    Status,
    Unfinished,
    compact_payload,
)
from support.states import LINEAGE, NOW, SEND_AT, TOOL, make_intent, make_payload, make_record, make_run

TEXT = "<p>Black Friday starts tomorrow — don’t miss it. 🎉</p>\n" * 12
LATER = make_address("digest", 'north "one"', "2027-03-01")

_teaser = dataclasses.replace(
    make_record(payload=make_payload(messages={"email": {"subject": "Morgen geht’s los", "body": TEXT}})),
    dispatch_id="dispatch-1",
    version_unknown=True,
    protected=True,
    description="Teaser to the newsletter segment",
    owner="lifecycle-marketing",
    tags=("black-friday", "email"),
)
_local = SendTime(mode=TimeMode.LOCAL, wall=(SEND_AT + timedelta(days=90)).replace(tzinfo=None))


def _campaign(payload: JsonObject) -> Record:
    compact = compact_payload(payload, lineage=LINEAGE)
    return dataclasses.replace(
        make_record(LATER, status=Status.DEFERRED, kind=Kind.CAMPAIGN),
        payload=compact.fields,
        payload_digest=compact.digest,
        time=_local,
        window=window_of(_local, WORLD),
        inside_at=NOW + timedelta(days=7),
        commit=None,
    )


_deferred = _campaign(
    freeze_object(
        {
            "campaign_id": "camp-1",
            "recipients": [{"external_user_id": "u1"}, {"external_user_id": "u2"}],
            "trigger_properties": {"$own": {"deep": [1, 2.5, True, None]}, "plain": "text"},
        }
    )
)
_update_open = dataclasses.replace(
    _teaser,
    unfinished=Unfinished(
        verb=Verb.UPDATE,
        since=NOW,
        payload_digest=_teaser.payload_digest,
        evidence="502 bad gateway",
        call=CallId("call-7"),
        tries=2,
        attempt=dataclasses.replace(_teaser, description="Teaser, with new words"),
    ),
)
_in_doubt = make_record(
    "reminder",
    status=Status.IN_DOUBT,
    unfinished=Unfinished(verb=Verb.CREATE, since=NOW + timedelta(microseconds=5), call=CallId("call-8")),
)
_past = Past(
    address=Address("teaser-2025"),
    kind=Kind.MESSAGE,
    schedule_id=ScheduleId("sched-0"),
    dispatch_id="dispatch-0",
    window=_teaser.window,
    audience_digest=digest_text("audience"),
    content_digest=digest_text("content"),
    version_unknown=True,
    ended_at=NOW - timedelta(days=300),
)

SAMPLE_STATE = State(
    lineage=LINEAGE,
    serial=Serial(42),
    environment="production",
    endpoint="https://rest.iad-01.braze.com",
    key_fingerprints=("0123456789abcdef",),
    commit="4f1c0de",
    definitions={"digest": NOW, "teaser": NOW - timedelta(days=3)},
    records={one.address: one for one in (_deferred, _in_doubt, _update_open)},
    send_ids=(
        SendId(campaign_id="camp-1", send_id="send-1", created_at=NOW),
        SendId(campaign_id="camp-1", send_id="send-2", created_at=NOW, confirmed=False),
    ),
    halts=(
        Halt(
            id="halt-1",
            pattern="black-friday-*",
            tags=("black-friday",),
            first_at=NOW,
            last_at=SEND_AT,
            who="ana",
            why="wrong price",
            at=NOW,
            lifted=(Address("reminder"),),
        ),
        Halt(
            id="halt-2",
            pattern=None,
            tags=(),
            first_at=None,
            last_at=None,
            who="ana",
            why="all",
            at=NOW,
            lifted_at=NOW + timedelta(hours=1),
        ),
        Halt(
            id="halt-3",
            pattern='digest["2026-12-01"]',
            tags=(),
            first_at=None,
            last_at=None,
            who="ana",
            why="wrong price",
            at=NOW,
            sends={make_address("digest", "2026-12-01"): SEND_AT},
        ),
    ),
    history=(_past,),
    head=Head(number=17, digest=digest_text("batch 17")),
    texts={digest_text(TEXT): TEXT},
)

SAMPLE_BATCH = Batch(
    number=18,
    previous=digest_text("batch 17"),
    lineage=LINEAGE,
    nonce="8c1f",
    tool=TOOL,
    at=NOW,
    entries=(
        StateCreated(lineage=LINEAGE, environment="production", endpoint="sandbox", at=NOW),
        dataclasses.replace(
            make_run("run-2", commit="4f1c0de"),
            ci_run="https://github.com/shop/braze/actions/runs/1",
            ci_group="braze-production",
            takes_over=RunId("run-1"),
        ),
        make_intent(Verb.CREATE, dataclasses.replace(_teaser, schedule_id=None, dispatch_id=None)),
        CallAnswered(
            run=RunId("run-2"),
            call=CallId("call-1"),
            exchange=Exchange(status=201, headers={"x-ratelimit-remaining": "9"}, body='{"schedule_id": "s"}'),
            answer=Answer(
                verdict=Verdict.DONE,
                schedule_id=ScheduleId("s"),
                dispatch_id="d",
                message="201 success",
                remarks=("a notice",),
            ),
            at=NOW,
        ),
        CallAnswered(
            run=RunId("run-2"),
            call=CallId("call-2"),
            exchange=Exchange(status=None, complete=False, left=False, failure="no such host"),
            answer=Answer(verdict=Verdict.NOT_SENT),
            at=NOW,
        ),
        make_intent(Verb.DELETE, _teaser, then_deferred=_deferred, call="call-3"),
        make_intent(Verb.CREATE_SEND_ID, None, call="call-4"),
        RecordKept(record=_update_open),
        RecordMoved(before=Address("teaser"), after=LATER),
        RecordForgotten(address=Address("teaser-2025"), past=_past),
        RecordForgotten(address=Address("never-sent"), past=None),
        DefinitionsSeen(since={"teaser": NOW}),
        KeyTrusted(fingerprint="0123456789abcdef", at=NOW),
        DoubtResolved(
            address=Address("reminder"),
            resolution=Resolution.SCHEDULE_ID,
            schedule_id=ScheduleId("sched-9"),
            who="ana",
            why="found in the dashboard",
            at=NOW,
        ),
        HaltSet(halt=dataclasses.replace(SAMPLE_STATE.halts[0], id="halt-3", lifted=())),
        HaltLifted(halt="halt-3", address=Address("teaser"), who="ana", why="this one is right", at=NOW),
        HaltLifted(halt="halt-3", address=None, who="ana", why="all are right", at=NOW),
        RunClosed(run=RunId("run-2"), applied=True, at=NOW),
    ),
    texts={digest_text(TEXT): TEXT},
)

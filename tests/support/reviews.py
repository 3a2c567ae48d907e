"""Reviews, plans, changes, records and states for tests that only look at how they are told."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from braze_gitops.guard import Review
from braze_gitops.model import (
    WORLD,
    Address,
    Finding,
    Inputs,
    Json,
    Kind,
    Lineage,
    Place,
    ScheduleId,
    SendTime,
    TimeMode,
    digest_text,
    freeze_object,
    window_of,
)
from braze_gitops.plan import Action, Block, BlockCode, Change, Difference, DifferenceKind, Origin, Plan
from braze_gitops.state import Head, Record, Serial, State, Status

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LINEAGE = Lineage("5d0c6c0e-0000-4000-8000-000000000001")
DIGEST = "3fa9c1d2e0b14c5d" * 4
BODY = "<p>It starts tomorrow.</p> " * 30
BODY_DIGEST = digest_text(BODY)

BROADCAST: Mapping[str, Json] = {
    "broadcast": True,
    "segment_id": "seg-8f1c",
    "recipient_subscription_state": "opted_in",
    "override_messaging_limits": False,
    "messages": {
        "email": {
            "app_id": "app-1",
            "from": "Shop <news@shop.example>",
            "subject": "Hi {{${first_name} | default: 'there'}}, it starts tomorrow",
            "body": {"$text": BODY_DIGEST},
        }
    },
    "schedule": {"time": "2026-11-27T14:00:00Z", "in_local_time": False, "at_optimal_time": False},
}


def new_york(day: int = 27, hour: int = 9) -> SendTime:
    """Return a plain time in November 2026 in New York."""
    wall = datetime(2026, 11, day, hour)  # noqa: DTZ001 - a wall time has no zone
    return SendTime(
        mode=TimeMode.PLAIN,
        wall=wall,
        zone="America/New_York",
        instant=(wall + timedelta(hours=5)).replace(tzinfo=UTC),
    )


def local(mode: TimeMode = TimeMode.LOCAL) -> SendTime:
    """Return a time that each person has at another instant."""
    return SendTime(mode=mode, wall=datetime(2026, 11, 27, 9))  # noqa: DTZ001 - a wall time has no zone


def a_record(
    address: str = "teaser",
    *,
    payload: Mapping[str, Json] = BROADCAST,
    time: SendTime | None = None,
    kind: Kind = Kind.MESSAGE,
    status: Status = Status.SCHEDULED,
    schedule_id: str | None = "sch-1",
) -> Record:
    """Return a record; what is not said is that of a broadcast to a segment."""
    when = time or new_york()
    return Record(
        address=Address(address),
        kind=kind,
        status=status,
        schedule_id=ScheduleId(schedule_id) if schedule_id else None,
        payload=freeze_object(payload),
        payload_digest=DIGEST,
        time=when,
        window=window_of(when, WORLD),
        inputs=Inputs(definition=DIGEST, variables={}, files={}, tool="0.1.0", zones="2026a"),
        source="schedules/teaser.yaml",
        applied_at=NOW - timedelta(days=2),
    )


def a_change(
    address: str = "teaser",
    action: Action = Action.CREATE,
    *,
    before: Record | None = None,
    after: Record | None = None,
    differences: tuple[Difference, ...] = (),
    reasons: tuple[str, ...] = (),
    deadline: datetime | None = None,
    kind: Kind = Kind.MESSAGE,
) -> Change:
    """Return a change; without records a create and an update get the same new one."""
    if before is None and after is None:
        known = a_record(address, kind=kind)
        before = known if action in {Action.DELETE, Action.FORGET} else None
        after = None if before else dataclasses.replace(known, schedule_id=None)
    return Change(
        address=Address(address),
        name=address.partition("[")[0],
        keys=(),
        kind=kind,
        action=action,
        before=before,
        after=after,
        differences=differences,
        reasons=reasons,
        deadline=deadline,
        place=Place(path=f"schedules/{address}.yaml", line=1, column=1),
        digest=DIGEST,
    )


def one_of_each() -> tuple[Change, ...]:
    """Return one change for each action, a deferred `none` and an unchanged one."""
    deferred = dataclasses.replace(
        a_change("waits", Action.NONE, after=a_record("waits", schedule_id=None)), deferred=True
    )
    return (*(a_change(f"a-{action.value}", action) for action in Action), deferred)


def changed(path: str, before: Json, after: Json, sentence: str = "") -> Difference:
    """Return a difference of a field that is on both sides."""
    return Difference(path=path, kind=DifferenceKind.CHANGED, before=before, after=after, sentence=sentence)


def a_block(code: BlockCode = BlockCode.IMMINENT, *, address: str = "teaser") -> Block:
    """Return a block with the way out that a guard prints."""
    return Block(
        code=code,
        message="it is due in 10 minutes, and Braze may already be sending",
        hint=f"--allow {code.value}:{address}",
    )


def a_plan(*changes: Change, findings: tuple[Finding, ...] = (), next_apply_by: datetime | None = None) -> Plan:
    """Return a plan for production, made at NOW."""
    return Plan(
        now=NOW,
        origin=Origin(
            environment="production",
            endpoint="https://rest.iad-01.braze.com",
            lineage=LINEAGE,
            state_serial=Serial(7),
            state_head=Head(number=12, digest=DIGEST),
            definitions_digest=DIGEST,
            commit="0123456789abcdef0123",
            tool="0.1.0",
            zones="2026a",
        ),
        changes=changes,
        findings=findings,
        texts={BODY_DIGEST: BODY},
        next_apply_by=next_apply_by,
        record_count=3,
    )


def a_review(
    plan: Plan,
    *,
    blocks: Mapping[Address, tuple[Block, ...]] | None = None,
    refusals: tuple[Finding, ...] = (),
    findings: tuple[Finding, ...] = (),
) -> Review:
    """Return what the guards say of a plan; nothing is held unless it is said."""
    return Review(plan=plan, refusals=refusals, blocks=blocks or {}, findings=findings)


def a_state(*records: Record) -> State:
    """Return a state of production that holds these records."""
    return State(
        lineage=LINEAGE,
        serial=Serial(7),
        environment="production",
        endpoint="https://rest.iad-01.braze.com",
        records={record.address: record for record in records},
        head=Head(number=12, digest=DIGEST),
        texts={BODY_DIGEST: BODY},
    )

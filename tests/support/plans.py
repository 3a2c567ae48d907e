"""Builders for planning: desired schedules, what a state says of them, and plans made of both."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from braze_gitops.model import (
    WORLD,
    Address,
    Desired,
    DesiredSchedule,
    Environment,
    Inputs,
    Json,
    JsonObject,
    Kind,
    Lifecycle,
    Lineage,
    Occurrence,
    Place,
    ScheduleId,
    SendTime,
    StateLocation,
    TimeMode,
    Verb,
    canonical_json,
    digest_text,
    freeze_object,
    normal_form,
    schedule_object,
    split_address,
    window_of,
)
from braze_gitops.plan import Change, Difference, DifferenceKind, Plan, make_plan
from braze_gitops.plan.field_path import read_path
from braze_gitops.state import (
    Halt,
    Head,
    Past,
    Record,
    RunOpened,
    Serial,
    State,
    Status,
    Unfinished,
    audience_digest,
    channels_of,
    compact_payload,
    content_digest,
)

LINEAGE = Lineage("5d0c6c0e-2f0e-4c1c-9a53-7f7c4e1f9f10")
# The first instant of each mode's window can be exactly this: midnight of the 28th where the day begins.
ANCHOR = datetime(2026, 11, 27, 10, tzinfo=UTC)
NOW = ANCHOR - timedelta(days=10)
TOOL, ZONES = "0.1.0", "2026.2"
LONG = "<p>" + "long " * 200 + "</p>"

_ORDINARY = Lifecycle()

PRODUCTION = Environment(
    name="production",
    endpoint="https://rest.iad-01.braze.com",
    instance="US-01",
    api_key_env="BRAZE_API_KEY",
    state=StateLocation(url="file:state"),
    lineage=LINEAGE,
    variables=MappingProxyType({}),
)

_FIELDS: Mapping[Kind, Mapping[str, Json]] = {
    Kind.MESSAGE: {
        "broadcast": True,
        "segment_id": "seg-8f1c",
        "recipient_subscription_state": "opted_in",
        "messages": {"email": {"app_id": "app-1", "from": "Shop <a@shop.example>", "subject": "Hi", "body": LONG}},
    },
    Kind.CAMPAIGN: {
        "campaign_id": "camp-1",
        "broadcast": True,
        "audience": {"AND": ({"push_subscription_status": {"comparison": "is", "value": "opted_in"}},)},
        "trigger_properties": {"offer": "10"},
    },
    Kind.CANVAS: {
        "canvas_id": "canv-1",
        "recipients": ({"external_user_id": "anna"}, {"external_user_id": "ben"}),
        "context": {"offer": "10"},
    },
}


def time_at(first_at: datetime = ANCHOR, mode: TimeMode = TimeMode.PLAIN) -> SendTime:
    """Return a send time of `mode` whose window begins at `first_at`."""
    if mode is TimeMode.PLAIN:
        wall = (first_at - timedelta(hours=5)).replace(tzinfo=None)
        return SendTime(mode=mode, wall=wall, zone="America/New_York", instant=first_at)
    return SendTime(mode=mode, wall=(first_at + timedelta(hours=14)).replace(tzinfo=None))


def make_inputs(definition: str = "as written", **versions: str) -> Inputs:
    """Return what a payload was made from; `tool` and `zones` may be given."""
    return Inputs(
        definition=digest_text(definition),
        variables=MappingProxyType({"brand": digest_text("Shop")}),
        files=MappingProxyType({"schedules/teaser.html": digest_text("<p>")}),
        tool=versions.get("tool", TOOL),
        zones=versions.get("zones", ZONES),
    )


def make_desired(
    address: str = "teaser",
    *,
    kind: Kind = Kind.MESSAGE,
    at: datetime = ANCHOR,
    mode: TimeMode = TimeMode.PLAIN,
    time: SendTime | None = None,
    without: Iterable[str] = (),
    lifecycle: Lifecycle = _ORDINARY,
    moved_from: str | None = None,
    description: str = "",
    tags: tuple[str, ...] = (),
    inputs: Inputs | None = None,
    every: timedelta | None = None,
    fields: Mapping[str, Json] = MappingProxyType({}),
) -> DesiredSchedule:
    """Return a desired schedule; `fields` replace those of an ordinary one, `without` takes some away.

    With `every` it is one send of a series that comes so often.
    """
    name, keys = split_address(address)
    send_time = time or time_at(at, mode)
    whole = {**_FIELDS[kind], **fields, "schedule": schedule_object(send_time)}
    return DesiredSchedule(
        address=Address(address),
        name=name,
        keys=keys,
        kind=kind,
        payload=normal_form(kind, freeze_object({k: v for k, v in whole.items() if k not in without})),
        time=send_time,
        place=Place(path="schedules/teaser.yaml", line=1, column=1, excerpt=f"name: {name}"),
        inputs=inputs or make_inputs(canonical_json(freeze_object(whole))),
        description=description,
        tags=tags,
        lifecycle=lifecycle,
        moved_from=Address(moved_from) if moved_from is not None else None,
        occurrence=Occurrence(rule="again and again", interval=every) if every is not None else None,
        texts_from={"messages.email.body": "schedules/teaser.html"},
        variables_from={"segment_id": "segments.newsletter"},
    )


def make_recorded(
    desired: DesiredSchedule,
    *,
    status: Status = Status.SCHEDULED,
    schedule_id: str | None = None,
    unfinished: Unfinished | None = None,
    protected: bool = False,
    horizon: timedelta = PRODUCTION.horizon,
) -> Record:
    """Return the record that arranging `desired` leaves."""
    compact = compact_payload(desired.payload, lineage=LINEAGE)
    has_id = status in (Status.SCHEDULED, Status.VANISHED)
    window = window_of(desired.time, WORLD)
    return Record(
        address=desired.address,
        kind=desired.kind,
        status=status,
        schedule_id=ScheduleId(schedule_id or f"id-of-{desired.address}") if has_id else None,
        payload=compact.fields,
        payload_digest=compact.digest,
        time=desired.time,
        window=window,
        unfinished=unfinished,
        protected=protected or desired.lifecycle.prevent_delete,
        description=desired.description,
        owner=desired.owner,
        tags=desired.tags,
        inputs=desired.inputs,
        source=desired.place.path,
        commit="4f1c",
        applied_at=ANCHOR - timedelta(days=400),
        inside_at=window.last_at - horizon if status is Status.DEFERRED else None,
    )


def make_unfinished(verb: Verb, *, attempt: Record | None = None, evidence: str = "") -> Unfinished:
    """Return a call that was never answered."""
    return Unfinished(verb=verb, since=ANCHOR - timedelta(days=11), evidence=evidence, attempt=attempt)


def make_past(record: Record) -> Past:
    """Return what history keeps of `record`."""
    return Past(
        address=record.address,
        kind=record.kind,
        schedule_id=record.schedule_id,
        dispatch_id=None,
        window=record.window,
        audience_digest=audience_digest(record.payload),
        channels=channels_of(record.payload),
        content_digest=content_digest(record.payload),
        version_unknown=False,
        ended_at=record.window.last_at,
    )


def make_state(
    *records: Record,
    texts_of: Iterable[DesiredSchedule] = (),
    history: Iterable[Past] = (),
    halts: Iterable[Halt] = (),
    definitions: Mapping[str, datetime] = MappingProxyType({}),
    keys: tuple[str, ...] = (),
    run: RunOpened | None = None,
) -> State:
    """Return a state with the records, and the long texts of ordinary schedules and of those given."""
    texts = {digest_text(LONG): LONG}
    for desired in texts_of:
        texts.update(compact_payload(desired.payload, lineage=LINEAGE).texts)
    return State(
        lineage=LINEAGE,
        serial=Serial(12),
        environment=PRODUCTION.name,
        endpoint=PRODUCTION.endpoint,
        key_fingerprints=keys,
        definitions=definitions,
        records=MappingProxyType({one.address: one for one in sorted(records, key=lambda one: one.address)}),
        history=tuple(history),
        halts=tuple(halts),
        head=Head(number=42, digest=digest_text("batch 42")),
        texts=MappingProxyType(texts),
        run=run,
    )


def plan_of(
    desired: Iterable[DesiredSchedule],
    state: State,
    *,
    now: datetime = NOW,
    environment: Environment = PRODUCTION,
    names: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    elsewhere: tuple[str, ...] = (),
    commit: str | None = "9c2e",
) -> Plan:
    """Return the plan for the desired schedules on `state`."""
    schedules = tuple(sorted(desired, key=lambda one: one.address))
    return make_plan(
        Desired(schedules=schedules, names_elsewhere=elsewhere),
        state,
        environment=environment,
        names=names,
        now=now,
        commit=commit,
        tool=TOOL,
        zones=ZONES,
    )


def change_of(plan: Plan, address: str = "teaser") -> Change:
    """Return the change at an address.

    Raises:
        KeyError: the plan has none.
    """
    return {change.address: change for change in plan.changes}[Address(address)]


def applied(state: State, plan: Plan, skip: Iterable[str] = ()) -> State:
    """Return the state after every change of `plan` that is not blocked was made, as an apply would leave it."""
    records = dict(state.records)
    history = list(state.history)
    left_out = frozenset(skip)
    for change in plan.changes:
        if change.block is not None or change.address in left_out:
            continue
        if change.before is not None:
            records.pop(change.before.address)
        if change.past is not None:
            history.append(change.past)
        if change.after is not None:
            records[change.address] = _with_id(change.after)
    definitions = {change.name: plan.now for change in plan.changes} | dict(state.definitions)
    return dataclasses.replace(
        state,
        records=MappingProxyType(dict(sorted(records.items()))),
        history=tuple(history),
        definitions=definitions,
        texts=MappingProxyType({**state.texts, **plan.texts}),
    )


def _with_id(record: Record) -> Record:
    if record.status is Status.SCHEDULED and record.schedule_id is None:
        return dataclasses.replace(record, schedule_id=ScheduleId(f"new-id-of-{record.address}"))
    return record


def apply_differences(fields: JsonObject, found: Iterable[Difference]) -> JsonObject:
    """Return a payload, texts written out, with the differences applied to it."""
    tree: object = _plain(fields)
    taken_away = []
    for difference in found:
        steps = read_path(difference.path)
        if difference.kind is DifferenceKind.REMOVED:
            taken_away.append(steps)
        else:
            _put(tree, steps, _plain(difference.after))
    for steps in reversed(taken_away):
        _put(tree, steps, None, remove=True)
    assert isinstance(tree, dict)
    return freeze_object(tree)


def _plain(value: Json) -> object:
    match value:
        case Mapping():
            return {key: _plain(item) for key, item in value.items()}
        case tuple():
            return [_plain(item) for item in value]
        case _:
            return value


def _put(tree: object, steps: tuple[str | int, ...], value: object, *, remove: bool = False) -> None:
    step, *rest = steps
    if isinstance(tree, list) and isinstance(step, int):
        if rest:
            _put(tree[step], tuple(rest), value, remove=remove)
        elif remove:
            del tree[step]
        else:
            tree[step : step + 1] = [value]
    elif isinstance(tree, dict):
        if rest:
            _put(tree[step], tuple(rest), value, remove=remove)
        elif remove:
            del tree[step]
        else:
            tree[step] = value

"""Changes and findings as JSON: the shape of Terraform's `resource_changes`, with our own fields beside (1.0).

What Terraform's tools read is made from the rest and not read back: `mode`, `type`, `name`, `index`,
`provider_name`, `action_reason`, `window`, `findings`, and in `change` all but `before` and `after`. Payloads are
compact: people and secrets are never in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from braze_gitops.model import (
    PEOPLE_FIELDS,
    Address,
    Finding,
    Json,
    JsonObject,
    Kind,
    Place,
    SendIdPair,
    Severity,
    Window,
    split_address,
)
from braze_gitops.plan.change import Action, Block, BlockCode, Cause, Change, Difference, DifferenceKind
from braze_gitops.plan.compare import replace_paths
from braze_gitops.plan.marks import Mark
from braze_gitops.state import (
    Fields,
    Record,
    read_addressed,
    read_past,
    write_addressed,
    write_moment,
    write_past,
)

_TERRAFORM: Mapping[Action, tuple[str, ...]] = {
    Action.CREATE: ("create",),
    Action.UPDATE: ("update",),
    Action.REPLACE: ("delete", "create"),
    Action.DELETE: ("delete",),
}
_NO_OP = ("no-op",)


def write_change(change: Change, findings: Iterable[Finding]) -> JsonObject:
    """Return one entry of `resource_changes`; `findings` are those of its address."""
    return _present(
        {
            "address": change.address,
            "previous_address": change.previous_address,
            "mode": "managed",
            "type": change.kind,
            "name": change.name,
            "index": _index(change.keys),
            "provider_name": "braze-gitops",
            "action": change.action,
            "action_reason": "; ".join(change.reasons) or None,
            "change": _write_sides(change),
            "record": _present({"before": _bare(change.before), "after": _bare(change.after)}),
            "past": write_past(change.past) if change.past is not None else None,
            "differences": tuple(map(_write_difference, change.differences)) or None,
            "reasons": change.reasons or None,
            "cause": change.cause,
            "needs": tuple(change.needs) or None,
            "block": _write_block(change.block) if change.block is not None else None,
            "then": change.then,
            "pauses": change.pauses or None,
            "refresh": change.refresh or None,
            "repeats": change.repeats or None,
            "deferred": change.deferred or None,
            "resumes": change.resumes,
            "new_send_id": _write_pair(change.new_send_id),
            "turn_at": write_moment(change.turn_at) if change.turn_at is not None else None,
            "window": _write_window(change.window),
            "deadline": write_moment(change.deadline) if change.deadline is not None else None,
            "starts_after": tuple(change.starts_after) or None,
            "place": _write_place(change.place),
            "texts_from": dict(change.texts_from) or None,
            "findings": tuple(map(write_finding, findings)) or None,
            "mark": change.mark,
            "series": change.series,
            "digest": change.digest,
        }
    )


def read_change(value: Json) -> Change:
    """Return the change `write_change` wrote.

    Raises:
        StateDamagedError: it is not what this program writes.
    """
    fields = Fields(value, "a change")
    address = fields.address("address")
    name, keys = split_address(address)
    sides, records = fields.nested("change"), fields.nested("record")
    change = Change(
        address=address,
        name=name,
        keys=keys,
        kind=fields.choice("type", Kind),
        action=fields.choice("action", Action),
        before=_read_side(sides, records, "before"),
        after=_read_side(sides, records, "after"),
        previous_address=fields.address("previous_address") if fields.has("previous_address") else None,
        past=read_past(fields.any("past"), "a change, past") if fields.has("past") else None,
        differences=tuple(map(_read_difference, fields.list("differences"))),
        reasons=fields.texts("reasons"),
        cause=fields.choice("cause", Cause) if fields.has("cause") else None,
        needs=tuple(_read_code(one) for one in fields.texts("needs")),
        block=_read_block(fields.nested("block")) if fields.has("block") else None,
        then=fields.choice("then", Action) if fields.has("then") else None,
        pauses=fields.flag("pauses"),
        refresh=fields.flag("refresh"),
        repeats=fields.flag("repeats"),
        deferred=fields.flag("deferred"),
        resumes=fields.optional_text("resumes"),
        new_send_id=_read_pair(fields.nested("new_send_id")) if fields.has("new_send_id") else None,
        turn_at=fields.optional_moment("turn_at"),
        deadline=fields.optional_moment("deadline"),
        starts_after=tuple(_read_address(one) for one in fields.texts("starts_after")),
        place=_read_place(fields),
        texts_from=tuple(sorted(fields.text_map("texts_from").items())),
        digest=fields.digest("digest"),
        mark=fields.choice("mark", Mark) if fields.has("mark") else None,
        series=fields.address("series") if fields.has("series") else None,
    )
    for made in ("mode", "name", "index", "provider_name", "action_reason", "window", "findings"):
        if fields.has(made):
            fields.any(made)
    fields.done()
    return change


def write_finding(finding: Finding) -> JsonObject:
    """Return the fields of a finding."""
    return _present(
        {
            "severity": finding.severity,
            "code": finding.code,
            "message": finding.message,
            "hint": finding.hint or None,
            "address": finding.address,
            "place": _write_place(finding.place),
        }
    )


def read_finding(value: Json) -> Finding:
    """Return the finding `write_finding` wrote.

    Raises:
        StateDamagedError: it is not what this program writes.
    """
    fields = Fields(value, "a finding")
    finding = Finding(
        severity=fields.choice("severity", Severity),
        code=fields.text("code"),
        message=fields.text("message"),
        hint=fields.text_or("hint"),
        address=fields.address("address") if fields.has("address") else None,
        place=_read_place(fields),
    )
    fields.done()
    return finding


def _present(fields: Mapping[str, Json]) -> JsonObject:
    return MappingProxyType({name: value for name, value in fields.items() if value is not None})


def _index(keys: tuple[str, ...]) -> Json:
    return keys[0] if len(keys) == 1 else keys or None


def _write_sides(change: Change) -> JsonObject:
    before, after = change.payload_before, change.payload_after
    forces = replace_paths(change.kind, change.differences) if change.action is Action.REPLACE else ()
    return {
        "actions": _TERRAFORM.get(change.action, _NO_OP),
        "before": before,
        "after": after,
        "before_sensitive": _sensitive(before),
        "after_sensitive": _sensitive(after),
        "replace_paths": forces,
    }


def _sensitive(payload: JsonObject | None) -> JsonObject:
    return {name: True for name in PEOPLE_FIELDS if payload is not None and name in payload}


def _bare(record: Record | None) -> JsonObject | None:
    """Return a record without its payload, which stands in `change`."""
    written = write_addressed(record)
    return {name: value for name, value in written.items() if name != "payload"} if written is not None else None


def _read_side(sides: Fields, records: Fields, side: str) -> Record | None:
    payload = sides.any(side)
    if not records.has(side):
        return None
    whole = MappingProxyType({**records.object(side), "payload": payload})
    return read_addressed(whole, f"a change, record.{side}")


def _write_difference(difference: Difference) -> JsonObject:
    return {
        "path": difference.path,
        "kind": difference.kind,
        "before": difference.before,
        "after": difference.after,
        "sentence": difference.sentence,
    }


def _read_difference(value: Json) -> Difference:
    fields = Fields(value, "a difference")
    difference = Difference(
        path=fields.text("path"),
        kind=fields.choice("kind", DifferenceKind),
        before=fields.any("before"),
        after=fields.any("after"),
        sentence=fields.text("sentence"),
    )
    fields.done()
    return difference


def _write_block(block: Block) -> JsonObject:
    return {"code": block.code, "message": block.message, "hint": block.hint}


def _read_block(fields: Fields) -> Block:
    block = Block(code=fields.choice("code", BlockCode), message=fields.text("message"), hint=fields.text("hint"))
    fields.done()
    return block


def _write_pair(pair: SendIdPair | None) -> JsonObject | None:
    return {"campaign_id": pair[0], "send_id": pair[1]} if pair is not None else None


def _read_pair(fields: Fields) -> SendIdPair:
    pair = (fields.text("campaign_id"), fields.text("send_id"))
    fields.done()
    return pair


def _read_code(text: str) -> BlockCode:
    return Fields(MappingProxyType({"code": text}), "what a change needs").choice("code", BlockCode)


def _read_address(text: str) -> Address:
    return Fields(MappingProxyType({"address": text}), "what a change starts after").address("address")


def _write_window(window: Window | None) -> JsonObject | None:
    if window is None:
        return None
    return {"first_at": write_moment(window.first_at), "last_at": write_moment(window.last_at)}


def _write_place(place: Place | None) -> JsonObject | None:
    if place is None:
        return None
    return {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "width": place.width,
        "excerpt": place.excerpt,
    }


def _read_place(fields: Fields) -> Place | None:
    if not fields.has("place"):
        return None
    inner = fields.nested("place")
    place = Place(
        path=inner.text("path"),
        line=inner.whole("line", least=0),
        column=inner.whole("column", least=0),
        width=inner.whole("width", least=0),
        excerpt=inner.text("excerpt"),
    )
    inner.done()
    return place

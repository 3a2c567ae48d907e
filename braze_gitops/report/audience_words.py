"""Who a payload reaches, in words: the sentence a reviewer must not miss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from braze_gitops.model import PEOPLE_FIELDS, Address, Json, JsonObject, Kind
from braze_gitops.report.moment import count
from braze_gitops.report.naming import Naming
from braze_gitops.report.value_words import shorten, value_words

_AUDIENCE_LENGTH = 320

# braze-api.md 5.2, recipient_subscription_state.
_SUBSCRIPTIONS: Mapping[str, str] = {
    "opted_in": "only people who opted in",
    "subscribed": "people who are subscribed or opted in",
    "all": "ALSO PEOPLE WHO UNSUBSCRIBED",
}
_FILTERS: Mapping[str, str] = {
    "push_subscription_status": "push subscription",
    "email_subscription_status": "email subscription",
    "last_used_app": "last use of the app",
}
# Comparisons that read better in other words than their own (braze-api.md 7.4).
_COMPARISONS: Mapping[str, str] = {
    "after": "is after",
    "before": "is before",
    "does_not_equal": "is not",
    "does_not_exist": "is not set",
    "does_not_include_value": "does not include",
    "does_not_match_regex": "does not match",
    "equals": "is",
    "exists": "is set",
    "greater_than": "is greater than",
    "greater_than_or_equal_to": "is at least",
    "includes_value": "includes",
    "less_than": "is less than",
    "less_than_or_equal_to": "is at most",
    "matches_regex": "matches",
    "not_equal": "is not",
}


def is_broadcast(payload: JsonObject) -> bool:
    """Whether the payload goes to a whole audience and not to listed people."""
    return payload.get("broadcast") is True


def people_count(payload: JsonObject) -> int:
    """Return how many people a payload lists, plain or in the compact form of the state."""
    return sum(_listed(payload.get(field)) for field in PEOPLE_FIELDS)


def _listed(value: Json) -> int:
    match value:
        case tuple():
            return len(value)
        case {"$people": {"count": int(number)}}:
            return number
        case _:
            return 0


def reach_words(kind: Kind, payload: JsonObject, *, address: Address, naming: Naming) -> str:
    """Return who gets it: `broadcast to segment “Newsletter readers” (seg-8f1c); only people who opted in`."""
    match kind:
        case Kind.MESSAGE:
            return "; ".join(_message_parts(payload, address, naming))
        case Kind.CAMPAIGN:
            return _trigger_words("campaign", "campaign_id", payload, address, naming)
        case Kind.CANVAS:
            return _trigger_words("Canvas", "canvas_id", payload, address, naming)
        case _:
            assert_never(kind)


def _message_parts(payload: JsonObject, address: Address, naming: Naming) -> Iterator[str]:
    target = _target(payload, address, naming)
    if is_broadcast(payload):
        yield f"broadcast to {target}" if target else "broadcast to EVERYONE: no segment and no audience is named"
    else:
        people = _people(payload)
        yield f"{people}, those of them in {target}" if target else people
    state = payload.get("recipient_subscription_state")
    if isinstance(state, str):
        yield _SUBSCRIPTIONS.get(state, state)
    if payload.get("override_messaging_limits") is True:
        yield "IGNORES FREQUENCY CAPPING"


def _target(payload: JsonObject, address: Address, naming: Naming) -> str:
    segment = payload.get("segment_id")
    audience = payload.get("audience")
    parts = []
    if isinstance(segment, str):
        parts.append(f"segment {naming.called('segment_id', segment, address)}")
    if isinstance(audience, Mapping):
        parts.append(f"people whose {audience_words(audience)}")
    return ", and of it only ".join(parts)


def _trigger_words(noun: str, field: str, payload: JsonObject, address: Address, naming: Naming) -> str:
    parent = payload.get(field)
    called = naming.called(field, parent, address) if isinstance(parent, str) else ""
    audience = payload.get("audience")
    narrowed = f"people whose {audience_words(audience)}" if isinstance(audience, Mapping) else ""
    if is_broadcast(payload):
        reached = f"broadcast to {narrowed}, within" if narrowed else "broadcast to the whole audience of"
        return f"{reached} {noun} {called}".rstrip()
    listed = f"{_people(payload)} through {noun} {called}".rstrip()
    return f"{listed}, only {narrowed}" if narrowed else listed


def _people(payload: JsonObject) -> str:
    number = people_count(payload)
    return "1 listed person" if number == 1 else f"{number:,} listed people"


def audience_words(audience: JsonObject) -> str:
    """Return a connected audience as a condition, cut when it is very long (braze-api.md 7.4)."""
    return shorten(_condition(audience, inside=""), _AUDIENCE_LENGTH)


def _condition(node: Json, *, inside: str) -> str:
    if not isinstance(node, Mapping) or len(node) != 1:
        return value_words(node)
    key, value = next(iter(node.items()))
    if key in {"AND", "OR"} and isinstance(value, tuple):
        joined = f" {key.lower()} ".join(_condition(item, inside=key) for item in value)
        return f"({joined})" if inside and inside != key and len(value) > 1 else joined
    if not isinstance(value, Mapping):
        return value_words(node)
    return _filter(key, value)


def _filter(key: str, fields: JsonObject) -> str:
    name = fields.get("custom_attribute_name")
    subject = f"“{name}”" if key == "custom_attribute" and isinstance(name, str) else _FILTERS.get(key, key)
    written = str(fields.get("comparison", ""))
    comparison = _COMPARISONS.get(written, written.replace("_", " "))
    value = fields.get("value")
    if " x days " in comparison:
        days = count(value, "day") if isinstance(value, int) else value_words(value)
        return f"{subject} is {comparison.replace('x days', days)}"
    if "value" not in fields:
        return f"{subject} {comparison}"
    shown = value.replace("_", " ") if isinstance(value, str) and key.endswith("_status") else value_words(value)
    return f"{subject} {comparison} {shown}"

"""Strategies for valid definitions of every kind and channel, and the builders and samples they are made from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from hypothesis import strategies as st

from support.definition_samples import (
    CURRENT_CHANNELS,
    FULL_AUDIENCE,
    FULL_CHANNELS,
    FULL_WHATS_APP,
    SMALLEST_CHANNELS,
    TIME,
    Value,
    campaign,
    canvas,
    changed_at,
    channel,
    full_channel,
    message,
    yaml_stream,
    yaml_text,
)

__all__ = [
    "CURRENT_CHANNELS",
    "FULL_AUDIENCE",
    "FULL_CHANNELS",
    "FULL_WHATS_APP",
    "SMALLEST_CHANNELS",
    "TIME",
    "Value",
    "aliases",
    "audiences",
    "campaign",
    "campaigns_of_any_shape",
    "canvas",
    "canvases_of_any_shape",
    "changed_at",
    "channel",
    "channel_blocks",
    "definitions",
    "filters",
    "full_channel",
    "message",
    "messages_of_any_shape",
    "projects",
    "schedules",
    "times",
    "yaml_stream",
    "yaml_text",
]

_LETTERS = st.characters(categories=("L", "N", "P", "S", "Zs"), exclude_characters="<{}%$")

plain_texts = st.text(_LETTERS, min_size=1, max_size=30)
texts = plain_texts | st.sampled_from(
    ("Hi {{${first_name} | default: 'there'}}", "{% if ${city} == 'Rome' %}Ciao{% endif %}", "NO", "010", "1e3")
)
ids = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=24)
names = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,20}", fullmatch=True)
switches = st.booleans()
json_values = st.recursive(
    texts | switches | st.integers(-(2**52), 2**52) | st.floats(-1e6, 1e6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ids, inner, max_size=3),
    max_leaves=6,
)
blocks = st.dictionaries(ids, json_values, max_size=4)


def times() -> st.SearchStrategy[str]:
    """Return wall times of 2026 and 2027, without any offset, to the second."""
    first, last = datetime.fromisoformat("2026-01-01T00:00:00"), datetime.fromisoformat("2027-12-31T23:59:59")
    moments = st.datetimes(min_value=first, max_value=last)
    return moments.map(lambda moment: moment.isoformat(timespec="seconds"))


def schedules() -> st.SearchStrategy[Value]:
    """Return plain, zoned, local and optimal schedules, in zones where each wall time exists."""
    offsets = st.sampled_from(("Z", "+02:00", "-05:00"))
    zones = st.sampled_from(("UTC", "Asia/Tokyo", "Asia/Kolkata", "America/Bogota"))
    flags = st.sampled_from(("in_local_time", "at_optimal_time"))
    return (
        st.builds(lambda time, offset: _schedule(time + offset), times(), offsets)
        | st.builds(lambda time, zone: _schedule(time, timezone=zone), times(), zones)
        | st.builds(lambda time, flag: _schedule(time, **{flag: True}), times(), flags)
    )


def _schedule(time: str, **more: object) -> Value:
    return {"time": time, **more}


def filters() -> st.SearchStrategy[Value]:
    """Return one audience filter of any key, comparison and value type."""
    numbers = st.integers(-1000, 1000) | st.floats(-1000, 1000)
    values: dict[str, st.SearchStrategy[object]] = {
        "equals": plain_texts | numbers | switches,
        "not_equal": plain_texts | numbers,
        "does_not_equal": switches,
        "matches_regex": plain_texts,
        "includes_value": plain_texts | numbers,
        "less_than": numbers,
        "greater_than_x_days_ago": st.integers(0, 400),
        "before": times().map(lambda time: time + "Z"),
    }
    by_value = st.sampled_from(sorted(values)).flatmap(
        lambda comparison: st.builds(_attribute, ids, st.just(comparison), values[comparison])
    )
    by_presence = st.builds(_attribute, ids, st.sampled_from(("exists", "does_not_exist")))
    by_status = st.builds(
        _status,
        st.sampled_from(("push_subscription_status", "email_subscription_status")),
        st.sampled_from(("is", "is_not")),
        st.sampled_from(("opted_in", "subscribed", "unsubscribed")),
    )
    return by_value | by_presence | by_status


def _attribute(name: str, comparison: str, *value: object) -> Value:
    wanted: Value = {"custom_attribute_name": name, "comparison": comparison}
    if value:
        wanted["value"] = value[0]
    return {"custom_attribute": wanted}


def _status(key: str, comparison: str, value: str) -> Value:
    return {key: {"comparison": comparison, "value": value}}


def audiences() -> st.SearchStrategy[Value]:
    """Return connected audiences, nested a few levels."""
    return st.recursive(
        filters(),
        lambda inner: st.builds(
            lambda word, items: {word: items},
            st.sampled_from(("AND", "OR")),
            st.lists(inner, min_size=1, max_size=3),
        ),
        max_leaves=5,
    )


def _group(word: str, nodes: list[Value]) -> Value:
    return {word: nodes}


def _table(
    needed: Mapping[str, st.SearchStrategy[object]],
    *,
    optional: Mapping[str, st.SearchStrategy[object]] | None = None,
) -> st.SearchStrategy[Value]:
    return st.fixed_dictionaries(dict(needed), optional=dict(optional or {}))


def aliases() -> st.SearchStrategy[Value]:
    """Return user aliases."""
    return _table({"alias_name": ids, "alias_label": ids})


def channel_blocks() -> st.SearchStrategy[Value]:
    """Return the `messages` of a message: one to three of the current channels, with texts that vary."""

    def fill(chosen: list[str], words: str, *, full: bool) -> Value:
        picked = {name: (full_channel if full else channel)(name) for name in chosen}
        for content in picked.values():
            for key in ("body", "alert", "description", "title"):
                if isinstance(content.get(key), str):
                    content[key] = words
        # A full card's expiry belongs to the samples' own time.
        return {
            name: channel(name, description=words) if name == "content_card" else content
            for name, content in picked.items()
        }

    chosen = st.lists(st.sampled_from(CURRENT_CHANNELS), min_size=1, max_size=3, unique=True)
    return st.builds(fill, chosen, texts, full=switches)


def _own_keys() -> st.SearchStrategy[Value]:
    return _table(
        {},
        optional={
            "description": plain_texts,
            "owner": plain_texts,
            "tags": st.lists(ids, max_size=3),
            "lifecycle": _table(
                {},
                optional={
                    "prevent_delete": switches,
                    "paused": switches,
                    "on_missed": st.sampled_from(("error", "skip")),
                },
            ),
        },
    )


def _message_targets() -> st.SearchStrategy[Value]:
    segment = _table({"segment_id": ids, "broadcast": st.just(True)})
    audience = _table({"audience": audiences(), "broadcast": st.just(True)})
    people = _table(
        {"external_user_ids": st.lists(ids, min_size=1, max_size=10, unique=True)},
        optional={
            "user_aliases": st.lists(aliases(), min_size=1, max_size=5, unique_by=_alias_key),
            "segment_id": ids,
            "broadcast": st.just(False),
        },
    )
    return segment | audience | people


def _alias_key(alias: Value) -> str:
    return json.dumps(alias, sort_keys=True)


def _trigger_targets() -> st.SearchStrategy[Value]:
    everybody = _table({"broadcast": st.just(True)}, optional={"audience": audiences()})
    people = _table(
        {"recipients": st.lists(ids, min_size=1, max_size=10, unique=True).map(_recipients)},
        optional={"audience": audiences()},
    )
    return everybody | people


def _recipients(users: list[str]) -> object:
    return [{"external_user_id": user} for user in users]


def messages_of_any_shape() -> st.SearchStrategy[Value]:
    """Return definitions of kind message."""
    extra = _table(
        {},
        optional={
            "override_messaging_limits": switches,
            "recipient_subscription_state": st.sampled_from(("opted_in", "subscribed", "all")),
        },
    )
    return st.builds(
        lambda name, schedule, content, *parts: _joined(
            {"name": name, "kind": "message", "schedule": schedule, "messages": content}, parts
        ),
        names,
        schedules(),
        channel_blocks(),
        _own_keys(),
        _message_targets(),
        extra,
    )


def campaigns_of_any_shape() -> st.SearchStrategy[Value]:
    """Return definitions of kind campaign."""
    extra = _table({}, optional={"trigger_properties": blocks, "send_id": ids})
    return st.builds(
        lambda name, parent, schedule, *parts: _joined(
            {"name": name, "kind": "campaign", "campaign_id": parent, "schedule": schedule}, parts
        ),
        names,
        ids,
        schedules(),
        _own_keys(),
        _trigger_targets(),
        extra,
    )


def canvases_of_any_shape() -> st.SearchStrategy[Value]:
    """Return definitions of kind canvas."""
    extra = _table({}, optional={"context": blocks})
    return st.builds(
        lambda name, parent, schedule, *parts: _joined(
            {"name": name, "kind": "canvas", "canvas_id": parent, "schedule": schedule}, parts
        ),
        names,
        ids,
        schedules(),
        _own_keys(),
        _trigger_targets(),
        extra,
    )


def definitions() -> st.SearchStrategy[Value]:
    """Return valid definitions of all three kinds, which load without any finding."""
    return messages_of_any_shape() | campaigns_of_any_shape() | canvases_of_any_shape()


def projects(*, min_size: int = 0, max_size: int = 6) -> st.SearchStrategy[list[Value]]:
    """Return lists of valid definitions with different names."""
    return st.lists(
        definitions(), min_size=min_size, max_size=max_size, unique_by=lambda value: str(value["name"])
    )


def _joined(base: Value, parts: Iterable[Value]) -> Value:
    joined = dict(base)
    for part in parts:
        joined.update(part)
    return joined

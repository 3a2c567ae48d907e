"""The tables of the channels, field by field: what stands in a full sample is taken, another type is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from braze_gitops.load.content_schema import Messages
from braze_gitops.load.wording import keys_at
from braze_gitops.model import Severity
from support.definitions import (
    CURRENT_CHANNELS,
    FULL_AUDIENCE,
    FULL_CHANNELS,
    FULL_WHATS_APP,
    Value,
    canvas,
    changed_at,
    full_channel,
    message,
)
from support.load_calls import load_values, said

# Blocks whose inside is the author's own, and a value that may be a text as well.
_FREE = {"extra", "extras", "toast_hash", "headers", "request_headers", "alert"}


def _fields(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict) and path[-1] not in _FREE:
        for key, item in value.items():
            yield (*path, key)
            yield from _fields(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield (*path, index)
            yield from _fields(item, (*path, index))


def _at(value: object, path: tuple[str | int, ...]) -> object:
    for part in path:
        value = value[part]  # type: ignore[index]  # the path was made from the value
    return value


_PATHS = [
    path
    for name in FULL_CHANNELS
    for path in _fields(full_channel(name), ("messages", name))
    if path[-1] not in {"alert", "message_type"}
]


@pytest.mark.parametrize("name", FULL_CHANNELS)
def test_a_full_sample_is_taken(name: str) -> None:
    """Every field of a channel is taken; only a channel that is not current gives a warning."""
    _, findings = load_values(message(messages={name: full_channel(name)}))

    assert [] == [finding for finding in findings if finding.severity is Severity.ERROR]
    assert (name not in CURRENT_CHANNELS) == bool(findings)


@pytest.mark.parametrize("name", FULL_CHANNELS)
def test_the_sample_has_every_field_of_the_table(name: str) -> None:
    """No field of a channel is left out of the samples, but the one that excludes another."""
    left_out = {"time_to_live"} if name == "content_card" else set()

    assert set(FULL_CHANNELS[name]) == set(keys_at(Messages, (name,))) - left_out


@pytest.mark.parametrize("kind", FULL_WHATS_APP)
def test_every_whats_app_message_is_taken(kind: str) -> None:
    """Each type of WhatsApp message is taken with all its fields."""
    content = full_channel("whats_app", message_type=kind, message=FULL_WHATS_APP[kind])

    assert ("~undocumented@whats_app",) == said(load_values(message(messages={"whats_app": content}))[1])


@pytest.mark.parametrize("path", _PATHS, ids=lambda path: ".".join(map(str, path[1:])))
def test_another_type_is_refused(path: tuple[str | int, ...]) -> None:
    """A value of another type is an error at that value, in words without any of the library's."""
    value = message(messages={str(path[1]): full_channel(str(path[1]))})
    other = 7 if isinstance(_at(value, path), str) else "x"
    _, findings = load_values(changed_at(value, *path, to=other))
    errors = [finding for finding in findings if finding.code == "wrong-type"]

    assert ("wrong-type@7" if other == 7 else 'wrong-type@"x"',) == said(errors)
    assert "must be" in errors[0].message
    assert "pydantic" not in errors[0].message + errors[0].hint


def test_every_filter_is_taken() -> None:
    """An audience with every key, nested, loads."""
    assert () == load_values(canvas(audience=FULL_AUDIENCE))[1]


_TYPES: list[tuple[Value, str, str]] = [
    (message(owner=5), "`owner` must be a text, not a number", "put quotes around it"),
    (message(owner=True), "`owner` must be a text, not true or false", "put quotes around it"),
    (
        message(owner=["a"]),
        "`owner` must be a text, not a list",
        "write it as one text: in quotes, or on lines of its own after `|`",
    ),
    (
        message(owner={"a": 1}),
        "`owner` must be a text, not a block",
        "write it as one text: in quotes, or on lines of its own after `|`",
    ),
    (
        message(tags="a"),
        "`tags` must be a list, not a text",
        "write each item on a line of its own, after a hyphen, or all of them in brackets: `[a, b]`",
    ),
    (
        message(broadcast="true", external_user_ids=["a"]),
        "`broadcast` must be true or false, not a text",
        "write true or false, without quotes",
    ),
    (
        message(messages=[]),
        "`messages` must be a block of `key: value` lines, not a list",
        "write its keys on lines of their own, indented under it",
    ),
    (
        message(messages={"kindle_push": {"alert": "a", "title": "b", "priority": 1.5}}),
        "`messages.kindle_push.priority` must be a whole number, not 1.5",
        "write a number without a fraction",
    ),
]


@pytest.mark.parametrize(("value", "words", "hint"), _TYPES, ids=[row[1] for row in _TYPES])
def test_a_wrong_type_is_said_plainly(value: Value, words: str, hint: str) -> None:
    """The sentence names the key, what must stand there and what stands there; the hint says what to do."""
    finding = load_values(value)[1][0]

    assert (words, hint) == (finding.message, finding.hint)

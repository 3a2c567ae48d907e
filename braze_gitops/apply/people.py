"""Keeps people out of what is written down of an answer: Braze may name in it whom it was asked about."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator, Mapping

from braze_gitops.model import PEOPLE_FIELDS, Answer, Call, CreateCall, Exchange, Json

_HIDDEN = "(a person)"
# Whose values name a person; what else a recipient carries is not an id.
_NAMING = frozenset({"external_user_id", "alias_name"})


def hide_people(exchange: Exchange, answer: Answer, call: Call) -> tuple[Exchange, Answer]:
    """Return both without the ids of the people that `call` lists; ids of schedules and headers stay as they are.

    Only a create lists people. A text is not touched where an id is part of a longer word.
    """
    ids = sorted(set(_people(call)), key=len, reverse=True) if isinstance(call, CreateCall) else []
    if not ids:
        return exchange, answer
    pattern = re.compile(rf"(?<![\w@-])(?:{'|'.join(map(re.escape, ids))})(?![\w@-])")
    return (
        dataclasses.replace(exchange, body=pattern.sub(_HIDDEN, exchange.body)),
        dataclasses.replace(
            answer,
            message=pattern.sub(_HIDDEN, answer.message),
            remarks=tuple(pattern.sub(_HIDDEN, remark) for remark in answer.remarks),
        ),
    )


def _people(call: CreateCall) -> Iterator[str]:
    """Yield each id as it is and as a JSON text writes it."""
    for field in PEOPLE_FIELDS:
        for one in _named(call.payload.get(field), is_id=True):
            yield from (one, json.dumps(one)[1:-1], json.dumps(one, ensure_ascii=False)[1:-1])


def _named(value: Json, *, is_id: bool) -> Iterator[str]:
    if isinstance(value, str) and value and is_id:
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _named(item, is_id=key in _NAMING)
    elif isinstance(value, tuple):
        for item in value:
            yield from _named(item, is_id=is_id)

"""No person is named in what is written down of an answer."""

from __future__ import annotations

import json

import pytest

from braze_gitops.apply.people import hide_people
from braze_gitops.model import (
    Answer,
    CreateCall,
    DeleteCall,
    Exchange,
    Json,
    Kind,
    ScheduleId,
    Verdict,
    freeze_object,
)

PEOPLE: dict[str, Json] = {
    "external_user_ids": ("anna", 'be"n'),
    "user_aliases": ({"alias_name": "carla@x.example", "alias_label": "mail"},),
    "recipients": (
        {"external_user_id": "dora", "trigger_properties": {"code": "secret-code"}},
        {"user_alias": {"alias_name": "émile", "alias_label": "mail"}},
    ),
}


def hidden(text: str, **fields: Json) -> str:
    """Return the body that is written down of an answer with `text` in it."""
    call = CreateCall(kind=Kind.MESSAGE, payload=freeze_object(fields or PEOPLE))
    exchange = Exchange(status=400, body=json.dumps({"message": text}))
    answer = Answer(verdict=Verdict.REJECTED, message=f"400 {text}", remarks=(text,))
    kept, told = hide_people(exchange, answer, call)
    assert (f"400 {json.loads(kept.body)['message']}", (json.loads(kept.body)["message"],)) == (
        told.message,
        told.remarks,
    )
    return str(json.loads(kept.body)["message"])


@pytest.mark.parametrize("name", ["anna", "carla@x.example", "dora", "émile"])
def test_each_way_to_name_a_person_is_hidden(name: str) -> None:
    """Ids, aliases and recipients, in body, message and remarks."""
    assert "no user (a person), sorry" == hidden(f"no user {name}, sorry")


def test_an_id_with_quotes_is_hidden_in_a_json_text() -> None:
    """There it is written with escapes."""
    exchange = Exchange(status=400, body='["be\\"n"]')
    call = CreateCall(kind=Kind.MESSAGE, payload=freeze_object(PEOPLE))
    assert '["(a person)"]' == hide_people(exchange, Answer(verdict=Verdict.REJECTED), call)[0].body


@pytest.mark.parametrize("text", ["hosanna", "anna-2", "x@anna", "mail", "secret-code"])
def test_nothing_else_is(text: str) -> None:
    """A longer word, a label, a property is no id."""
    assert text == hidden(text)


def test_the_ids_of_a_schedule_stay() -> None:
    """Whatever a person is called: an id of Braze is never lost."""
    call = CreateCall(kind=Kind.MESSAGE, payload=freeze_object({"external_user_ids": ("sch-1", "dis-1")}))
    answer = Answer(verdict=Verdict.DONE, schedule_id=ScheduleId("sch-1"), dispatch_id="dis-1")
    assert answer == hide_people(Exchange(status=201, body="sch-1"), answer, call)[1]


@pytest.mark.parametrize(
    "call",
    [
        CreateCall(kind=Kind.MESSAGE, payload=freeze_object({"segment_id": "seg"})),
        CreateCall(kind=Kind.MESSAGE, payload=freeze_object({"external_user_ids": ("",)})),
        DeleteCall(kind=Kind.MESSAGE, schedule_id=ScheduleId("sch-1"), parent_id=None),
    ],
    ids=["segment", "empty", "delete"],
)
def test_where_nobody_is_listed_all_stays(call: CreateCall | DeleteCall) -> None:
    """The answer is written down as it came."""
    exchange, answer = Exchange(status=400, body="seg sch-1"), Answer(verdict=Verdict.REJECTED)
    assert (exchange, answer) == hide_people(exchange, answer, call)

"""A call knows what it does at Braze."""

from __future__ import annotations

import pytest

from braze_gitops.model import (
    Call,
    CreateCall,
    CreateSendIdCall,
    DeleteCall,
    Kind,
    ScheduleId,
    UpdateCall,
    Verb,
    freeze_object,
    verb_of,
)

NOTHING = freeze_object({})
ID = ScheduleId("s")


@pytest.mark.parametrize(
    ("call", "verb"),
    [
        (CreateCall(kind=Kind.MESSAGE, payload=NOTHING), Verb.CREATE),
        (
            UpdateCall(kind=Kind.CANVAS, schedule_id=ID, parent_id="c", schedule=NOTHING, messages=None),
            Verb.UPDATE,
        ),
        (DeleteCall(kind=Kind.CAMPAIGN, schedule_id=ID, parent_id="c"), Verb.DELETE),
        (CreateSendIdCall(campaign_id="c", send_id="s"), Verb.CREATE_SEND_ID),
    ],
    ids=lambda value: value.value if isinstance(value, Verb) else "",
)
def test_verb(call: Call, verb: Verb) -> None:
    """Each call has one verb."""
    assert verb == verb_of(call)

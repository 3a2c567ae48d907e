"""The requests of every endpoint: the right path, exactly the right fields."""

from __future__ import annotations

import json
from datetime import date

import pytest

from braze_gitops.braze import SCHEDULE_PATHS, WireRequest, broadcasts_request, request_of
from braze_gitops.model import (
    Call,
    CreateCall,
    CreateSendIdCall,
    DeleteCall,
    JsonObject,
    Kind,
    ScheduleId,
    UpdateCall,
    freeze_object,
)

SCHEDULE = freeze_object({"time": "2026-11-27T09:00:00Z", "in_local_time": False, "at_optimal_time": False})
MESSAGES = freeze_object({"email": {"subject": "Hi"}})
ID = ScheduleId("id-1")


def create(kind: Kind) -> Call:
    """Return a create."""
    return CreateCall(kind=kind, payload=freeze_object({"schedule": SCHEDULE, "broadcast": True}))


def update(kind: Kind, *, parent: str | None, messages: JsonObject | None) -> Call:
    """Return an update."""
    return UpdateCall(kind=kind, schedule_id=ID, parent_id=parent, schedule=SCHEDULE, messages=messages)


def delete(kind: Kind, *, parent: str | None) -> Call:
    """Return a delete."""
    return DeleteCall(kind=kind, schedule_id=ID, parent_id=parent)


TIMES = {"schedule": {"time": "2026-11-27T09:00:00Z", "in_local_time": False, "at_optimal_time": False}}
BODY = {**TIMES, "broadcast": True}
NAMED = {"schedule_id": "id-1"}


@pytest.mark.parametrize(
    ("call", "path", "body"),
    [
        pytest.param(create(Kind.MESSAGE), "/messages/schedule/create", BODY, id="create message"),
        pytest.param(create(Kind.CAMPAIGN), "/campaigns/trigger/schedule/create", BODY, id="create campaign"),
        pytest.param(create(Kind.CANVAS), "/canvas/trigger/schedule/create", BODY, id="create canvas"),
        pytest.param(
            update(Kind.MESSAGE, parent=None, messages=MESSAGES),
            "/messages/schedule/update",
            {**NAMED, **TIMES, "messages": {"email": {"subject": "Hi"}}},
            id="update message",
        ),
        pytest.param(
            update(Kind.CAMPAIGN, parent="cmp", messages=None),
            "/campaigns/trigger/schedule/update",
            {**NAMED, **TIMES, "campaign_id": "cmp"},
            id="update campaign",
        ),
        pytest.param(
            update(Kind.CANVAS, parent="cnv", messages=None),
            "/canvas/trigger/schedule/update",
            {**NAMED, **TIMES, "canvas_id": "cnv"},
            id="update canvas",
        ),
        pytest.param(delete(Kind.MESSAGE, parent=None), "/messages/schedule/delete", NAMED, id="delete message"),
        pytest.param(
            delete(Kind.CAMPAIGN, parent="cmp"),
            "/campaigns/trigger/schedule/delete",
            {**NAMED, "campaign_id": "cmp"},
            id="delete campaign",
        ),
        pytest.param(
            delete(Kind.CANVAS, parent="cnv"),
            "/canvas/trigger/schedule/delete",
            {**NAMED, "canvas_id": "cnv"},
            id="delete canvas",
        ),
        pytest.param(
            CreateSendIdCall(campaign_id="cmp", send_id="s-1"),
            "/sends/id/create",
            {"campaign_id": "cmp", "send_id": "s-1"},
            id="send id",
        ),
    ],
)
def test_each_write_has_its_path_and_body(call: Call, path: str, body: object) -> None:
    """Ten of the eleven endpoints."""
    request = request_of(call)
    assert ("POST", path, body) == (request.method, request.path, json.loads(request.content))


def test_the_eleventh_reads_what_the_dashboard_has_scheduled() -> None:
    """A GET with the day as its one parameter."""
    expected = WireRequest(method="GET", path="/messages/scheduled_broadcasts?end_time=2026-12-01")
    assert expected == broadcasts_request(date(2026, 12, 1))


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(update(Kind.MESSAGE, parent=None, messages=None), id="a message without messages"),
        pytest.param(update(Kind.CAMPAIGN, parent="cmp", messages=MESSAGES), id="a campaign with messages"),
        pytest.param(update(Kind.CAMPAIGN, parent=None, messages=None), id="a campaign without its id"),
        pytest.param(delete(Kind.CANVAS, parent=None), id="a Canvas without its id"),
        pytest.param(delete(Kind.MESSAGE, parent="cmp"), id="a message with a parent"),
    ],
)
def test_a_call_its_endpoint_cannot_take_is_no_request(call: Call) -> None:
    """Nothing half right is sent."""
    with pytest.raises(ValueError, match=r"message|campaign|canvas"):
        request_of(call)


def test_no_path_ends_in_a_slash() -> None:
    """A trailing slash may surface as a 403 (braze-api.md 2)."""
    assert not [path for path in SCHEDULE_PATHS.values() if path.endswith("/")]

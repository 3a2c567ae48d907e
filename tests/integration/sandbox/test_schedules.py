"""Creating, updating and deleting schedules over HTTP, and what the sandbox then holds."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from braze_gitops.sandbox import (
    Reference,
    ReferenceStatus,
    SandboxSchedule,
    ScheduleStatus,
    advance,
    read_log,
    read_schedules,
    register,
)
from support.sandbox_requests import (
    CAMPAIGN,
    CAMPAIGN_PATH,
    CANVAS,
    CANVAS_PATH,
    MESSAGE,
    MESSAGE_PATH,
    MESSAGES,
    PLAIN,
    START,
)

LATER = {"time": "2026-11-28T14:00:00Z"}
LOCAL = {"time": "2026-11-22T09:00:00", "in_local_time": True}
SMS = {"sms": MESSAGES["sms"]}

KINDS: Mapping[str, tuple[str, Mapping[str, object], Mapping[str, object]]] = {
    "message": (MESSAGE_PATH, MESSAGE, {}),
    "campaign": (CAMPAIGN_PATH, CAMPAIGN, {"campaign_id": "campaign"}),
    "canvas": (CANVAS_PATH, CANVAS, {"canvas_id": "canvas"}),
}
every_kind = pytest.mark.parametrize(("path", "fields", "owner"), KINDS.values(), ids=KINDS)


def created(client: httpx.Client, path: str, fields: Mapping[str, object]) -> str:
    """Return the id of a schedule made now."""
    answer = client.post(f"{path}/create", json=fields)
    assert (201, answer.text) == (answer.status_code, answer.text)
    return str(answer.json()["schedule_id"])


def only_one(folder: Path) -> SandboxSchedule:
    """Return the one schedule there is."""
    (schedule,) = read_schedules(folder)
    return schedule


@every_kind
def test_create(client: httpx.Client, path: str, fields: Mapping[str, object], owner: object) -> None:
    """A create answers 201 with a dispatch_id, a schedule_id and success (braze-api.md 4)."""
    del owner
    answer = client.post(f"{path}/create", json=fields)
    expected = r'\{"dispatch_id": "[0-9a-f]{32}", "schedule_id": "[0-9a-f-]{36}", "message": "success"\}'
    assert (201, True) == (answer.status_code, bool(re.fullmatch(expected, answer.text)))


@every_kind
def test_created_fields(
    client: httpx.Client, folder: Path, path: str, fields: Mapping[str, object], owner: object
) -> None:
    """What was created is held field by field."""
    del owner
    created(client, path, fields)
    assert fields == only_one(folder).fields


@every_kind
def test_update_schedule(
    client: httpx.Client, folder: Path, path: str, fields: Mapping[str, object], owner: Mapping[str, object]
) -> None:
    """An update replaces the schedule whole and nothing else."""
    made = created(client, path, {**fields, "schedule": LOCAL})
    answer = client.post(f"{path}/update", json={**owner, "schedule_id": made, "schedule": LATER})
    found = (answer.status_code, answer.json(), only_one(folder).fields)
    assert (200, {"message": "success"}, {**fields, "schedule": LATER}) == found


def test_update_messages(client: httpx.Client, folder: Path) -> None:
    """An update replaces the messages whole: a channel that is not there any more is gone."""
    made = created(client, MESSAGE_PATH, MESSAGE)
    client.post(f"{MESSAGE_PATH}/update", json={"schedule_id": made, "messages": SMS})
    assert {**MESSAGE, "messages": SMS} == only_one(folder).fields


def test_update_moves_window(client: httpx.Client, folder: Path) -> None:
    """An update's time is the time at which it sends."""
    made = created(client, MESSAGE_PATH, MESSAGE)
    client.post(f"{MESSAGE_PATH}/update", json={"schedule_id": made, "schedule": LATER})
    assert datetime(2026, 11, 28, 14, tzinfo=UTC) == only_one(folder).first_at


@every_kind
def test_delete(
    client: httpx.Client, folder: Path, path: str, fields: Mapping[str, object], owner: Mapping[str, object]
) -> None:
    """A delete answers success, and the schedule is deleted."""
    made = created(client, path, fields)
    answer = client.post(f"{path}/delete", json={**owner, "schedule_id": made})
    found = (answer.status_code, answer.json(), only_one(folder).status)
    assert (200, {"message": "success"}, ScheduleStatus.DELETED) == found


@every_kind
def test_deleted_is_gone(
    client: httpx.Client, path: str, fields: Mapping[str, object], owner: Mapping[str, object]
) -> None:
    """A deleted schedule can be neither updated nor deleted."""
    ids = {**owner, "schedule_id": created(client, path, fields)}
    client.post(f"{path}/delete", json=ids)
    answers = [
        client.post(f"{path}/update", json={**ids, "schedule": LATER}),
        client.post(f"{path}/delete", json=ids),
    ]
    assert [400, 400] == [answer.status_code for answer in answers]


@every_kind
def test_unknown_id(client: httpx.Client, path: str, fields: object, owner: Mapping[str, object]) -> None:
    """An id that was never given is refused."""
    del fields
    answer = client.post(f"{path}/delete", json={**owner, "schedule_id": "nobody"})
    assert 400 == answer.status_code


@every_kind
def test_id_of_another_kind(
    client: httpx.Client, folder: Path, path: str, fields: object, owner: Mapping[str, object]
) -> None:
    """An id is good for its own kind alone."""
    del fields
    other = (CANVAS_PATH, CANVAS) if path == MESSAGE_PATH else (MESSAGE_PATH, MESSAGE)
    made = created(client, *other)
    answer = client.post(f"{path}/delete", json={**owner, "schedule_id": made})
    assert (400, ScheduleStatus.SCHEDULED) == (answer.status_code, only_one(folder).status)


@pytest.mark.parametrize(
    ("path", "fields", "owner"), [KINDS["campaign"], KINDS["canvas"]], ids=["campaign", "canvas"]
)
@pytest.mark.parametrize("action", ["update", "delete"])
def test_id_of_another_owner(
    client: httpx.Client, path: str, fields: Mapping[str, object], owner: Mapping[str, object], action: str
) -> None:
    """A trigger's id is good with its own campaign or Canvas alone."""
    made = created(client, path, fields)
    body = {**dict.fromkeys(owner, "another"), "schedule_id": made}
    answer = client.post(f"{path}/{action}", json={**body, "schedule": LATER} if action == "update" else body)
    assert 400 == answer.status_code


@every_kind
def test_sent_is_fixed(
    client: httpx.Client, folder: Path, path: str, fields: Mapping[str, object], owner: Mapping[str, object]
) -> None:
    """What was sent can be neither updated nor deleted."""
    ids = {**owner, "schedule_id": created(client, path, fields)}
    advance(folder, start=START, to=datetime(2026, 11, 27, 14, tzinfo=UTC))
    answers = [
        client.post(f"{path}/update", json={**ids, "schedule": LATER}),
        client.post(f"{path}/delete", json=ids),
    ]
    found = ([answer.status_code for answer in answers], only_one(folder).status)
    assert ([400, 400], ScheduleStatus.SENT) == found


def test_sending(client: httpx.Client, folder: Path) -> None:
    """While it is being sent a schedule takes a delete and no update."""
    made = created(client, MESSAGE_PATH, {**MESSAGE, "schedule": LOCAL})
    advance(folder, start=START, to=datetime(2026, 11, 22, tzinfo=UTC))
    before = only_one(folder).status
    update = client.post(f"{MESSAGE_PATH}/update", json={"schedule_id": made, "schedule": LATER})
    delete = client.post(f"{MESSAGE_PATH}/delete", json={"schedule_id": made})
    assert (ScheduleStatus.SENDING, 400, 200) == (before, update.status_code, delete.status_code)


STATUSES = {
    "before": (timedelta(hours=33, seconds=-1), ScheduleStatus.SCHEDULED),
    "first instant": (timedelta(hours=34), ScheduleStatus.SENDING),
    "before the last": (timedelta(hours=60, seconds=-1), ScheduleStatus.SENDING),
    "last instant": (timedelta(hours=60), ScheduleStatus.SENT),
}


@pytest.mark.parametrize(("span", "status"), STATUSES.values(), ids=STATUSES)
def test_status_follows_clock(client: httpx.Client, folder: Path, span: timedelta, status: ScheduleStatus) -> None:
    """A local time sends from UTC+14 to UTC-12 as the clock passes, and is sent then."""
    created(client, MESSAGE_PATH, {**MESSAGE, "schedule": LOCAL})
    advance(folder, start=START, by=span)
    assert status is only_one(folder).status


BEYOND = {"time": "2027-03-01T00:00:00Z"}
PAST = {"time": "2026-11-20T08:59:59Z"}
CARD = {"content_card": {**MESSAGES["content_card"], "expire_at": "2026-12-28T00:00:00Z"}}
REFUSED_CREATES = {
    "past": (MESSAGE_PATH, {**MESSAGE, "schedule": PAST}),
    "beyond": (CAMPAIGN_PATH, {**CAMPAIGN, "schedule": BEYOND}),
    "unknown send id": (CAMPAIGN_PATH, {**CAMPAIGN, "send_id": "s"}),
    "card for too long": (MESSAGE_PATH, {**MESSAGE, "messages": CARD}),
    "unknown field": (CANVAS_PATH, {**CANVAS, "name": "welcome"}),
}


@pytest.mark.parametrize(("path", "fields"), REFUSED_CREATES.values(), ids=REFUSED_CREATES)
def test_refused_create(client: httpx.Client, folder: Path, path: str, fields: Mapping[str, object]) -> None:
    """A refused create leaves nothing behind but its line in the log."""
    answer = client.post(f"{path}/create", json=fields)
    found = (answer.status_code, read_schedules(folder), read_log(folder)[0].committed)
    assert (400, (), False) == found


@pytest.mark.parametrize("schedule", [PAST, BEYOND], ids=["past", "beyond"])
def test_refused_update(client: httpx.Client, folder: Path, schedule: object) -> None:
    """An update into the past or beyond the horizon changes nothing."""
    made = created(client, MESSAGE_PATH, MESSAGE)
    answer = client.post(f"{MESSAGE_PATH}/update", json={"schedule_id": made, "schedule": schedule})
    assert (400, PLAIN) == (answer.status_code, only_one(folder).fields["schedule"])


def test_update_needs_variations(client: httpx.Client) -> None:
    """A message of an API campaign names its variations in updates too."""
    named = {"email": {**MESSAGES["email"], "message_variation_id": "v"}}
    made = created(client, MESSAGE_PATH, {**MESSAGE, "campaign_id": "c", "messages": named})
    answer = client.post(f"{MESSAGE_PATH}/update", json={"schedule_id": made, "messages": MESSAGE["messages"]})
    assert (400, "Message Variant Unspecified") == (answer.status_code, answer.json()["message"])


def test_update_of_card_in_time(client: httpx.Client) -> None:
    """A new time has to suit the card that is there."""
    card = {"content_card": {**MESSAGES["content_card"], "expire_at": "2026-12-27T00:00:00Z"}}
    made = created(client, MESSAGE_PATH, {**MESSAGE, "messages": card})
    earlier = {"schedule_id": made, "schedule": {"time": "2026-11-21T00:00:00Z"}}
    assert 400 == client.post(f"{MESSAGE_PATH}/update", json=earlier).status_code


CAMPAIGN_TEXTS = {
    ReferenceStatus.PAUSED: (
        "The campaign is paused. Resume the campaign in order for trigger requests to take effect."
    ),
    ReferenceStatus.ARCHIVED: (
        "The campaign is archived. Unarchive the campaign in order for trigger requests to take effect."
    ),
    ReferenceStatus.UNKNOWN: "Campaign does not exist",
}


@pytest.mark.parametrize(("status", "text"), CAMPAIGN_TEXTS.items())
def test_campaign_not_live(client: httpx.Client, folder: Path, status: ReferenceStatus, text: str) -> None:
    """A campaign that cannot send refuses the create (braze-api.md 9.3)."""
    register(folder, Reference(kind="campaign", id="campaign", status=status))
    answer = client.post(f"{CAMPAIGN_PATH}/create", json=CAMPAIGN)
    assert (400, text) == (answer.status_code, answer.json()["message"])


CANVAS_TEXTS = {
    ReferenceStatus.PAUSED: "The Canvas is paused. Resume the Canvas to ensure trigger requests will take effect.",
    ReferenceStatus.ARCHIVED: (
        "The Canvas is archived. Unarchive the Canvas to ensure trigger requests will take effect."
    ),
}


@pytest.mark.parametrize(("status", "text"), CANVAS_TEXTS.items())
def test_canvas_not_live(client: httpx.Client, folder: Path, status: ReferenceStatus, text: str) -> None:
    """A paused or archived Canvas answers success with a notice, and arranges nothing (9.1)."""
    register(folder, Reference(kind="canvas", id="canvas", status=status))
    answer = client.post(f"{CANVAS_PATH}/create", json=CANVAS)
    fields = answer.json()
    found = (answer.status_code, fields["notice"], sorted(fields), read_schedules(folder))
    assert (201, text, ["dispatch_id", "message", "notice"], ()) == found


def test_canvas_unknown(client: httpx.Client, folder: Path) -> None:
    """A Canvas that is not there is a 400 with the recorded words."""
    register(folder, Reference(kind="canvas", id="canvas", status=ReferenceStatus.UNKNOWN))
    answer = client.post(f"{CANVAS_PATH}/create", json=CANVAS)
    expected = (400, "canvas_id must be a string of the Canvas api identifier")
    assert expected == (answer.status_code, answer.json()["message"])


def test_api_campaign_unknown(client: httpx.Client, folder: Path) -> None:
    """An API campaign that is not there is a 400 of its own."""
    register(folder, Reference(kind="campaign", id="c", status=ReferenceStatus.UNKNOWN))
    named = {"email": {**MESSAGES["email"], "message_variation_id": "v"}}
    answer = client.post(f"{MESSAGE_PATH}/create", json={**MESSAGE, "campaign_id": "c", "messages": named})
    assert (400, "Invalid Campaign ID") == (answer.status_code, answer.json()["message"])

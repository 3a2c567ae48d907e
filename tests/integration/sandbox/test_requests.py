"""What every request meets before its fields are read, and what every answer carries."""

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from braze_gitops.sandbox import (
    RunningSandbox,
    add_dashboard_broadcast,
    add_key,
    advance,
    read_log,
    set_rate_limit,
)
from support.sandbox_requests import CAMPAIGN, CAMPAIGN_PATH, CANVAS, CANVAS_PATH, MESSAGE, MESSAGE_PATH, START

CREATE = f"{MESSAGE_PATH}/create"
LIMITS = ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")


def limits(answer: httpx.Response) -> tuple[str, ...]:
    """Return the three headers of the rate limit."""
    return tuple(answer.headers[name] for name in LIMITS)


def test_unknown_key(client: httpx.Client) -> None:
    """A key nobody knows gets a 401 that echoes it, with empty limits (braze-api.md 9.1, 9.4)."""
    answer = client.post(CREATE, json=MESSAGE, headers={"Authorization": "Bearer another-key"})
    found = (answer.status_code, answer.json(), limits(answer))
    assert (401, {"message": "Invalid API key: another-key"}, ("", "", "")) == found


@pytest.mark.parametrize("header", ["", "Basic abc", "{key}", 'Bearer "{key}"', "Bearer"])
def test_no_key(client: httpx.Client, sandbox: RunningSandbox, header: str) -> None:
    """A key that is not presented as Bearer, bare, is none."""
    answer = client.post(CREATE, json=MESSAGE, headers={"Authorization": header.format(key=sandbox.key)})
    assert 401 == answer.status_code


def test_lower_case_bearer(client: httpx.Client, sandbox: RunningSandbox) -> None:
    """The word Bearer may be written in any case."""
    answer = client.post(CREATE, json=MESSAGE, headers={"authorization": f"bearer {sandbox.key}"})
    assert 201 == answer.status_code


PERMISSIONS: Mapping[str, str] = {
    "/messages/schedule/create": "messages.schedule.create",
    "/messages/schedule/update": "messages.schedule.update",
    "/messages/schedule/delete": "messages.schedule.delete",
    "/campaigns/trigger/schedule/create": "campaigns.trigger.schedule.create",
    "/campaigns/trigger/schedule/update": "campaigns.trigger.schedule.update",
    "/campaigns/trigger/schedule/delete": "campaigns.trigger.schedule.delete",
    "/canvas/trigger/schedule/create": "canvas.trigger.schedule.create",
    "/canvas/trigger/schedule/update": "canvas.trigger.schedule.update",
    "/canvas/trigger/schedule/delete": "canvas.trigger.schedule.delete",
    "/sends/id/create": "sends.id.create",
    "/messages/scheduled_broadcasts": "messages.schedule_broadcasts",
}


def status_with(client: httpx.Client, path: str, key: str) -> int:
    """Return what a bare call of a path answers to that key."""
    method = "GET" if path == "/messages/scheduled_broadcasts" else "POST"
    body: dict[str, object] | None = None if method == "GET" else {}
    return client.request(method, path, json=body, headers={"Authorization": f"Bearer {key}"}).status_code


@pytest.mark.parametrize(("path", "permission"), PERMISSIONS.items())
def test_permissions(client: httpx.Client, folder: Path, path: str, permission: str) -> None:
    """Each endpoint asks for its permission and no other (braze-api.md 2.1)."""
    add_key(folder, "with-it", permissions=[permission])
    add_key(folder, "without", permissions=set(PERMISSIONS.values()) - {permission})
    assert [400, 403] == [status_with(client, path, key) for key in ("with-it", "without")]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/messages/schedule/create/"),
        ("GET", "/messages/schedule/create"),
        ("POST", "/messages/scheduled_broadcasts"),
        ("POST", "/trigger/schedule/create"),
        ("PUT", "/messages/schedule/update"),
        ("POST", "//messages/schedule/create"),
    ],
)
def test_unknown_address(client: httpx.Client, method: str, path: str) -> None:
    """An address that is none of the eleven is a 404."""
    answer = client.request(method, f"{client.base_url}".rstrip("/") + path, json=MESSAGE)
    assert 404 == answer.status_code


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_content_type(client: httpx.Client, content_type: str) -> None:
    """A body that does not say it is JSON is a 415."""
    headers = {"Content-Type": content_type} if content_type else {}
    assert 415 == client.post(CREATE, content=b"{}", headers=headers).status_code


def test_content_type_with_charset(client: httpx.Client) -> None:
    """A charset beside the type does no harm."""
    answer = client.post(CREATE, json=MESSAGE, headers={"Content-Type": "Application/JSON; charset=UTF-8"})
    assert 201 == answer.status_code


def test_bad_json(client: httpx.Client) -> None:
    """A body that is no JSON is a 400 with an `error` field (braze-api.md 4)."""
    answer = client.post(CREATE, content=b"{", headers={"Content-Type": "application/json"})
    expected = {"error": "Error while parsing request body. Please check your syntax."}
    assert (400, expected) == (answer.status_code, answer.json())


def nested(depth: int) -> bytes:
    """Return a create whose audience is that deep, and right at every level."""
    leaf = b'{"email_subscription_status":{"comparison":"is","value":"opted_in"}}'
    deep = b'{"AND":[' * depth + leaf + b"]}" * depth
    plain = json.dumps(MESSAGE).encode()
    return plain[:-1] + b',"audience":' + deep + b"}"


@pytest.mark.parametrize("depth", [40, 300, 480, 900, 20_000])
def test_deep_audience(client: httpx.Client, depth: int) -> None:
    """An audience nested beyond reason is taken or refused, and neither sandbox nor page falls over it."""
    content_type = {"Content-Type": "application/json"}
    answer = client.post(CREATE, content=nested(depth), headers=content_type)
    found = (answer.status_code in {201, 400}, client.get("/").status_code, client.get("/sandbox/log").status_code)
    assert (True, 200, 200) == found


def test_too_large(client: httpx.Client) -> None:
    """A body over 4 MB is a 413."""
    content = b" " * (4 * 1024 * 1024 + 1)
    assert 413 == client.post(CREATE, content=content, headers={"Content-Type": "application/json"}).status_code


def test_parameters_in_address(client: httpx.Client) -> None:
    """Parameters of a POST belong in its body, a key above all."""
    assert 400 == client.post(f"{CREATE}?api_key=abc", json=MESSAGE).status_code


def test_headers(client: httpx.Client) -> None:
    """Every answer has a request id, the date of the sandbox clock and the limits of its clock hour."""
    answer = client.post(CREATE, json=MESSAGE)
    has_id = bool(re.fullmatch(r"[0-9a-f-]{36}", answer.headers["x-request-id"]))
    found = (has_id, answer.headers["date"], limits(answer))
    expected_reset = str(int((START + timedelta(hours=1)).timestamp()))
    assert (True, "Fri, 20 Nov 2026 09:00:00 GMT", ("250000", "249999", expected_reset)) == found


def test_limit_used_up(client: httpx.Client, folder: Path) -> None:
    """The call beyond the limit is a 429; the next clock hour of the sandbox takes calls again."""
    set_rate_limit(folder, requests_per_hour=1)
    statuses = [client.post(CREATE, json=MESSAGE).status_code for _ in range(3)]
    advance(folder, start=START, by=timedelta(hours=1))
    assert [201, 429, 429, 201] == [*statuses, client.post(CREATE, json=MESSAGE).status_code]


def test_headers_when_used_up(client: httpx.Client, folder: Path) -> None:
    """A 429 says that nothing is left and when the hour ends."""
    set_rate_limit(folder, requests_per_hour=0)
    reset = str(int((START + timedelta(hours=1)).timestamp()))
    assert ("0", "0", reset) == limits(client.post(CREATE, json=MESSAGE))


def test_broadcasts_to_one_audience(client: httpx.Client, folder: Path) -> None:
    """Ten broadcasts a minute to one audience, and other audiences are not concerned (braze-api.md 10)."""
    path = f"{CANVAS_PATH}/create"
    statuses = [client.post(path, json=CANVAS).status_code for _ in range(11)]
    other = client.post(path, json={**CANVAS, "canvas_id": "another"}).status_code
    advance(folder, start=START, by=timedelta(minutes=1))
    assert [*[201] * 10, 429, 201, 201] == [*statuses, other, client.post(path, json=CANVAS).status_code]


def test_broadcasts_over_all(client: httpx.Client) -> None:
    """250 broadcasts a minute over all audiences."""
    path = f"{CANVAS_PATH}/create"
    fields = [{**CANVAS, "canvas_id": f"canvas-{number}"} for number in range(251)]
    statuses = [client.post(path, json=each).status_code for each in fields]
    assert ([201] * 250, 429) == (statuses[:250], statuses[250])


def test_no_pace_for_others(client: httpx.Client) -> None:
    """Listed people and message broadcasts are not paced."""
    statuses = {client.post(f"{CAMPAIGN_PATH}/create", json=CAMPAIGN).status_code for _ in range(12)}
    statuses |= {client.post(CREATE, json=MESSAGE).status_code for _ in range(12)}
    assert {201} == statuses


def test_send_id(client: httpx.Client) -> None:
    """A send id has to be made for its campaign before a create may use it."""
    create = {**CAMPAIGN, "send_id": "november"}
    before = client.post(f"{CAMPAIGN_PATH}/create", json=create).status_code
    made = client.post("/sends/id/create", json={"campaign_id": "campaign", "send_id": "november"})
    after = client.post(f"{CAMPAIGN_PATH}/create", json=create).status_code
    other = client.post(f"{CAMPAIGN_PATH}/create", json={**create, "campaign_id": "another"}).status_code
    assert (400, {"message": "success", "send_id": "november"}, 201, 400) == (before, made.json(), after, other)


def test_send_id_made_up(client: httpx.Client) -> None:
    """Without a name of ours the sandbox makes one up."""
    made = client.post("/sends/id/create", json={"campaign_id": "campaign"}).json()["send_id"]
    assert 201 == client.post(f"{CAMPAIGN_PATH}/create", json={**CAMPAIGN, "send_id": made}).status_code


def test_send_ids_a_day(client: httpx.Client, folder: Path) -> None:
    """A hundred new pairs a day; one that exists costs nothing."""
    fields = [{"campaign_id": "campaign", "send_id": f"id-{number}"} for number in range(101)]
    statuses = [client.post("/sends/id/create", json=each).status_code for each in fields]
    again = client.post("/sends/id/create", json=fields[0]).status_code
    advance(folder, start=START, by=timedelta(days=1))
    tomorrow = client.post("/sends/id/create", json=fields[100]).status_code
    assert ([201] * 100, 429, 201, 201) == (statuses[:100], statuses[100], again, tomorrow)


DASHBOARD: Mapping[str, object] = {
    "name": "Weekly",
    "id": "weekly",
    "type": "Campaign",
    "tags": [],
    "next_send_time": "2026-11-25 10:00:00",
    "schedule_type": "local_time_zones",
}


def test_scheduled_broadcasts(client: httpx.Client, folder: Path) -> None:
    """The dashboard's sends are listed until midnight UTC of the end; those made by API never are."""
    client.post(CREATE, json=MESSAGE)
    add_dashboard_broadcast(folder, DASHBOARD)
    add_dashboard_broadcast(folder, {**DASHBOARD, "next_send_time": "2026-12-24T10:00:00Z"})
    answer = client.get("/messages/scheduled_broadcasts", params={"end_time": "2026-11-26T23:00:00Z"})
    expected = (200, {"message": "success", "scheduled_broadcasts": [DASHBOARD]})
    assert expected == (answer.status_code, answer.json())


def test_broadcasts_end_at_midnight(client: httpx.Client, folder: Path) -> None:
    """The end is midnight at the start of its day."""
    add_dashboard_broadcast(folder, DASHBOARD)
    answer = client.get("/messages/scheduled_broadcasts", params={"end_time": "2026-11-25"})
    assert [] == answer.json()["scheduled_broadcasts"]


@pytest.mark.parametrize("query", ["", "end_time=soon", "end_time=2026-11-25&page=2", "end_time=2026-02-30"])
def test_broadcasts_refused(client: httpx.Client, query: str) -> None:
    """The end is required, a date, and all there is."""
    assert 400 == client.get(f"/messages/scheduled_broadcasts?{query}").status_code


def test_log(client: httpx.Client, folder: Path) -> None:
    """The log holds each request that arrived, what was answered and whether it changed anything."""
    client.post(CREATE, json=MESSAGE)
    client.post(CREATE, json={})
    client.get("/nowhere")
    client.get("/")
    client.get("/sandbox/health")
    found = [(call.number, call.method, call.path, call.status, call.committed) for call in read_log(folder)]
    expected = [
        (1, "POST", CREATE, 201, True),
        (2, "POST", CREATE, 400, False),
        (3, "GET", "/nowhere", 404, False),
    ]
    assert expected == found


def test_log_bodies(client: httpx.Client, folder: Path) -> None:
    """The log holds bodies and answers as they went."""
    answer = client.post(CREATE, json=MESSAGE)
    call = read_log(folder)[0]
    found = (call.body, call.answer, call.request_id, call.at)
    assert (MESSAGE, answer.json(), answer.headers["x-request-id"], START) == found


def test_log_holds_no_key(client: httpx.Client, sandbox: RunningSandbox, folder: Path) -> None:
    """No key is kept with a call, wherever it was put: header, body, address or the answer's echo."""
    for key in (sandbox.key, 'foreign-"key"'):
        headers = {"Authorization": f"Bearer {key}"}
        client.post(f"{CREATE}?api_key={key}", json={**MESSAGE, "api_key": key}, headers=headers)
        client.post(CREATE, json={**MESSAGE, "segment_id": key}, headers=headers)
    told = repr(read_log(folder))
    assert (False, False) == (sandbox.key in told, "foreign-" in told)

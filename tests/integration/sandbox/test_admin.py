"""The sandbox's own addresses and its page."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from braze_gitops.sandbox import RunningSandbox, read_log
from braze_gitops.sandbox.page import CONTENT_SECURITY_POLICY
from support.sandbox_requests import CANVAS, CANVAS_PATH, MESSAGE, MESSAGE_PATH

CREATE = f"{MESSAGE_PATH}/create"


@pytest.fixture
def desk(sandbox: RunningSandbox) -> Iterator[httpx.Client]:
    """Yield a client without a key."""
    with httpx.Client(base_url=sandbox.url, trust_env=False) as http:
        yield http


def told(desk: httpx.Client, name: str, fields: Mapping[str, object]) -> tuple[int, object]:
    """Return status and answer of an admin call."""
    answer = desk.post(f"/sandbox/{name}", json=fields)
    return answer.status_code, answer.json()


DONE = (200, {"message": "success"})


def test_health(desk: httpx.Client) -> None:
    """Its health says its time."""
    assert "2026-11-20T09:00:00+00:00" == desk.get("/sandbox/health").json()["time"]


def test_advance(desk: httpx.Client) -> None:
    """The clock is moved by seconds or to a moment."""
    told(desk, "advance", {"seconds": 3600})
    moved = told(desk, "advance", {"to": "2026-11-22T00:00:00Z"})
    assert (200, {"message": "success", "time": "2026-11-22T00:00:00+00:00"}) == moved


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("advance", {}),
        ("advance", {"seconds": -1}),
        ("advance", {"seconds": 1e300}),
        ("advance", {"seconds": 300_000_000_000}),
        ("advance", {"seconds": True}),
        ("advance", {"to": "2026-11-19T00:00:00Z"}),
        ("advance", {"to": "2026-11-22T00:00:00Z", "seconds": 1}),
        ("advance", {"days": 1}),
        ("faults", {"kind": "explode"}),
        ("keys", {"key": "", "permissions": ["*"]}),
        ("keys", {"key": "abc", "permissions": "*"}),
        ("references", {"kind": "segment", "id": "a", "status": "paused"}),
        ("references", {"kind": "canvas", "id": "a", "status": "asleep"}),
        ("limits", {"requests_per_hour": -1}),
        ("limits", {"requests_per_hour": "1"}),
    ],
)
def test_refused(desk: httpx.Client, name: str, fields: Mapping[str, object]) -> None:
    """An order that cannot be followed is refused."""
    assert 400 == told(desk, name, fields)[0]


@pytest.mark.parametrize("content", [b"{", b"[]"])
def test_no_object(desk: httpx.Client, content: bytes) -> None:
    """An order is a JSON object."""
    assert 400 == desk.post("/sandbox/faults", content=content).status_code


def test_fault(desk: httpx.Client, client: httpx.Client) -> None:
    """A fault is ordered over HTTP."""
    done = told(desk, "faults", {"kind": "unavailable"})
    assert (DONE, 503) == (done, client.post(CREATE, json=MESSAGE).status_code)


def test_no_faults(desk: httpx.Client, client: httpx.Client) -> None:
    """Faults are taken back over HTTP."""
    told(desk, "faults", {"kind": "unavailable"})
    desk.delete("/sandbox/faults")
    assert 201 == client.post(CREATE, json=MESSAGE).status_code


def test_key(desk: httpx.Client) -> None:
    """A key is added over HTTP."""
    done = told(desk, "keys", {"key": "my-key", "permissions": ["messages.schedule.create"]})
    answer = desk.post(CREATE, json=MESSAGE, headers={"Authorization": "Bearer my-key"})
    assert (DONE, 201) == (done, answer.status_code)


def test_reference(desk: httpx.Client, client: httpx.Client) -> None:
    """A Canvas is paused over HTTP."""
    told(desk, "references", {"kind": "canvas", "id": "canvas", "status": "paused"})
    assert "notice" in client.post(f"{CANVAS_PATH}/create", json=CANVAS).json()


def test_limit(desk: httpx.Client, client: httpx.Client) -> None:
    """The hourly limit is changed over HTTP."""
    told(desk, "limits", {"requests_per_hour": 0})
    assert 429 == client.post(CREATE, json=MESSAGE).status_code


def test_broadcast(desk: httpx.Client, client: httpx.Client) -> None:
    """The dashboard's list is filled over HTTP."""
    told(desk, "broadcasts", {"name": "Weekly", "next_send_time": "2026-11-21T00:00:00Z"})
    answer = client.get("/messages/scheduled_broadcasts", params={"end_time": "2026-11-26"})
    assert ["Weekly"] == [item["name"] for item in answer.json()["scheduled_broadcasts"]]


def test_lists(desk: httpx.Client, client: httpx.Client) -> None:
    """Log and schedules are read over HTTP."""
    made = client.post(CREATE, json=MESSAGE).json()["schedule_id"]
    (call,) = desk.get("/sandbox/log").json()["log"]
    (schedule,) = desk.get("/sandbox/schedules").json()["schedules"]
    found = (call["body"], call["status"], schedule["schedule_id"], schedule["status"], schedule["first_at"])
    assert (MESSAGE, 201, made, "scheduled", "2026-11-27T14:00:00+00:00") == found


def test_never_logged(desk: httpx.Client, folder: Path) -> None:
    """Our own addresses leave no line in the log of Braze's calls, known or not."""
    for path in ("/", "/sandbox/health", "/sandbox/log", "/sandbox/nowhere", "/sandbox/hold", "/favicon.ico"):
        desk.get(path)
    desk.post("/sandbox/health", json={})
    desk.put("/sandbox/faults", json={})
    assert ["/favicon.ico"] == [call.path for call in read_log(folder)]


FOREIGN = [{"Host": "shop.example"}, {"Origin": "https://shop.example"}]


@pytest.mark.parametrize("headers", FOREIGN, ids=["host", "origin"])
@pytest.mark.parametrize("path", ["/", "/sandbox/log", "/sandbox/hold"])
def test_foreign_pages(desk: httpx.Client, headers: dict[str, str], path: str) -> None:
    """A page of another site in the same browser gets nothing."""
    assert 403 == desk.get(path, headers=headers).status_code


def test_page(desk: httpx.Client, client: httpx.Client) -> None:
    """The page shows what is scheduled and lets nothing in from outside."""
    client.post(CREATE, json=MESSAGE)
    answer = desk.get("/")
    found = (answer.headers["content-security-policy"], "everyone in segment segment" in answer.text)
    assert (CONTENT_SECURITY_POLICY, True) == found

"""Faults over HTTP: what the caller sees, and what was done all the same."""

import json
import socket
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from braze_gitops.sandbox import (
    Fault,
    FaultKind,
    RunningSandbox,
    clear_faults,
    join_or_start,
    order_fault,
    read_log,
    read_schedules,
    running_in_thread,
    unreachable,
)
from braze_gitops.sandbox.faults import UNREACHABLE
from support.sandbox_requests import CANVAS, CANVAS_PATH, MESSAGE, MESSAGE_PATH, START

CREATE = f"{MESSAGE_PATH}/create"
MOST = 1_000_000


def outcome(client: httpx.Client) -> str:
    """Return in a word what a create came to for its caller, on a connection of its own."""
    headers = {**client.headers, "Connection": "close"}
    size = 0
    try:
        with client.stream("POST", CREATE, json=MESSAGE, headers=headers) as answer:
            for part in answer.iter_bytes():
                size += len(part)
                if size > MOST:
                    return "more"
    except httpx.ReadError:
        return "reset"
    except httpx.DecodingError:
        return "packed"
    except httpx.RemoteProtocolError as error:
        return "short" if "incomplete" in str(error) or "without sending complete" in str(error) else "cut"
    return str(answer.status_code)


def words(client: httpx.Client) -> str:
    """Return the body of a create's answer."""
    return client.post(CREATE, json=MESSAGE).text


STRIKES: Mapping[FaultKind, tuple[str, bool]] = {
    FaultKind.BAD_REQUEST: ("400", False),
    FaultKind.UNAUTHORIZED: ("401", False),
    FaultKind.FORBIDDEN: ("403", False),
    FaultKind.NOT_FOUND: ("404", False),
    FaultKind.NOT_ALLOWED: ("405", False),
    FaultKind.REQUEST_TIMEOUT: ("408", False),
    FaultKind.CONFLICT: ("409", False),
    FaultKind.TOO_LARGE: ("413", False),
    FaultKind.WRONG_TYPE: ("415", False),
    FaultKind.UNPROCESSABLE: ("422", False),
    FaultKind.RATE_LIMITED: ("429", False),
    FaultKind.RATE_LIMITED_BARE: ("429", False),
    FaultKind.RATE_LIMITED_PAST: ("429", False),
    FaultKind.RETRY_AFTER: ("429", False),
    FaultKind.SERVER_ERROR: ("500", False),
    FaultKind.BAD_GATEWAY: ("502", False),
    FaultKind.UNAVAILABLE: ("503", False),
    FaultKind.GATEWAY_TIMEOUT: ("504", False),
    FaultKind.REDIRECT_301: ("301", False),
    FaultKind.REDIRECT_302: ("302", False),
    FaultKind.REDIRECT_303: ("303", False),
    FaultKind.REDIRECT_307: ("307", False),
    FaultKind.REDIRECT_308: ("308", False),
    FaultKind.QUEUED: ("202", False),
    FaultKind.CUT_BEFORE: ("cut", False),
    FaultKind.RESET: ("reset", False),
    FaultKind.CUT_AFTER: ("cut", True),
    FaultKind.CUT_HEAD: ("cut", True),
    FaultKind.TRUNCATED: ("short", True),
    FaultKind.SLOW: ("201", True),
    FaultKind.DRIPPING: ("201", True),
    FaultKind.HUGE: ("201", True),
    FaultKind.ENDLESS: ("more", True),
    FaultKind.NOT_HTTP: ("cut", True),
    FaultKind.BAD_GZIP: ("packed", True),
    FaultKind.TOO_SHORT: ("201", True),
    FaultKind.TOO_LONG: ("short", True),
    FaultKind.TWICE: ("201", True),
    FaultKind.EARLY: ("201", True),
    FaultKind.STALE: ("201", True),
    FaultKind.HUNG_UP: ("201", True),
    FaultKind.BAD_JSON: ("201", True),
    FaultKind.HTML: ("201", True),
    FaultKind.EMPTY: ("201", True),
    FaultKind.NO_ID: ("201", True),
    FaultKind.OTHER_ID: ("201", True),
    FaultKind.ODD_ID: ("201", True),
    FaultKind.NOTICE: ("201", True),
    FaultKind.ERRORS: ("201", True),
}


def test_every_kind_is_tried() -> None:
    """The table here knows each fault that a call can meet."""
    assert set(FaultKind) - UNREACHABLE == set(STRIKES)


@pytest.mark.parametrize(("kind", "expected"), STRIKES.items())
def test_strike(client: httpx.Client, folder: Path, kind: FaultKind, expected: tuple[str, bool]) -> None:
    """A fault strikes once, before the work or after it; the log says which, and the next call passes."""
    order_fault(folder, Fault(kind=kind, delay_seconds=0.001))
    struck, passed = outcome(client), outcome(client)
    seen, done = expected
    log = [(call.fault, call.committed) for call in read_log(folder)]
    found = (struck, passed, log, len(read_schedules(folder)))
    assert (seen, "201", [(kind.value, done), ("", True)], 1 + done) == found


@pytest.mark.parametrize("kind", STRIKES)
def test_a_server_with_a_fault_under_way_ends(folder: Path, kind: FaultKind) -> None:
    """Neither a held connection nor a body without end keeps it: the client has not even hung up."""
    with running_in_thread(folder, clock_start=START, durable=False, frozen=True) as running:
        order_fault(folder, Fault(kind=kind, delay_seconds=30))
        stream = socket.create_connection(("127.0.0.1", int(running.url.rpartition(":")[2])))
        body = json.dumps(MESSAGE).encode()
        head = f"POST {CREATE} HTTP/1.1\r\nHost: sandbox\r\nAuthorization: Bearer {running.key}\r\n"
        kept = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        stream.sendall(head.encode() + kept.encode() + body)
        while not read_log(folder):
            time.sleep(0.002)
        began = time.monotonic()
    stream.close()
    assert time.monotonic() - began < 1.5


def has_no_id(text: str) -> bool:
    """Tell whether an answer is a success without its id."""
    return '"message": "success"' in text and "schedule_id" not in text


BODIES: Mapping[FaultKind, Callable[[str], bool]] = {
    FaultKind.BAD_JSON: lambda text: text.endswith(",,}"),
    FaultKind.HTML: lambda text: text.startswith("<!DOCTYPE html>"),
    FaultKind.EMPTY: lambda text: text == "",
    FaultKind.NO_ID: has_no_id,
    FaultKind.NOTICE: lambda text: '"notice": "' in text and '"schedule_id": "' in text,
    FaultKind.ERRORS: lambda text: '"errors": ["' in text and '"schedule_id": "' in text,
    FaultKind.QUEUED: lambda text: text == '{"message": "queued"}',
    FaultKind.HUGE: lambda text: len(text) > 200_000,
    FaultKind.OTHER_ID: lambda text: '"schedule_id": "another-schedule"' in text,
    FaultKind.ODD_ID: lambda text: '"schedule_id": {"id": 4711}' in text,
    FaultKind.BAD_GATEWAY: lambda text: "<h1>Bad Gateway</h1>" in text and "Bearer sandbox-" in text,
    FaultKind.GATEWAY_TIMEOUT: lambda text: "<h1>Gateway Timeout</h1>" in text and "Bearer sandbox-" in text,
}


@pytest.mark.parametrize(("kind", "fits"), BODIES.items())
def test_bodies(client: httpx.Client, folder: Path, kind: FaultKind, fits: Callable[[str], bool]) -> None:
    """A fault of the answer's body makes it what it says."""
    order_fault(folder, Fault(kind=kind))
    assert fits(words(client))


def test_unauthorized_echo(client: httpx.Client, sandbox: RunningSandbox, folder: Path) -> None:
    """The 401 that echoes the key does so on the wire, and not in the log."""
    order_fault(folder, Fault(kind=FaultKind.UNAUTHORIZED))
    found = (words(client), read_log(folder)[0].answer)
    expected = (f'{{"message": "Invalid API key: {sandbox.key}"}}', {"message": "Invalid API key: <key>"})
    assert expected == found


def test_rate_limited_until(client: httpx.Client, folder: Path) -> None:
    """A 429 names its reset on the sandbox clock, and counts for nothing."""
    order_fault(folder, Fault(kind=FaultKind.RATE_LIMITED, reset_seconds=7))
    headers = [client.post(CREATE, json=MESSAGE).headers for _ in range(2)]
    found = [(each["x-ratelimit-remaining"], each["x-ratelimit-reset"]) for each in headers]
    reset, hour = (START + timedelta(seconds=7)), (START + timedelta(hours=1))
    expected = [("0", str(int(reset.timestamp()))), ("249999", str(int(hour.timestamp())))]
    assert expected == found


@pytest.mark.parametrize(
    ("kind", "ahead", "header", "expected"),
    [
        (FaultKind.RETRY_AFTER, 7, "retry-after", "7"),
        (FaultKind.RETRY_AFTER, None, "retry-after", "60"),
        (FaultKind.RATE_LIMITED_PAST, 7, "x-ratelimit-reset", str(int(START.timestamp()) - 7)),
        (FaultKind.RATE_LIMITED_PAST, None, "x-ratelimit-reset", str(int(START.timestamp()) - 3600)),
        (FaultKind.RATE_LIMITED_BARE, 7, "x-ratelimit-reset", None),
        (FaultKind.RATE_LIMITED_BARE, 7, "retry-after", None),
    ],
)
def test_other_limits(
    client: httpx.Client, folder: Path, kind: FaultKind, ahead: int | None, header: str, expected: str | None
) -> None:
    """A 429 may say when by another header, say a moment that is over, or say nothing."""
    order_fault(folder, Fault(kind=kind, reset_seconds=ahead))
    assert expected == client.post(CREATE, json=MESSAGE).headers.get(header)


def test_a_redirect_names_the_address_that_was_called(client: httpx.Client, folder: Path) -> None:
    """Whoever follows a 307 makes the call once more, where the log shows it."""
    order_fault(folder, Fault(kind=FaultKind.REDIRECT_307))
    answer = client.post(CREATE, json=MESSAGE, follow_redirects=True)
    assert (201, ["redirect_307", ""]) == (answer.status_code, [call.fault for call in read_log(folder)])


def test_a_stale_connection_takes_no_second_request(client: httpx.Client, folder: Path) -> None:
    """What is sent on it breaks off unread; another connection is served."""
    order_fault(folder, Fault(kind=FaultKind.STALE))
    client.post(CREATE, json=MESSAGE)
    with pytest.raises(httpx.TransportError):
        client.post(CREATE, json=MESSAGE)
    assert (201, 2) == (client.post(CREATE, json=MESSAGE).status_code, len(read_log(folder)))


def test_a_second_answer_waits_for_a_careless_client(client: httpx.Client, folder: Path) -> None:
    """Whoever keeps the connection takes it for the answer to a request that was never read."""
    order_fault(folder, Fault(kind=FaultKind.TWICE))
    first, second = (client.post(CREATE, json=MESSAGE).json() for _ in range(2))
    assert (first, 1) == (second, len(read_log(folder)))


def test_another_id_is_one_that_exists(client: httpx.Client, folder: Path) -> None:
    """The oldest schedule that the call is not about."""
    first = client.post(CREATE, json=MESSAGE).json()["schedule_id"]
    order_fault(folder, Fault(kind=FaultKind.OTHER_ID))
    assert first == client.post(CREATE, json=MESSAGE).json()["schedule_id"]


@pytest.mark.parametrize("kind", sorted(UNREACHABLE))
def test_unreachable(client: httpx.Client, sandbox: RunningSandbox, folder: Path, kind: FaultKind) -> None:
    """A run that joins is given an address at which nothing arrives, once; calls meet no such fault."""
    order_fault(folder, Fault(kind=kind, skip=1))
    with join_or_start(folder, clock_start=START) as before, join_or_start(folder, clock_start=START) as misled:
        with pytest.raises(httpx.ConnectError):
            httpx.post(misled.url + CREATE, json=MESSAGE, trust_env=False)
        status = client.post(CREATE, json=MESSAGE).status_code
    with join_or_start(folder, clock_start=START) as after:
        assert (sandbox.url, sandbox.url, 201) == (before.url, after.url, status)
    assert 1 == len(read_log(folder))


def test_a_fault_that_strikes_a_call_has_no_address(sandbox: RunningSandbox) -> None:
    """Only what strikes before."""
    with pytest.raises(ValueError, match="strikes a request"), unreachable(FaultKind.SLOW, sandbox):
        pass


def test_counted(client: httpx.Client, folder: Path) -> None:
    """A fault lets the calls it skips pass, strikes as often as it says, and only on its path."""
    order_fault(folder, Fault(kind=FaultKind.SERVER_ERROR, path=CREATE, skip=1, times=2))
    other = client.post(f"{CANVAS_PATH}/create", json=CANVAS).status_code
    statuses = [client.post(CREATE, json=MESSAGE).status_code for _ in range(4)]
    assert (201, [201, 500, 500, 201]) == (other, statuses)


def test_in_order(client: httpx.Client, folder: Path) -> None:
    """Of several faults the one ordered first is played first."""
    order_fault(folder, Fault(kind=FaultKind.UNAVAILABLE))
    order_fault(folder, Fault(kind=FaultKind.SERVER_ERROR))
    assert [503, 500, 201] == [client.post(CREATE, json=MESSAGE).status_code for _ in range(3)]


def test_taken_back(client: httpx.Client, folder: Path) -> None:
    """Faults that were not played can be taken back."""
    order_fault(folder, Fault(kind=FaultKind.UNAVAILABLE, times=5))
    clear_faults(folder)
    assert "201" == outcome(client)


@pytest.mark.parametrize(("kind", "status"), [(FaultKind.SERVER_ERROR, "500"), (FaultKind.QUEUED, "202")])
def test_done_all_the_same(client: httpx.Client, folder: Path, kind: FaultKind, status: str) -> None:
    """A fault can be ordered to strike after the work."""
    order_fault(folder, Fault(kind=kind, committed=True))
    assert (status, 1) == (outcome(client), len(read_schedules(folder)))


def test_refusals_stay(client: httpx.Client, folder: Path) -> None:
    """A fault that spoils successes leaves a refusal as it is."""
    order_fault(folder, Fault(kind=FaultKind.NO_ID))
    assert 400 == client.post(CREATE, json={}).status_code


def test_slow(client: httpx.Client, folder: Path) -> None:
    """A slow answer is late, and its work is done by then."""
    order_fault(folder, Fault(kind=FaultKind.SLOW, delay_seconds=30))
    with pytest.raises(httpx.ReadTimeout):
        client.post(CREATE, json=MESSAGE, timeout=0.2)
    assert 1 == len(read_schedules(folder))


def test_slow_alone(client: httpx.Client, sandbox: RunningSandbox, folder: Path) -> None:
    """A slow answer keeps no other one waiting."""
    order_fault(folder, Fault(kind=FaultKind.SLOW, delay_seconds=30))
    with pytest.raises(httpx.ReadTimeout):
        client.post(CREATE, json=MESSAGE, timeout=0.05)
    started = time.monotonic()
    httpx.post(f"{sandbox.url}{CREATE}", json=MESSAGE, headers=dict(client.headers), trust_env=False)
    assert time.monotonic() - started < 10

"""Faults over HTTP: what the caller sees, and what was done all the same."""

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
    order_fault,
    read_log,
    read_schedules,
)
from support.sandbox_requests import CANVAS, CANVAS_PATH, MESSAGE, MESSAGE_PATH, START

CREATE = f"{MESSAGE_PATH}/create"


def outcome(client: httpx.Client) -> str:
    """Return in a word what a create came to for its caller."""
    try:
        answer = client.post(CREATE, json=MESSAGE)
    except httpx.RemoteProtocolError as error:
        return "short" if "incomplete" in str(error) or "without sending complete" in str(error) else "cut"
    return str(answer.status_code)


def words(client: httpx.Client) -> str:
    """Return the body of a create's answer."""
    return client.post(CREATE, json=MESSAGE).text


STRIKES: Mapping[FaultKind, tuple[str, bool]] = {
    FaultKind.RATE_LIMITED: ("429", False),
    FaultKind.UNAUTHORIZED: ("401", False),
    FaultKind.SERVER_ERROR: ("500", False),
    FaultKind.UNAVAILABLE: ("503", False),
    FaultKind.QUEUED: ("202", False),
    FaultKind.CUT_BEFORE: ("cut", False),
    FaultKind.CUT_AFTER: ("cut", True),
    FaultKind.SLOW: ("201", True),
    FaultKind.TRUNCATED: ("short", True),
    FaultKind.BAD_JSON: ("201", True),
    FaultKind.HTML: ("201", True),
    FaultKind.EMPTY: ("201", True),
    FaultKind.NO_ID: ("201", True),
    FaultKind.NOTICE: ("201", True),
    FaultKind.ERRORS: ("201", True),
}


def test_every_kind_is_tried() -> None:
    """The table here knows each fault there is."""
    assert set(FaultKind) == set(STRIKES)


@pytest.mark.parametrize(("kind", "expected"), STRIKES.items())
def test_strike(client: httpx.Client, folder: Path, kind: FaultKind, expected: tuple[str, bool]) -> None:
    """A fault strikes once, before the work or after it; the log says which, and the next call passes."""
    order_fault(folder, Fault(kind=kind, delay_seconds=0.01))
    struck, passed = outcome(client), outcome(client)
    seen, done = expected
    log = [(call.fault, call.committed) for call in read_log(folder)]
    found = (struck, passed, log, len(read_schedules(folder)))
    assert (seen, "201", [(kind.value, done), ("", True)], 1 + done) == found


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

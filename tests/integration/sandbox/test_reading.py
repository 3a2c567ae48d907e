"""Reading the data folder and ordering into it without a server."""

import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from braze_gitops.errors import SandboxError
from braze_gitops.sandbox import (
    Fault,
    FaultKind,
    RunningSandbox,
    add_key,
    order_fault,
    read_log,
    read_schedules,
    running_in_thread,
    set_rate_limit,
)
from support.sandbox_requests import MESSAGE, MESSAGE_PATH, START

CREATE = f"{MESSAGE_PATH}/create"


def create(sandbox: RunningSandbox) -> int:
    """Return the status of a create."""
    headers = {"Authorization": f"Bearer {sandbox.key}"}
    return httpx.post(f"{sandbox.url}{CREATE}", json=MESSAGE, headers=headers, trust_env=False).status_code


def test_nothing_there(folder: Path) -> None:
    """A folder that was never used holds nothing, and reading makes none."""
    assert ((), (), False) == (read_log(folder), read_schedules(folder), folder.exists())


def test_only_orders(folder: Path) -> None:
    """A folder that only took orders holds no schedules."""
    order_fault(folder, Fault(kind=FaultKind.SERVER_ERROR))
    assert ((), ()) == (read_log(folder), read_schedules(folder))


def test_ordered_before(folder: Path) -> None:
    """What was ordered before a sandbox ran holds when it does."""
    order_fault(folder, Fault(kind=FaultKind.SERVER_ERROR))
    set_rate_limit(folder, requests_per_hour=1)
    with running_in_thread(folder, clock_start=START, durable=False, frozen=True) as sandbox:
        assert [500, 201, 429] == [create(sandbox) for _ in range(3)]


def test_read_after(folder: Path) -> None:
    """What a sandbox held is read when it has ended, and held when it runs again."""
    for _ in range(2):
        with running_in_thread(folder, clock_start=START, frozen=True) as sandbox:
            create(sandbox)
    assert (2, 2) == (len(read_log(folder)), len(read_schedules(folder)))


def test_lost_clock(folder: Path) -> None:
    """Schedules without a clock are an error: what became of them is not known."""
    with running_in_thread(folder, clock_start=START, durable=False, frozen=True) as sandbox:
        create(sandbox)
    (folder / "clock.json").unlink()
    with pytest.raises(SandboxError, match="clock"):
        read_schedules(folder)


def test_later_version(folder: Path) -> None:
    """Data of a later version of the program is refused, not read as ours."""
    add_key(folder, "my-key", permissions=["*"])
    with closing(sqlite3.connect(folder / "sandbox.sqlite3")) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(SandboxError, match="another version"):
        read_log(folder)


def test_private(folder: Path) -> None:
    """Only its owner can read the data, which holds the key."""
    add_key(folder, "my-key", permissions=["*"])
    assert 0o600 == (folder / "sandbox.sqlite3").stat().st_mode & 0o777


@pytest.mark.parametrize("requests", [-1])
def test_no_limit(folder: Path, requests: int) -> None:
    """A limit below nothing is refused."""
    with pytest.raises(SandboxError):
        set_rate_limit(folder, requests_per_hour=requests)


def test_empty_key(folder: Path) -> None:
    """A key of no characters is refused."""
    with pytest.raises(SandboxError):
        add_key(folder, "", permissions=["*"])

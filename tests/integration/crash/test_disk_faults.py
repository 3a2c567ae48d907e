"""The disk fails at any call of an apply: no new call to Braze, no id lost, a true summary, and it goes on."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
from pathlib import Path

import pytest

from support import full_disk_run
from support.disk_faults import FailingDisk, RetriesFlush, Trouble, complaints, prepared, try_apply
from support.power_scenarios import SCENARIOS

BY_NAME = {one.name: one for one in SCENARIOS}
ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES, errno.EINTR, errno.EDQUOT)
WORKERS = pytest.mark.parametrize("workers", [1, 4])


def told_of(name: str, workers: int, *troubles: Trouble, disk_type: type[FailingDisk] = FailingDisk) -> list[str]:
    """Return what is wrong with the applies that meet these troubles."""
    scenario, found = BY_NAME[name], []
    start = prepared(scenario)
    for trouble in troubles:
        tried = try_apply(start, scenario, workers=workers, trouble=trouble, disk_type=disk_type)
        found += [f"{trouble}: {one}" for one in complaints(tried, scenario, workers=workers)]
    return found


def calls_of(name: str, workers: int) -> int:
    """Return how many calls to the disk an apply makes that meets no trouble."""
    scenario = BY_NAME[name]
    tried = try_apply(prepared(scenario), scenario, workers=workers)
    assert complaints(tried, scenario, workers=workers) == []
    return len(tried.disk.calls)


@WORKERS
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
def test_a_disk_that_fails_at_one_call_in_eleven(workers: int, *, lasting: bool) -> None:
    """A sample: nothing is lost, doubled or told wrongly, and the mended disk takes all."""
    troubles = (
        Trouble(at=at, number=ERRORS[at % len(ERRORS)], lasting=lasting)
        for at in range(1, calls_of("mixed", workers) + 1, 11)
    )
    assert told_of("mixed", workers, *troubles) == []


@pytest.mark.deep
@pytest.mark.timeout(300)
@WORKERS
def test_a_disk_that_fails_at_every_call(workers: int) -> None:
    """Each call to the disk, an error of its own each time, once and from then on."""
    count = calls_of("mixed", workers)
    troubles = [
        Trouble(at=at, number=ERRORS[(at + shift) % len(ERRORS)], lasting=lasting)
        for at in range(1, count + 1)
        for shift, lasting in ((0, False), (1, True))
    ]
    assert told_of("mixed", workers, *troubles) == []
    sys.stdout.write(f"{workers} workers: {len(troubles)} applies on a failing disk\n")
    assert len(troubles) >= 180


@pytest.mark.deep
@pytest.mark.timeout(300)
@pytest.mark.parametrize("number", ERRORS, ids=lambda one: errno.errorcode[one])
def test_every_error_at_every_call(number: int) -> None:
    """Each error of the system at each call of a short apply."""
    troubles = [Trouble(at=at, number=number) for at in range(1, calls_of("unanswered", 1) + 1)]
    assert told_of("unanswered", 1, *troubles) == []
    assert len(troubles) >= 100


@WORKERS
def test_a_disk_that_is_full_in_the_middle_of_a_batch(workers: int) -> None:
    """Room for so many bytes and no more: what is half written has no name, and is not taken for a batch."""
    _fill("mixed", workers, step=1499)


@pytest.mark.deep
@pytest.mark.timeout(300)
@WORKERS
def test_a_disk_that_is_full_anywhere(workers: int) -> None:
    """Room for so many bytes, from none to all in small steps."""
    assert _fill("create", workers, step=307) >= 50


@WORKERS
@pytest.mark.parametrize("way", ["limit", "fill"])
def test_a_disk_that_is_really_full(tmp_path: Path, way: str, workers: int) -> None:
    """The system itself says no: a largest size for files, or a small file system with a few blocks left."""
    script = Path(full_disk_run.__file__)
    command = [sys.executable, str(script), str(tmp_path), str(workers), way]
    if way == "fill":
        small = 'mount -t tmpfs -o size=256k none "$0" && exec "$@"'
        command = ["unshare", "-rm", "sh", "-c", small, str(tmp_path), *command]
        if subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode:
            pytest.skip("this system gives nobody a file system of his own; the injected ones stand in")
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=50)
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout)
    assert ([], "store", found["told"]) == (found["faults"], found["ending"], found["made"])
    assert found["unrecorded"] <= workers
    assert found["told"] < 6


def _fill(name: str, workers: int, *, step: int) -> int:
    """Apply with room for every `step`-th number of bytes, up to where all fits; return how often that was."""
    scenario, count, room = BY_NAME[name], 0, 0
    start = prepared(scenario)
    while True:
        tried = try_apply(start, scenario, workers=workers, room=room)
        assert complaints(tried, scenario, workers=workers) == [], f"room for {room} bytes"
        if tried.disk.failed is None:
            return count
        count, room = count + 1, room + step


def test_a_flush_that_is_tried_again_is_caught() -> None:
    """The same rules find a program that repeats a flush, on a disk that then says yes and keeps nothing."""
    troubles = (Trouble(at=at, number=errno.EIO) for at in range(20, calls_of("create", 1) + 1))
    scenario = BY_NAME["create"]
    start = prepared(scenario)
    for trouble in troubles:
        tried = try_apply(start, scenario, workers=1, trouble=trouble, disk_type=RetriesFlush)
        found = complaints(tried, scenario, workers=1)
        if any("after a loss of power" in one for one in found):
            return
    pytest.fail("nothing was found")

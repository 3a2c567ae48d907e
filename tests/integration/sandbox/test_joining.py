"""Starting, joining and ending: one server a folder, and none left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from braze_gitops.errors import SandboxError
from braze_gitops.sandbox import (
    RunningSandbox,
    join_or_start,
    read_clock,
    read_log,
    read_schedules,
    running_in_thread,
)
from braze_gitops.sandbox.notice import Notice, read_notice, write_notice
from support.sandbox_requests import MESSAGE, MESSAGE_PATH, START

CREATE = f"{MESSAGE_PATH}/create"
TOP = Path(__file__).parents[3]

HOLDER = """
import sys
from datetime import datetime
from pathlib import Path
from braze_gitops.sandbox import join_or_start
with join_or_start(Path(sys.argv[1]), clock_start=datetime.fromisoformat(sys.argv[2]), durable=False) as running:
    print(running.url, running.key, flush=True)
    sys.stdin.read()
"""

FOREGROUND = """
import sys
from datetime import datetime
from pathlib import Path
from braze_gitops.sandbox import serve
serve(Path(sys.argv[1]), port=0, clock_start=datetime.fromisoformat(sys.argv[2]),
      announce=lambda running: print(running.url, running.key, flush=True), durable=False)
print("ended", flush=True)
"""


@contextmanager
def program(text: str, folder: Path) -> Iterator[tuple[subprocess.Popen[str], RunningSandbox]]:
    """Yield a process that runs `text` on that folder, and the sandbox it says it has."""
    process = subprocess.Popen(
        [sys.executable, "-c", text, str(folder), START.isoformat()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=TOP,
    )
    with process:
        assert process.stdout is not None
        url, key = process.stdout.readline().split()
        try:
            yield process, RunningSandbox(url=url, key=key)
        finally:
            process.kill()


def until(true: Callable[[], bool]) -> bool:
    """Wait until something is true, at most ten seconds; returns whether it became so."""
    deadline = time.monotonic() + 10
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def server_of(folder: Path) -> int:
    """Return the process id of the folder's server."""
    notice = read_notice(folder)
    assert notice is not None
    return notice.pid


def is_gone(pid: int) -> bool:
    """Tell whether a process has ended; one that only waits to be asked for its exit has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def answers(sandbox: RunningSandbox) -> bool:
    """Tell whether a sandbox takes a create."""
    try:
        headers = {"Authorization": f"Bearer {sandbox.key}"}
        answer = httpx.post(f"{sandbox.url}{CREATE}", json=MESSAGE, headers=headers, trust_env=False)
    except httpx.TransportError:
        return False
    return answer.status_code == 201


@pytest.fixture
def held(folder: Path) -> Iterator[RunningSandbox]:
    """Yield a sandbox that this process has started as another one."""
    with join_or_start(folder, clock_start=START, durable=False) as running:
        yield running


def test_started(held: RunningSandbox, folder: Path) -> None:
    """A sandbox started for us takes calls, and is another process."""
    assert (True, False) == (answers(held), server_of(folder) == os.getpid())


def test_ended(folder: Path) -> None:
    """When we leave, it has ended, its note is gone and its clock stands."""
    with join_or_start(folder, clock_start=START, durable=False) as running:
        pid = server_of(folder)
    stopped = read_clock(folder, start=START)
    time.sleep(0.01)
    found = (is_gone(pid), answers(running), read_notice(folder), read_clock(folder, start=START))
    assert (True, False, None, stopped) == found


def test_joined(held: RunningSandbox, folder: Path) -> None:
    """A second one on the same folder is the first."""
    with join_or_start(folder, clock_start=START) as second:
        assert held == second


def test_kept_for_others(folder: Path) -> None:
    """One that others still hold goes on when its starter leaves, and ends with the last."""
    first = join_or_start(folder, clock_start=START, durable=False)
    running = first.__enter__()
    pid = server_of(folder)
    with join_or_start(folder, clock_start=START):
        first.__exit__(None, None, None)
        goes_on = answers(running)
    assert (True, True) == (goes_on, until(lambda: is_gone(pid)))


def test_same_key_each_time(folder: Path) -> None:
    """A folder keeps its key."""
    keys = set()
    for _ in range(2):
        with join_or_start(folder, clock_start=START, durable=False) as running:
            keys.add(running.key)
    assert 1 == len(keys)


def test_killed_starter(folder: Path) -> None:
    """When its starter is killed, it ends by itself."""
    with program(HOLDER, folder) as (process, _):
        pid = server_of(folder)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert until(lambda: is_gone(pid))


def test_killed_joiner(folder: Path) -> None:
    """When a joiner that was its last holder is killed, it ends by itself."""
    first = join_or_start(folder, clock_start=START, durable=False)
    first.__enter__()
    pid = server_of(folder)
    with program(HOLDER, folder) as (process, _):
        first.__exit__(None, None, None)
        lived = not is_gone(pid)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert (True, True) == (lived, until(lambda: is_gone(pid)))


def test_killed_server(folder: Path) -> None:
    """A server that was killed leaves its folder to the next, with everything it had answered."""
    with program(HOLDER, folder) as (_, running):
        answers(running)
        os.kill(server_of(folder), signal.SIGKILL)
        with join_or_start(folder, clock_start=START, durable=False) as second:
            assert (1, 1, True) == (len(read_log(folder)), len(read_schedules(folder)), answers(second))


def test_clock_after_kill(folder: Path) -> None:
    """The clock of a killed server never goes back, and stands within its promise of five seconds."""
    with program(HOLDER, folder):
        before = read_clock(folder, start=START)
        os.kill(server_of(folder), signal.SIGKILL)
        after = read_clock(folder, start=START)
    assert (True, True) == (before <= after, (after - START).total_seconds() < 30)


def test_at_once(folder: Path) -> None:
    """Of several that start at once one serves and the others join it."""
    found: list[RunningSandbox] = []
    everybody = threading.Barrier(4)

    def take_part() -> None:
        with join_or_start(folder, clock_start=START, durable=False) as running:
            found.append(running)
            everybody.wait(timeout=30)

    threads = [threading.Thread(target=take_part) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (4, 1) == (len(found), len(set(found)))


def test_silent(folder: Path) -> None:
    """Nothing the server prints reaches our output."""
    with program(HOLDER, folder) as (process, running):
        answers(running)
        output, errors = process.communicate("")
    assert ("", "", "") == (output, errors, (folder / "server.log").read_text())


def test_stale_notice(folder: Path) -> None:
    """A note of a server that is gone is no server."""
    folder.mkdir()
    write_notice(folder, Notice(port=1, pid=1, instance="gone"))
    with join_or_start(folder, clock_start=START, durable=False) as running:
        assert answers(running)


def test_notice_of_another(folder: Path, tmp_path: Path) -> None:
    """A note whose port another folder's server has now leads nobody to that one."""
    with running_in_thread(tmp_path / "other", clock_start=START, durable=False) as other:
        folder.mkdir()
        write_notice(folder, Notice(port=int(other.url.rpartition(":")[2]), pid=1, instance="gone"))
        with join_or_start(folder, clock_start=START, durable=False) as running:
            assert other != running


def test_joined_in_thread(folder: Path) -> None:
    """A sandbox in a thread is joined like any other, and goes on when the joiner leaves."""
    with running_in_thread(folder, clock_start=START, durable=False) as first:
        with join_or_start(folder, clock_start=START) as second:
            pass
        assert (first, True) == (second, answers(first))


def test_one_thread_a_folder(held: RunningSandbox, folder: Path) -> None:
    """A folder that is served is not served twice; the error says where the server is."""
    with (
        pytest.raises(SandboxError, match=held.url),
        running_in_thread(folder, clock_start=START, durable=False),
    ):
        pass


def test_no_secrets_inherited(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server does not inherit what the environment holds of ours."""
    monkeypatch.setenv("BRAZE_API_KEY", "a-secret-of-ours")
    with join_or_start(folder, clock_start=START, durable=False):
        environment = Path(f"/proc/{server_of(folder)}/environ").read_bytes()
    assert b"a-secret-of-ours" not in environment


def test_unusable_folder(tmp_path: Path) -> None:
    """A folder that cannot be made is an error with its reason."""
    (tmp_path / "file").write_text("")
    with pytest.raises(SandboxError), join_or_start(tmp_path / "file" / "sandbox", clock_start=START):
        pass


def test_damaged_database(folder: Path) -> None:
    """A damaged database is an error that the starter tells."""
    folder.mkdir()
    (folder / "sandbox.sqlite3").write_bytes(b"no database at all" * 100)
    with pytest.raises(SandboxError, match="cannot be used"), join_or_start(folder, clock_start=START):
        pass


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_foreground(folder: Path, number: signal.Signals) -> None:
    """In the foreground it serves until a signal, and then returns in peace."""
    with program(FOREGROUND, folder) as (process, running):
        served = answers(running)
        process.send_signal(number)
        output, errors = process.communicate(timeout=20)
    assert (True, "ended\n", "", 0) == (served, output, errors, process.returncode)


def test_port_taken(folder: Path, tmp_path: Path) -> None:
    """A port that is taken is an error that names it."""
    with running_in_thread(tmp_path / "other", clock_start=START, durable=False) as other:
        port = int(other.url.rpartition(":")[2])
        with (
            pytest.raises(SandboxError, match=str(port)),
            running_in_thread(folder, clock_start=START, port=port, durable=False),
        ):
            pass


def test_interrupt_is_ours(folder: Path) -> None:
    """Ctrl-C at the terminal, which goes to the whole group, does not end the server under our hands."""
    with program(HOLDER, folder) as (process, running):
        pid = server_of(folder)
        os.kill(pid, signal.SIGINT)
        assert (True, False) == (answers(running), os.getpgid(pid) == os.getpgid(process.pid))


def test_removed_folder(folder: Path) -> None:
    """A server whose folder is removed ends by itself."""
    with program(HOLDER, folder):
        pid = server_of(folder)
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
        assert until(lambda: is_gone(pid))


def test_start_needs_zone(folder: Path) -> None:
    """A start without a zone is told, not guessed."""
    with (
        pytest.raises(SandboxError),
        join_or_start(folder, clock_start=datetime(2026, 11, 20, tzinfo=UTC).replace(tzinfo=None)),
    ):
        pass

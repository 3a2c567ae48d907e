"""The conditions every test runs under: no network, clean environment, warnings that fail, skips that are told."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import time
import warnings
from pathlib import Path

import pytest
from hypothesis import settings
from pytest_socket import SocketConnectBlockedError

TOP = Path(__file__).resolve().parents[3]


def test_network_is_blocked() -> None:
    """A connection to any other machine fails at once (the address is one reserved for documentation)."""
    with socket.socket() as one, pytest.raises((SocketConnectBlockedError, UserWarning), match=r"192\.0\.2\.1"):
        one.connect(("192.0.2.1", 80))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_loopback_is_open(host: str) -> None:
    """The sandbox can be reached."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection((host, server.getsockname()[1]), timeout=5).close()


def test_event_loop_runs() -> None:
    """An event loop, which talks to itself over a pair of sockets, still works."""
    assert asyncio.run(asyncio.sleep(0, "done")) == "done"


def test_unix_sockets_are_open(tmp_path: Path) -> None:
    """A socket that is a file reaches nobody else."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(tmp_path / "s"))
        server.listen()


def test_warnings_are_errors() -> None:
    """A warning of any kind fails the test that caused it."""
    with pytest.raises(ResourceWarning, match="left open"):
        warnings.warn("left open", ResourceWarning, stacklevel=1)


def test_environment_is_clean() -> None:
    """Neither CI nor a key nor a proxy of the machine reaches a test."""
    prefixes = ("BRAZE_", "GITHUB_")
    left = [
        name for name in os.environ if name == "CI" or name.startswith(prefixes) or name.upper().endswith("_PROXY")
    ]
    assert left == []


def test_time_zone_is_the_one_named() -> None:
    """The zone picked for this run is in force."""
    before = time.tzname
    time.tzset()
    assert before == time.tzname


def test_properties_have_no_deadline() -> None:
    """A slow machine fails no property."""
    assert settings().deadline is None


def run_tests(folder: Path, body: str, *options: str, **environment: str) -> tuple[int, list[str]]:
    """Return exit code and output lines of a run of pytest in `folder` with one test file, under our conftest."""
    shutil.copy(TOP / "tests/conftest.py", folder)
    ini = f"[pytest]\npythonpath = {TOP / 'tests'}\nmarkers =\n    needs(name): x\n"
    (folder / "pytest.ini").write_text(ini, "utf-8")
    (folder / "test_x.py").write_text(body, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options],
        cwd=folder,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout.splitlines()


NEEDS = 'import pytest\n\n@pytest.mark.needs("browser")\ndef test_x():\n    pass\n'


def test_missing_program_is_told_last(tmp_path: Path) -> None:
    """Outside CI what was skipped for want of a program is the last line, and the run passes."""
    code, lines = run_tests(tmp_path, NEEDS, PATH="")
    assert (0, "skipped: needs a browser: none of chromium, chromium-browser, google-chrome is installed") == (
        code,
        lines[-1],
    )


@pytest.mark.parametrize("options", [(), ("-n", "1")], ids=["in one process", "in a worker"])
def test_missing_program_fails_in_ci(tmp_path: Path, options: tuple[str, ...]) -> None:
    """In CI a test that cannot run is a failure."""
    code, _ = run_tests(tmp_path, NEEDS, *options, PATH="", CI="true")
    assert code == 1


def test_summary_is_last_when_nothing_is_missing(tmp_path: Path) -> None:
    """A run without such skips ends with pytest's own summary."""
    _, lines = run_tests(tmp_path, "def test_x():\n    pass\n", PATH="")
    assert lines[-1].startswith("1 passed")

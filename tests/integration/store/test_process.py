"""What this machine tells of its processes."""

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import pytest

from braze_gitops.state import is_gone
from braze_gitops.store import is_alive, process_started, this_machine
from support.states import make_run

needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the system has no /proc")


def fake_proc(tmp_path: Path, pid: int, content: str) -> Path:
    """Return a process table with this one process, and one that asks."""
    for name in (str(pid), "self"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "stat").write_text(content)
    return tmp_path


STAT = "42 (a (b) c) {} " + " ".join(str(number) for number in range(4, 22)) + " 777 23"


def test_machine_names_what_it_is_given() -> None:
    """The concurrency group and the run of CI are what the caller knows."""
    here = this_machine(ci_group="braze-production", ci_run="run/1")
    assert ("braze-production", "run/1") == (here.ci_group, here.ci_run)


@needs_proc
def test_machine_is_the_same_twice() -> None:
    """Two looks at one machine agree, and name its boot."""
    assert (this_machine(), True) == (this_machine(), bool(this_machine().boot))


def test_boot_is_not_known_without_proc(tmp_path: Path) -> None:
    """Where the system does not tell the boot it is empty, which proves nothing."""
    assert "" == this_machine(proc=tmp_path).boot


@needs_proc
def test_this_process_is_alive() -> None:
    """The running process is alive, by number and start."""
    assert is_alive(os.getpid(), process_started(os.getpid())) is True


@needs_proc
def test_number_with_another_start_is_not_alive() -> None:
    """A process that took over the number of another one is not that one."""
    assert is_alive(os.getpid(), "1") is False


@needs_proc
def test_killed_process_is_gone_before_its_parent_looks() -> None:
    """A process that was killed is not alive, whether or not its parent has noticed."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        started = process_started(child.pid)
        child.kill()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        unnoticed = is_alive(child.pid, started)
        child.wait()
        assert (False, False, "") == (unnoticed, is_alive(child.pid, started), process_started(child.pid))


@needs_proc
def test_run_of_a_dead_process_is_gone() -> None:
    """A run whose process was killed on this machine is provably gone."""
    here = this_machine()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        run = dataclasses.replace(
            make_run(),
            host=here.host,
            boot=here.boot,
            pid=child.pid,
            started=process_started(child.pid),
        )
        before = is_gone(run, here=here, alive=is_alive)
        child.kill()
        child.wait()
        assert (False, True) == (before, is_gone(run, here=here, alive=is_alive))


@pytest.mark.parametrize(
    ("state", "started", "expected"),
    [
        pytest.param("S", "777", True, id="sleeps"),
        pytest.param("Z", "777", False, id="has ended"),
        pytest.param("S", "778", False, id="another start"),
        pytest.param("S", "", None, id="start not known"),
    ],
)
def test_process_table_is_read(tmp_path: Path, *, state: str, started: str, expected: bool | None) -> None:
    """A command with brackets and spaces in its name does not confuse the reading."""
    proc = fake_proc(tmp_path, 42, STAT.format(state))
    assert expected is is_alive(42, started, proc=proc)


def test_process_that_is_not_in_the_table_is_not_alive(tmp_path: Path) -> None:
    """A number the table does not have is no process."""
    proc = fake_proc(tmp_path, 42, STAT.format("S"))
    assert (False, "") == (is_alive(43, "777", proc=proc), process_started(43, proc=proc))


def test_process_that_may_not_be_looked_at_is_not_told(tmp_path: Path) -> None:
    """A process whose entry cannot be read may be alive."""
    proc = fake_proc(tmp_path, 42, STAT.format("S"))
    (proc / "43").mkdir()
    assert is_alive(43, "777", proc=proc) is None


def test_table_of_another_shape_is_not_told(tmp_path: Path) -> None:
    """A table that does not say when a process started tells nothing."""
    proc = fake_proc(tmp_path, 42, "42 (x) S 1")
    assert is_alive(42, "777", proc=proc) is None


def test_without_a_table_only_a_free_number_tells(tmp_path: Path) -> None:
    """Without a process table a number that is taken proves nothing, and one that is free does."""
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        child.wait()
        found = (is_alive(child.pid, "", proc=tmp_path), is_alive(os.getpid(), "", proc=tmp_path))
    assert (False, None) == found


def test_somebody_elses_process_is_not_told(tmp_path: Path) -> None:
    """Without a process table a process that may not be asked may be alive."""
    assert is_alive(1, "", proc=tmp_path) is None

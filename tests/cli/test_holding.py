"""Two runs, a stopped run, a dead run: never both, nothing lost, nothing twice."""

from __future__ import annotations

import dataclasses
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from braze_gitops.model import Verb
from braze_gitops.sandbox import Fault, FaultKind, freeze_clock, order_fault, read_log, read_schedules
from braze_gitops.state import Batch, RunId, RunOpened
from braze_gitops.store import FileStore, StoredJournal, load_state
from support.installed_program import CLOCK_START, REMINDER, ProjectOnDisk, command, environment
from support.states import make_intent, make_record

MANY = 12
APPLY = ("apply", "-e", "sandbox", "--auto-approve", "--parallelism", "1")


def slow(project: ProjectOnDisk, *, seconds: float) -> None:
    """Add definitions, and let the sandbox answer each call only after a while."""
    for number in range(MANY):
        text = REMINDER.replace("name: reminder", f"name: reminder-{number}").replace("anna", f"anna-{number}")
        project.write(f"schedules/reminder-{number}.yaml", text)
    freeze_clock(project.sandbox, start=CLOCK_START)
    order_fault(project.sandbox, Fault(kind=FaultKind.SLOW, times=1000, delay_seconds=seconds))


@contextmanager
def applying(project: ProjectOnDisk) -> Iterator[subprocess.Popen[str]]:
    """Yield an apply that has made its first call and has many to go."""
    process = subprocess.Popen(
        command(*APPLY),
        cwd=project.folder,
        env=environment(project.folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        deadline = time.monotonic() + 40
        while not read_log(project.sandbox) and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.communicate()


def names(project: ProjectOnDisk) -> list[str]:
    """Return who each live schedule of the sandbox is for, sorted."""
    live = [one for one in read_schedules(project.sandbox) if one.status == "scheduled"]
    return sorted(str(one.fields.get("external_user_ids") or one.fields.get("segment_id")) for one in live)


def test_the_second_run_names_the_first(project: ProjectOnDisk) -> None:
    """While one apply runs another ends with 9, says who holds the state, and makes no call."""
    slow(project, seconds=0.4)
    with applying(project) as first:
        second = project.apply()
        still_running = first.poll() is None
    assert (9, True, True) == (second.code, "the state is held by" in second.err, still_running)


def test_a_stopped_run_tells_what_is_left(project: ProjectOnDisk) -> None:
    """Ctrl-C lets what is in flight finish, ends with 130, and the next apply does the rest, nothing twice."""
    slow(project, seconds=0.3)
    with applying(project) as first:
        first.send_signal(signal.SIGINT)
        out, _ = first.communicate(timeout=40)
    rest = project.apply("--parallelism", "16")
    assert (130, True, 0, MANY + 1, MANY + 1) == (
        first.returncode,
        "not tried" in out.splitlines()[-1],
        rest.code,
        len(names(project)),
        len(set(names(project))),
    )


def test_a_dead_run_is_taken_over(project: ProjectOnDisk) -> None:
    """After kill -9 the next apply says that it takes over, and that what was in flight is in doubt."""
    slow(project, seconds=0.3)
    with applying(project) as first:
        first.kill()
        first.wait()
    plan = project.run("plan", "-e", "sandbox")
    after = project.apply("--parallelism", "16")
    assert (True, True, True, len(names(project))) == (
        "(gone; the next apply takes over)" in " ".join(plan.out.split()),
        "taking over from" in after.err,
        after.code in {0, 8},
        len(set(names(project))),
    )


def test_a_run_from_elsewhere_is_taken_over_by_a_persons_word(project: ProjectOnDisk) -> None:
    """A holder on another machine stops an apply until `state take-over`; then it goes on."""
    assert 0 == project.apply().code
    project.write("schedules/reminder.yaml", REMINDER.replace("anna", "berta"))
    store = FileStore(project.state())
    held = load_state(store)
    assert held is not None
    elsewhere = RunOpened(
        run=RunId("elsewhere"),
        operation="apply",
        who="ana",
        host="another-machine",
        boot="another-boot",
        pid=1,
        started="1",
        at=CLOCK_START,
    )
    lost = make_intent(Verb.CREATE, make_record("lost", schedule_id=None))
    batch = Batch(
        number=held.head.number + 1,
        previous=held.head.digest,
        lineage=held.lineage,
        nonce="n",
        tool="0",
        at=CLOCK_START,
        entries=(elsewhere, dataclasses.replace(lost, run=elsewhere.run)),
        texts={},
    )
    StoredJournal(store, tool="0", head=held.head).append(batch)
    refused = project.apply()
    assert 9 == refused.code
    assert "ana on another-machine" in refused.err
    assert "state take-over" in refused.err
    unasked = project.run("state", "take-over", "-e", "sandbox")
    assert 1 == unasked.code
    taken = project.run("state", "take-over", "-e", "sandbox", "--auto-approve")
    assert 0 == taken.code, taken.err
    assert "ana on another-machine" in taken.out
    assert "  braze-gitops state resolve lost -e sandbox --not-created\n" in taken.out
    assert 0 == project.run("state", "resolve", "lost", "-e", "sandbox", "--not-created").code
    assert 0 == project.apply().code
    again = project.run("state", "take-over", "-e", "sandbox", "--auto-approve")
    assert "nothing to take over" in again.out
    unasked = project.run("state", "take-over", "-e", "sandbox")
    assert (0, True) == (unasked.code, "nothing to take over" in unasked.out)


def test_a_running_apply_is_stopped_by_a_take_over_and_its_answers_are_merged(project: ProjectOnDisk) -> None:
    """Its next write fails before its next call; what it learned last is kept, merged, and never created again."""
    slow(project, seconds=0.4)
    with applying(project) as first:
        taken = project.run("state", "take-over", "-e", "sandbox", "--auto-approve")
        out, err = first.communicate(timeout=40)
    assert (0, 9, True) == (
        taken.code,
        first.returncode,
        "another run has taken the state over" in " ".join(out.split()),
    )
    made = len(read_log(project.sandbox))
    if "RECORD " in err:
        assert 0 == project.run("state", "recover", "outcomes.json", "-e", "sandbox").code
    rest = project.apply("--parallelism", "16")
    assert (True, 0, MANY + 1, MANY + 1) == (
        made < MANY,
        rest.code,
        len(names(project)),
        len(set(names(project))),
    )

"""A project that is changed, killed while it is applied, and brought to its end; the sandbox is the judge."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from braze_gitops.model import Address
from braze_gitops.sandbox import ScheduleStatus, read_log, read_schedules, running_in_thread
from braze_gitops.state import State, Status, settle
from braze_gitops.store import FileStore, load_state

START = datetime(2026, 11, 20, 9, tzinfo=UTC)
ENVIRON = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "TZ": "UTC"}

PROJECT = """\
version: 1
definitions: schedules
environments:
  local: {sandbox: true, clock: 2026-11-20T09:00:00Z}
"""


class CrashHost:
    """The warm process; `run` gives exit code and boundaries passed, both None for a run that was killed."""

    def __init__(self) -> None:
        host = Path(__file__).with_name("crash_host.py")
        self._process = subprocess.Popen(
            [sys.executable, str(host)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(
        self, folder: Path, *arguments: str, kill_at: int | None = None, environ: Mapping[str, str] = ENVIRON
    ) -> tuple[int | None, int | None]:
        """Run the program once in `folder`; what it prints is in `folder`.out."""
        order = {
            "arguments": list(arguments),
            "folder": str(folder),
            "environ": dict(environ),
            "output": f"{folder}.out",
            "kill_at": kill_at,
        }
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps(order) + "\n")
        stdin.flush()
        answer = json.loads(stdout.readline())
        return answer["code"], answer["boundaries"]

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def message(name: str, *, subject: str = "first", segment: str = "seg-1", extra: str = "") -> str:
    """Return a message definition; its marker in Braze is the first word of the subject."""
    return (
        f"name: {name}\nkind: message\n{extra}segment_id: {segment}\nbroadcast: true\n"
        "schedule: {time: 2026-12-10T10:00:00Z}\n"
        f"messages:\n  email: {{app_id: app, from: S <s@x.example>, subject: '{name} {subject}', body: b}}\n"
    )


def campaign(name: str, *, time: str) -> str:
    """Return a campaign definition; its marker in Braze is a trigger property."""
    return (
        f"name: {name}\nkind: campaign\ncampaign_id: cmp\nrecipients: [{{external_user_id: u-{name}}}]\n"
        f"trigger_properties: {{marker: {name}}}\nschedule: {{time: '{time}'}}\n"
    )


def canvas(name: str, *, time: str) -> str:
    """Return a Canvas definition; its marker in Braze is a context property."""
    return (
        f"name: {name}\nkind: canvas\ncanvas_id: cnv\nrecipients: [{{external_user_id: u-{name}}}]\n"
        f"context: {{marker: {name}}}\nschedule: {{time: '{time}'}}\n"
    )


BEFORE: Mapping[str, str] = {
    "kept": message("kept"),
    "updated": message("updated"),
    "replaced": message("replaced"),
    "replaced-campaign": campaign("replaced-campaign", time="2026-12-11T10:00:00Z"),
    "moved-old": message("moved-old", subject="same"),
    "deleted": message("deleted"),
    "deleted-canvas": canvas("deleted-canvas", time="2026-12-12T10:00:00Z"),
    "renamed-edited": message("renamed-edited"),
    "retold": message("retold", extra="description: first\n"),
    "timed": campaign("timed", time="2026-12-11T10:00:00Z"),
}
AFTER: Mapping[str, str] = {
    "kept": BEFORE["kept"],
    "updated": message("updated", subject="second " + "x" * 600),
    "replaced": message("replaced", segment="seg-2"),
    "replaced-campaign": campaign("replaced-campaign", time="2026-12-11T10:00:00Z").replace("cmp", "cmp-2"),
    "moved-new": message("moved-new", extra="moved_from: moved-old\n").replace(
        "'moved-new first'", "'moved-old same'"
    ),
    "renamed-new": message("renamed-new", extra="moved_from: renamed-edited\n", subject="second"),
    "retold": message("retold", extra="description: second\n"),
    "timed": campaign("timed", time="2026-12-11T12:00:00Z"),
    "created": message("created"),
    "created-canvas": canvas("created-canvas", time="2026-12-13T10:00:00Z"),
    "later": message("later").replace("2026-12-10T10", "2027-06-10T10"),
}
# Which marker Braze shows for each address that is arranged after AFTER.
MARKERS: Mapping[str, str] = {
    **{name: name for name in AFTER if name != "later"},
    "moved-new": "moved-old",
}


def write_definitions(folder: Path, definitions: Mapping[str, str]) -> None:
    """Make the project in `folder` say just these definitions."""
    schedules = folder / "schedules"
    shutil.rmtree(schedules, ignore_errors=True)
    schedules.mkdir(parents=True)
    (folder / "braze-gitops.yaml").write_text(PROJECT)
    for name, text in definitions.items():
        (schedules / f"{name}.yaml").write_text(text)


@contextmanager
def sandbox_of(folder: Path) -> Iterator[Path]:
    """Yield the sandbox's data folder while it serves, its clock standing."""
    place = folder / ".braze-gitops" / "sandbox" / "local"
    place.mkdir(parents=True, exist_ok=True)
    with running_in_thread(place, clock_start=START, durable=False, frozen=True):
        yield place


def state_of(folder: Path) -> State | None:
    """Return the state of the project in `folder`, as its next run will find it."""
    state = load_state(FileStore(folder / ".braze-gitops" / "state" / "local"))
    return settle(state) if state is not None else None


def marker_of(fields: Mapping[str, object]) -> str:
    """Return which definition a schedule of the sandbox stands for."""
    for key in ("trigger_properties", "context"):
        if key in fields:
            return str(_inside(fields, key)["marker"])
    return str(_inside(fields, "messages", "email")["subject"]).split(" ", 1)[0]


def _inside(fields: Mapping[str, object], *keys: str) -> Mapping[str, object]:
    for key in keys:
        held = fields[key]
        assert isinstance(held, Mapping)
        fields = held
    return fields


def live(place: Path) -> Mapping[str, str]:
    """Return schedule id → marker of all that would still be sent."""
    return {
        one.schedule_id: marker_of(one.fields)
        for one in read_schedules(place)
        if one.status is ScheduleStatus.SCHEDULED
    }


def check_nothing_lost_or_doubled(folder: Path, place: Path) -> None:
    """Every live schedule is known to the state or its address in doubt, and no marker is live twice."""
    alive = live(place)
    twice = [marker for marker, count in Counter(alive.values()).items() if count > 1]
    assert twice == [], f"live twice: {twice}"
    state = state_of(folder)
    records = state.records if state is not None else {}
    known = {record.schedule_id for record in records.values()}
    open_ends = {MARKERS.get(a, str(a)) for a, record in records.items() if record.status is Status.IN_DOUBT}
    lost = {
        marker for schedule_id, marker in alive.items() if schedule_id not in known and marker not in open_ends
    }
    assert lost == set(), f"ids lost: {lost}"


def resolve_doubts(host: CrashHost, folder: Path, place: Path) -> int:
    """Give a person's word on every address in doubt, from what the sandbox shows; return how many there were."""
    state = state_of(folder)
    assert state is not None
    doubtful = [address for address, record in state.records.items() if record.status is Status.IN_DOUBT]
    known = {record.schedule_id for record in state.records.values()}
    for address in doubtful:
        found = [i for i, marker in live(place).items() if marker == MARKERS[address] and i not in known]
        word = ("--schedule-id", found[0]) if found else ("--not-created",)
        code, _ = host.run(folder, "state", "resolve", str(address), *word, "-e", "local", "--why", "looked it up")
        assert code == 0, Path(f"{folder}.out").read_text()
    return len(doubtful)


def creates_of(place: Path) -> Counter[str]:
    """Return how many creates of each marker were committed."""
    return Counter(
        marker_of(call.body)
        for call in read_log(place)
        if call.committed and call.path.endswith("/create") and isinstance(call.body, Mapping)
    )


def check_converged(folder: Path, place: Path) -> None:
    """The live schedules are just those of AFTER, each under the id the state has."""
    state = state_of(folder)
    assert state is not None
    arranged = {
        record.schedule_id: MARKERS[address]
        for address, record in state.records.items()
        if record.status is Status.SCHEDULED
    }
    assert arranged == live(place)
    assert {Address(name) for name in AFTER} == set(state.records)

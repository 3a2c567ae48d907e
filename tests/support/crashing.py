"""Runs of the program that are killed, stopped or raced, and what is then to be seen; the sandbox is the judge."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from braze_gitops.model import Address
from braze_gitops.sandbox import ScheduleStatus, read_log, read_schedules, running_in_thread
from braze_gitops.state import State, Status, decode_batch, digest_of, fold, settle
from braze_gitops.store import FileStore, load_state
from support.crash_cases import (
    AFTER,
    BEFORE,
    MARKERS,
    PROJECT,
    campaign,
    canvas,
    message,
    write_definitions,
)

__all__ = [
    "AFTER",
    "BEFORE",
    "ENVIRON",
    "MARKERS",
    "PROJECT",
    "START",
    "CrashHost",
    "Ended",
    "Order",
    "await_sent",
    "campaign",
    "canvas",
    "check_converged",
    "check_nothing_lost_or_doubled",
    "creates_of",
    "live",
    "marker_of",
    "message",
    "place_of",
    "said",
    "sandbox_of",
    "state_from_the_journal",
    "state_of",
    "write_definitions",
]

START = datetime(2026, 11, 20, 9, tzinfo=UTC)
ENVIRON = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
_SETTLE_SECONDS = 10.0
_MOMENT_SECONDS = 0.2
_BLOCKED = (Status.IN_DOUBT, Status.EXTERNAL)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One run to make: its command line, and where it ends (`support.boundaries`); `at` None lets it finish.

    `disk` is how many seconds a flush takes. `more` are further command lines, run by the same process as long as
    each ends with 0.
    """

    folder: Path
    arguments: tuple[str, ...]
    environ: Mapping[str, str] = dataclasses.field(default_factory=lambda: ENVIRON)
    at: int | None = None
    named: str = ""
    stops: bool = False
    disk: float = 0.0
    mutant: str = ""
    tag: str = ""
    more: tuple[tuple[str, ...], ...] = ()

    @property
    def output(self) -> Path:
        """Return the file that takes what the run prints."""
        return Path(f"{self.folder}{self.tag}.out")

    def content(self) -> dict[str, object]:
        """Return the order as the host reads it."""
        fields = {name: getattr(self, name) for name in ("at", "named", "stops", "disk", "mutant")}
        return {
            **fields,
            "do": "run",
            "folder": str(self.folder),
            "commands": [list(self.arguments), *map(list, self.more)],
            "environ": dict(self.environ),
            "output": str(self.output),
            "place": str(place_of(self.folder)),
        }


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a run ended: with `code`, or at the boundary `struck`, killed, or `stopped` (then its process number).

    `passed` counts the boundaries of a run that finished. Of one that did not, `leaving` is how many requests were
    between their last look and their last byte, `sent` how many were wholly written, `logged` how many the sandbox
    had seen before.
    """

    code: int | None = None
    passed: Mapping[str, int] = dataclasses.field(default_factory=dict)
    struck: str = ""
    stopped: int | None = None
    leaving: int = 0
    sent: int = 0
    logged: int = 0

    @property
    def boundaries(self) -> int:
        """Return how many boundaries were passed in all."""
        return sum(self.passed.values())


class CrashHost:
    """The warm process that forks the runs (`crash_host.py`)."""

    def __init__(self) -> None:
        host = Path(__file__).with_name("crash_host.py")
        self._process = subprocess.Popen(
            [sys.executable, str(host)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, order: Order) -> Ended:
        """Make one run, to its end or to where it is killed or stopped."""
        match self._ask(order.content()):
            case {"code": int(code), "passed": dict(passed)}:
                return Ended(code=code, passed=passed)
            case {"struck": dict(struck), **rest}:
                stopped = rest.get("stopped")
                return Ended(
                    struck=str(struck["name"]),
                    stopped=stopped if isinstance(stopped, int) else None,
                    leaving=int(struck["leaving"]),
                    sent=int(struck["sent"]),
                    logged=int(struck["logged"]),
                )
        raise AssertionError("the host gave no answer that is known")

    def go_on(self, stopped: Ended) -> int:
        """Let a stopped run go on, and return its exit code."""
        code = self._ask({"do": "go on", "stopped": stopped.stopped})["code"]
        assert isinstance(code, int)
        return code

    def race(self, orders: Sequence[Order]) -> tuple[int, ...]:
        """Begin all at the same moment, and return their exit codes."""
        codes = self._ask({"do": "race", "runs": [order.content() for order in orders]})["codes"]
        assert isinstance(codes, list)
        return tuple(codes)

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def _ask(self, order: Mapping[str, object]) -> Mapping[str, object]:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps(order) + "\n")
        stdin.flush()
        answer = json.loads(stdout.readline())
        assert isinstance(answer, dict)
        return answer


@contextmanager
def sandbox_of(folder: Path) -> Iterator[Path]:
    """Yield the sandbox's data folder while it serves, its clock standing."""
    place = place_of(folder)
    place.mkdir(parents=True, exist_ok=True)
    with running_in_thread(place, clock_start=START, durable=False, frozen=True):
        yield place


def place_of(folder: Path) -> Path:
    """Return the sandbox's data folder of the project in `folder`."""
    return folder / ".braze-gitops" / "sandbox" / "local"


def state_of(folder: Path, environment: str = "local") -> State | None:
    """Return the state of the project in `folder`, as its next run will find it."""
    state = load_state(FileStore(folder / ".braze-gitops" / "state" / environment))
    return settle(state) if state is not None else None


def state_from_the_journal(folder: Path, environment: str = "local") -> State | None:
    """Return the state that all batches fold to, from the first on and whatever the snapshot says."""
    stored = FileStore(folder / ".braze-gitops" / "state" / environment).read()
    if stored is None or not stored.batches:
        return None
    whole = [(decode_batch(content), digest_of(content)) for content in stored.batches.values()]
    return settle(fold(None, whole))


def said(order: Order) -> str:
    """Return what a run printed."""
    return order.output.read_text()


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


def creates_of(place: Path) -> Counter[str]:
    """Return how many creates of each marker were committed."""
    return Counter(
        marker_of(call.body)
        for call in read_log(place)
        if call.committed and call.path.endswith("/schedule/create") and isinstance(call.body, Mapping)
    )


def await_sent(place: Path, ended: Ended) -> None:
    """Return once the sandbox has met every request that a killed or stopped run had wholly written.

    A server may drop what came from a process that is gone: of a killed run it is waited for a moment only.
    """
    patience = _SETTLE_SECONDS if ended.stopped is not None else _MOMENT_SECONDS
    deadline = time.monotonic() + patience
    while len(read_log(place)) < ended.logged + ended.sent:
        if time.monotonic() > deadline:
            assert ended.stopped is None, "a request that was written never reached the sandbox"
            return
        time.sleep(0.001)


def check_nothing_lost_or_doubled(
    folder: Path,
    place: Path,
    *,
    markers: Mapping[str, str] = MARKERS,
    unmanaged: Collection[str] = (),
    environment: str = "local",
) -> None:
    """Every live schedule is known to the state or its address blocked, and no marker is live twice.

    Those of the `unmanaged` markers need not be known: nobody has taken them under control yet.
    """
    alive = live(place)
    twice = [marker for marker, count in Counter(alive.values()).items() if count > 1]
    assert twice == [], f"live twice: {twice}"
    state = state_of(folder, environment)
    records = state.records if state is not None else {}
    known = {record.schedule_id for record in records.values()}
    blocked = {markers.get(a, str(a)) for a, record in records.items() if record.status in _BLOCKED}
    lost = {marker for one, marker in alive.items() if one not in known and marker not in blocked}
    lost -= set(unmanaged)
    assert lost == set(), f"ids lost: {lost}"


def check_converged(
    folder: Path,
    place: Path,
    *,
    addresses: Iterable[str] = tuple(AFTER),
    markers: Mapping[str, str] = MARKERS,
    environment: str = "local",
) -> None:
    """The live schedules are just those of `addresses`, each under the id the state has.

    One that a person assumed to be there has no id in the state.
    """
    state = state_of(folder, environment)
    assert state is not None
    records = state.records
    arranged = {r.schedule_id: markers[a] for a, r in records.items() if r.status is Status.SCHEDULED}
    assumed = {markers[a] for a, record in records.items() if record.status is Status.EXTERNAL}
    assert arranged == {one: marker for one, marker in live(place).items() if marker not in assumed}
    assert set(map(Address, addresses)) == set(records)

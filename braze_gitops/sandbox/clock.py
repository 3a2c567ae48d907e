"""The sandbox clock: a file that says what time it is, and until when that may be believed to go on.

`clock.json` holds a sandbox time `at`, the moment of the machine's monotonic clock that belongs to it, and
`until`: the time is `at` plus what has passed since, and never more than `until`. A server that serves moves
`until` ahead of itself every other second; one that stops sets both to the present. So reading needs no
process list, a server that was killed leaves a clock that stands still after at most LEASE, and no reader
ever sees the time go back. Moving the clock shifts both values and works whether or not a server runs.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from braze_gitops.errors import SandboxError
from braze_gitops.sandbox.durable_file import write_durably

__all__ = [
    "LEASE",
    "RENEW_SECONDS",
    "ClockFace",
    "advance",
    "freeze_clock",
    "keep_clock",
    "read_clock",
    "start_clock",
    "stop_clock",
]

LEASE = timedelta(seconds=5)
RENEW_SECONDS = 2.0

CLOCK_FILE = "clock.json"
VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFace:
    """What `clock.json` says. `at` and `until` are sandbox time, aware UTC; `anchor_ns` is monotonic time
    of the boot `boot`. `running` repeats for people what `until` says; `frozen` forbids running at all.
    """

    at: datetime
    until: datetime
    anchor_ns: int
    boot: str
    running: bool = False
    frozen: bool = False

    def read(self, *, monotonic_ns: int, boot: str) -> datetime:
        """Return the sandbox time at that moment of that boot; another boot sees the last promise."""
        if boot != self.boot or monotonic_ns < self.anchor_ns:
            return self.until
        passed = timedelta(microseconds=(monotonic_ns - self.anchor_ns) // 1_000)
        return min(self.at + passed, self.until)


def read_clock(folder: Path, *, start: datetime) -> datetime:
    """Return the sandbox time of that data folder, aware UTC; `start` if no clock was ever set there.

    Reads one file and nothing else: no server is asked or started. Raises SandboxError for a damaged file.
    """
    face = read_face(folder)
    return utc(start) if face is None else present(face)


def advance(folder: Path, *, start: datetime, by: timedelta | None = None, to: datetime | None = None) -> datetime:
    """Move the sandbox clock forward, by a span or to a moment (exactly one), and return the new time.

    Durable on return; a server that runs sees it with its next request, and what has come due is sent by
    then. Raises SandboxError for a move backwards.
    """
    if (by is None) == (to is None):
        raise SandboxError("say by how much or to which moment the sandbox clock moves, and not both")

    def moved(face: ClockFace) -> ClockFace:
        now = present(face)
        span = by if by is not None else utc(to or now) - now
        if span < timedelta(0):
            raise SandboxError(
                f"the sandbox clock stands at {now:%Y-%m-%d %H:%M:%S} UTC and cannot be moved back",
                hint="remove the sandbox's data folder to start over from the project's start time",
            )
        try:
            return replace(face, at=face.at + span, until=face.until + span)
        except OverflowError:
            raise SandboxError("the sandbox clock cannot be moved beyond the year 9999") from None

    return present(change(folder, start=start, how=moved))


def freeze_clock(folder: Path, *, start: datetime, frozen: bool = True) -> datetime:
    """Stop the clock for good, also while a sandbox serves (or let it run again), and return its time.

    It still moves by `advance`. With it, what a run prints can be the same every time.
    """

    def stopped(face: ClockFace) -> ClockFace:
        now = present(face)
        return standing(now, frozen=frozen)

    return present(change(folder, start=start, how=stopped))


def start_clock(folder: Path, *, start: datetime, frozen: bool = False, durable: bool = True) -> datetime:
    """Let the clock run from where it stands (from `start` the first time), unless it is or gets frozen."""

    def started(face: ClockFace) -> ClockFace:
        now = present(face)
        if frozen or face.frozen:
            return standing(now, frozen=True)
        return replace(standing(now), until=now + LEASE, running=True)

    return present(change(folder, start=start, how=started, durable=durable))


def keep_clock(folder: Path, *, start: datetime, durable: bool = True) -> None:
    """Promise another LEASE of running time; for the server, every RENEW_SECONDS."""

    def renewed(face: ClockFace) -> ClockFace:
        if face.frozen or not face.running or face.boot != boot_id():
            return face
        passed = timedelta(microseconds=max(0, time.monotonic_ns() - face.anchor_ns) // 1_000)
        return replace(face, until=max(face.until, face.at + passed + LEASE))

    change(folder, start=start, how=renewed, durable=durable)


def stop_clock(folder: Path, *, start: datetime, durable: bool = True) -> datetime:
    """Let the clock stand where it is; the last act of a server."""

    def stopped(face: ClockFace) -> ClockFace:
        return standing(present(face), frozen=face.frozen)

    return present(change(folder, start=start, how=stopped, durable=durable))


# ------------------------------------------------------------------------------------------------ the file


def present(face: ClockFace) -> datetime:
    """Return the sandbox time of a face, now."""
    return face.read(monotonic_ns=time.monotonic_ns(), boot=boot_id())


def standing(now: datetime, *, frozen: bool = False) -> ClockFace:
    """Return a face that stands at that time, anchored to this moment."""
    return ClockFace(at=now, until=now, anchor_ns=time.monotonic_ns(), boot=boot_id(), frozen=frozen)


def utc(moment: datetime) -> datetime:
    """Return an aware moment in UTC; a naive one is a mistake of the caller."""
    if moment.tzinfo is None:
        raise SandboxError("a sandbox time needs a time zone")
    return moment.astimezone(UTC)


def change(
    folder: Path, *, start: datetime, how: Callable[[ClockFace], ClockFace], durable: bool = True
) -> ClockFace:
    """Replace the clock file by what `how` makes of it, with nobody in between, and return the new face."""
    with locked(folder):
        before = read_face(folder)
        face = how(before if before is not None else standing(utc(start)))
        if face != before:
            write_durably(folder / CLOCK_FILE, encode(face), durable=durable)
        return face


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the right to change the clock file; the kernel gives it back if the holder is killed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / "clock.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise SandboxError(f"the sandbox's data folder cannot be used: {error}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def read_face(folder: Path) -> ClockFace | None:
    """Return what the clock file says, None if there is none."""
    path = folder / CLOCK_FILE
    try:
        content = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise SandboxError(f"the sandbox clock cannot be read: {error}") from error
    try:
        return decode(content)
    except (ValueError, KeyError, TypeError) as error:
        raise SandboxError(
            f"the sandbox clock {path} is damaged",
            hint="remove the sandbox's data folder to start over; nothing in it was ever sent",
        ) from error


def encode(face: ClockFace) -> str:
    """Return the text of the clock file."""
    fields = {
        "version": VERSION,
        "at": face.at.isoformat(),
        "until": face.until.isoformat(),
        "anchor_ns": face.anchor_ns,
        "boot": face.boot,
        "running": face.running,
        "frozen": face.frozen,
    }
    return json.dumps(fields, indent=2) + "\n"


def decode(content: str) -> ClockFace:
    """Return the face a clock file's text holds; ValueError, KeyError or TypeError if it holds none."""
    fields: object = json.loads(content)
    if not isinstance(fields, dict) or fields["version"] != VERSION:
        raise ValueError("not a clock")
    return ClockFace(
        at=utc(datetime.fromisoformat(fields["at"])),
        until=utc(datetime.fromisoformat(fields["until"])),
        anchor_ns=int(fields["anchor_ns"]),
        boot=str(fields["boot"]),
        running=fields["running"] is True,
        frozen=fields["frozen"] is True,
    )


def boot_id() -> str:
    """Return what tells this boot of the machine from another, empty where the system does not say.

    Without it a monotonic time from before a restart is caught by being later than the present one.
    """
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""

"""An answer of Braze that a state could not take, and the line that keeps it in a log.

    RECORD address kind schedule_id verb verdict dispatch_id call=… at=… status=… lineage=… check=…

`-` stands for what there is none of. The line is ASCII whatever an address holds, and `check` is made from all
before it, so that a line that was cut or mistyped is seen: an id is copied whole or not at all.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Iterable

from braze_gitops.model import (
    Address,
    Answer,
    Exchange,
    Kind,
    Lineage,
    ScheduleId,
    Verb,
    Verdict,
    make_address,
    split_address,
)
from braze_gitops.state.entry import CallAnswered, RunId
from braze_gitops.state.fields import moment_of, write_moment
from braze_gitops.state.record import CallId

TOLD_BY_LINE = "told by a RECORD line"
_NOTHING = "-"
_CHECK_DIGITS = 8

_BARE = re.compile(r"[!#-~][!-~]*\Z")
_WORD = r'(?:"(?:[^"\\]|\\.)*"|[!#-~][!-~]*)'
# As `model.address` has it; a word of a sentence after RECORD is no line of ours until a kind follows it.
_START = re.compile(
    r'RECORD (?P<address>[a-z0-9][a-z0-9._-]{0,127}(?:\["(?:[^"\\]|\\.)*"\]){0,2})'
    r" (?P<kind>message|campaign|canvas)(?![\w-])"
)
_REST = re.compile(
    rf" (?P<schedule_id>{_WORD}) (?P<verb>[a-z_]+) (?P<verdict>[a-z_]+) (?P<dispatch_id>{_WORD})"
    rf" call=(?P<call>{_WORD}) at=(?P<at>[0-9TZ:.-]+) status=(?P<status>-|[0-9]{{3}})"
    rf" lineage=(?P<lineage>{_WORD}) check=(?P<check>[0-9a-f]{{{_CHECK_DIGITS}}})(?![0-9a-f])"
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Unrecorded:
    """An answer that the state could not take: all that is known of it stands here.

    `schedule_id` is the one the call named, for a create the one the answer names. From a line `entry` has no run
    and of the exchange the status alone.
    """

    lineage: Lineage
    address: Address
    kind: Kind
    verb: Verb
    schedule_id: ScheduleId | None
    entry: CallAnswered

    @property
    def line(self) -> str:
        """Return the line for the log."""
        answer, status = self.entry.answer, self.entry.exchange.status
        name, keys = split_address(self.address)
        parts = (
            "RECORD",
            name + "".join(f"[{json.dumps(key)}]" for key in keys),
            self.kind,
            _word(self.schedule_id),
            self.verb,
            answer.verdict,
            _word(answer.dispatch_id),
            f"call={_word(self.entry.call)}",
            f"at={write_moment(self.entry.at)}",
            f"status={_NOTHING if status is None else status}",
            f"lineage={_word(self.lineage)}",
        )
        line = " ".join(parts)
        return f"{line} check={_check(line)}"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LineFault:
    """A line, by its number from 1, that begins as one of ours and cannot be taken."""

    number: int
    what: str


def find_record_lines(lines: Iterable[str]) -> tuple[tuple[Unrecorded, ...], tuple[LineFault, ...]]:
    """Return every answer that RECORD lines among `lines` tell, each once, and the lines that cannot be taken.

    Anything may stand before and after it on a line: a timestamp, the name of a job, the quotes of a JSON text.
    """
    found: dict[str, Unrecorded] = {}
    faults: list[LineFault] = []
    for number, line in enumerate(lines, start=1):
        for part in line.split("RECORD ")[1:]:
            read = _read_part(f"RECORD {part}")
            if isinstance(read, Unrecorded):
                found[read.line] = read
            elif read:
                faults.append(LineFault(number=number, what=read))
    return tuple(found.values()), tuple(faults)


def _read_part(text: str) -> Unrecorded | str:
    """Return what `text` begins with as it is, else without the escapes of a JSON text around it; see `_read`."""
    read = _read(text)
    if isinstance(read, Unrecorded) or '[\\"' not in text:
        return read
    return _read(text.replace('\\"', '"').replace("\\\\", "\\"))


def _read(text: str) -> Unrecorded | str:
    """Return what `text` begins with, or what is wrong with it; empty where it is none of ours."""
    start = _START.match(text)
    if start is None:
        return ""
    address = start["address"]
    rest = _REST.match(text, start.end())
    if rest is None:
        return f"the RECORD line of {address} is cut short"
    if _check(text[: rest.start("check") - len(" check=")]) != rest["check"]:
        return f"the RECORD line of {address} was changed: its check does not fit"
    try:
        return _unrecorded(start, rest)
    except ValueError:
        return f"the RECORD line of {address} was written by another version of this program"


def _unrecorded(start: re.Match[str], rest: re.Match[str]) -> Unrecorded:
    name, keys = split_address(start["address"])
    verb, schedule_id = Verb(rest["verb"]), _id(rest["schedule_id"])
    status = None if rest["status"] == _NOTHING else int(rest["status"])
    return Unrecorded(
        lineage=Lineage(_plain(rest["lineage"])),
        address=make_address(name, *keys),
        kind=Kind(start["kind"]),
        verb=verb,
        schedule_id=schedule_id,
        entry=CallAnswered(
            run=RunId(""),
            call=CallId(_plain(rest["call"])),
            exchange=Exchange(status=status, failure=TOLD_BY_LINE),
            answer=Answer(
                verdict=Verdict(rest["verdict"]),
                schedule_id=schedule_id if verb is Verb.CREATE else None,
                dispatch_id=_id(rest["dispatch_id"]),
                message=f"{status} {TOLD_BY_LINE}" if status is not None else TOLD_BY_LINE,
            ),
            at=moment_of(rest["at"]),
        ),
    )


def _word(text: str | None) -> str:
    """Return `text` as one word of a line: as it is, or as a JSON string where it could not be told apart."""
    if text is None:
        return _NOTHING
    return text if _BARE.match(text) and text != _NOTHING else json.dumps(text)


def _plain(word: str) -> str:
    return str(json.loads(word)) if word.startswith('"') else word


def _id(word: str) -> ScheduleId | None:
    return None if word == _NOTHING else ScheduleId(_plain(word))


def _check(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_CHECK_DIGITS]

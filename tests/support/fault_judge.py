"""An independent judge of what an apply says: it knows the sandbox's log and schedules, and what was printed.

It reads neither the state nor any value of the program, so that both would have to be wrong in the same way.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from braze_gitops.sandbox import LoggedCall, SandboxSchedule, ScheduleStatus

SEND_ID_PATH = "/sends/id/create"
_OWNERS = ("segment_id", "campaign_id", "canvas_id")
_WORDS = {"create": "created", "update": "updated", "replace": "replaced"}


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What the sandbox held before and after a run, and what reached it in between.

    `wishes` are the fields that each address was to have after the run, None where it was to have none;
    `never_arrived` counts the requests that were sent to an address where nothing arrives.
    """

    wishes: Mapping[str, Mapping[str, object] | None]
    before: tuple[SandboxSchedule, ...]
    after: tuple[SandboxSchedule, ...]
    calls: tuple[LoggedCall, ...]
    never_arrived: int = 0


def address_of(fields: Mapping[str, object]) -> str:
    """Return whose schedule it is: its segment, campaign or Canvas carries the address after a hyphen."""
    return next((str(fields[name]).partition("-")[2] for name in _OWNERS if name in fields), "")


def live(schedules: Iterable[SandboxSchedule], address: str) -> dict[str, Mapping[str, object]]:
    """Return the fields of what will be sent for that address, by schedule id."""
    return {
        one.schedule_id: one.fields
        for one in schedules
        if one.status is ScheduleStatus.SCHEDULED and address_of(one.fields) == address
    }


def judge(printed: str, line: str, evidence: Evidence) -> list[str]:
    """Return every way in which the printed outcome or its last line is untrue, or two of one would be sent."""
    said = json.loads(printed)
    found = list(_judge_whole(said, line, evidence))
    for change in said["changes"]:
        calls = [one for one in evidence.calls if _is_about(one, change["address"], evidence)]
        named = f"{change['address']} ({change['action']}, {change['result']})"
        found += [f"{named}: {complaint}" for complaint in _judge_change(change, calls, evidence)]
    return found


def _judge_whole(said: Mapping[str, object], line: str, evidence: Evidence) -> Iterator[str]:
    changes = said["changes"]
    assert isinstance(changes, list)
    if sorted(one["address"] for one in changes) != sorted(evidence.wishes):
        yield "not every change is told of, or one that there is not"
    arrived = len(evidence.calls) + evidence.never_arrived
    if said["calls"] != arrived or sum(one["calls"] for one in changes) != arrived:
        yield f"{said['calls']} calls are told of, {arrived} were made"
    all_done = all(one["result"] == "done" for one in changes)
    if (said["exit_code"] == 0) is not all_done:
        yield f"exit code {said['exit_code']}"
    denied = any(one.status in (401, 403) for one in evidence.calls)
    if (said["ending"] == "denied") is not denied or (said["exit_code"] == 4) is not denied:
        yield f"it ends as {said['ending']} with exit code {said['exit_code']}"
    counts = Counter(
        _WORDS.get(one["action"], "") if one["result"] == "done" else one["result"] for one in changes
    )
    for word in (*_WORDS.values(), "failed", "in doubt", "not tried"):
        told = re.search(rf"([\d,]+) {word}", line)
        if (int(told[1]) if told else 0) != counts[word]:
            yield f"the last line counts otherwise: {line}"


def _judge_change(change: Mapping[str, object], calls: list[LoggedCall], evidence: Evidence) -> Iterator[str]:
    address, why = str(change["address"]), str(change["why"])
    wish = evidence.wishes.get(address)
    was, now = live(evidence.before, address), live(evidence.after, address)
    made = change["calls"]
    assert isinstance(made, int)
    if len(now) > 1:
        yield f"{len(now)} of it will be sent"
    if sum(one.committed for one in calls if one.path.endswith("schedule/create")) > 1:
        yield "it was created twice"
    if made < len(calls):
        yield f"{made} calls are told of, {len(calls)} arrived"
    yield from _judge_remarks(change, calls)
    yield from _judge_send_id(why, calls)
    match change["result"]:
        case "done":
            if list(now.values()) != ([] if wish is None else [wish]):
                yield f"Braze holds {now}"
            if wish is not None and [change["schedule_id"]] != list(now):
                yield f"its id is {change['schedule_id']}, Braze holds {list(now)}"
            if change["action"] == "replace" and now.keys() & was.keys():
                yield "the old schedule is still there"
        case "not tried":
            if made or calls or now != was:
                yield f"{made} calls are told of, {len(calls)} arrived, Braze holds {now} and held {was}"
        case "in doubt":
            if not made:
                yield "no call was made"
        case "failed":
            yield from _judge_failed(change, why, was, now)
        case _:
            yield "no such result can come of this"


def _judge_failed(
    change: Mapping[str, object],
    why: str,
    was: Mapping[str, object],
    now: Mapping[str, object],
) -> Iterator[str]:
    """Complain of a failure that says less was done than was."""
    if not change["calls"]:
        yield "no call was made, so it was not tried"
    if not why:
        yield "it does not say why"
    if "may or may not" in why or "may be gone" in why:
        return
    expected = {} if why.startswith("cancelled, but not scheduled again") else was
    if now != expected:
        yield f"it says {why!r}, and Braze holds {now} where it held {was}"


def _judge_send_id(why: str, calls: list[LoggedCall]) -> Iterator[str]:
    """Complain of a send id that is said to be made, or not to be, and is not so."""
    made = any(one.committed and one.path == SEND_ID_PATH for one in calls)
    if "its send id was made;" in why and not made:
        yield "its send id was not made"
    if ("its send id was not made" in why or "refused to make its send id" in why) and made:
        yield "its send id was made"


def _judge_remarks(change: Mapping[str, object], calls: list[LoggedCall]) -> Iterator[str]:
    """Complain of a success that came with words which nobody is shown."""
    remarks = change["remarks"]
    assert isinstance(remarks, list)
    for one in calls:
        errors = one.answer.get("errors")
        told = [one.answer.get("notice"), *(errors if isinstance(errors, list) else [])]
        missing = [text for text in told if isinstance(text, str) and text not in remarks]
        if one.status is not None and 200 <= one.status < 300 and missing:
            yield f"nobody is told {missing}"


def _is_about(call: LoggedCall, address: str, evidence: Evidence) -> bool:
    named = call.body.get("schedule_id")
    for one in evidence.after:
        if one.schedule_id == named:
            return address_of(one.fields) == address
    return address_of(call.body) == address

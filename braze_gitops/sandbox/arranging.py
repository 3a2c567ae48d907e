"""What the endpoints do once a request is well formed: create, update, delete, send ids, the dashboard's list.

Each takes the open transaction, the checked fields and the sandbox time, and returns the answer; what it
writes becomes true with the commit that also holds the log's row. What Braze does with an id that is sent,
deleted or unknown is not documented (braze-api.md 9.7): 400 is a decision of ours, as is that an update
during the window is refused and a delete during it taken.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from braze_gitops.sandbox.fields import Problem, parse_moment
from braze_gitops.sandbox.limits import Allowance, take_broadcast, take_send_id
from braze_gitops.sandbox.reading import json_object, schedule
from braze_gitops.sandbox.rules_request import unnamed_variations
from braze_gitops.sandbox.rules_schedule import Window, timing_problems, window_of
from braze_gitops.sandbox.storage import compact
from braze_gitops.sandbox.values import ReferenceStatus, SandboxSchedule, ScheduleStatus

if TYPE_CHECKING:
    import sqlite3

__all__ = ["Answer", "create", "create_send_id", "delete", "list_broadcasts", "refuse", "update"]

SUCCESS = "success"
CARD_LIFE = timedelta(days=30)

OWNER_FIELDS = {"campaign": "campaign_id", "canvas": "canvas_id"}

CAMPAIGN_REFUSALS = {
    ReferenceStatus.UNKNOWN: "Campaign does not exist",
    ReferenceStatus.PAUSED: (
        "The campaign is paused. Resume the campaign in order for trigger requests to take effect."
    ),
    ReferenceStatus.ARCHIVED: (
        "The campaign is archived. Unarchive the campaign in order for trigger requests to take effect."
    ),
}
CANVAS_NOTICES = {
    ReferenceStatus.PAUSED: "The Canvas is paused. Resume the Canvas to ensure trigger requests will take effect.",
    ReferenceStatus.ARCHIVED: (
        "The Canvas is archived. Unarchive the Canvas to ensure trigger requests will take effect."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A status and a JSON object; `committed` says whether something was arranged or changed."""

    status: int
    fields: Mapping[str, object]
    headers: Mapping[str, str] = field(default_factory=dict)
    committed: bool = False


def refuse(*problems: Problem) -> Answer:
    """Return the 400 that names all problems: Braze's words for the first that has some, ours for each."""
    labels = [problem.label for problem in problems if problem.label]
    message = labels[0] if labels else "Bad Request"
    return Answer(status=400, fields={"message": message, "errors": [str(problem) for problem in problems]})


def rate_limited(allowance: Allowance) -> Answer:
    """Return the 429 of a limit that is used up, with headers that describe that limit."""
    return Answer(status=429, fields={"message": "Rate Limited"}, headers=allowance.headers())


def create(connection: sqlite3.Connection, kind: str, fields: Mapping[str, object], *, now: datetime) -> Answer:
    """Arrange a schedule and return its id, or say why not."""
    problems = [
        *timing_problems(part(fields, "schedule"), now=now),
        *send_id_problems(connection, fields),
    ]
    if problems:
        return refuse(*problems)
    window = window_of(part(fields, "schedule"))
    late_cards = tuple(card_problems(fields.get("messages"), window=window))
    if late_cards:
        return refuse(*late_cards)
    dispatch_id = secrets.token_hex(16)
    instead = answer_of_reference(connection, kind, fields, dispatch_id=dispatch_id)
    if instead is not None:
        return instead
    if kind != "message" and fields.get("broadcast") is True:
        allowance = take_broadcast(connection, fields, now=now)
        if not allowance.granted:
            return rate_limited(allowance)
    schedule_id = str(uuid.uuid4())
    connection.execute(
        "INSERT INTO schedules (schedule_id, dispatch_id, kind, fields, first_at, last_at, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            schedule_id,
            dispatch_id,
            kind,
            compact(fields),
            window.first_at.isoformat(),
            window.last_at.isoformat(),
            now.isoformat(),
        ),
    )
    answer = {"dispatch_id": dispatch_id, "schedule_id": schedule_id, "message": SUCCESS}
    return Answer(status=201, fields=answer, committed=True)


def update(connection: sqlite3.Connection, kind: str, fields: Mapping[str, object], *, now: datetime) -> Answer:
    """Replace the schedule, the messages or both, each as a whole (5.1), of one that has not begun."""
    found = find(connection, kind, fields, now=now)
    if isinstance(found, Problem):
        return refuse(found)
    if found.status is not ScheduleStatus.SCHEDULED:
        return refuse(Problem(place="schedule_id", text="is being sent and can no longer be updated"))
    changed = {name: fields[name] for name in ("schedule", "messages") if name in fields}
    merged = {**found.fields, **changed}
    problems = list(timing_problems(part(fields, "schedule"), now=now)) if "schedule" in fields else []
    if "campaign_id" in found.fields and "messages" in changed:
        problems.extend(unnamed_variations(changed["messages"]))
    if problems:
        return refuse(*problems)
    window = window_of(part(merged, "schedule"))
    late_cards = tuple(card_problems(merged.get("messages"), window=window))
    if late_cards:
        return refuse(*late_cards)
    connection.execute(
        "UPDATE schedules SET fields = ?, first_at = ?, last_at = ?, updated_at = ? WHERE schedule_id = ?",
        (
            compact(merged),
            window.first_at.isoformat(),
            window.last_at.isoformat(),
            now.isoformat(),
            found.schedule_id,
        ),
    )
    return Answer(status=200, fields={"message": SUCCESS}, committed=True)


def delete(connection: sqlite3.Connection, kind: str, fields: Mapping[str, object], *, now: datetime) -> Answer:
    """Cancel a schedule; one that is being sent stops for those it has not reached (best effort)."""
    found = find(connection, kind, fields, now=now)
    if isinstance(found, Problem):
        return refuse(found)
    connection.execute(
        "UPDATE schedules SET deleted_at = ? WHERE schedule_id = ?", (now.isoformat(), found.schedule_id)
    )
    return Answer(status=200, fields={"message": SUCCESS}, committed=True)


def create_send_id(
    connection: sqlite3.Connection, kind: str, fields: Mapping[str, object], *, now: datetime
) -> Answer:
    """Make a send id for a campaign; a pair that exists is given again and not counted (ours)."""
    del kind
    campaign_id = str(fields["campaign_id"])
    if reference_status(connection, "campaign", campaign_id) is ReferenceStatus.UNKNOWN:
        return refuse(Problem(place="campaign_id", text="is not known", label="Invalid Campaign ID"))
    send_id = str(fields.get("send_id", "")) or secrets.token_hex(12)
    answer = Answer(status=201, fields={"message": SUCCESS, "send_id": send_id}, committed=True)
    if has_send_id(connection, campaign_id, send_id):
        return Answer(status=201, fields=answer.fields)
    allowance = take_send_id(connection, now=now)
    if not allowance.granted:
        return rate_limited(allowance)
    connection.execute("INSERT INTO send_ids VALUES (?, ?, ?)", (campaign_id, send_id, now.isoformat()))
    return answer


def list_broadcasts(
    connection: sqlite3.Connection, kind: str, fields: Mapping[str, object], *, now: datetime
) -> Answer:
    """List what the dashboard has scheduled from now to midnight UTC of `end_time`'s day; none by API."""
    del kind
    day = date.fromisoformat(str(fields["end_time"])[:10])
    end = datetime.combine(day, time(), tzinfo=UTC)
    listed = []
    for row in connection.execute("SELECT fields FROM broadcasts ORDER BY number"):
        item = json_object(str(row["fields"]))
        next_send = parse_moment(str(item.get("next_send_time", "")).strip().replace(" ", "T", 1))
        if next_send is not None and now <= next_send[0] <= end:
            listed.append(dict(item))
    return Answer(status=200, fields={"message": SUCCESS, "scheduled_broadcasts": listed})


# ------------------------------------------------------------------------------------- asked of what is kept


def find(
    connection: sqlite3.Connection, kind: str, fields: Mapping[str, object], *, now: datetime
) -> SandboxSchedule | Problem:
    """Return the schedule an update or delete names, unless it is no such, deleted or sent."""
    row = connection.execute(
        "SELECT * FROM schedules WHERE schedule_id = ? AND kind = ?", (fields["schedule_id"], kind)
    ).fetchone()
    found = None if row is None else schedule(row, now=now)
    if found is None or found.status is ScheduleStatus.DELETED:
        return Problem(place="schedule_id", text=f"is not the id of a scheduled {kind}")
    owner = OWNER_FIELDS.get(kind)
    if owner is not None and found.fields.get(owner) != fields[owner]:
        return Problem(place=owner, text="is not the one this schedule belongs to")
    if found.status is ScheduleStatus.SENT:
        return Problem(place="schedule_id", text="was sent already")
    return found


def send_id_problems(connection: sqlite3.Connection, fields: Mapping[str, object]) -> Iterator[Problem]:
    """Yield what is wrong with a send id: it has to be made first, for the same campaign."""
    if "send_id" in fields and not has_send_id(connection, str(fields["campaign_id"]), str(fields["send_id"])):
        yield Problem(place="send_id", text="does not exist for this campaign; make it at /sends/id/create")


def card_problems(messages: object, *, window: Window) -> Iterator[Problem]:
    """Yield a content card that expires more than 30 days after the send (from when is unknown, 8.7)."""
    card: object = messages.get("content_card") if isinstance(messages, dict) else None
    expiry = parse_moment(str(card.get("expire_at", ""))) if isinstance(card, dict) else None
    if expiry is not None and expiry[0] > window.last_at + CARD_LIFE:
        yield Problem(
            place="messages.content_card.expire_at", text=f"is over {CARD_LIFE.days} days after the send"
        )


def answer_of_reference(
    connection: sqlite3.Connection, kind: str, fields: Mapping[str, object], *, dispatch_id: str
) -> Answer | None:
    """Return what a create meets instead, when its campaign or Canvas is paused, archived or not there.

    A Canvas answers 201 with a notice and no schedule_id (9.1), a campaign 400 (9.3). An API campaign of
    the messages endpoint only has to be there.
    """
    owner = OWNER_FIELDS.get(kind, "campaign_id")
    if owner not in fields:
        return None
    status = reference_status(connection, owner.removesuffix("_id"), str(fields[owner]))
    if status is ReferenceStatus.LIVE:
        return None
    if kind == "canvas":
        if status is ReferenceStatus.UNKNOWN:
            label = "canvas_id must be a string of the Canvas api identifier"
            return refuse(Problem(place=owner, text="is not known", label=label))
        notice = {"notice": CANVAS_NOTICES[status], "dispatch_id": dispatch_id, "message": SUCCESS}
        return Answer(status=201, fields=notice)
    if kind == "campaign":
        return refuse(Problem(place=owner, text=f"is {status.value}", label=CAMPAIGN_REFUSALS[status]))
    if status is ReferenceStatus.UNKNOWN:
        return refuse(Problem(place=owner, text="is not known", label="Invalid Campaign ID"))
    return None


def reference_status(connection: sqlite3.Connection, kind: str, id_: str) -> ReferenceStatus:
    """Return what the sandbox was told of a campaign or Canvas; live unless told."""
    row = connection.execute("SELECT status FROM refs WHERE kind = ? AND id = ?", (kind, id_)).fetchone()
    return ReferenceStatus.LIVE if row is None else ReferenceStatus(row["status"])


def has_send_id(connection: sqlite3.Connection, campaign_id: str, send_id: str) -> bool:
    """Tell whether that pair was made."""
    query = "SELECT 1 FROM send_ids WHERE campaign_id = ? AND send_id = ?"
    return connection.execute(query, (campaign_id, send_id)).fetchone() is not None


def part(fields: Mapping[str, object], name: str) -> Mapping[str, object]:
    """Return a field that was checked to be an object."""
    value = fields[name]
    return value if isinstance(value, dict) else {}

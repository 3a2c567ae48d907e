"""What happens to one address, and why."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from enum import StrEnum

from braze_gitops.model import (
    Address,
    Json,
    JsonObject,
    Kind,
    Place,
    ScheduleId,
    SendIdPair,
    SendTime,
    Window,
)
from braze_gitops.plan.marks import Mark
from braze_gitops.state import Past, Record


class Action(StrEnum):
    """What a change does; people read "cancel" for `delete` and "finished" for `forget`."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    FORGET = "forget"
    MOVE = "move"
    IMPORT = "import"
    DEFER = "defer"
    NONE = "none"


_CALLING = frozenset({Action.CREATE, Action.UPDATE, Action.REPLACE, Action.DELETE})


class Cause(StrEnum):
    """What brought a change about (design.md section 4, *Reviewed*)."""

    DEFINITION = "definition"
    VARIABLE_OR_FILE = "variable or file"
    TIME = "time"
    UNFINISHED = "unfinished"
    IMPORTED = "imported"
    TOOL_OR_ZONES = "tool or zone data"


class BlockCode(StrEnum):
    """Why a change is shown, counted and not made; see the decision table."""

    MISSED = "missed"
    INTO_THE_PAST = "into-the-past"
    ALREADY_SENT = "already-sent"
    IN_DOUBT = "in-doubt"
    VANISHED = "vanished"
    HALTED = "halted"
    EXTERNAL = "external"
    AMBIGUOUS_MOVE = "ambiguous-move"
    TOO_LATE = "too-late"
    WAITS = "waits"
    SEND_ID_BUDGET = "send-id-budget"
    NOT_REVIEWED = "not-reviewed"
    IMMINENT = "imminent"
    STOP_SENDING = "stop-sending"
    TOOL_OR_ZONE_DATA = "tool-or-zone-data"
    TOO_CLOSE = "too-close"
    PROTECTED = "protected"
    DUPLICATE_SEND = "duplicate-send"
    BECOMES_BROADCAST = "becomes-broadcast"
    BROADCAST_TO_ALL = "broadcast-to-all"
    REACHES_UNSUBSCRIBED = "reaches-unsubscribed"
    IGNORES_FREQUENCY_CAP = "ignores-frequency-cap"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A change is not made; `message` says why and `hint` what a person can do about it."""

    code: BlockCode
    message: str
    hint: str


class DifferenceKind(StrEnum):
    """Whether a field came, went or changed."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field that differs, on the compact payloads, texts written out.

    `path` is dotted (`messages.email.subject`, list positions as numbers). `sentence` says the difference in
    meaning where there is more to say than before → after ("26-hour local send becomes one instant").
    """

    path: str
    kind: DifferenceKind
    before: Json
    after: Json
    sentence: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happens to one address; `before` is None for a create, `after` for a delete.

    `before` and `after` are records: what the state says and what it will say (`after` without ids for a create).
    Both are None where nothing is arranged and nothing will be. With `previous_address` the record takes the new
    address first and then `action` holds; `before` keeps the old one. `past` is what history keeps of a forgotten
    record, and of one whose send is stopped while it is going out; None where nothing was ever sent. The latter is
    written in the batch of the delete's answer, before it (`RecordForgotten`, then `CallAnswered`).

    `needs` are the guards the plan itself names (`imminent`, `stop-sending`, `tool-or-zone-data` and, told by the
    last of the reasons, `too-close`); `block` is a
    reason that no allowance passes. `then` is `defer` on a delete whose new time is beyond the horizon and on no
    other; its `after` is the deferred record that stays. `refresh` says that a `none` or `move` rewrites the
    record without a call. `repeats` says that an earlier try of the same call went unanswered. `deferred` marks an
    unchanged record that waits for the horizon, or for its send id.

    `resumes` is the halt that lets the address go with this change, as its definition says.

    `new_send_id` is the campaign and send id that have to be made before this change's create, by whichever change
    comes first where several share it. `turn_at` is about when a deferred one that waits for its send id may have
    it.

    `deadline` is the moment the change becomes imminent: the earliest first instant, old or new, less the cutoff;
    where that is over, that instant itself. `starts_after` are addresses whose delete must be known to be done
    first: its own for a replace, which means the create half. `texts_from` are pairs of payload path and file.
    `mark` says whose change it is, where the plan was compared with a base.

    `series` is what it is one send of: the address without the key of the send, None for what does not repeat.
    """

    address: Address
    name: str
    keys: tuple[str, ...]
    kind: Kind
    action: Action
    before: Record | None
    after: Record | None
    previous_address: Address | None = None
    past: Past | None = None
    differences: tuple[Difference, ...] = ()
    reasons: tuple[str, ...] = ()
    cause: Cause | None = None
    needs: tuple[BlockCode, ...] = ()
    block: Block | None = None
    then: Action | None = None
    pauses: bool = False
    refresh: bool = False
    repeats: bool = False
    deferred: bool = False
    resumes: str | None = None
    new_send_id: SendIdPair | None = None
    turn_at: datetime | None = None
    deadline: datetime | None = None
    starts_after: tuple[Address, ...] = ()
    place: Place | None = None
    texts_from: tuple[tuple[str, str], ...] = ()
    digest: str = ""
    mark: Mark | None = None
    series: Address | None = None

    @property
    def makes_calls(self) -> bool:
        """Whether the change asks something of Braze; the others are written to the state alone."""
        return self.action in _CALLING

    @property
    def is_written(self) -> bool:
        """Whether the state is another one after it."""
        return self.action is not Action.NONE or self.refresh or self.resumes is not None

    @property
    def schedule_id(self) -> ScheduleId | None:
        """Return the id the change acts on: the one the state recorded."""
        return self.before.schedule_id if self.before is not None else None

    @property
    def payload_before(self) -> JsonObject | None:
        """Return the compact payload before, None where there was none."""
        return self.before.payload if self.before is not None else None

    @property
    def payload_after(self) -> JsonObject | None:
        """Return the compact payload after, None where there will be none."""
        return self.after.payload if self.after is not None else None

    @property
    def time(self) -> SendTime | None:
        """Return the send time that counts for a reader: the new one, or the old one of what goes away."""
        record = self.after or self.before
        return record.time if record is not None else None

    @property
    def window(self) -> Window | None:
        """Return the window that counts for a reader, as `time`."""
        record = self.after or self.before
        return record.window if record is not None else None

"""Rows of the decision table about what is paused (see `decision_row.Row`)."""

from __future__ import annotations

from braze_gitops.model import Verb
from braze_gitops.plan import Action, BlockCode
from braze_gitops.state import Status
from support.decision_row import CLOSE, DEFERRED, FAR, SCHEDULED, SENDING, SENT, Row

PAUSED = (
    Row(id="paused, new", paused=True, action=Action.NONE, pauses=True),
    Row(id="paused, missed", paused=True, now=SENT, action=Action.NONE, pauses=True),
    Row(id="paused, deferred", paused=True, status=DEFERRED, now=FAR, action=Action.FORGET, pauses=True),
    Row(id="paused, scheduled, equal", paused=True, status=SCHEDULED, action=Action.DELETE, pauses=True),
    Row(
        id="paused, scheduled, differs",
        d=1,
        paused=True,
        status=SCHEDULED,
        edit="reach",
        action=Action.DELETE,
        pauses=True,
    ),
    Row(
        id="paused inside the cutoff",
        paused=True,
        status=SCHEDULED,
        now=CLOSE,
        action=Action.DELETE,
        pauses=True,
        findings=("may-be-sending",),
    ),
    Row(
        id="paused, protected",
        paused=True,
        prevent_delete=True,
        status=SCHEDULED,
        protected=True,
        action=Action.DELETE,
        pauses=True,
    ),
    Row(
        id="paused, sent under this name", paused=True, in_history=True, now=SENT, action=Action.NONE, pauses=True
    ),
    Row(
        id="paused, in doubt",
        paused=True,
        status=Status.IN_DOUBT,
        unfinished=Verb.CREATE,
        action=Action.DELETE,
        pauses=True,
        block=BlockCode.IN_DOUBT,
    ),
    Row(
        id="paused, vanished",
        paused=True,
        status=Status.VANISHED,
        unfinished=Verb.DELETE,
        action=Action.DELETE,
        pauses=True,
        block=BlockCode.VANISHED,
    ),
    Row(
        id="paused, external",
        paused=True,
        status=Status.EXTERNAL,
        action=Action.DELETE,
        pauses=True,
        block=BlockCode.EXTERNAL,
    ),
    Row(
        id="paused, update unanswered",
        paused=True,
        status=SCHEDULED,
        unfinished=Verb.UPDATE,
        action=Action.DELETE,
        pauses=True,
    ),
    Row(
        id="paused, update unanswered, overtaken",
        paused=True,
        status=SCHEDULED,
        unfinished=Verb.UPDATE,
        now=SENT,
        action=Action.NONE,
        pauses=True,
        refresh=True,
        after=SCHEDULED,
        findings=("version-unknown",),
    ),
    Row(
        id="paused while sending",
        paused=True,
        status=SCHEDULED,
        now=SENDING,
        action=Action.NONE,
        pauses=True,
        after=SCHEDULED,
        findings=("already-sending",),
    ),
    Row(
        id="paused after it was sent",
        paused=True,
        status=SCHEDULED,
        now=SENT,
        action=Action.NONE,
        pauses=True,
        after=SCHEDULED,
    ),
)

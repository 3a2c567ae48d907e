"""The numbers of the summary line."""

from __future__ import annotations

from datetime import timedelta

from braze_gitops.model import Json
from braze_gitops.plan import Counts, counts
from braze_gitops.state import Status
from support.plans import ANCHOR, make_desired, make_recorded, make_state, plan_of

OTHER: dict[str, Json] = {"segment_id": "seg-other"}


def test_every_kind_is_counted() -> None:
    """Each change is counted once: a blocked one as blocked, what still waits with what newly does."""
    far = ANCHOR + timedelta(days=100)
    moved = {"segment_id": "seg-moved"}
    desired = [
        make_desired("create"),
        make_desired("update", at=ANCHOR + timedelta(days=1)),
        make_desired("replace", fields=OTHER),
        make_desired("moved-to", fields=moved),
        make_desired("defer", at=far),
        make_desired("waits", at=far),
        make_desired("none"),
        make_desired("missed", at=ANCHOR - timedelta(days=20)),
    ]
    records = [
        make_recorded(make_desired("update")),
        make_recorded(make_desired("replace")),
        make_recorded(make_desired("moved-from", fields=moved)),
        make_recorded(make_desired("waits", at=far), status=Status.DEFERRED),
        make_recorded(make_desired("none")),
        make_recorded(make_desired("delete", at=ANCHOR + timedelta(days=2))),
        make_recorded(make_desired("forget", at=ANCHOR - timedelta(days=30))),
    ]
    plan = plan_of(desired, make_state(*records))
    expected = Counts(
        create=1, update=1, replace=1, delete=1, forget=1, move=1, deferred=2, blocked=1, unchanged=1
    )
    assert expected == counts(plan, lambda change: change.block is not None)

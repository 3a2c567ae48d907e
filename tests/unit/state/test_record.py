"""A record made from another one keeps everything it was not told to change."""

import dataclasses
from datetime import timedelta

from braze_gitops.model import ScheduleId, Verb
from braze_gitops.state import Record, Status, Unfinished
from braze_gitops.state.record import scheduled
from support.states import NOW, make_record

FULL = dataclasses.replace(
    make_record(),
    status=Status.IN_DOUBT,
    schedule_id=ScheduleId("s"),
    dispatch_id="d",
    unfinished=Unfinished(verb=Verb.CREATE, since=NOW),
    version_unknown=True,
    imported=True,
    protected=True,
    description="what it is",
    owner="o@shop.example",
    tags=("a", "b"),
    source="schedules/teaser.yaml",
    commit="c",
    inside_at=NOW + timedelta(days=1),
)


def test_the_record_of_the_example_leaves_no_default() -> None:
    """A field that is added to a record has to be added here, or the next test would not see it left out."""
    defaults = {one.name: one.default for one in dataclasses.fields(Record)}
    assert [] == [name for name, default in defaults.items() if getattr(FULL, name) == default]


def test_a_scheduled_record_keeps_all_but_its_ids_and_its_doubt() -> None:
    """It is what replacing these four fields makes."""
    expected = dataclasses.replace(
        FULL, status=Status.SCHEDULED, unfinished=None, schedule_id=ScheduleId("new"), dispatch_id="other"
    )
    assert expected == scheduled(FULL, schedule_id=ScheduleId("new"), dispatch_id="other")

"""What runs before this one called, as the journal tells it."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta

import pytest

from braze_gitops.apply.earlier import EarlierCall, earlier_calls
from braze_gitops.model import Verb, Verdict
from braze_gitops.state import Batch, Entry
from support.states import NOW, Journal, make_answer, make_intent, make_record

HOUR = NOW - timedelta(minutes=30)
LONG_AGO, AHEAD = NOW - timedelta(hours=1), NOW + timedelta(days=1)


def called(*entries: Entry) -> tuple[EarlierCall, ...]:
    """Return the calls that a journal of these tells of since the hour began."""
    journal = Journal()
    journal.add(*entries)
    batches: list[Batch] = [batch for batch, _ in journal.batches]
    return earlier_calls(batches, since=HOUR, now=NOW)


@pytest.mark.parametrize(
    ("meant", "answered", "counted"),
    [
        pytest.param(NOW, None, [NOW], id="no answer known"),
        pytest.param(HOUR, NOW, [NOW], id="answered"),
        pytest.param(LONG_AGO, HOUR, [HOUR], id="meant before, answered in the hour"),
        pytest.param(LONG_AGO, LONG_AGO, [], id="before"),
        pytest.param(LONG_AGO, None, [], id="before, no answer known"),
        pytest.param(AHEAD, AHEAD, [NOW], id="by a clock that was ahead"),
    ],
)
def test_a_call_counts_from_its_answer(
    meant: datetime, answered: datetime | None, counted: list[datetime]
) -> None:
    """Or from its intent while none is known; never from a moment to come."""
    entries: list[Entry] = [make_intent(Verb.UPDATE, make_record(schedule_id="sch-1"), at=meant)]
    if answered is not None:
        entries.append(dataclasses.replace(make_answer(Verdict.DONE), at=answered))
    assert counted == [call.at for call in called(*entries)]


def test_what_never_left_is_no_call() -> None:
    """Its intent was written all the same."""
    record = make_record(schedule_id="sch-1")
    assert () == called(make_intent(Verb.UPDATE, record), make_answer(Verdict.NOT_SENT))

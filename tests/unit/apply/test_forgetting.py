"""A record that leaves the state by a person's word: what they have to repeat, and what history keeps."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from braze_gitops.apply import Forgetting, forget
from braze_gitops.errors import UsageError
from braze_gitops.model import Address, TimeMode, Verb
from braze_gitops.state import Record, RecordForgotten, Status
from support.plans import ANCHOR, NOW, make_desired, make_recorded, make_state, make_unfinished

CUTOFF = timedelta(minutes=15)
SENT = ANCHOR + timedelta(days=3)


def recorded(
    status: Status = Status.SCHEDULED, *, mode: TimeMode = TimeMode.PLAIN, protected: bool = False
) -> Record:
    """Return a record."""
    unfinished = make_unfinished(Verb.CREATE) if status is Status.IN_DOUBT else None
    return make_recorded(make_desired(mode=mode), status=status, protected=protected, unfinished=unfinished)


def rm(record: Record, ident: str | None = None, *, unknown: bool = False, at: datetime = NOW) -> Forgetting:
    """Forget a record."""
    return forget(make_state(record), record.address, schedule_id=ident, id_unknown=unknown, at=at, cutoff=CUTOFF)


@pytest.mark.parametrize(
    ("record", "at"),
    [
        pytest.param(recorded(), NOW, id="to come"),
        pytest.param(recorded(), ANCHOR + timedelta(minutes=15), id="going out"),
        pytest.param(recorded(mode=TimeMode.LOCAL), ANCHOR + timedelta(hours=20), id="going out over the world"),
        pytest.param(recorded(protected=True), NOW, id="protected"),
        pytest.param(recorded(protected=True), SENT, id="protected and sent"),
        pytest.param(recorded(Status.VANISHED), NOW, id="vanished"),
    ],
)
def test_what_may_be_missed_needs_its_id(record: Record, at: datetime) -> None:
    """The refusal has the command with the id in it."""
    with pytest.raises(UsageError, match="state rm teaser -e production --schedule-id id-of-teaser"):
        rm(record, at=at)
    assert (RecordForgotten(address=record.address, past=rm(record, "id-of-teaser", at=at).past),) == rm(
        record, "id-of-teaser", at=at
    ).entries


def test_what_is_protected_says_so() -> None:
    """In the words of the definition."""
    with pytest.raises(UsageError, match="is protected by `prevent_delete`"):
        rm(recorded(protected=True))


def test_an_external_one_needs_that_word() -> None:
    """Nobody can repeat an id that is not known."""
    with pytest.raises(UsageError, match="--id-unknown"):
        rm(recorded(Status.EXTERNAL))
    assert rm(recorded(Status.EXTERNAL), unknown=True).is_live


@pytest.mark.parametrize(
    ("record", "at", "kept"),
    [
        pytest.param(recorded(Status.DEFERRED), NOW, False, id="deferred"),
        pytest.param(recorded(Status.DEFERRED), SENT, False, id="deferred and missed"),
        pytest.param(recorded(), SENT, True, id="sent"),
        pytest.param(recorded(Status.EXTERNAL), SENT, True, id="external and over"),
    ],
)
def test_what_cannot_be_missed_goes_at_once(record: Record, at: datetime, *, kept: bool) -> None:
    """What may have been sent is kept in the history."""
    found = rm(record, at=at)
    assert (kept, False) == (found.past is not None, found.is_live)


def test_what_has_begun_counts_as_sent() -> None:
    """Though it is still going out."""
    assert rm(recorded(), "id-of-teaser", at=ANCHOR).past is not None
    assert rm(recorded(), "id-of-teaser", at=NOW).past is None


def test_another_id_is_refused() -> None:
    """It would be another schedule that the person means."""
    with pytest.raises(UsageError, match="has the schedule id id-of-teaser, not other"):
        rm(recorded(), "other")
    with pytest.raises(UsageError, match="has the schedule id none, not other"):
        rm(recorded(Status.EXTERNAL), "other")


def test_what_is_in_doubt_is_resolved() -> None:
    """That word is another one."""
    with pytest.raises(UsageError, match="state resolve teaser -e production --not-created"):
        rm(recorded(Status.IN_DOUBT))


def test_what_is_not_there_cannot_be_forgotten() -> None:
    """The hint says where to look."""
    with pytest.raises(UsageError, match=r"teaser is not in the state of production\n.*state list"):
        forget(make_state(), Address("teaser"), schedule_id=None, id_unknown=False, at=NOW, cutoff=CUTOFF)

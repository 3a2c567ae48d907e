"""What a claim makes of a state, and why it cannot be taken."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from braze_gitops.model import (
    Address,
    Claim,
    Desired,
    DesiredSchedule,
    Finding,
    Kind,
    Lifecycle,
    Place,
    ScheduleId,
    Verb,
    digest_text,
)
from braze_gitops.plan import Adopted, adopt, taken_already
from braze_gitops.state import RecordKept, State, Status
from support.plans import (
    ANCHOR,
    LONG,
    NOW,
    PRODUCTION,
    make_desired,
    make_past,
    make_recorded,
    make_state,
    make_unfinished,
)

EMPTY = make_state()


def claim(address: str = "teaser", ident: str | None = "found", *, trusts: bool = False, line: int = 0) -> Claim:
    """Return a claim."""
    return Claim(
        address=Address(address),
        schedule_id=ScheduleId(ident) if ident is not None else None,
        trusts=trusts,
        place=Place(path="ids.csv", line=line) if line else None,
    )


def take(
    *claims: Claim,
    desired: Iterable[DesiredSchedule] = (make_desired(),),
    state: State = EMPTY,
    now: datetime = NOW,
    elsewhere: tuple[str, ...] = (),
) -> tuple[tuple[Adopted, ...], tuple[Finding, ...]]:
    """Return what becomes of the claims."""
    return adopt(
        claims,
        desired=Desired(schedules=tuple(desired), names_elsewhere=elsewhere),
        state=state,
        environment=PRODUCTION,
        now=now,
        commit="9c2e",
    )


def refused(*claims: Claim, **more: object) -> list[str]:
    """Return why claims are refused."""
    _, findings = take(*claims, **more)  # type: ignore[arg-type]  # passed on as it is
    return [f"{one.address} {one.message}" for one in findings]


def test_the_record_is_the_definition_with_the_id() -> None:
    """And says that what Braze has is not known."""
    (one,), findings = take(claim())
    record = one.record
    assert ((), Status.SCHEDULED, "found", True) == (findings, record.status, record.schedule_id, record.imported)
    assert make_recorded(make_desired()).payload_digest == record.payload_digest
    assert RecordKept(record=record) == one.entry


def test_a_trusted_one_is_equal_already() -> None:
    """Nothing has to be sent."""
    assert not take(claim(trusts=True))[0][0].record.imported


def test_without_an_id_it_is_external() -> None:
    """It counts, and is left alone."""
    record = take(claim(ident=None))[0][0].record
    assert (Status.EXTERNAL, None) == (record.status, record.schedule_id)


@pytest.mark.parametrize("known", [False, True])
def test_only_texts_that_the_state_lacks_are_brought(known: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    """The others are there."""
    state = EMPTY if known else dataclasses.replace(EMPTY, texts={})
    assert ({} if known else {digest_text(LONG): LONG}) == take(claim(), state=state)[0][0].texts


@pytest.mark.parametrize(
    ("kind", "parent"), [(Kind.MESSAGE, None), (Kind.CAMPAIGN, "camp-1"), (Kind.CANVAS, "canv-1")]
)
def test_an_update_names_the_parent_of_the_definition(kind: Kind, parent: str | None) -> None:
    """The campaign or Canvas that must be said beside the id."""
    assert parent == take(claim(), desired=[make_desired(kind=kind)])[0][0].parent_id


@pytest.mark.parametrize(
    ("now", "flags"),
    [
        (NOW, (False, False, False)),
        (ANCHOR - timedelta(minutes=10), (False, True, False)),
        (ANCHOR, (True, True, False)),
        (ANCHOR - timedelta(days=100), (False, False, True)),
    ],
    ids=["ahead", "imminent", "over", "beyond"],
)
def test_where_its_time_stands(now: datetime, flags: tuple[bool, bool, bool]) -> None:
    """Told, so that a person knows what comes next."""
    (one,), _ = take(claim(trusts=True), now=now)
    assert flags == (one.is_over, one.is_imminent, one.is_beyond)


def test_a_paused_definition_is_told() -> None:
    """The next plan cancels it."""
    desired = make_desired(lifecycle=Lifecycle(paused=True))
    assert take(claim(), desired=[desired])[0][0].paused


@pytest.mark.parametrize("status", [Status.DEFERRED, Status.EXTERNAL])
def test_a_record_without_a_schedule_takes_the_id(status: Status) -> None:
    """What waits, and what counts as made without a call of ours behind it."""
    (one,), findings = take(claim(), state=make_state(make_recorded(make_desired(), status=status)))
    assert ("found", ()) == (one.record.schedule_id, findings)


@pytest.mark.parametrize(
    ("status", "verb", "ident", "why", "hint"),
    [
        pytest.param(Status.SCHEDULED, None, "found", "is recorded as id-of-teaser", "state rm", id="scheduled"),
        pytest.param(Status.SCHEDULED, None, None, "is recorded as id-of-teaser", "state rm", id="no id"),
        pytest.param(
            Status.SCHEDULED, None, "id-of-teaser", "has the schedule id id-of-teaser already", "apply", id="same"
        ),
        pytest.param(
            Status.EXTERNAL, None, None, "counts as created already", "leave it out", id="external again"
        ),
        pytest.param(
            Status.EXTERNAL, Verb.CREATE, "found", "and is external", "--schedule-id found", id="assumed created"
        ),
        pytest.param(Status.IN_DOUBT, Verb.CREATE, None, "is in doubt", "--schedule-id THE-ID", id="in doubt"),
        pytest.param(Status.VANISHED, Verb.DELETE, "found", "refused to cancel", "--gone", id="vanished"),
    ],
)
def test_a_record_that_is_there_is_refused_with_what_to_do(
    status: Status, verb: Verb | None, ident: str | None, why: str, hint: str
) -> None:
    """Each in its own words."""
    unfinished = make_unfinished(verb) if verb is not None else None
    state = make_state(make_recorded(make_desired(), status=status, unfinished=unfinished))
    made, (finding,) = take(claim(ident=ident), state=state)
    assert ((), True, True) == (made, why in finding.message, hint in finding.hint), finding


@pytest.mark.parametrize(
    ("status", "verb", "ident", "trusts", "imported", "is_taken"),
    [
        pytest.param(Status.SCHEDULED, None, "id-of-teaser", False, False, True, id="the same"),
        pytest.param(Status.SCHEDULED, None, "id-of-teaser", True, False, True, id="in line"),
        pytest.param(Status.SCHEDULED, None, "id-of-teaser", False, True, True, id="waits for its update"),
        pytest.param(Status.SCHEDULED, None, "id-of-teaser", True, True, False, id="trusted now"),
        pytest.param(Status.SCHEDULED, None, "another", False, False, False, id="another id"),
        pytest.param(Status.SCHEDULED, Verb.UPDATE, "id-of-teaser", False, False, False, id="under way"),
        pytest.param(Status.VANISHED, None, "id-of-teaser", False, False, False, id="vanished"),
        pytest.param(Status.EXTERNAL, None, None, False, False, True, id="id not known"),
        pytest.param(Status.EXTERNAL, None, "another", False, False, False, id="known now"),
    ],
)
def test_a_claim_that_was_taken_is_not_looked_at_again(
    status: Status,
    verb: Verb | None,
    ident: str | None,
    trusts: bool,  # noqa: FBT001 - a row of the table
    imported: bool,  # noqa: FBT001 - a row of the table
    is_taken: bool,  # noqa: FBT001 - a row of the table
) -> None:
    """Only where the record says just what the claim says."""
    unfinished = make_unfinished(verb) if verb is not None else None
    record = make_recorded(make_desired(), status=status, unfinished=unfinished)
    state = make_state(dataclasses.replace(record, imported=imported))
    one = claim(ident=ident, trusts=trusts)
    assert taken_already([one], state=state) == ((one,) if is_taken else ())
    assert taken_already([one, one], state=state) == ()
    assert taken_already([claim("other")], state=state) == ()


@pytest.mark.parametrize(
    ("ident", "why"),
    [
        ("", "its schedule id is empty or has blanks in it"),
        (" x", "its schedule id is empty or has blanks in it"),
        ("a b", "its schedule id is empty or has blanks in it"),
        ("a\tb", "its schedule id is empty or has blanks in it"),
        ("the-id", "the-id stands for the schedule id, it is none"),
        ("id-of-other", "id-of-other is the schedule id of other"),
        ("id-of-old", "id-of-old is the schedule id of old, which is over"),
    ],
)
def test_an_id_that_cannot_be_its_own_is_refused(ident: str, why: str) -> None:
    """Whose it is is said."""
    state = make_state(
        make_recorded(make_desired("other")), history=[make_past(make_recorded(make_desired("old")))]
    )
    assert [f"teaser {why}"] == refused(claim(ident=ident), state=state)


def test_a_name_that_was_sent_is_refused() -> None:
    """The same name is never sent twice, whoever sends."""
    state = make_state(history=[make_past(make_recorded(make_desired()))])
    assert ["teaser has been sent already under this name"] == refused(claim(), state=state)
    assert ["teaser id-of-teaser is the schedule id of teaser, which is over"] == refused(
        claim(ident="id-of-teaser"), state=state
    )[:1]


def test_two_claims_that_exclude_each_other_are_both_refused() -> None:
    """Each at its own line, in order."""
    desired = [make_desired("a"), make_desired("b")]
    _, findings = take(claim("a", "x", line=2), claim("b", "x", line=3), claim("b", "y", line=4), desired=desired)
    assert [
        (2, "the schedule id x is given to more than one address"),
        (3, "the schedule id x is given to more than one address"),
        (3, "is claimed more than once"),
        (4, "is claimed more than once"),
    ] == [(one.place.line if one.place else 0, one.message) for one in findings]


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("teasre", "did you mean `teaser`?"),
        ("nothing-alike", "write its definition first"),
        ("elsewhere", "limited to other environments"),
    ],
)
def test_an_address_without_a_definition_is_refused(address: str, hint: str) -> None:
    """With the nearest one, or what else to do."""
    made, (finding,) = take(claim(address), elsewhere=("elsewhere",))
    assert ((), "is not defined for production", True) == (made, finding.message, hint in finding.hint)


def test_a_definition_that_moves_has_a_record() -> None:
    """The one under its old name."""
    desired = make_desired(moved_from="old")
    state = make_state(make_recorded(make_desired("old")))
    assert ["teaser takes the record of old (`moved_from`)"] == refused(claim(), desired=[desired], state=state)
    assert [] == refused(claim(), desired=[desired])


def test_what_is_over_can_only_be_taken_as_it_is() -> None:
    """Braze changes nothing of it any more."""
    assert [
        "teaser its time has passed (Fri 27 Nov 2026 10:00 UTC): nothing of it can be changed any more"
    ] == refused(claim(), now=ANCHOR)
    assert [] == refused(claim(trusts=True), now=ANCHOR)
    assert [] == refused(claim(ident=None), now=ANCHOR)

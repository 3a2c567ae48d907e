"""The state for people."""

import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from braze_gitops.model import Address, Json, Kind, ScheduleId, Verb
from braze_gitops.report import Naming, Style, record_text, state_list_text, state_text
from braze_gitops.report.state_text import phase_words
from braze_gitops.state import Head, Past, Record, SendId, State, Status, Unfinished
from support.reviews import BROADCAST, DIGEST, LINEAGE, NOW, a_record, a_state, local
from support.states import fold_entries, make_intent, make_record, make_run

CUTOFF = timedelta(minutes=15)
NAMING = Naming(words={"campaigns": {"cmp-1": "Sale"}})
SENT_AT = datetime(2026, 11, 27, 14, tzinfo=UTC)
FULL = dataclasses.replace(
    a_record(),
    dispatch_id="dis-1",
    description="Teaser",
    owner="crm",
    tags=("spring", "sale"),
    commit="abc",
    protected=True,
    version_unknown=True,
    inside_at=NOW,
    unfinished=Unfinished(verb=Verb.UPDATE, since=NOW, evidence="the connection was cut"),
)


def past(address: str, *, schedule_id: str | None = "sch-0", version_unknown: bool = False) -> Past:
    """Return a schedule that was sent a day ago."""
    return Past(
        address=Address(address),
        kind=Kind.MESSAGE,
        schedule_id=ScheduleId(schedule_id) if schedule_id else None,
        dispatch_id=None,
        window=dataclasses.replace(
            a_record().window, first_at=NOW - timedelta(days=3), last_at=NOW - timedelta(days=3)
        ),
        audience_digest=DIGEST,
        content_digest=DIGEST,
        version_unknown=version_unknown,
        ended_at=NOW,
    )


def one(state: State, address: str = "teaser") -> list[str]:
    """Return what is told of one address."""
    text = record_text(state, Address(address), style=Style(), width=80, now=NOW, naming=NAMING, cutoff=CUTOFF)
    return text.splitlines()


@pytest.mark.parametrize(
    ("record", "now", "words"),
    [
        (a_record(), NOW, "scheduled"),
        (a_record(), SENT_AT, "sending"),
        (a_record(), SENT_AT + CUTOFF, "sending"),
        (a_record(), SENT_AT + CUTOFF + timedelta(seconds=1), "sent"),
        (a_record(time=local()), datetime(2026, 11, 27, 21, tzinfo=UTC), "sending"),
        (a_record(time=local()), datetime(2026, 11, 27, 22, tzinfo=UTC), "sent"),
        (a_record(status=Status.IN_DOUBT), SENT_AT, "in doubt"),
    ],
    ids=["before", "instant", "cutoff", "after", "local", "local over", "stored"],
)
def test_phases(record: Record, now: datetime, words: str) -> None:
    """Sending and sent follow from the window and the present; the rest is stored."""
    assert words == phase_words(record, now, cutoff=CUTOFF)


def test_the_list_has_a_block_a_record() -> None:
    """Each record is told with what it is, when, and its id; then the version of the whole."""
    state = a_state(a_record(), a_record("later", status=Status.DEFERRED, schedule_id=None))
    assert state_list_text(state, style=Style(), width=80, now=NOW, cutoff=CUTOFF).splitlines() == [
        "scheduled teaser",
        "          Fri 27 Nov 2026, 09:00 America/New_York (14:00 UTC), in 7 days",
        "          message  sch-1",
        "deferred  later",
        "          Fri 27 Nov 2026, 09:00 America/New_York (14:00 UTC), in 7 days",
        "          message  no schedule id yet",
        "",
        "2 records.",
        "state     serial 7, batch 12, 3fa9c1d2e0b1",
        f"lineage   {LINEAGE}",
    ]


def test_a_record_is_told_whole() -> None:
    """All that is known of an address is shown."""
    assert one(a_state(FULL)) == [
        "  scheduled  teaser",
        "      reaches   broadcast to segment seg-8f1c; only people who opted in",
        "      sends     email “Hi {{${first_name} | default: 'there'}}, it starts",
        "                tomorrow”",
        "      when      Fri 27 Nov 2026, 09:00 America/New_York (14:00 UTC), in 7 days",
        "      kind      message",
        "      id        sch-1",
        "      dispatch  dis-1",
        "      waits     Braze takes it from Fri 20 Nov 2026, 09:00 UTC, now",
        "      in doubt  the update of Fri 20 Nov 2026, 09:00 UTC went unanswered. the",
        "                connection was cut",
        "      version   which version went out is not known",
        "      protected neither cancelled nor replaced",
        "      about     Teaser",
        "      owner     crm",
        "      tags      spring, sale",
        "      from      schedules/teaser.yaml",
        "      commit    abc",
        "      applied   Wed 18 Nov 2026, 09:00 UTC, 2 days ago",
        "",
    ]


def test_a_local_send_tells_both_ends() -> None:
    """A window of more than an instant takes two lines."""
    assert [
        "                first on Kiritimati (UTC+14): Thu 26 Nov 2026, 19:00 UTC",
        "                last on Baker Island (UTC-12): Fri 27 Nov 2026, 21:00 UTC",
    ] == [
        line
        for line in one(a_state(a_record(time=local(), schedule_id=None)))
        if line.strip().startswith(("first", "last"))
    ]


def test_a_bare_record_tells_what_there_is() -> None:
    """What a record does not have is left out."""
    bare = dataclasses.replace(a_record(status=Status.EXTERNAL), source="")
    assert not [line for line in one(a_state(bare)) if "dispatch" in line or "from  " in line]


def test_an_imported_record_says_so() -> None:
    """Until an update made it what the definition says."""
    record = dataclasses.replace(a_record(), imported=True)
    assert "imported made by something else" in " ".join(" ".join(one(a_state(record))).split())


def test_what_is_over_is_told() -> None:
    """An address in the history says when it was sent and under which id."""
    state = dataclasses.replace(
        a_state(), history=(past("teaser"), past("other"), past("teaser", schedule_id=None, version_unknown=True))
    )
    assert one(state) == [
        "  over  teaser",
        "      was for   Tue 17 Nov 2026, 09:00 UTC, 3 days ago",
        "      kind      message",
        "      id        sch-0",
        "",
        "  over  teaser",
        "      was for   Tue 17 Nov 2026, 09:00 UTC, 3 days ago",
        "      kind      message",
        "      id        not known",
        "      version   which version went out is not known",
        "",
    ]


def test_the_whole_state_is_told() -> None:
    """A state names its environment and endpoint, every record and what is over."""
    state = dataclasses.replace(a_state(a_record()), history=(past("old"),))
    lines = state_text(state, style=Style(), width=80, now=NOW, naming=Naming(), cutoff=CUTOFF).splitlines()
    assert [
        "State of production  https://rest.iad-01.braze.com",
        "  over  old, Tue 17 Nov 2026, 09:00 UTC, 3 days ago",
        "1 record, 1 in the history.",
    ] == [lines[0], lines[-5], lines[-3]]


TRACKED: Mapping[str, Json] = {**BROADCAST, "campaign_id": "cmp-1", "send_id": "november"}


MADE = SendId(campaign_id="cmp-1", send_id="november", created_at=NOW)
LOST = dataclasses.replace(MADE, confirmed=False)


@pytest.mark.parametrize(
    ("known", "schedule_id", "words"),
    [
        pytest.param(MADE, "sch-1", "made Fri 20 Nov 2026, 09:00 UTC", id="made"),
        pytest.param(LOST, "sch-1", "asked for Fri 20 Nov 2026, 09:00 UTC without a clear answer", id="lost"),
        pytest.param(None, "sch-1", "not made from here", id="elsewhere"),
        pytest.param(None, None, "not made yet", id="waits"),
    ],
)
def test_a_send_id_is_told(known: SendId | None, schedule_id: str | None, words: str) -> None:
    """Its campaign, and whether Braze has it."""
    status = Status.SCHEDULED if schedule_id else Status.DEFERRED
    state = a_state(a_record(payload=TRACKED, schedule_id=schedule_id, status=status))
    other = dataclasses.replace(MADE, campaign_id="cmp-2")
    state = dataclasses.replace(state, send_ids=(other,) if known is None else (other, known))
    told = " ".join(line.strip() for line in one(state))
    assert f"november for campaign “Sale” (cmp-1), {words}" in told


def test_the_list_names_the_send_id() -> None:
    """Under kind and id."""
    text = state_list_text(
        a_state(a_record(payload=TRACKED), a_record("other")), style=Style(), width=80, now=NOW, cutoff=CUTOFF
    )
    assert ["send id november"] == [line.strip() for line in text.splitlines() if "send id" in line]


@pytest.mark.parametrize(
    ("status", "verb", "words"),
    [
        (
            Status.IN_DOUBT,
            Verb.CREATE,
            "in doubt the create of Fri 20 Nov 2026, 09:00 UTC went unanswered. 400 no",
        ),
        (Status.EXTERNAL, Verb.CREATE, "assumed the create of Fri 20 Nov 2026, 09:00 UTC went unanswered. 400 no"),
        (Status.VANISHED, Verb.DELETE, "refused Braze refused the delete of Fri 20 Nov 2026, 09:00 UTC: 400 no"),
    ],
    ids=["in doubt", "assumed created", "vanished"],
)
def test_a_call_is_told_by_what_became_of_it(status: Status, verb: Verb, words: str) -> None:
    """What was refused was answered, and what a person spoke on is no doubt."""
    unfinished = Unfinished(verb=verb, since=NOW, evidence="400 no")
    record = dataclasses.replace(a_record(status=status), unfinished=unfinished)
    assert words in " ".join(" ".join(one(a_state(record))).split())


def left_open() -> State:
    """Return a state whose run asked for a schedule and had no answer when it was last heard of."""
    intent = make_intent(Verb.CREATE, make_record(schedule_id=None))
    return fold_entries(make_run(), intent)


OPEN = (
    "note: a run is open: ana on laptop, apply of Fri 20 Nov 2026, 09:00 UTC; "
    "what it has no answer to is told as the next run finds it"
)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            state_list_text(left_open(), style=Style(), width=80, now=NOW, cutoff=CUTOFF), id="state list"
        ),
        pytest.param("\n".join(one(left_open())), id="state show"),
        pytest.param(
            state_text(left_open(), style=Style(), width=80, now=NOW, naming=NAMING, cutoff=CUTOFF), id="show"
        ),
    ],
)
def test_a_state_that_was_left_open_is_told_as_the_next_run_finds_it(text: str) -> None:
    """What was asked without an answer is in doubt, and the open run is named."""
    words = " ".join(text.split())
    assert ("in doubt teaser" in words, OPEN in words) == (True, True)


def test_an_unknown_address_is_no_text_while_a_run_is_open() -> None:
    """There is nothing to tell of it."""
    assert [] == one(left_open(), "nobody")


def test_a_state_that_is_not_there_is_said_to_be_none() -> None:
    """A sandbox before its first apply has neither version nor lineage."""
    state = dataclasses.replace(a_state(), head=Head(number=0, digest=""))
    text = state_list_text(state, style=Style(), width=80, now=NOW, cutoff=CUTOFF)
    assert ["No state yet: the first apply begins it."] == text.splitlines()[-1:]

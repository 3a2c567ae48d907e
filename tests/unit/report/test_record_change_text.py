"""What a person's command would do to a record is said before it is done."""

from __future__ import annotations

import dataclasses

import pytest

from braze_gitops.apply import Moving
from braze_gitops.model import Address, Kind
from braze_gitops.report import Style, forget_text, move_text
from braze_gitops.state import Past, Record, Status, past_of
from support.plans import NOW, make_desired, make_recorded, make_state

PLAIN = Style(colour=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is forgotten."""

    record: Record
    past: Past | None = None
    is_live: bool = False


def forgotten(record: Record, *, sent: bool = False, live: bool = False) -> str:
    """Return the words in one line."""
    found = Found(record=record, past=past_of(record, now=NOW) if sent else None, is_live=live)
    return " ".join(forget_text(found, environment="production", now=NOW, style=PLAIN, width=100).split())


@pytest.mark.parametrize(
    ("kind", "call"),
    [
        (Kind.MESSAGE, 'POST /messages/schedule/delete with {"schedule_id": "id-of-teaser"}'),
        (Kind.CAMPAIGN, '{"campaign_id": "camp-1", "schedule_id": "id-of-teaser"}'),
        (Kind.CANVAS, '{"canvas_id": "canv-1", "schedule_id": "id-of-teaser"}'),
    ],
)
def test_what_is_live_comes_with_the_call_that_cancels_it(kind: Kind, call: str) -> None:
    """And with what happens next."""
    text = forgotten(make_recorded(make_desired(kind=kind)), live=True)
    assert [True] * 3 == [
        part in text for part in (call, "it still goes out at Braze", "under this name would be created again")
    ]


def test_without_an_id_there_is_no_such_call() -> None:
    """It may be there all the same."""
    text = forgotten(make_recorded(make_desired(), status=Status.EXTERNAL), live=True)
    assert (True, True, False) == ("id not known" in text, "it may be at Braze" in text, "POST" in text)


def test_what_was_sent_stays_sent() -> None:
    """A definition under its name is not created again."""
    text = forgotten(make_recorded(make_desired()), sent=True)
    assert (True, False) == ("it counts as sent" in text, "created again;" in text)


def test_what_waits_has_no_id_yet() -> None:
    """Nothing is at Braze."""
    assert "id not created yet" in forgotten(make_recorded(make_desired(), status=Status.DEFERRED))


@pytest.mark.parametrize(
    ("is_defined", "words"),
    [(True, "the definition of that name continues it"), (False, "warning no definition has that name")],
)
def test_a_move_says_what_comes_next(is_defined: bool, words: str) -> None:  # noqa: FBT001 - pytest passes it by name
    """A definition that continues it, or a plan that cancels it."""
    text = move_text(
        make_state(make_recorded(make_desired())),
        Moving(records={Address("teaser"): Address("new")}, names={}),
        defined={Address("new")} if is_defined else set(),
        now=NOW,
        style=PLAIN,
        width=100,
    )
    flat = " ".join(text.split())
    assert (True, True) == ("> move teaser to new" in flat, words in flat)


def test_a_name_that_goes_on_is_said() -> None:
    """Also where no record moves."""
    moving = Moving(records={}, names={Address("digest"): Address("letter")})
    text = move_text(make_state(), moving, defined=set(), now=NOW, style=PLAIN, width=80)
    assert (
        "> name digest is letter then what was sent under the old name counts for the new one, and halts hold it "
        "as well" == " ".join(text.split())
    )

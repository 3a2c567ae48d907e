"""What an import would write is said before it is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from braze_gitops.model import Address, Claim, Desired, Kind, Lifecycle, ScheduleId
from braze_gitops.plan import adopt
from braze_gitops.report import Naming, Style, import_question, import_text, known_words
from support.plans import ANCHOR, NOW, PRODUCTION, make_desired, make_state


def told(
    *,
    ident: str | None = "found",
    trusts: bool = False,
    kind: Kind = Kind.MESSAGE,
    paused: bool = False,
    now: datetime = NOW,
    known: Sequence[Claim] = (),
) -> str:
    """Return the words of one import, in one line."""
    claim = Claim(
        address=Address("teaser"),
        schedule_id=ScheduleId(ident) if ident is not None else None,
        trusts=trusts,
    )
    desired = make_desired(kind=kind, lifecycle=Lifecycle(paused=paused))
    state = make_state()
    adopted, _ = adopt(
        [claim], desired=Desired(schedules=(desired,)), state=state, environment=PRODUCTION, now=now, commit=None
    )
    text = import_text(
        adopted,
        known=known,
        state=state,
        naming=Naming(words={}, variables={}),
        now=now,
        style=Style(colour=False),
        width=100,
    )
    assert "Import 1 schedule into the state of production? Only `yes` does: " == import_question(
        adopted, environment="production"
    )
    return " ".join(text.split())


def test_the_id_the_reach_and_the_time_are_said() -> None:
    """What a person compares with what they know."""
    text = told()
    assert [True] * 4 == [
        part in text
        for part in ("< import teaser message", "id found", "reaches broadcast to segment", "27 Nov 2026")
    ]


@pytest.mark.parametrize(
    ("kind", "parent"), [(Kind.CAMPAIGN, "of campaign camp-1"), (Kind.CANVAS, "of Canvas canv-1")]
)
def test_the_parent_is_said(kind: Kind, parent: str) -> None:
    """The update will name it, and brings the time alone."""
    text = told(kind=kind)
    assert (True, True) == (parent in text, "its time becomes what" in text)


def test_without_an_id_it_is_left_alone() -> None:
    """For a person who cannot find it."""
    text = told(ident=None)
    assert (True, True) == ("id not known" in text, "not created, changed or cancelled from here" in text)


@pytest.mark.parametrize(
    ("trusts", "paused", "now", "words"),
    [
        pytest.param(False, False, NOW, "its time and its messages become what the definition says", id="update"),
        pytest.param(False, True, NOW, "the next plan cancels it", id="paused"),
        pytest.param(True, False, NOW, "nothing is sent to Braze until the definition changes", id="trusted"),
        pytest.param(True, False, ANCHOR, "it counts as sent", id="over"),
        pytest.param(False, False, ANCHOR - timedelta(days=100), "inside the horizon", id="beyond"),
        pytest.param(False, False, ANCHOR - timedelta(minutes=5), "held by the guard `imminent`", id="imminent"),
    ],
)
def test_what_comes_next_is_said(trusts: bool, paused: bool, now: datetime, words: str) -> None:  # noqa: FBT001 - pytest passes them by name
    """In one sentence."""
    assert words in told(trusts=trusts, paused=paused, now=now)


def test_what_is_known_already_is_said() -> None:
    """One by its name and id, more by their number."""
    teaser = Claim(address=Address("teaser"), schedule_id=ScheduleId("id-1"), trusts=False)
    other = Claim(address=Address("other"), schedule_id=None, trusts=False)
    assert "Left as it is: teaser is under control already, as id-1." in told(known=[teaser])
    assert "other is under control already, its id not known" == known_words([other])
    assert "2 schedules are under control already" == known_words([teaser, other])
    assert "already" not in told()

"""Answers beside a state that one of its records waits for."""

from __future__ import annotations

import dataclasses

from braze_gitops.model import Lineage
from braze_gitops.state import CallId, Resolution, waited_for
from support.merging import merged, resolved, started
from support.unrecorded import unrecorded


def test_the_answer_to_a_doubt_is_waited_for() -> None:
    """Settled already or not."""
    assert ("teaser",) == waited_for([unrecorded()], started().state())


def test_what_is_merged_is_not() -> None:
    """Nor what a person has settled."""
    journal = started()
    merged(journal, unrecorded())
    settled = started()
    settled.add(*resolved(Resolution.NOT_CREATED))
    assert [(), ()] == [waited_for([unrecorded()], one.state()) for one in (journal, settled)]


def test_an_answer_to_another_call_or_of_another_state_is_not() -> None:
    """Only the very call counts."""
    one = unrecorded()
    other = dataclasses.replace(one, entry=dataclasses.replace(one.entry, call=CallId("call-9")))
    foreign = dataclasses.replace(one, lineage=Lineage("00000000-0000-4000-8000-000000000009"))
    assert () == waited_for([other, foreign], started().state())

"""What a pushed document would change is shown field by field."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from braze_gitops.report import Style, push_text
from braze_gitops.state import Record, Status
from support.plans import make_desired, make_recorded

RECORD = make_recorded(make_desired())


def told(before: Record | None, after: Record | None, *given_up: Record) -> str:
    """Return the words in one line."""
    text = push_text(
        [(before, after)], given_up=given_up, environment="production", style=Style(colour=False), width=100
    )
    return " ".join(text.split())


def test_each_field_that_differs_is_shown() -> None:
    """And no other."""
    later = RECORD.applied_at + timedelta(days=1)
    text = told(RECORD, dataclasses.replace(RECORD, owner="ana", applied_at=later))
    assert [True, True, False, True] == [
        part in text for part in ("~ change teaser", "owner: nothing → ana", "kind:", "applied_at: ")
    ]
    assert text.endswith("Push: 1 record would change.")


def test_what_comes_and_what_goes_is_shown_whole() -> None:
    """What it has at its default is left out."""
    added, gone = told(None, RECORD), told(RECORD, None)
    assert [True] * 4 == [
        "+ add teaser" in added,
        "schedule_id: nothing → id-of-teaser" in added,
        "- forget teaser" in gone,
        "schedule_id: id-of-teaser → nothing" in gone,
    ]
    assert (False, False) == ("owner" in added, "version_unknown" in gone)


def test_what_is_given_up_comes_with_the_call_that_cancels_it() -> None:
    """Of what has no id there is none."""
    external = dataclasses.replace(RECORD, status=Status.EXTERNAL, schedule_id=None)
    assert 'POST /messages/schedule/delete with {"schedule_id": "id-of-teaser"}' in told(RECORD, None, RECORD)
    assert (True, False) == (
        "teaser may still go out" in told(external, None, external),
        "POST" in told(external, None, external),
    )

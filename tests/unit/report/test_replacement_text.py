"""Every address is named before a state takes the place of a lost one."""

from __future__ import annotations

from datetime import timedelta

from braze_gitops.model import Desired, DesiredSchedule
from braze_gitops.plan import replace_lost
from braze_gitops.report import Style, replacement_text
from support.plans import LINEAGE, NOW, PRODUCTION, make_desired


def told(*desired: DesiredSchedule) -> str:
    """Return the words in one line."""
    found = replace_lost(Desired(schedules=desired), environment=PRODUCTION, lineage=LINEAGE, now=NOW, commit=None)
    text = replacement_text(found, environment="production", lost=LINEAGE, style=Style(colour=False), width=90)
    return " ".join(text.split())


def test_each_address_is_named_where_it_goes() -> None:
    """What counts as created, then what counts as sent."""
    text = told(make_desired("a"), make_desired("b", at=NOW - timedelta(days=2)))
    assert f"in place of the one that is gone, lineage {LINEAGE}" in text
    assert (
        text.index("Counts as created")
        < text.index(" a Fri")
        < text.index("Counts as sent")
        < text.index(" b Sun")
    )
    assert "1 schedule external, 1 over." in text


def test_what_there_is_none_of_is_not_named() -> None:
    """No empty list."""
    assert (False, True) == ("Counts as sent" in told(make_desired()), "Counts as created" in told(make_desired()))
    assert (False, False) == ("Counts as sent" in told(), "Counts as created" in told())

"""Findings on lines that list people are shown without those lines."""

from braze_gitops.model import Finding, Place, Severity, without_people
from support.definition_samples import campaign
from support.load_calls import load_values


def test_lines_of_people_are_left_out_and_others_stay() -> None:
    """The place stays."""
    _, findings = load_values(campaign(recipients=[{"external_user_id": "ada"}, {"external_user_id": "ada"}], x=1))
    shown = without_people(findings)
    assert ["ada" in str(one.place.excerpt) for one in findings if one.place] == [
        one.code == "repeated-person" for one in findings
    ]
    assert not any("ada" in str(one) for one in shown)
    assert [str(one.place) for one in findings] == [str(one.place) for one in shown]


def test_what_has_no_place_stays() -> None:
    """And so does what has another one."""
    one = Finding(severity=Severity.NOTE, code="x", message="x")
    two = Finding(severity=Severity.NOTE, code="x", message="x", place=Place(path="a", line=1, excerpt="b"))
    assert (one, two) == without_people([one, two])

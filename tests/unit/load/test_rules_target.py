"""`rules_target`: what is said about each row of its table."""

from __future__ import annotations

import pytest

from support.definitions import campaign, message, yaml_text
from support.load_calls import load_sources, load_values, said
from support.request_faults import TARGET, Fault
from support.yaml_sources import source


@pytest.mark.parametrize("fault", TARGET, ids=lambda fault: fault.name)
def test_exactly_this_is_said(fault: Fault) -> None:
    """A good definition gives no finding; a bad one those of the table, each at its place."""
    assert fault.said == said(load_values(fault.value)[1])


def test_a_person_from_a_file_is_placed_in_its_line_and_not_shown() -> None:
    """What is wrong with a person stands in the file; what was written in the definition keeps its own place."""
    value = campaign(recipients=[{"from_file": "people.jsonl"}, {"attributes": {"a": 1}}])
    people = '{"attributes": {}}\n\n{"external_user_id": "ada", "email": "ada@shop.example"}\n'
    _, findings = load_sources(source(yaml_text(value)), texts={"people.jsonl": people})

    places = [finding.place for finding in findings if finding.place]
    assert [
        "person-id schedules/people.jsonl:1:1",
        "needs-other-key schedules/people.jsonl:3:1",
        "person-id schedules/people.jsonl:3:1",
        "person-id schedules/teaser.yaml:8:5",
    ] == [f"{finding.code} {finding.place}" for finding in findings]
    assert {""} == {place.excerpt for place in places if place.path.endswith(".jsonl")}
    assert "ada" not in " ".join(finding.message + finding.hint for finding in findings)


def test_each_field_of_people_has_its_own_lines() -> None:
    """A file for a whole field begins at its first entry, whatever stood before in another field."""
    value = message(
        segment_id=None,
        broadcast=None,
        external_user_ids=["a", {"from_file": "ids.jsonl"}],
        user_aliases={"from_file": "aliases.jsonl"},
    )
    texts = {"ids.jsonl": '"b"\n', "aliases.jsonl": '{"alias_name": "c"}\n'}
    _, findings = load_sources(source(yaml_text(value)), texts=texts)

    assert ["schedules/aliases.jsonl:1:1"] == [str(finding.place) for finding in findings]


def test_a_repeated_person_names_both_places() -> None:
    """Line numbers find a person that must not be shown."""
    text = yaml_text(campaign(recipients={"from_file": "people.csv"}))
    csv = "external_user_id,prioritization\na,\nb,\na,\nb,identified\n"
    _, findings = load_sources(source(text), texts={"people.csv": csv})

    assert [
        ("schedules/people.csv:2:1", "delete one of the two; the other one is at schedules/people.csv:4:1"),
        ("schedules/people.csv:5:1", "keep one of the two; the other one is at schedules/people.csv:3:1"),
    ] == [(str(finding.place), finding.hint) for finding in findings]

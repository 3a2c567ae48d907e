"""People from CSV and JSON lines."""

import pytest

from braze_gitops.load.people_file import MAX_PEOPLE, read_people
from support.yaml_sources import source

IDS, ALIASES, RECIPIENTS = "external_user_ids", "user_aliases", "recipients"


@pytest.mark.parametrize(
    ("field", "name", "text", "people"),
    [
        pytest.param(IDS, "a.csv", "external_user_id\nu1\n\n u2 \n", ["u1", "u2"], id="ids"),
        pytest.param(
            IDS,
            "a.CSV",
            '\ufeffexternal_user_id\r\n"a,""b"\r\n010',
            ['a,"b', "010"],
            id="ids with quotes, CRLF and BOM",
        ),
        pytest.param(IDS, "a.jsonl", '"u1"\n\n"u2"\n', ["u1", "u2"], id="ids as JSON"),
        pytest.param(
            ALIASES,
            "a.csv",
            "alias_label,alias_name\nl,n\n",
            [{"alias_label": "l", "alias_name": "n"}],
            id="aliases",
        ),
        pytest.param(ALIASES, "a.ndjson", '{"alias_name": "n"}\r\n', [{"alias_name": "n"}], id="aliases as JSON"),
        pytest.param(
            RECIPIENTS,
            "a.csv",
            "external_user_id,email,prioritization,alias_name,alias_label\n"
            "u1,,,,\n,a@b.example,identified| most_recently_updated,,\n,,,n,l\n",
            [
                {"external_user_id": "u1"},
                {"email": "a@b.example", "prioritization": ["identified", "most_recently_updated"]},
                {"user_alias": {"alias_name": "n", "alias_label": "l"}},
            ],
            id="recipients",
        ),
        pytest.param(
            RECIPIENTS,
            "a.jsonl",
            '{"external_user_id": "u", "trigger_properties": {"a": [1, 2.5, null]}}',
            [{"external_user_id": "u", "trigger_properties": {"a": [1, 2.5, None]}}],
            id="recipients as JSON",
        ),
    ],
)
def test_people_are_read(field: str, name: str, text: str, people: object) -> None:
    """Each line is an entry of the field, as Braze has it."""
    assert (people, ()) == read_people(field, source(text, name))


@pytest.mark.parametrize(
    ("field", "name", "text", "line", "words"),
    [
        pytest.param(IDS, "a.txt", "u1", 1, ".csv or a .jsonl", id="other kind"),
        pytest.param(IDS, "a.csv", "", 1, "nobody", id="empty"),
        pytest.param(IDS, "a.csv", "external_user_id\n", 1, "nobody", id="head alone"),
        pytest.param(IDS, "a.csv", "id\nu1\n", 1, "`id` is not known", id="unknown column"),
        pytest.param(IDS, "a.csv", "external_user_id,external_user_id\nu,u", 1, "twice", id="column twice"),
        pytest.param(IDS, "a.csv", "external_user_id\nu1\nu2,x\n", 3, "2 values", id="too many values"),
        pytest.param(IDS, "a.csv", 'external_user_id\n"u1\n', 2, "no CSV", id="quote open"),
        pytest.param(IDS, "a.csv", "external_user_id\n" + "u\n" * (MAX_PEOPLE + 1), 1, "more than", id="too many"),
        pytest.param(IDS, "a.jsonl", '"u1"\nu2\n', 2, "no JSON", id="no JSON"),
        pytest.param(IDS, "a.jsonl", "5\n", 1, "a text in quotes", id="number"),
        pytest.param(RECIPIENTS, "a.jsonl", '"u1"', 1, "an object", id="text for an object"),
        pytest.param(RECIPIENTS, "a.jsonl", '{"a": 1, "a": 2}', 1, "no JSON", id="key twice"),
        pytest.param(RECIPIENTS, "a.jsonl", '{"a": NaN}', 1, "no JSON", id="not a number"),
        pytest.param(RECIPIENTS, "a.jsonl", "[" * 100_000, 1, "no JSON", id="deep"),
        pytest.param(RECIPIENTS, "a.jsonl", '{"a": ' + "9" * 5_000 + "}", 1, "no JSON", id="long number"),
    ],
)
def test_what_is_no_list_of_people_is_an_error(field: str, name: str, text: str, line: int, words: str) -> None:
    """One error names the line and shows nobody."""
    people, (finding,) = read_people(field, source(text, name))
    assert finding.place is not None
    assert ([], line, "") == (people, finding.place.line, finding.place.excerpt)
    assert words in finding.message


def test_a_csv_row_beyond_the_limit_of_a_field_is_an_error() -> None:
    """An overlong value is refused with its line."""
    assert "no CSV" in read_people(IDS, source("external_user_id\n" + "x" * 200_000, "a.csv"))[1][0].message

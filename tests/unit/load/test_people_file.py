"""People from CSV and JSON lines."""

import pytest

from braze_gitops.load.people_file import MAX_BAD_LINES, MAX_PEOPLE, read_people
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
    found, findings = read_people(field, source(text, name))
    assert (people, ()) == ([person.value for person in found], findings)


@pytest.mark.parametrize(
    ("field", "name", "text", "line", "words"),
    [
        pytest.param(IDS, "a.txt", "u1", 1, ".csv or a .jsonl", id="other kind"),
        pytest.param(IDS, "a.csv", "", 1, "nobody", id="empty"),
        pytest.param(IDS, "a.csv", "external_user_id\n", 1, "nobody", id="head alone"),
        pytest.param(IDS, "a.csv", "id\nu1\n", 1, "does not name the columns", id="no head"),
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


@pytest.mark.parametrize(
    ("field", "name", "head", "hint"),
    [
        pytest.param(
            IDS, "a.csv", "external_user_id,town", "delete the column; the first line names", id="more columns"
        ),
        pytest.param(IDS, "a.csv", "external_userid", "did you mean `external_user_id`?", id="misspelt"),
        pytest.param(RECIPIENTS, "a.csv", "external_user_id,context", "a .jsonl file", id="values of a person"),
        pytest.param(ALIASES, "a.csv", "alias_name;alias_label", "with commas", id="semicolons"),
        pytest.param(ALIASES, "a.csv", "alias_name\talias_label", "with commas", id="tabs"),
        pytest.param(IDS, "a.xlsx", "x", "export it as CSV", id="spreadsheet"),
    ],
)
def test_an_export_of_another_kind_has_a_way_out(field: str, name: str, head: str, hint: str) -> None:
    """Each error of the first line says what to do with the file."""
    _, (finding,) = read_people(field, source(f"{head}\n", name))
    assert hint in finding.hint


def test_a_first_line_that_may_name_a_person_is_not_shown() -> None:
    """Without any known column it may be a person; beside a known one it is a column."""
    _, (nobody,) = read_people(IDS, source("ada@shop.example\n", "a.csv"))
    _, (column,) = read_people(IDS, source("external_user_id,town\n", "a.csv"))
    assert (False, True) == ("ada" in nobody.message + nobody.hint, "`town`" in column.message)


def test_each_person_knows_its_line() -> None:
    """Blank lines and values of several lines count."""
    csv, _ = read_people(IDS, source('external_user_id\nu\n\n"v\nw"\nx\n', "a.csv"))
    lines, _ = read_people(IDS, source('"u"\n\n"v"\n', "a.jsonl"))
    assert ([1, 3, 5], [0, 2]) == ([person.line for person in csv], [person.line for person in lines])


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.csv", "external_user_id\nu,x\nu\nu,x\n"), ("a.jsonl", '"u"\nu\n"u"\n5\n')],
)
def test_all_bad_lines_come_at_once(name: str, text: str) -> None:
    """A bad line does not hide the next."""
    people, findings = read_people(IDS, source(text, name))
    assert ([], [2, 4]) == (people, [finding.place.line for finding in findings if finding.place])


def test_more_bad_lines_than_anybody_reads_are_counted() -> None:
    """Twenty are shown, and one finding counts the others."""
    _, findings = read_people(IDS, source("5\n" * 30, "a.jsonl"))
    assert (MAX_BAD_LINES + 1, "there are 10 more bad lines in this file") == (
        len(findings),
        findings[-1].message,
    )


def test_a_csv_row_beyond_the_limit_of_a_field_is_an_error() -> None:
    """An overlong value is refused with its line."""
    assert "no CSV" in read_people(IDS, source("external_user_id\n" + "x" * 200_000, "a.csv"))[1][0].message

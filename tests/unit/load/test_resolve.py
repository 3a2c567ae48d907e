"""Documents with templates rendered and files read."""

import pytest

from braze_gitops.load.document import Resolved
from braze_gitops.load.resolve import resolve
from braze_gitops.model import Finding, digest_json, digest_text
from support.yaml_sources import TextsByName, read_one, variables

VARIABLES = variables(
    {"brand": "Shop", "segments": {"news": "seg-1"}, "l": [1, {"a": 2}], "bad": "{{x}}", "lang": "en"},
    {"greeting": "Hi {{${first_name}}}"},
)
TEXTS = {
    "a.html": "<p>{{${x}}} << brand >></p>\r\n",
    "b.html": "one\ntwo << brnd >> << brand >>\n",
    "en.html": "english",
    "ids.csv": "external_user_id\nu1\nu2\n",
    "aliases.jsonl": '{"alias_name": "n", "alias_label": "l"}\n',
    "ids.txt": "u1",
}


def run(text: str) -> tuple[Resolved | None, tuple[Finding, ...]]:
    """Resolve a document with the variables and texts of this module."""
    return resolve(read_one(text), variables=VARIABLES, files=TextsByName(TEXTS))


def resolved(text: str) -> Resolved:
    """Resolve a document that has no findings."""
    done, findings = run(text)
    assert () == findings
    assert done is not None
    return done


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: << brand >>", {"a": "Shop"}),
        ("a: {b: [<< l >>, 1, null, 1.5, true]}", {"a": {"b": [[1, {"a": 2}], 1, None, 1.5, True]}}),
        ("a: Hi << brand >> {{x}}", {"a": "Hi Shop {{x}}"}),
        ("a: << greeting >>", {"a": "Hi {{${first_name}}}"}),
        ("a: {from_file: a.html}", {"a": TEXTS["a.html"]}),
        ("a: {from_file: a.html, template: false}", {"a": TEXTS["a.html"]}),
        ("a: {from_file: a.html, template: true}", {"a": "<p>{{${x}}} Shop</p>\r\n"}),
        ("a: [{from_file: en.html}]", {"a": ["english"]}),
        ("a: {from_file: << lang >>.html}", {"a": "english"}),
        ("external_user_ids: {from_file: ids.csv}", {"external_user_ids": ["u1", "u2"]}),
        ("external_user_ids: [u0, {from_file: ids.csv}]", {"external_user_ids": ["u0", "u1", "u2"]}),
        (
            "user_aliases: [{alias_name: x, alias_label: << brand >>}, {from_file: aliases.jsonl}]",
            {
                "user_aliases": [
                    {"alias_name": "x", "alias_label": "Shop"},
                    {"alias_name": "n", "alias_label": "l"},
                ]
            },
        ),
        (
            "recipients: [{external_user_id: {from_file: ids.txt}}]",
            {"recipients": [{"external_user_id": "u1"}]},
        ),
        ("name: plain", {"name": "plain"}),
    ],
)
def test_values_are_replaced(text: str, value: object) -> None:
    """Templates and references are replaced wherever a text may stand; other values stay."""
    assert value == resolved(text).value


def test_what_took_part_is_noted() -> None:
    """Variables and files by digest; whole values by the variable, texts by the file they came from."""
    done = resolved(
        "s: << segments.news >>\nt: x << brand >>\n"
        "m: {b: {from_file: a.html, template: true}, c: [{from_file: en.html}]}\n"
        "external_user_ids: {from_file: ids.csv}\n"
    )
    assert {"brand": digest_json("Shop"), "segments.news": digest_json("seg-1")} == done.variables
    assert {
        f"schedules/{name}": digest_text(TEXTS[name]) for name in ("a.html", "en.html", "ids.csv")
    } == done.files
    assert {"m.b": "schedules/a.html", "m.c.0": "schedules/en.html"} == done.texts_from
    assert {"s": "segments.news"} == done.variables_from


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "width"),
    [
        pytest.param("a: x\nb: Hi << brnd >>!", "variable-unknown", 2, 7, 10, id="in a text"),
        pytest.param("b: '<< brand >> << brnd >>'", "variable-unknown", 1, 17, 10, id="in quotes"),
        pytest.param("b: |\n  x << brnd >>\n", "variable-unknown", 1, 4, 1, id="in a block"),
        pytest.param("b: << bad >>", "liquid-in-variable", 1, 4, 9, id="liquid in a value"),
        pytest.param("a: {<< x >>: 1}", "template-in-key", 1, 5, 7, id="template in a key"),
        pytest.param("<< x >>: 1", "template-in-key", 1, 1, 7, id="template in a top key"),
        pytest.param("a: {from_file: no.html}", "from-file", 1, 16, 7, id="missing file"),
        pytest.param("a: {from_file: 5}", "from-file-name", 1, 16, 1, id="number as file"),
        pytest.param("a: {from_file: ' '}", "from-file-name", 1, 16, 3, id="no name"),
        pytest.param("a: {from_file: << l >>}", "from-file-name", 1, 16, 7, id="list as file"),
        pytest.param("a: {from_file: a.html, x: 1}", "from-file-key", 1, 24, 1, id="unknown key"),
        pytest.param("a: {from_file: a.html, template: 1}", "from-file-template", 1, 34, 1, id="template no flag"),
        pytest.param("a: {from_env: KEY}", "from-env-not-yet", 1, 4, 15, id="from_env"),
        pytest.param(
            "external_user_ids: {from_file: ids.csv, template: true}",
            "from-file-template",
            1,
            51,
            4,
            id="people template",
        ),
        pytest.param("external_user_ids: [{from_file: no.csv}]", "from-file", 1, 33, 6, id="people missing"),
        pytest.param("external_user_ids: {from_file: ids.txt}", "people-file", 1, 1, 1, id="people in a text"),
    ],
)
def test_an_error_is_placed_where_it_stands(text: str, code: str, line: int, column: int, width: int) -> None:
    """The expression or the reference is marked, and there is no resolved document."""
    done, (finding,) = run(text)
    assert finding.place is not None
    place = finding.place
    assert (None, code, line, column, width) == (done, finding.code, place.line, place.column, place.width)


def test_an_error_in_a_templated_file_is_placed_in_that_file() -> None:
    """The place is line and column of the text file."""
    _, (finding,) = run("a: {from_file: b.html, template: true}")
    assert "schedules/b.html:2:5" == str(finding.place)


def test_all_errors_come_at_once() -> None:
    """Each expression and each reference of a document is looked at."""
    _, findings = run("a: << x >> << y >>\nb: {from_file: no}\nc: [{from_env: A}]\n")
    assert ["variable-unknown", "variable-unknown", "from-file", "from-env-not-yet"] == [f.code for f in findings]


def test_the_same_wrong_expression_twice_is_marked_twice() -> None:
    """Each occurrence has its own column."""
    _, findings = run("a: << x >> << x >>")
    assert [4, 12] == [finding.place.column for finding in findings if finding.place]

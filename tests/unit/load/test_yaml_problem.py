"""Plain words for the mistakes people make in YAML."""

import pytest

from braze_gitops.load.yaml_problem import explain
from support.yaml_sources import first_finding


@pytest.mark.parametrize(
    ("text", "words", "hint"),
    [
        pytest.param(
            "s: {{${first_name}}}", "Liquid", 'put quotes around this: s: "{{${first_name}}}"', id="liquid"
        ),
        pytest.param("s: {{first}}", "Liquid", 's: "{{first}}"', id="liquid that is YAML"),
        pytest.param(
            "- {% if x %}a{% endif %}", "Liquid", '- "{% if x %}a{% endif %}"', id="liquid tag in a list"
        ),
        pytest.param("a: {{x | default: 'b'}}", "Liquid", "\"{{x | default: 'b'}}\"", id="liquid with a quote"),
        pytest.param(
            'a: {{x | default: "b"}}', "Liquid", "'{{x | default: \"b\"}}'", id="liquid with double quotes"
        ),
        pytest.param(
            "a: {{x | d: \"b\" | e: 'c'}}", "Liquid", "put quotes around this", id="liquid with both quotes"
        ),
        pytest.param("title: 50% off: today", "second colon", 'title: "50% off: today"', id="second colon"),
        pytest.param("a: b: c # note", "second colon", "put quotes around this", id="second colon and comment"),
        pytest.param("a: b\n  c: d", "does not fit", "exactly under", id="indented too far"),
        pytest.param("a:\n   b: c\n  d: e", "does not fit", "exactly under", id="indented too little"),
        pytest.param("a: 'x' y", "does not fit", "closing quote", id="text behind a quote"),
        pytest.param("a:\n - x\n b: y", "does not fit the list", "`- `", id="list broken"),
        pytest.param("a: @shop", "cannot begin with @", 'a: "@shop"', id="at sign"),
        pytest.param("a: %off", "cannot begin with %", 'a: "%off"', id="percent"),
        pytest.param("a: `x`", "cannot begin with `", 'a: "`x`"', id="backtick"),
        pytest.param("a:\n\tb: 1", "a tab", "spaces", id="tab"),
        pytest.param("a: b\n \tc: d", "a tab", "spaces", id="tab behind a space"),
        pytest.param('a: "Hi\nb: 2\n', 'quote " that opens here', "same quote", id="double quote open"),
        pytest.param("a: 'Hi\n", "quote ' that opens here", "same quote", id="single quote open"),
        pytest.param("a: [1, 2\nb: 3", "begins with [", "close it with ]", id="list open"),
        pytest.param("a: {b: 1\nc: 3", "begins with {", "close it with }", id="map open"),
        pytest.param("b: [", "not closed", "close it", id="list at the end"),
        pytest.param("a: 1\nfoo\nb: 2", "without a colon", "key: value", id="no colon"),
        pytest.param("a: - b", "list item", "line of its own", id="list in a line"),
        pytest.param(r'a: "\q"', r"a \ in double quotes", r"\\", id="unknown escape"),
        pytest.param(r'a: "\ud83d\ude00"', r"a \ in double quotes", r"\\", id="surrogate escape"),
        pytest.param("a: *bold* text", "& or *", "quotes", id="star"),
        pytest.param("a: & b", "& or *", "quotes", id="ampersand"),
        pytest.param("a: !x!y z", "! that begins", "quotes", id="tag handle"),
        pytest.param("a: 1\n...\nfoo", "after the end", "---", id="text after the end"),
        pytest.param("%YAML 3.0\n---\na: b", "YAML version", "%YAML", id="other version"),
    ],
)
def test_a_mistake_is_said_plainly(text: str, words: str, hint: str) -> None:
    """Each mistake has a sentence and an advice; the parser's own words do not show."""
    finding = first_finding(text)
    assert words in finding.message
    assert hint in finding.hint


def test_an_unknown_problem_keeps_the_parsers_words() -> None:
    """What has no sentence of its own is still shown."""
    assert "this is no YAML: odd" == explain("odd", "").message


def test_no_words_at_all_still_say_something() -> None:
    """An error without a text is one all the same."""
    assert "this is no YAML" == explain("", "").message


def test_an_open_quote_of_unknown_place_is_still_named() -> None:
    """Without the line the quote cannot be shown."""
    assert "a quote is not closed" == explain("end", "while scanning a quoted scalar").message


def test_liquid_in_the_line_where_it_began_is_shown_there() -> None:
    """A problem further down points at the line of the Liquid."""
    assert explain("x", "", problem_line="b: c", context_line="a: {{x}").at_context


def test_the_context_speaks_when_the_problem_is_silent() -> None:
    """Some parsers say what they were doing and not what is wrong."""
    assert "in double quotes" in explain("", "while reading an escape").message

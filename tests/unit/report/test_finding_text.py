"""Findings: severity, sentence, place, the source line marked, the hint."""

from datetime import UTC, datetime

import pytest

from braze_gitops.model import Address, Finding, Place, Severity
from braze_gitops.report import Style, error_text, findings_text, tally_words, validate_text

PLAIN = Style()
PLACE = Place(path="schedules/a.yaml", line=12, column=5, width=6, excerpt='    subjct: "Hi"')


def finding(
    severity: Severity = Severity.ERROR, *, place: Place | None = PLACE, hint: str = "", address: str = ""
) -> Finding:
    """Return a finding about an unknown key."""
    return Finding(
        severity=severity,
        code="unknown-key",
        message="`subjct` is not known here",
        place=place,
        hint=hint,
        address=Address(address) if address else None,
    )


def test_a_finding_marks_its_place() -> None:
    """A finding shows file, line, column, the source line and carets under the marked part."""
    assert findings_text(
        [finding(hint="did you mean `subject`?\n\nor not")], style=PLAIN, width=80
    ).splitlines() == [
        "error: `subjct` is not known here [unknown-key]",
        "  at schedules/a.yaml:12:5",
        '  12 | subjct: "Hi"',
        "       ^^^^^^",
        "  hint: did you mean `subject`?",
        "  hint: or not",
        "",
    ]


def excerpt(text: str, column: int, width: int) -> list[str]:
    """Return the excerpt and the carets below it, without their margin."""
    place = Place(path="a.yaml", line=1, column=column, width=width, excerpt=text)
    return [line[6:] for line in findings_text([finding(place=place)], style=PLAIN, width=80).splitlines()[2:-1]]


@pytest.mark.parametrize(
    ("text", "column", "width", "lines"),
    [
        pytest.param("a: 日本語 b", 4, 3, ["a: 日本語 b", "   ^^^^^^"], id="wide characters"),
        pytest.param(
            "a: x\u202ey z", 6, 2, [r"a: x\u{202e}y z", "            ^^"], id="escaped characters before"
        ),
        pytest.param("a: b", 9, 4, ["a: b", "    ^"], id="beyond the line"),
        pytest.param("a: b", 0, 0, ["a: b", "^"], id="no column"),
        pytest.param("   ", 1, 1, [], id="nothing to show"),
        pytest.param("x" * 200, 100, 3, ["x" * 60, " " * 24 + "^^^"], id="long line"),
        pytest.param("a: " + "x" * 200, 4, 200, ["a: " + "x" * 57, "   " + "^" * 57], id="long mark"),
    ],
)
def test_carets_stand_under_the_mark(text: str, column: int, width: int, lines: list[str]) -> None:
    """Carets stand where a terminal shows the marked part, whatever its characters need."""
    assert lines == excerpt(text, column, width)


def test_a_finding_without_a_place_names_its_address() -> None:
    """Without a file a finding says whose it is."""
    text = findings_text([finding(Severity.NOTE, place=None, address="teaser")], style=PLAIN, width=80)
    assert "note: teaser: `subjct` is not known here [unknown-key]\n\n" == text


def test_a_whole_file_has_no_excerpt() -> None:
    """A finding about a file names the file alone."""
    text = findings_text([finding(place=Place(path="a.yaml"))], style=PLAIN, width=80)
    assert "  at a.yaml" == text.splitlines()[1]


def test_no_findings_are_no_text() -> None:
    """There is nothing to say about nothing."""
    assert "" == findings_text([], style=PLAIN, width=80)


@pytest.mark.parametrize(
    ("findings", "last"),
    [
        ((), "Valid: 2 definitions for sandbox, production."),
        ((finding(Severity.WARNING),), "Valid: 2 definitions for sandbox, production. 1 warning."),
        (
            (finding(), finding(), finding(Severity.WARNING)),
            "Not valid: 2 errors, 1 warning. Nothing can be planned before that is put right.",
        ),
    ],
    ids=["clean", "warning", "errors"],
)
def test_validate_ends_with_the_verdict(findings: tuple[Finding, ...], last: str) -> None:
    """The last line says whether the definitions are valid."""
    text = validate_text(findings, environments=("sandbox", "production"), definitions=2, style=PLAIN, width=80)
    assert last == text.splitlines()[-1]


def test_validate_says_first_that_it_is_of_another_moment() -> None:
    """Before all findings."""
    text = validate_text(
        (finding(),),
        environments=("sandbox",),
        definitions=2,
        style=PLAIN,
        width=100,
        at=datetime(2026, 11, 27, tzinfo=UTC),
    )
    assert (
        "What a plan of the definitions alone would say at Fri 27 Nov 2026, 00:00 UTC: not the present, and\n"
        "  nothing of a state\n\n"
    ) == text[: text.index("error")]


def test_the_tally_counts_each_severity() -> None:
    """Each severity is counted, the heaviest first."""
    assert "1 error, 2 notes" == tally_words([finding(Severity.NOTE), finding(), finding(Severity.NOTE)])


def test_an_error_says_what_and_what_to_do() -> None:
    """An error is message, path and hint."""
    text = error_text("the state is missing", "run this\n\nor that", style=PLAIN, width=80, path="/s/state.json")
    assert ["error: the state is missing", "  at /s/state.json", "  hint: run this", "  hint: or that"] == (
        text.splitlines()
    )


def test_an_error_shows_its_findings_first() -> None:
    """The findings an error carries come before it, and are counted."""
    text = error_text("the definitions are not valid", "", style=PLAIN, width=80, findings=[finding()])
    assert "error: the definitions are not valid (1 error)" == text.splitlines()[-1]

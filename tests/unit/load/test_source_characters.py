"""Characters that YAML forbids."""

import pytest

from braze_gitops.load.yaml_text import read_documents
from braze_gitops.model import Severity
from support.yaml_sources import first_finding, source


@pytest.mark.parametrize(
    "character", ["\0", "\x07", "\x1b", "\x7f", "\x9b", "\ud83d", "\uffff"], ids=lambda c: f"U+{ord(c):04X}"
)
def test_a_forbidden_character_is_an_error_at_its_place(character: str) -> None:
    """Control characters, half of a pair and non-characters are named, with the column they stand in."""
    finding = first_finding(f"a: 1\nb: é{character}\n")
    assert finding.place is not None
    seen = (finding.severity, finding.code, finding.place.line, finding.place.column)
    assert (Severity.ERROR, "character-forbidden", 2, 5) == seen
    assert f"U+{ord(character):04X}" in finding.message


def test_ten_of_many_are_shown() -> None:
    """A binary file gives ten errors, not a thousand."""
    assert 10 == len(read_documents(source("\1" * 1_000))[1])


@pytest.mark.parametrize("character", ["\u202e", "\u2066"])
def test_reordered_text_warns(character: str) -> None:
    """A character that reorders the line is read, with a warning."""
    documents, (finding,) = read_documents(source(f"a: b{character}c\n"))
    assert ({"a": f"b{character}c"}, Severity.WARNING, "text-direction") == (
        documents[0].value,
        finding.severity,
        finding.code,
    )


def test_many_directives_are_refused_before_they_are_compared() -> None:
    """Lines that begin with % cost the parser a comparison with each other one."""
    text = "".join(f"%TAG !a{number}! x\n" for number in range(60_000)) + "---\na: b\n"
    assert ["too-many-directives"] == [finding.code for finding in read_documents(source(text))[1]]

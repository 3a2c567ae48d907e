"""Nothing of other people's text that a terminal would obey or hide comes through."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braze_gitops.report import escape
from braze_gitops.report.escape import escape_foreign, is_hidden


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("\x1b[31mred", r"\u{1b}[31mred", id="terminal escape"),
        pytest.param("\x9b31m", r"\u{9b}31m", id="C1 escape"),
        pytest.param("a\nb\tc\rd", r"a\u{a}b\u{9}c\u{d}d", id="line ends and tabs"),
        pytest.param("\x7f", r"\u{7f}", id="delete"),
        pytest.param("evil\u202egpj.exe", r"evil\u{202e}gpj.exe", id="bidi override"),
        pytest.param("a\u2066b\u2069", r"a\u{2066}b\u{2069}", id="bidi isolate"),
        pytest.param("pay\u200bpal", r"pay\u{200b}pal", id="zero width space"),
        pytest.param("a\u200db\ufeff", r"a\u{200d}b\u{feff}", id="joiner and byte order mark"),
        pytest.param("a\u2028b\u2029", r"a\u{2028}b\u{2029}", id="line separators"),
        pytest.param("\ud800", r"\u{d800}", id="lone surrogate"),
        pytest.param("a\u3164b", r"a\u{3164}b", id="a letter that shows nothing"),
        pytest.param("\U000e0041", r"\u{e0041}", id="tag character"),
        pytest.param("Grüße, 日本 🎉 “ok”", "Grüße, 日本 🎉 “ok”", id="letters and emoji pass"),
        pytest.param("plain", "plain", id="plain"),
    ],
)
def test_hidden_characters_are_shown(text: str, shown: str) -> None:
    """What a terminal would obey or hide is written out, everything else passes."""
    assert shown == escape(text)


def test_look_alikes_can_be_told_apart() -> None:
    """Outside ASCII every character is written out when two values would look the same."""
    assert r"p\u{430}y" == escape_foreign("p\u0430y")


@given(st.text(st.characters(codec=None)))
def test_no_hidden_character_comes_out(text: str) -> None:
    """Whatever goes in, no control, format, separator or surrogate character comes out."""
    assert [] == [one for one in escape(text) if unicodedata.category(one) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]


@given(st.text())
def test_escaping_twice_changes_nothing(text: str) -> None:
    """What was escaped holds nothing to escape."""
    assert escape(text) == escape(escape(text))


def test_a_letter_is_not_hidden() -> None:
    """Letters are no hidden characters."""
    assert not is_hidden("ß")

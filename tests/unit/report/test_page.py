"""Lines fit the width, count what a terminal shows, and keep their words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braze_gitops.report import Page, Piece, Role, Style
from braze_gitops.report.page import display_width

PLAIN = Style(colour=False)
COLOUR = Style(colour=True)


@pytest.mark.parametrize(
    ("text", "width"),
    [("abc", 3), ("日本", 4), ("e\u0301", 1), ("🎉", 2), ("ｱ", 1), ("❤\ufe0f", 2), ("", 0)],
    ids=["ascii", "wide", "combining", "emoji", "half width", "emoji by selector", "empty"],
)
def test_width_is_what_a_terminal_shows(text: str, width: int) -> None:
    """Wide characters need two columns, combining ones none."""
    assert width == display_width(text)


def test_a_line_of_nothing_is_an_empty_line() -> None:
    """A text that says nothing takes a line, and no more."""
    page = Page(PLAIN, 40)
    page.line("")
    page.line("below")
    assert ["", "below"] == page.text().splitlines()


def test_a_paragraph_hangs() -> None:
    """Further rows of a paragraph begin at the hanging column."""
    page = Page(PLAIN, 40)
    page.line("word " * 12, indent=2, hang=6)
    assert page.text().splitlines() == [
        "  word word word word word word word",
        "      word word word word word",
    ]


def test_a_field_has_its_label_in_a_column() -> None:
    """The text of a field begins in a column of its own, on every row."""
    page = Page(PLAIN, 40)
    page.field("why", "because it was so and could not be otherwise")
    assert page.text().splitlines() == [
        "      why       because it was so and",
        "                could not be otherwise",
    ]


def test_a_word_longer_than_a_row_is_cut() -> None:
    """A long address is cut at the width, in any mixture of roles."""
    page = Page(PLAIN, 40)
    page.line("see ", Piece("x" * 30, Role.STRONG), Piece("y" * 20, Role.MUTED))
    assert ["see", "x" * 30 + "y" * 10, "y" * 10] == page.text().splitlines()


def test_wide_words_are_cut_by_columns() -> None:
    """A text without spaces in wide characters is cut where the columns end."""
    page = Page(PLAIN, 40)
    page.line("日" * 25)
    assert ["日" * 20, "日" * 5] == page.text().splitlines()


def test_verbatim_lines_are_not_wrapped() -> None:
    """A command to copy stays on one line."""
    page = Page(PLAIN, 40)
    page.verbatim("braze-gitops " * 8, indent=2)
    assert 1 == len(page.text().splitlines())


def test_blank_lines_do_not_pile_up() -> None:
    """A page begins with no empty line and never has two in a row."""
    page = Page(PLAIN, 40)
    page.blank()
    page.line("a")
    page.blank()
    page.blank()
    page.line("b")
    assert "a\n\nb\n" == page.text()


def test_colour_only_repeats_the_words() -> None:
    """Without its codes a coloured page is the plain one."""
    pages = []
    for style in (PLAIN, COLOUR):
        page = Page(style, 40)
        page.line(Piece("create", Role.CREATE), " ", Piece("a name " * 9, Role.STRONG), indent=2)
        pages.append(re.sub(r"\x1b\[[0-9;]*m", "", page.text()))
    assert pages[0] == pages[1]


def test_a_plain_role_has_no_code() -> None:
    """Text without a role carries no terminal code, even in colour."""
    assert "text" == COLOUR.paint(Role.PLAIN, "text")


@given(st.text(), st.integers(40, 100))
def test_no_row_is_wider_than_the_page(text: str, width: int) -> None:
    """Whatever the text, each row fits."""
    page = Page(PLAIN, width)
    page.line(text, indent=4, hang=8)
    assert [] == [row for row in page.text().splitlines() if display_width(row) > width]


@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1), min_size=1))
def test_no_word_is_lost(words: list[str]) -> None:
    """All that is said stands on the page, in order."""
    page = Page(PLAIN, 60)
    page.line(" ".join(words))
    assert "".join(words) == "".join(page.text().split())

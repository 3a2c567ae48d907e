"""Places in a text."""

import pytest

from braze_gitops.load.text_place import MAX_EXCERPT, Lines
from braze_gitops.model import Place


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\x85", "\u2028"])
def test_lines_end_where_yaml_ends_them(newline: str) -> None:
    """Each line break of YAML ends a line and is not part of it."""
    assert "zwei" == Lines("a.yaml", newline.join(("eins", "zwei", "drei"))).line(1)


def test_an_offset_becomes_line_and_column() -> None:
    """Columns count characters from 1, also behind an emoji."""
    place = Lines("a.yaml", "a: b\nc: 😀d").place_at(9, width=3)
    assert Place(path="a.yaml", line=2, column=5, width=1, excerpt="c: 😀d") == place


def test_the_rest_of_the_line_is_marked_without_a_width() -> None:
    """Blanks at the end of a line are not marked."""
    assert 4 == Lines("a.yaml", "ab: cdef  ").place(0, 4).width


def test_a_line_that_is_not_there_is_empty() -> None:
    """Past the end there is no text and still a place."""
    lines = Lines("a.yaml", "a")
    assert ("", Place(path="a.yaml", line=6, column=1)) == (lines.line(5), lines.place(5, 0))


def test_without_a_mark_the_whole_file_is_the_place() -> None:
    """A parser that does not know where gives the file alone."""
    assert Place(path="a.yaml") == Lines("a.yaml", "a").between(None, None)


def test_a_long_line_is_cut_and_a_far_column_shows_none() -> None:
    """An excerpt never misleads: it is cut, or left out when the column would lie behind the cut."""
    lines = Lines("a.yaml", "x" * 10_000)
    assert ("x" * MAX_EXCERPT + "…", "") == (lines.place(0, 0).excerpt, lines.place(0, 5_000).excerpt)

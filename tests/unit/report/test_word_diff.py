"""Long texts are told by the words that changed."""

import re

from hypothesis import given
from hypothesis import strategies as st

from braze_gitops.report.word_diff import word_diff

WORDS = [f"w{number}" for number in range(100)]
TEXT = " ".join(WORDS)


def test_one_word_changes() -> None:
    """A changed word is told with a few around it."""
    (passage,) = word_diff(TEXT, TEXT.replace("w50", "new"))
    assert ("w46 w47 w48 w49 ", "w50", "new", " w51 w52 w53 w54", True, True) == (
        passage.lead,
        passage.before,
        passage.after,
        passage.tail,
        passage.cut_before,
        passage.cut_after,
    )


def test_near_changes_are_one_passage() -> None:
    """Changes a few words apart are told together, far ones apart."""
    assert [("w50 w51 w52", "a w51 b"), ("w90", "c")] == [
        (one.before, one.after)
        for one in word_diff(TEXT, TEXT.replace("w50", "a").replace("w52", "b").replace("w90", "c"))
    ]


def test_white_space_is_no_difference() -> None:
    """Another line break is not told as a change of words."""
    assert () == word_diff("a b\n c ", "a  b c")


def test_scripts_without_spaces_are_told_by_letter() -> None:
    """In Japanese one letter may change without the whole sentence being repeated."""
    (passage,) = word_diff("春のセールが明日始まります", "春のセールが今日始まります")
    assert ("明", "今") == (passage.before, passage.after)


def test_a_long_change_is_cut_in_its_middle() -> None:
    """A text that is all new is told by its first and last words."""
    (passage,) = word_diff("", TEXT)
    assert "w0 w1" == passage.after[:5]
    assert "more words)…" in passage.after


def test_huge_texts_are_compared_as_a_whole() -> None:
    """Beyond a few thousand words only the equal ends are taken off."""
    many = " ".join(str(number) for number in range(4000))
    (passage,) = word_diff(f"a {many} z", f"a {many[::-1]} z")
    assert ("a ", " z") == (passage.lead, passage.tail)


@given(st.text("ab \n", max_size=30), st.text("ab \n", max_size=30))
def test_passages_are_there_exactly_when_words_differ(before: str, after: str) -> None:
    """No difference is left out, and none is told that is not there."""
    same = re.sub(r"\s+", " ", before.strip()) == re.sub(r"\s+", " ", after.strip())
    assert same == (word_diff(before, after) == ())

"""`findings`: nearest words, paths in words, and the register of codes."""

from __future__ import annotations

import pytest

from braze_gitops.load.document import NodePath
from braze_gitops.load.findings import choices, did_you_mean, dotted, nearest
from braze_gitops.load.loose import step, text


@pytest.mark.parametrize(
    ("word", "near"),
    [("subjct", "subject"), ("Subject", "subject"), ("content_available", "content-available"), ("zzz", None)],
)
def test_the_nearest_word_is_found(word: str, near: str | None) -> None:
    """Case, hyphens and slips do not matter; a word that is like none has none."""
    assert near == nearest(word, ["subject", "content-available", "body"])


def test_a_hint_lists_the_words_only_when_they_are_few() -> None:
    """With no near word the hint lists up to twelve words, and nothing of more, or of none."""
    many = [f"word-{number}" for number in range(13)]

    assert ("one of `a` or `b`", "", "") == (
        did_you_mean("zzz", "ba"),
        did_you_mean("zzz", many),
        did_you_mean("z", ()),
    )


def test_choices_read_like_a_sentence() -> None:
    """Two and more are joined as a person would."""
    assert ("", "`a`", "`a` or `b`", "`a`, `b` or `c`") == tuple(
        choices(words) for words in ("", "a", "ab", "abc")
    )


@pytest.mark.parametrize(
    ("path", "words"),
    [((), ""), (("a",), "a"), (("a", "b"), "a.b"), (("a", 0, "b", 1), "a[1].b[2]")],
    ids=["root", "key", "keys", "positions"],
)
def test_a_path_is_written_as_people_count(path: NodePath, words: str) -> None:
    """Keys are joined with dots, positions count from one."""
    assert words == dotted(path)


def test_looking_into_another_shape_finds_nothing() -> None:
    """A step into a text, or a text that is a number, reads as empty."""
    assert (None, "") == (step("a", "b"), text(5))

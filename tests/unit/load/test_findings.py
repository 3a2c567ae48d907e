"""`findings`: nearest words, paths in words, and the register of codes."""

from __future__ import annotations

import pytest

from braze_gitops.load.document import NodePath
from braze_gitops.load.findings import CODES, choices, did_you_mean, dotted, nearest
from braze_gitops.load.loose import step, text
from braze_gitops.load.rules_request import check_body_size
from support.channel_faults import CONTENT, FIELDS, PUSH
from support.definitions import message
from support.load_calls import load_values
from support.request_faults import AUDIENCE, IDENTITY, REQUEST, TARGET, VALUES


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


def test_every_registered_code_is_raised_and_every_raised_code_is_registered() -> None:
    """The tables of faults, and the flaws between definitions, use exactly the registered codes."""
    tables = (*TARGET, *REQUEST, *AUDIENCE, *IDENTITY, *VALUES, *PUSH, *CONTENT, *FIELDS)
    raised = {said.lstrip("~").partition("@")[0] for fault in tables for said in fault.said}
    raised |= {flaw.code for flaw in check_body_size({"body": "x" * 4_000_001})}
    many = message(broadcast=None, external_user_ids=["a"] * 300)
    between = {finding.code for finding in load_values(message(for_each={}), message(), many)[1]}
    # Codes of templates and times are registered where they are raised.
    elsewhere = {"time-format", "variable-unknown"}

    assert set(CODES) == (raised | between) - elsewhere


def test_every_code_is_explained() -> None:
    """A code is lower-case words, its line a sentence that does not end."""
    assert all(code.replace("-", "").islower() and line and not line.endswith(".") for code, line in CODES.items())

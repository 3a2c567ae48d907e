"""`codes`: the register holds every code that loading can say, and none that it cannot."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import braze_gitops.load
from braze_gitops.load.codes import CODES, DEFINITION_CODES, TEXT_CODES
from braze_gitops.load.rules_request import check_body_size
from support.channel_faults import CONTENT, FIELDS, PUSH
from support.definitions import message
from support.load_calls import load_values
from support.request_faults import AUDIENCE, IDENTITY, REQUEST, TARGET, VALUES

_CODE = re.compile(r"[a-z]+(?:-[a-z]+)+")

# Words of this form in the room that are no codes.
_OTHER_WORDS = {"content-available", "time-sensitive"}

# Made of another code and a key: `timezone-with-flag`, `clock-format`.
_COMPOSED = re.compile(r"(?:fold|timezone)-with-flag|clock-(?!without-sandbox).*")


def _words_in_the_room() -> set[str]:
    room = Path(str(braze_gitops.load.__file__)).parent
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in room.glob("*.py") if path.name != "codes.py")
    words = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return {word for word in words if isinstance(word, str) and _CODE.fullmatch(word)} - _OTHER_WORDS


def test_every_code_written_in_the_room_is_registered_and_the_other_way_round() -> None:
    """A code that a module says has its line, and a line has a module that says it."""
    registered = {code for code in CODES if _CODE.fullmatch(code) and not _COMPOSED.fullmatch(code)}

    assert registered == _words_in_the_room()


def test_a_code_means_one_thing() -> None:
    """No code stands in both halves of the register."""
    assert set() == set(DEFINITION_CODES) & set(TEXT_CODES)


def test_every_registered_code_is_raised_and_every_raised_code_is_registered() -> None:
    """The tables of faults, and the flaws between definitions, use exactly the registered codes."""
    tables = (*TARGET, *REQUEST, *AUDIENCE, *IDENTITY, *VALUES, *PUSH, *CONTENT, *FIELDS)
    raised = {said.lstrip("~").partition("@")[0] for fault in tables for said in fault.said}
    raised |= {flaw.code for flaw in check_body_size({"body": "x" * 4_000_001})}
    many = message(broadcast=None, external_user_ids=["a"] * 300)
    between = {finding.code for finding in load_values(message(for_each={}), message(), many)[1]}
    # Codes of templates and times are registered where they are raised.
    elsewhere = {"time-format", "variable-unknown", "for-each-empty"}

    assert set(DEFINITION_CODES) == (raised | between) - elsewhere


def test_every_code_is_explained() -> None:
    """A code is lower-case words, its line a sentence that does not end."""
    assert all(code.replace("-", "").islower() and line and not line.endswith(".") for code, line in CODES.items())

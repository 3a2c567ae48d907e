"""The file of answers that a state could not take."""

from __future__ import annotations

import pytest

from braze_gitops.errors import StateDamagedError, StateTooNewError
from braze_gitops.model import Verb, Verdict, make_address
from braze_gitops.state import AnswersFile, decode_answers, encode_answers
from braze_gitops.state.json_text import seal
from support.states import LINEAGE, TOOL
from support.unrecorded import unrecorded

ANSWERS = (
    unrecorded(),
    unrecorded(make_address("a", "ü", "2026-12-01"), verb=Verb.DELETE, dispatch_id=None, call="call-2"),
    unrecorded("b", schedule_id=None, verdict=Verdict.UNKNOWN, status=None, call="call-3"),
)


def content() -> bytes:
    """Return the file with the answers of this module."""
    return encode_answers(ANSWERS, lineage=LINEAGE, environment="production", tool=TOOL, hide=str)


def test_it_reads_back() -> None:
    """What was written is what is read."""
    assert AnswersFile(lineage=LINEAGE, environment="production", answers=ANSWERS) == decode_answers(content())


def test_it_may_be_empty() -> None:
    """No answer is a file as well."""
    empty = encode_answers((), lineage=LINEAGE, environment="production", tool=TOOL, hide=str)
    assert () == decode_answers(empty).answers


def test_what_must_not_be_in_a_file_is_taken_out() -> None:
    """A key in the body of an answer never reaches the disk."""
    found = encode_answers(
        ANSWERS, lineage=LINEAGE, environment="x", tool=TOOL, hide=lambda text: text.replace("success", "[KEY]")
    )
    assert (False, '{"message": "[KEY]"}') == (
        b"success" in found,
        decode_answers(found).answers[0].entry.exchange.body,
    )


@pytest.mark.parametrize("length", [0, 1, 40, 200, -1])
def test_half_a_file_is_refused(length: int) -> None:
    """A file that was cut is damaged, and the way out is the log."""
    with pytest.raises(StateDamagedError) as caught:
        decode_answers(content()[:length])
    assert "RECORD lines" in caught.value.hint


def test_every_flipped_byte_is_seen() -> None:
    """The digest is over all of it."""
    whole = content()
    for place in range(len(whole)):
        with pytest.raises((StateDamagedError, StateTooNewError)):
            decode_answers(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])


BEGIN = ('  "version": 1', '  "tool_version": "1"', f'  "lineage": "{LINEAGE}"', '  "environment": "x"')


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param(BEGIN[:3], id="no environment"),
        pytest.param((*BEGIN, '  "more": 1'), id="an unknown field"),
        pytest.param((*BEGIN, '  "answers": [1]'), id="no object"),
        pytest.param(
            (
                *BEGIN,
                (
                    '  "answers": [{"address": "a", "kind": "message", "verb": "create", "answered": '
                    '{"entry": "key_trusted", "fingerprint": "f", "at": "2026-11-20T09:00:00Z"}}]'
                ),
            ),
            id="another entry",
        ),
    ],
)
def test_another_shape_is_refused(fields: tuple[str, ...]) -> None:
    """A file of this version has the fields of this version."""
    with pytest.raises(StateDamagedError):
        decode_answers(seal(fields))


def test_a_later_version_is_named() -> None:
    """A file of a later program is no damaged one."""
    with pytest.raises(StateTooNewError):
        decode_answers(seal(('  "version": 2', *BEGIN[1:])))

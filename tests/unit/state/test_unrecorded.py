"""RECORD lines: written so that any log can hold them, read back from whatever stands around them."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from braze_gitops.model import Kind, Verb, Verdict, make_address
from braze_gitops.state import LineFault, Unrecorded, find_record_lines
from braze_gitops.state.unrecorded import _check
from support.states import LINEAGE
from support.unrecorded import unrecorded

LINE = unrecorded().line


def test_the_line_says_all_that_a_merge_needs() -> None:
    """Address, kind, id, verb, verdict, dispatch id, call, time, status, lineage; then a check over it."""
    assert (
        "RECORD teaser message sch-1 create done dis-1 call=call-1 at=2026-11-20T09:00:00Z status=201 "
        f"lineage={LINEAGE} check=9ad72034"
    ) == LINE


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(unrecorded(), id="create"),
        pytest.param(
            unrecorded(schedule_id=None, dispatch_id=None, status=None, verdict=Verdict.UNKNOWN), id="bare"
        ),
        pytest.param(unrecorded(verb=Verb.DELETE, verdict=Verdict.REJECTED, status=404), id="delete"),
        pytest.param(unrecorded(make_address("a", 'two "words"\u202e', "2026-12-01")), id="keys"),
        pytest.param(unrecorded(schedule_id="an id", dispatch_id="-", call='"c"'), id="odd ids"),
        pytest.param(unrecorded(kind=Kind.CANVAS), id="canvas"),
    ],
)
def test_a_line_is_read_back(one: Unrecorded) -> None:
    """What was written is what is read, but for what no line holds."""
    (found,), faults = find_record_lines([one.line])
    assert ((), one.line) == (faults, found.line)
    assert (one.address, one.kind, one.verb, one.schedule_id) == (
        found.address,
        found.kind,
        found.verb,
        found.schedule_id,
    )
    assert (one.entry.answer.schedule_id, one.entry.answer.dispatch_id, one.entry.exchange.status) == (
        found.entry.answer.schedule_id,
        found.entry.answer.dispatch_id,
        found.entry.exchange.status,
    )


@pytest.mark.parametrize(
    "around",
    [
        pytest.param("2026-11-20T09:00:01.1234567Z {}", id="timestamp"),
        pytest.param("apply\tRun apply\t2026-11-20T09:00:01Z {}\r", id="job and step"),
        pytest.param('unrecorded line="{}"', id="event"),
        pytest.param("\x1b[31m{}\x1b[0m", id="colour"),
        pytest.param("[12:00:01] [RECORD stage] {}", id="the word before"),
        pytest.param("    {} ", id="indented"),
    ],
)
def test_anything_may_stand_around_it(around: str) -> None:
    """Logs put timestamps, jobs and quotes around a line."""
    found, faults = find_record_lines([around.format(LINE)])
    assert ([LINE], ()) == ([one.line for one in found], faults)


def test_the_json_of_an_outcome_is_read_as_well() -> None:
    """There the quotes of an address are escaped."""
    line = unrecorded(make_address("a", 'north "one"', "ü")).line
    text = json.dumps({"unrecorded": [line, LINE]}, indent=2)
    assert [line, LINE] == [one.line for one in find_record_lines(text.split("\n"))[0]]


def test_what_is_told_twice_is_one_answer() -> None:
    """A log may hold the line on both streams."""
    assert 1 == len(find_record_lines([LINE, "", f"x {LINE}"])[0])


@pytest.mark.parametrize(
    "line",
    [
        "",
        "keep its RECORD line",
        "RECORD",
        "RECORD the messages",
        "RECORD a message-like thing",
        "RECORDING teaser",
    ],
)
def test_prose_is_no_line(line: str) -> None:
    """The word alone means nothing."""
    assert ((), ()) == find_record_lines([line])


@pytest.mark.parametrize("length", range(len("RECORD teaser message"), len(LINE)))
def test_a_cut_line_is_named(length: int) -> None:
    """Wherever a log cuts a line, half an id is never taken for one."""
    fault = LineFault(number=2, what="the RECORD line of teaser is cut short")
    assert ((), (fault,)) == find_record_lines(["first", LINE[:length]])


@pytest.mark.parametrize("place", range(len("RECORD teaser message "), len(LINE)))
def test_a_changed_line_is_never_taken(place: int) -> None:
    """One wrong character anywhere is seen."""
    other = "0" if LINE[place] != "0" else "1"
    found, faults = find_record_lines([f"{LINE[:place]}{other}{LINE[place + 1 :]}"])
    assert ((), 1) == (found, len(faults))


@pytest.mark.parametrize(
    ("before", "after"),
    [(" create ", " rename "), (" done ", " perhaps "), ("T09:00:00Z", "T25:00:00Z")],
    ids=["verb", "verdict", "time"],
)
def test_a_line_of_another_version_is_named(before: str, after: str) -> None:
    """A word that this version does not know is no mistake of the log."""
    body = LINE.rpartition(" check=")[0].replace(before, after)
    _, faults = find_record_lines([f"{body} check={_check(body)}"])
    assert ["the RECORD line of teaser was written by another version of this program"] == [
        fault.what for fault in faults
    ]


@example("key", '¡["')
@given(
    st.text(min_size=1, max_size=30),
    st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1, max_size=30),
)
def test_any_key_and_any_id_survive(key: str, ident: str) -> None:
    """Whatever a key or an id holds, its line is printable ASCII and reads back as it was."""
    one = unrecorded(make_address("a", key), schedule_id=ident)
    (found,), _ = find_record_lines([f"prefix {one.line} suffix"])
    assert (True, one.address, ident) == (
        one.line.isascii() and one.line.isprintable(),
        found.address,
        found.schedule_id,
    )

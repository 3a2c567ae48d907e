"""`definition`: the kind, documents whose templates fail, the payload."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest

from braze_gitops.model import SendTime, TimeMode, thaw
from support.definitions import Value, campaign, canvas, changed_at, message, yaml_text
from support.load_calls import load_sources, load_values, said
from support.yaml_sources import source

_KINDS: list[tuple[str, Value, list[tuple[str, str, str]]]] = [
    (
        "missing, told by messages",
        message(kind=None),
        [("missing-key", "the key `kind` is missing", "add a line `kind: message`")],
    ),
    (
        "missing, told by canvas_id",
        canvas(kind=None),
        [("missing-key", "the key `kind` is missing", "add a line `kind: canvas`")],
    ),
    (
        "missing, told by campaign_id",
        campaign(kind=None),
        [("missing-key", "the key `kind` is missing", "add a line `kind: campaign`")],
    ),
    (
        "missing, told by nothing",
        {"name": "a", "owner": 5},
        [
            (
                "missing-key",
                "the key `kind` is missing",
                "add a line `kind: …`, one of `message`, `campaign` or `canvas`",
            )
        ],
    ),
    ("misspelt", message(kind="mesage"), [("not-allowed-value", "this is no kind", "did you mean `message`?")]),
    (
        "misspelt, told by nothing",
        {"name": "a", "kind": "canvass"},
        [("not-allowed-value", "this is no kind", "did you mean `canvas`?")],
    ),
    (
        "a number",
        canvas(kind=7),
        [("not-allowed-value", "this is no kind", "one of `message`, `campaign` or `canvas`")],
    ),
    (
        "no value, told by nothing",
        {"name": "a", "kind": None},
        [("no-value", "`kind` has no value", "write a value after it, or delete it")],
    ),
    (
        "misspelt, and the rest is looked at",
        canvas(kind="canvass", owner=5),
        [
            ("not-allowed-value", "this is no kind", "did you mean `canvas`?"),
            ("wrong-type", "`owner` must be a text, not a number", "put quotes around it"),
        ],
    ),
]


@pytest.mark.parametrize(("value", "told"), [row[1:] for row in _KINDS], ids=[row[0] for row in _KINDS])
def test_a_kind_is_asked_for(value: Value, told: list[tuple[str, str, str]]) -> None:
    """A kind that is missing or wrong is one finding; the rest is checked as the kind its keys speak for."""
    assert told == [(finding.code, finding.message, finding.hint) for finding in load_values(value)[1]]


_UNRESOLVED: list[tuple[str, Value, tuple[str, ...]]] = [
    ("number from a variable", message(owner="<< missing >>"), ("variable-unknown@<< missing >>",)),
    ("switch from a variable", message(broadcast="<< missing >>"), ("variable-unknown@<< missing >>",)),
    (
        "wrong type elsewhere",
        message(broadcast="<< missing >>", owner=5),
        ("wrong-type@5", "variable-unknown@<< missing >>"),
    ),
    (
        "unknown key with a template",
        message(onwer="<< missing >>"),
        ("unknown-key@onwer", "variable-unknown@<< missing >>"),
    ),
    ("missing file", message(messages={"from_file": "a"}), ('from-file@"a"',)),
    (
        "missing file in a list",
        message(broadcast=None, external_user_ids=[{"from_file": "a"}]),
        ('from-file@"a"',),
    ),
    ("no kind", {"name": "a", "x": "<< missing >>"}, ('missing-key@name: "a"', "variable-unknown@<< missing >>")),
    ("environment variable", message(segment_id={"from_env": "A"}), ('from-env-not-yet@from_env: "A"',)),
]


@pytest.mark.parametrize(("value", "told"), [row[1:] for row in _UNRESOLVED], ids=[row[0] for row in _UNRESOLVED])
def test_a_failed_template_hides_no_other_error(value: Value, told: tuple[str, ...]) -> None:
    """What does not depend on the failed template is said as well, and nothing about what it would have given."""
    assert sorted(told) == sorted(said(load_values(value)[1]))


_WALL = "2026-11-27T09:00:00"
_TIMES: list[tuple[str, Value, tuple[str, ...]]] = [
    ("past", {"time": "2001-01-01T00:00:00Z"}, ()),
    ("both flags", {"time": _WALL, "in_local_time": True, "at_optimal_time": True}, ("time-both-flags@true",)),
    (
        "offset and local",
        {"time": f"{_WALL}+02:00", "in_local_time": True},
        (f'offset-with-flag@"{_WALL}+02:00"',),
    ),
    ("Z and optimal", {"time": f"{_WALL}Z", "at_optimal_time": True}, (f'offset-with-flag@"{_WALL}Z"',)),
    ("zone and local", {"time": _WALL, "timezone": "UTC", "in_local_time": True}, ('timezone-with-flag@"UTC"',)),
    ("no offset", {"time": _WALL}, (f'time-without-zone@"{_WALL}"',)),
    ("no time", {"timezone": "UTC"}, ("missing-key@schedule",)),
    ("empty time", {"time": ""}, ('empty@""',)),
    ("number as time", {"time": 20261127}, ("time-not-text@20261127",)),
    ("number as zone", {"time": _WALL, "timezone": 1}, ("timezone-unknown@1",)),
    ("number as fold", {"time": _WALL, "timezone": "UTC", "fold": 1}, ("fold-value@1",)),
    ("list as zone", {"time": _WALL, "timezone": ["UTC"]}, ('wrong-type@- "UTC"',)),
    ("number as end", {"time": f"{_WALL}Z", "repeat": {"every": "day", "until": 2027}}, ("repeat-end@2027",)),
    ("number as hour", {"time": f"{_WALL}Z", "repeat": {"every": "day", "count": 1, "at": [9]}}, ("repeat-at@9",)),
    ("number as flag", {"time": f"{_WALL}Z", "in_local_time": 1}, ("wrong-type@1",)),
    ("unknown fold", {"time": _WALL, "timezone": "UTC", "fold": "third"}, ('not-allowed-value@"third"',)),
    ("idle fold", {"time": _WALL, "timezone": "UTC", "fold": "first"}, ('~fold-idle@"first"',)),
    ("no block", {}, ("missing-key@schedule",)),
]


@pytest.mark.parametrize(("schedule", "told"), [row[1:] for row in _TIMES], ids=[row[0] for row in _TIMES])
def test_the_schedule_is_checked_once(schedule: Value, told: tuple[str, ...]) -> None:
    """A flaw of the schedule is said once, by the table or by the clock; a past time is none."""
    assert told == said(load_values(canvas(schedule=schedule))[1])


def _payload(text: str, texts: Mapping[str, str] | None = None) -> object:
    desired, _ = load_sources(source(text), texts=texts)
    assert desired is not None
    return thaw(desired.schedules[0].payload)


def test_the_payload_holds_only_brazes_fields_in_normal_form() -> None:
    """Our own keys go, the schedule becomes Braze's, the defaults that matter are written out."""
    value = message(
        owner="a",
        tags=["b"],
        description="c",
        environments=["sandbox"],
        lifecycle={"paused": True},
        moved_from="before",
        schedule={"time": _WALL, "timezone": "America/New_York"},
    )

    assert {
        "broadcast": True,
        "override_messaging_limits": False,
        "recipient_subscription_state": "subscribed",
        "segment_id": "seg-1",
        "messages": value["messages"],
        "schedule": {"time": "2026-11-27T14:00:00Z", "in_local_time": False, "at_optimal_time": False},
    } == _payload(yaml_text(value))


def test_a_local_time_keeps_its_wall_time() -> None:
    """With local time the payload's time has no offset and the flag is on."""
    value = canvas(schedule={"time": "2026-11-27T09:00:00", "in_local_time": True})
    desired, _ = load_values(value)

    assert desired is not None
    assert TimeMode.LOCAL is desired.schedules[0].time.mode
    assert {"time": "2026-11-27T09:00:00", "in_local_time": True, "at_optimal_time": False} == thaw(
        desired.schedules[0].payload["schedule"]
    )


def test_repeats_among_people_are_left_out_and_the_last_stays() -> None:
    """Of exact repeats one is sent; the last, so that it still decides where a person is listed differently."""
    ada, again = {"external_user_id": "ada"}, {"external_user_id": "ada", "trigger_properties": {"n": 1}}
    desired, _ = load_values(campaign(recipients=[ada, again, ada]))

    assert desired is not None
    assert [again, ada] == thaw(desired.schedules[0].payload["recipients"])


def test_a_body_over_four_million_bytes_is_refused() -> None:
    """The whole request is measured, whatever its parts are."""
    text = yaml_text(changed_at(message(), "messages", "email", "body", to={"from_file": "a.html"}))
    _, findings = load_sources(source(text), texts={"a.html": "é" * 2_000_000})

    assert ("body-too-large@name",) == said(findings)


def test_a_time_is_what_was_written() -> None:
    """The send time keeps zone and wall time beside the instant."""
    desired, _ = load_values(message())

    assert desired is not None
    assert isinstance(desired.schedules[0].time, SendTime)
    assert "Z" == desired.schedules[0].time.zone


_MANY: list[tuple[str, Value, tuple[int, str, str]]] = [
    (
        "of one table",
        message(broadcast=None, external_user_ids=[""] * 1 + [1] * 300),
        (201, "too-many-errors@name", "there are 101 more like these in this definition"),
    ),
    (
        "of values",
        canvas(context={"a": [None] * 300}),
        (201, "too-many-errors@name", "there are 100 more like these in this definition"),
    ),
    (
        "of warnings",
        message(broadcast=None, external_user_ids=["a"] * 300),
        (201, "~too-many-errors@name", "there are 99 more like these in this definition"),
    ),
]


@pytest.mark.parametrize(("value", "told"), [row[1:] for row in _MANY], ids=[row[0] for row in _MANY])
def test_more_flaws_than_anybody_reads_are_counted(value: Value, told: tuple[int, str, str]) -> None:
    """Two hundred flaws of a definition are shown; the others are one finding, as grave as the worst of them."""
    _, findings = load_values(value)
    last = next(finding for finding in findings if finding.code == "too-many-errors")

    assert told == (len(findings), said([last])[0], last.message)


def test_a_file_of_many_wrong_definitions_is_read_twice_and_no_more() -> None:
    """The places of all documents of a file come from one further reading, not from one each."""
    begun = time.process_time()
    _, findings = load_values(*(canvas(f"c{number}", owner=number) for number in range(300)))

    assert (300, True) == (len(findings), time.process_time() - begun < 5)


def test_a_very_long_key_is_cut_in_the_message() -> None:
    """Nobody gets a page of one key."""
    _, findings = load_values({**canvas(), "x" * 500: 1})

    assert f"a definition has no key `{'x' * 57}…`" == findings[0].message

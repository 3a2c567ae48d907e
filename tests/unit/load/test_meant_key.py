"""`meant_key`: words of other tools, wrong levels, and what is not said beside them."""

from __future__ import annotations

import pytest

from support.channel_faults import sent
from support.definitions import Value, campaign, canvas, changed_at, message
from support.load_calls import load_values
from support.request_faults import recipients

_TIME = "2026-11-27T09:00:00"

_WORDS: list[tuple[str, Value, str]] = [
    ("ios_push", message(messages={"ios_push": {}}), "did you mean `apple_push`?"),
    ("push", message(messages={"push": {}}), "did you mean `apple_push`?"),
    ("whatsapp", message(messages={"whatsapp": {}}), "did you mean `whats_app`?"),
    ("in_app", message(messages={"in_app": {}}), "use `content_card`"),
    ("send_at", message(schedule=None, send_at=_TIME), "did you mean `schedule: time`?"),
    ("tz", message(schedule={"time": _TIME, "tz": "UTC"}), "did you mean `timezone`?"),
    ("time_zone", message(schedule={"time": _TIME, "time_zone": "UTC"}), "did you mean `timezone`?"),
    ("date", message(schedule={"date": _TIME, "timezone": "UTC"}), "did you mean `time`?"),
    ("user_ids", message(segment_id=None, broadcast=None, user_ids=["a"]), "did you mean `external_user_ids`?"),
    ("users of a campaign", campaign(recipients=None, user_ids=["a"]), "did you mean `recipients`?"),
    ("segment", message(segment_id=None, segment="a"), "did you mean `segment_id`?"),
    ("audience_id", message(segment_id=None, audience_id="a"), "did you mean `segment_id`?"),
    ("audience_id of a Canvas", canvas(audience_id="a"), "did you mean `audience`?"),
    ("cta of a card", sent("content_card", cta="a"), "did you mean `uri_text`?"),
    ("cta of a push", sent("web_push", cta="a"), "did you mean `buttons`?"),
    ("html", sent("email", body=None, html="a"), "did you mean `body`?"),
    ("external_id", recipients({"external_id": "a"}), "did you mean `external_user_id`?"),
    ("recipient, misspelt", recipients({"external_user": "a"}), "did you mean `external_user_id`?"),
]

_LEVELS: list[tuple[str, Value, str]] = [
    (
        "timezone",
        message(schedule={"time": _TIME}, timezone="UTC"),
        "it belongs under `schedule:`; indent it",
    ),
    (
        "in_local_time",
        message(schedule={"time": _TIME}, in_local_time=True),
        "it belongs under `schedule:`; indent it",
    ),
    ("time", {**message(), "schedule": None, "time": _TIME}, "it belongs under `schedule:`; indent it"),
    ("time and no schedule", message(schedule=None, time=_TIME), "it belongs under `schedule:`; indent it"),
    ("paused", message(paused=True), "it belongs under `lifecycle:`; indent it"),
    ("channel", message(messages=None, sms={}), "it belongs under `messages:`; indent it"),
    ("channel, messages empty", message(messages={}, sms={}), "it belongs under `messages:`; indent it"),
    (
        "content",
        message(title="a"),
        "it belongs under a channel in `messages:`, such as `android_push:`; indent it",
    ),
    (
        "content beside the channels",
        changed_at(message(), "messages", "subject", to="a"),
        "it belongs under a channel in `messages:`, such as `email:`",
    ),
    (
        "content in the schedule",
        changed_at(message(), "schedule", "subject", to="a"),
        "it belongs under a channel in `messages:`, such as `email:`",
    ),
    (
        "recipients in the schedule",
        campaign(recipients=None, schedule={"time": f"{_TIME}Z", "recipients": [{"external_user_id": "a"}]}),
        "it belongs to the definition itself; write it without indentation",
    ),
    (
        "broadcast in a channel",
        {**sent("email", broadcast=True), "broadcast": False},
        "it belongs to the definition itself; write it without indentation",
    ),
    (
        "owner in the schedule",
        changed_at(message(), "schedule", "owner", to="a"),
        "it belongs to the definition itself; write it without indentation",
    ),
    ("timezone in a channel", sent("email", timezone="UTC"), "it belongs under `schedule:`"),
]


def _series(repeat: object, **more: object) -> Value:
    """Return a definition with a `repeat`, and more beside it in its schedule."""
    return message(schedule={"time": f"{_TIME}Z", "repeat": repeat, **more})


_UNDER_REPEAT = "it belongs under `schedule.repeat`"
_REPEATS: list[tuple[str, Value, str]] = [
    *(
        (f"{key}: {value} in the schedule", _series({"every": "day", **rest}, **{key: value}), _UNDER_REPEAT)
        for key, value, rest in (
            ("until", "2026-12-01", {}),
            ("count", 3, {}),
            ("except", ["2026-11-28"], {"count": 3}),
            ("on", ["mon"], {"count": 3}),
            ("at", ["09:00"], {"count": 3}),
            ("at", "09:00", {"count": 3}),
        )
    ),
    ("every in the schedule", _series({"count": 3}, every="day"), _UNDER_REPEAT),
    ("rrule in the schedule", _series({"count": 3}, rrule="FREQ=DAILY"), _UNDER_REPEAT),
    ("until at the top", {**_series({"every": "day"}), "until": "2026-12-01"}, _UNDER_REPEAT),
    ("at at the top", {**_series({"every": "day", "count": 3}), "at": ["09:00"]}, _UNDER_REPEAT),
    ("a time as at", message(schedule={"at": f"{_TIME}Z"}), "did you mean `time`?"),
    ("a time as at, at the top", message(schedule=None, at=f"{_TIME}Z"), "did you mean `schedule: time`?"),
    ("untill", _series({"every": "day", "untill": "2026-12-01"}), "did you mean `until`?"),
    ("end", _series({"every": "day", "end": "2026-12-01"}), "did you mean `until`?"),
    ("times", _series({"every": "day", "times": 3}), "did you mean `count`?"),
    ("freq", _series({"freq": "day", "count": 3}), "did you mean `every`?"),
    ("count as a text", _series({"every": "day", "count": "3"}), "write a whole number, without quotes"),
    ("count with a point", _series({"every": "day", "count": 2.0}), "write 2"),
    ("count with a fraction", _series({"every": "day", "count": 3.5}), "write a number without a fraction"),
    ("repeat as a word", _series("daily"), "for example `repeat: {every: day, until: 2027-06-30}`"),
    ("repeat as another word", _series("often"), "for example `repeat: {every: week, until: 2027-06-30}`"),
    ("repeat as a number", _series(7), "for example `repeat: {every: week, until: 2027-06-30}`"),
    ("repeat by the year", _series("yearly"), "for example `repeat: {rrule: FREQ=YEARLY, count: 5}`"),
    (
        "repeat as a rule",
        _series("RRULE:FREQ=DAILY"),
        'for example `repeat: {rrule: "FREQ=WEEKLY;INTERVAL=2", count: 26}`',
    ),
]

_SLIPS: list[tuple[str, Value, str]] = [
    ("broadcast", message(broadcast=None, brodcast=True), "did you mean `broadcast`?"),
    ("segment_id", message(segment_id=None, segmnt_id="a"), "did you mean `segment_id`?"),
    ("schedule", message(schedule=None, shedule={"time": _TIME}), "did you mean `schedule`?"),
    ("timezone, misspelt", message(schedule={"time": _TIME, "timezon": "UTC"}), "did you mean `timezone`?"),
    ("time_to_live", sent("content_card", time_to_live=None, time_to_liv=5), "did you mean `time_to_live`?"),
    ("alert", sent("web_push", alert=None, alrt="a"), "did you mean `alert`?"),
]


@pytest.mark.parametrize(
    ("value", "hint"),
    [pytest.param(*row[1:], id=row[0]) for row in (*_WORDS, *_LEVELS, *_REPEATS, *_SLIPS)],
)
def test_what_was_meant_is_said_once(value: Value, hint: str) -> None:
    """One finding says what was meant or where it belongs, and nothing is said about what then is missing."""
    assert [hint] == [finding.hint for finding in load_values(value)[1]]


def test_what_was_not_meant_is_still_said() -> None:
    """A slip hides only the errors that follow from it."""
    _, findings = load_values(message(schedule={"time": _TIME}, brodcast=True, broadcast=None, segment_id=None))

    assert ["no-target", "time-without-zone", "unknown-key"] == [finding.code for finding in findings]


def test_a_slip_in_an_unresolved_definition_is_said_once() -> None:
    """A template that fails does not bring back the second error."""
    _, findings = load_values(message(schedule=None, shedule={"time": _TIME}, owner="<< missing >>"))

    assert {"unknown-key", "variable-unknown"} == {finding.code for finding in findings}

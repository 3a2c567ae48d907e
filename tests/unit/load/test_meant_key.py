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
    [pytest.param(*row[1:], id=row[0]) for row in (*_WORDS, *_LEVELS, *_SLIPS)],
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

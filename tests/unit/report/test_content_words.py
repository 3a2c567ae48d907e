"""What a payload sends, a line a channel."""

import pytest

from braze_gitops.model import freeze_object
from braze_gitops.report.content_words import content_lines
from support.reviews import BROADCAST, DIGEST


def test_a_channel_is_told_by_its_headline() -> None:
    """An email is known by its subject."""
    assert ["email “Hi {{${first_name} | default: 'there'}}, it starts tomorrow”"] == list(
        content_lines(freeze_object(BROADCAST), {})
    )


@pytest.mark.parametrize(
    ("messages", "lines"),
    [
        pytest.param({"apple_push": {"alert": "Look"}}, ["Apple push “Look”"], id="plain alert"),
        pytest.param({"apple_push": {"alert": {"body": "Look"}}}, ["Apple push “Look”"], id="alert object"),
        pytest.param({"sms": {"body": {"$text": DIGEST}}}, ["SMS “long”"], id="long text"),
        pytest.param({"sms": {"body": {"$text": "unknown"}}}, ["SMS"], id="a text that is not at hand"),
        pytest.param({"email": {"body": "x"}, "sms": {"body": "y"}}, ["email", "SMS “y”"], id="two channels"),
        pytest.param({"pigeon": {"note": "x"}}, ["pigeon"], id="unknown channel"),
        pytest.param("text", [], id="no channels"),
    ],
)
def test_headlines(messages: object, lines: list[str]) -> None:
    """Each channel is told, with the words it is known by if there are any."""
    assert lines == list(content_lines(freeze_object({"messages": messages}), {DIGEST: "long"}))

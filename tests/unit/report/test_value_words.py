"""Values and paths in words."""

import pytest

from braze_gitops.model import Address, Json
from braze_gitops.report import Naming
from braze_gitops.report.value_words import channel_words, path_words, shorten, value_words


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("messages.email.subject", "email subject"),
        ("messages.sms", "SMS"),
        ("messages.carrier_pigeon.note", "carrier pigeon note"),
        ("messages.apple_push.buttons.0.text", "Apple push buttons no. 1 text"),
        ("schedule.time", "send time"),
        ("trigger_properties.code", "trigger properties code"),
        ('messages.webhook.request_headers."X.Y"', 'webhook request headers "X.Y"'),
        ("", ""),
    ],
)
def test_paths_read_like_words(path: str, words: str) -> None:
    """A path is told by what people call the field."""
    assert words == path_words(path)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "nothing"),
        (True, "yes"),
        (False, "no"),
        (3, "3"),
        ("hi", "“hi”"),
        (("a", 1), '["a", 1]'),
        ({"$people": {"count": 1, "digests": ()}}, "1 person"),
        ({"$people": {"count": 1200, "digests": ()}}, "1,200 people"),
        ({"$env": {"name": "HOOK", "version": 2}}, "the secret HOOK, version 2"),
        ({"$text": "abc"}, "a long text"),
    ],
    ids=repr,
)
def test_values_read_like_words(value: Json, words: str) -> None:
    """A value is told as a person would."""
    assert words == value_words(value)


def test_long_texts_are_cut() -> None:
    """A text beyond the limit ends in an ellipsis, whatever its size."""
    assert ("x" * 9 + "…", "a b…") == (shorten("x" * 10_000_000, 10), shorten("a   b" + " " * 500 + "c", 20))


def test_an_unknown_channel_is_told_by_its_key() -> None:
    """A channel without a name of ours is not hidden."""
    assert "carrier pigeon" == channel_words("carrier_pigeon")


@pytest.mark.parametrize(
    ("naming", "words"),
    [
        (Naming(words={"segments": {"seg-1": "Readers"}}), "“Readers” (seg-1)"),
        (Naming(variables={Address("a"): {"segment_id": "segments.all"}}), "seg-1 (segments.all)"),
        (Naming(), "seg-1"),
    ],
    ids=["name", "variable", "neither"],
)
def test_ids_are_called_by_name(naming: Naming, words: str) -> None:
    """An id is told with its name, else with its variable, else alone."""
    assert words == naming.called("segment_id", "seg-1", Address("a"))

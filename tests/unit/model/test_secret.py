"""A secret shows its name and nothing else, and takes itself out of any text."""

from __future__ import annotations

import base64
import copy
import pickle
from collections.abc import Callable
from urllib.parse import quote

import pytest

from braze_gitops.model import Secret

TEXT = "k3y+/with=odd characters"
SECRET = Secret(TEXT, name="BRAZE_API_KEY")


@pytest.mark.parametrize(
    "show",
    [str, repr, "{}".format, "{:>40}".format, "{!r}".format, lambda secret: repr([secret])],
    ids=["str", "repr", "format", "padded", "format of repr", "inside a list"],
)
def test_every_way_of_printing_shows_the_name_alone(show: Callable[[object], str]) -> None:
    """No format asks the text out of it."""
    assert "BRAZE_API_KEY" in show(SECRET)
    assert "k3y" not in show(SECRET)


def test_the_one_way_to_the_text_is_reveal() -> None:
    """Whoever sends it gets it whole."""
    assert TEXT == SECRET.reveal()


@pytest.mark.parametrize("leave", [pickle.dumps, copy.copy], ids=["pickle", "copy"])
def test_it_does_not_leave_the_process(leave: Callable[[object], object]) -> None:
    """It is neither pickled nor copied."""
    with pytest.raises(TypeError, match="not pickled"):
        leave(SECRET)


@pytest.mark.parametrize(
    "form",
    [
        TEXT,
        quote(TEXT, safe=""),
        quote(TEXT),
        base64.b64encode(TEXT.encode()).decode(),
        base64.urlsafe_b64encode(TEXT.encode()).decode().rstrip("="),
    ],
    ids=["plain", "url", "url with slashes", "base64", "base64 for urls, unpadded"],
)
def test_each_of_its_forms_is_taken_out(form: str) -> None:
    """Plain, base64 and URL forms are replaced by the name."""
    assert "before [BRAZE_API_KEY] after" == SECRET.redact(f"before {form} after")


@pytest.mark.parametrize("before", ["", "a", "ab", "Bearer ", "Bearer: "])
@pytest.mark.parametrize("after", ["", ".", "..", "; more"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_it_is_taken_out_of_a_longer_text_in_base64(
    before: str, after: str, encode: Callable[[bytes], bytes]
) -> None:
    """Wherever it stands, no run of characters is left from which a third of it could be read back."""
    left = SECRET.redact(encode((before + TEXT + after).encode()).decode())
    assert "[BRAZE_API_KEY]" in left
    assert max(map(len, left.split("[BRAZE_API_KEY]"))) <= len(before + after) * 4 / 3 + 8


def test_an_empty_secret_changes_nothing() -> None:
    """There is nothing to take out."""
    assert "abc" == Secret("", name="NONE").redact("abc")


def test_a_fingerprint_tells_keys_apart() -> None:
    """Equal keys have one fingerprint whatever their name, others another; it is no part of the key."""
    assert SECRET.fingerprint == Secret(TEXT, name="OTHER").fingerprint
    assert SECRET.fingerprint != Secret(f"{TEXT}.", name="BRAZE_API_KEY").fingerprint
    assert 16 == len(SECRET.fingerprint)

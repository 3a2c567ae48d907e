"""Keys as they are presented and masked."""

import pytest

from braze_gitops.sandbox.auth import presented_key, without_keys

HEADERS = {
    "Bearer abc": "abc",
    "bearer abc": "abc",
    "BEARER  abc ": "abc",
    'Bearer "abc"': '"abc"',
    "abc": "",
    "Basic abc": "",
    "": "",
}


@pytest.mark.parametrize(("header", "key"), HEADERS.items())
def test_presented_key(header: str, key: str) -> None:
    """Only Bearer presents a key, in any case; quotes belong to it."""
    assert key == presented_key(header)


def test_masked() -> None:
    """A text holds no key, as it is or as JSON writes it; one too short to be a key spoils nothing."""
    text = 'key-"1" and key-\\"1\\" and a'
    assert "<key> and <key> and a" == without_keys(text, 'key-"1"', "a", "")

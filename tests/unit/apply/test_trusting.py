"""A person's word on a key."""

from __future__ import annotations

import pytest

from braze_gitops.apply import distrust_key, trust_key
from braze_gitops.errors import UsageError
from braze_gitops.state import KeyDistrusted, KeyTrusted
from support.plans import NOW, make_state

KEY, OTHER = "0123456789abcdef", "fedcba9876543210"


def test_a_key_is_trusted_once() -> None:
    """One that is needs nothing."""
    assert (KeyTrusted(fingerprint=KEY, at=NOW),) == trust_key(make_state(keys=(OTHER,)), KEY, at=NOW)
    assert () == trust_key(make_state(keys=(KEY,)), KEY, at=NOW)


def test_a_key_is_trusted_no_more() -> None:
    """One that never was is refused, with those that are."""
    assert (KeyDistrusted(fingerprint=KEY, at=NOW),) == distrust_key(make_state(keys=(KEY,)), KEY, at=NOW)
    with pytest.raises(UsageError, match=f"does not trust the key {KEY}\nit trusts {OTHER}"):
        distrust_key(make_state(keys=(OTHER,)), KEY, at=NOW)
    with pytest.raises(UsageError, match="it trusts none"):
        distrust_key(make_state(), KEY, at=NOW)


@pytest.mark.parametrize("text", ["", "0123", "a-whole-key-by-mistake", KEY.upper(), f"{KEY}\n"])
def test_what_is_no_fingerprint_is_not_repeated(text: str) -> None:
    """It may be the key itself."""
    for make in (trust_key, distrust_key):
        with pytest.raises(UsageError, match="this is no fingerprint") as caught:
            make(make_state(keys=(KEY,)), text, at=NOW)
        assert not text.strip() or text not in str(caught.value)

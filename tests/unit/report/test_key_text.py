"""Which keys a state trusts, and what a change of that means."""

from __future__ import annotations

from braze_gitops.report import Style, trust_text, trusted_text
from braze_gitops.state import Entry, KeyDistrusted, KeyTrusted, RecordForgotten
from support.plans import NOW, make_desired, make_state

PLAIN = Style(colour=False)


def told(keys: tuple[str, ...], *entries: Entry) -> str:
    """Return what a change of the keys is said to mean."""
    return " ".join(trust_text(make_state(keys=keys), entries, style=PLAIN, width=80).split())


def test_the_first_key_is_told_from_another_one() -> None:
    """From the first on, no other is taken."""
    entry = KeyTrusted(fingerprint="aaaa", at=NOW)
    assert (True, False) == ("it will take no other" in told((), entry), "it will take" in told(("bbbb",), entry))
    assert "The state of production will trust the key aaaa." in told((), entry)


def test_the_last_key_does_not_go_silently() -> None:
    """What it means is said."""
    entry = KeyDistrusted(fingerprint="aaaa", at=NOW)
    last, one_of_two = told(("aaaa",), entry), told(("aaaa", "bbbb"), entry)
    assert (True, False) == ("trusts whatever key it is given" in last, "whatever" in one_of_two)
    assert "will not trust the key aaaa any more." in one_of_two


def test_another_entry_says_nothing_of_keys() -> None:
    """And is left out."""
    assert "" == told((), RecordForgotten(address=make_desired().address, past=None))


def test_all_keys_are_listed() -> None:
    """By fingerprint; none is said in words."""
    listed = trusted_text(make_state(keys=("aaaa", "bbbb")), style=PLAIN, width=80)
    assert ["trusts    aaaa", "trusts    bbbb"] == listed.splitlines()
    assert "trusts no key" in trusted_text(make_state(), style=PLAIN, width=80)

"""Which keys a state trusts."""

from __future__ import annotations

import pytest

from braze_gitops.guard import check_key, parse_allowance
from support.plans import make_state


@pytest.mark.parametrize(
    ("keys", "allow", "codes", "trusts"),
    [
        ((), [], ["key-trusted"], "aaaa"),
        ((), ["unknown-key:aaaa"], ["key-trusted", "unused-allowance"], "aaaa"),
        (("aaaa", "bbbb"), [], [], None),
        (("aaaa",), ["unknown-key:aaaa"], ["unused-allowance"], None),
        (("bbbb",), [], ["unknown-key"], None),
        (("bbbb",), ["unknown-key:aaaa"], ["allowed"], None),
        (("bbbb",), ["unknown-key:cccc"], ["unknown-key", "unused-allowance"], None),
        (("bbbb",), ["unknown-key:*"], ["unknown-key", "unused-allowance"], None),
        (("bbbb",), ["empty", "imminent:*"], ["unknown-key"], None),
        (("bbbb",), ["unknown-key:aaaa", "unknown-key:cccc"], ["allowed", "unused-allowance"], None),
    ],
    ids=[
        "first key",
        "first key, allowed for nothing",
        "known key",
        "known key, allowed for nothing",
        "unknown key",
        "allowed",
        "another one allowed",
        "a pattern is no fingerprint",
        "other guards allowed",
        "allowed, and another one too",
    ],
)
def test_key(keys: tuple[str, ...], allow: list[str], codes: list[str], trusts: str | None) -> None:
    """A state without keys trusts the first; an unknown one passes only by its own fingerprint."""
    check = check_key(make_state(keys=keys), "aaaa", [parse_allowance(text) for text in allow])
    assert (codes, trusts, ["unknown-key"] * ("unknown-key" in codes)) == (
        [one.code for one in check.findings],
        check.trusts,
        [one.code for one in check.refusals],
    )


def test_refusal_prints_its_allowance() -> None:
    """The refusal names the fingerprint as it has to be typed."""
    check = check_key(make_state(keys=("bbbb",)), "aaaa")
    hint = check.refusals[0].hint
    assert "`--allow unknown-key:aaaa`" in hint
    assert "`braze-gitops state trust-key aaaa -e production`" in hint

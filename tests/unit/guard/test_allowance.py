"""What a person writes to pass one guard."""

from __future__ import annotations

import pytest

from braze_gitops.errors import UsageError
from braze_gitops.guard import ADDRESS_GUARDS, PLAN_GUARDS, Allowance, parse_allowance


@pytest.mark.parametrize(
    ("text", "guard", "pattern"),
    [
        ("imminent:teaser", "imminent", "teaser"),
        ('protected:weekly["2026-12-01"]', "protected", 'weekly["2026-12-01"]'),
        ('imminent:a["b:c"]', "imminent", 'a["b:c"]'),
        ("stop-sending:black-*", "stop-sending", "black-*"),
        ("stop-sending:week?", "stop-sending", "week?"),
        ("empty", "empty", "*"),
        ("max-deletes:*", "max-deletes", "*"),
        ("unknown-key:0123abcd", "unknown-key", "0123abcd"),
    ],
)
def test_allowance(text: str, guard: str, pattern: str) -> None:
    """A guard and what it is for."""
    assert Allowance(guard=guard, pattern=pattern, source="--allow") == parse_allowance(text)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("iminent:teaser", "there is no guard `iminent`", "did you mean `imminent`?"),
        ("", "there is no guard ``", "the guards are becomes-broadcast"),
        ("missed:teaser", "there is no guard `missed`", "the guards are "),
        ("imminent", "says nothing about what it is for", "`imminent:ADDRESS`"),
        ("imminent:", "says nothing about what it is for", "`imminent:ADDRESS`"),
        ("unknown-key", "says nothing about what it is for", "`unknown-key:FINGERPRINT`"),
        ("imminent:No Address", "is no address and no pattern", "quotes"),
        ("imminent:weekly[2026-12-01]", "is no address and no pattern", "quotes"),
        ("empty:teaser", "is about the whole plan", "`--allow empty`"),
    ],
)
def test_mistakes(text: str, message: str, hint: str) -> None:
    """A mistake is said with the way out."""
    with pytest.raises(UsageError, match="--allow") as caught:
        parse_allowance(text)
    assert (True, True) == (message in caught.value.message, hint in caught.value.hint)


@pytest.mark.parametrize("guard", [*ADDRESS_GUARDS, *PLAN_GUARDS])
def test_written_back(guard: str) -> None:
    """An allowance reads as it was written."""
    text = guard if guard in PLAN_GUARDS else f"{guard}:teaser"
    assert text == str(parse_allowance(text))

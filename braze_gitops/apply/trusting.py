"""A person's word on a key: whether a state trusts it (design.md section 6)."""

from __future__ import annotations

import re
from datetime import datetime

from braze_gitops.errors import UsageError
from braze_gitops.state import Entry, KeyDistrusted, KeyTrusted, State

_FINGERPRINT = re.compile(r"[0-9a-f]{16}\Z")


def trust_key(state: State, fingerprint: str, *, at: datetime) -> tuple[Entry, ...]:
    """Return what makes `state` trust a key; nothing if it does.

    Raises:
        UsageError: it is no fingerprint.
    """
    _check(fingerprint)
    if fingerprint in state.key_fingerprints:
        return ()
    return (KeyTrusted(fingerprint=fingerprint, at=at),)


def distrust_key(state: State, fingerprint: str, *, at: datetime) -> tuple[Entry, ...]:
    """Return what makes `state` trust a key no more.

    Raises:
        UsageError: it is no fingerprint, or the state does not trust it.
    """
    _check(fingerprint)
    if fingerprint not in state.key_fingerprints:
        trusted = ", ".join(state.key_fingerprints)
        raise UsageError(
            f"the state of {state.environment} does not trust the key {fingerprint}",
            hint=f"it trusts {trusted}" if trusted else "it trusts none",
        )
    return (KeyDistrusted(fingerprint=fingerprint, at=at),)


def _check(fingerprint: str) -> None:
    if _FINGERPRINT.match(fingerprint) is None:
        raise UsageError(
            "this is no fingerprint of a key: those are 16 digits from 0 to f",
            hint="never give the key itself; put it into the environment's variable and leave the argument out",
        )

"""The guard on keys: a state trusts those it knows by fingerprint, and the first one it ever sees."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from braze_gitops.guard.allowance import UNKNOWN_KEY, Allowance, why_words
from braze_gitops.model import Finding, Severity
from braze_gitops.state import State


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class KeyCheck:
    """What the guard says of a key: `trusts` is the fingerprint the state is to trust from now on, if any.

    `refusals` not empty: no call may be made. `findings` is everything to show, the refusals included.
    """

    refusals: tuple[Finding, ...] = ()
    findings: tuple[Finding, ...] = ()
    trusts: str | None = None
    used: tuple[Allowance, ...] = ()
    unused: tuple[Allowance, ...] = ()


def check_key(state: State, fingerprint: str, allowances: Iterable[Allowance] = ()) -> KeyCheck:
    """Return whether the key with `fingerprint` may be used with `state`.

    A state that trusts none trusts this one. An allowance lets one unknown key pass in one run and makes the state
    trust nothing; it names the whole fingerprint, never a pattern.
    """
    mine = [one for one in allowances if one.guard == UNKNOWN_KEY]
    if not state.key_fingerprints:
        message = f"the state trusts no key yet and trusts {fingerprint} once Braze takes it"
        note = Finding(severity=Severity.NOTE, code="key-trusted", message=message)
        return KeyCheck(trusts=fingerprint, findings=(note, *map(_unused, mine)), unused=tuple(mine))
    if fingerprint in state.key_fingerprints:
        return KeyCheck(findings=tuple(map(_unused, mine)), unused=tuple(mine))
    used = tuple(one for one in mine if one.pattern == fingerprint)
    unused = tuple(one for one in mine if one.pattern != fingerprint)
    if used:
        message = f"{UNKNOWN_KEY} is allowed by {why_words(used[0])}"
        note = Finding(severity=Severity.NOTE, code="allowed", message=message)
        return KeyCheck(findings=(note, *map(_unused, unused)), used=used, unused=unused)
    refusal = Finding(
        severity=Severity.ERROR,
        code=UNKNOWN_KEY,
        message=f"the state does not know this key ({fingerprint}): it may belong to another workspace",
        hint=f"check the environment's key; after a rotation `braze-gitops state trust-key {fingerprint} "
        f"-e {state.environment}` makes the state trust the new one, or `--allow {UNKNOWN_KEY}:{fingerprint}` "
        "lets it pass in this run alone",
    )
    return KeyCheck(refusals=(refusal,), findings=(refusal, *map(_unused, unused)), unused=unused)


def _unused(allowance: Allowance) -> Finding:
    return Finding(
        severity=Severity.WARNING,
        code="unused-allowance",
        message=f"{allowance.source} {allowance} lets nothing pass in this run",
        place=allowance.place,
        hint="take it out, or check the fingerprint",
    )

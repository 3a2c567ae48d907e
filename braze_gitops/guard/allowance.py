"""Allowances: a permission to pass one guard, for one address, a pattern, or the whole plan."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Container, Iterable, Mapping

from braze_gitops.errors import UsageError
from braze_gitops.model import Address, GuardScope, Place, matches, split_address
from braze_gitops.plan import BlockCode

# Guards that stop one address, with what each is for; a block of any other code is not for an allowance to pass.
ADDRESS_GUARDS: Mapping[str, str] = {
    BlockCode.IMMINENT: "a change so close to its time that Braze may or may not take it",
    BlockCode.STOP_SENDING: "cancelling what is going out already",
    BlockCode.TOO_CLOSE: "a send that comes within half the interval of its series of another one",
    BlockCode.TOOL_OR_ZONE_DATA: "a payload that changed though nothing it was made from did",
    BlockCode.PROTECTED: "cancelling or replacing what `prevent_delete` protects",
    BlockCode.DUPLICATE_SEND: "a send to the same people, on the same channel, within 24 hours of another one",
    BlockCode.BECOMES_BROADCAST: "listed people that become a broadcast",
    BlockCode.BROADCAST_TO_ALL: "a broadcast that names neither segment nor audience",
    BlockCode.REACHES_UNSUBSCRIBED: "a message that also goes to people who have unsubscribed",
    BlockCode.IGNORES_FREQUENCY_CAP: "a message that ignores frequency capping",
}
# Guards that stop the whole plan.
PLAN_GUARDS: Mapping[str, str] = {
    "empty": "a plan that leaves nothing arranged",
    "max-deletes": "more cancellations than `max_deletes`",
    "max-delete-percent": "more cancellations than `max_delete_percent`",
    "older-commit": "a commit that does not contain the one that was applied last",
    "not-on-branch": "a commit that is not on the project's `branch`",
    "dirty-work-tree": "definitions that are not as their commit has them",
    "git-unreadable": "a work tree of which git does not tell",
}
# The guard that stops a key; its pattern is the key's fingerprint.
UNKNOWN_KEY = "unknown-key"
# Every guard that can be allowed, and what an allowance for it names.
GUARD_SCOPES: Mapping[str, GuardScope] = {
    **dict.fromkeys(map(str, ADDRESS_GUARDS), GuardScope.ADDRESS),
    **dict.fromkeys(PLAN_GUARDS, GuardScope.PLAN),
    UNKNOWN_KEY: GuardScope.KEY,
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """A permission to pass one guard: `guard` is its code, `pattern` an address or a pattern (`plan.matches`).

    `pattern` is `*` for a guard of the whole plan and a fingerprint for an unknown key. `source` says where it was
    given (`--allow`, or a place in a file) and `reason` why; `place` is that place, None for `--allow`. With
    `is_exact` the pattern is one address and fits no other, whatever characters it has; `given` is then how a
    person wrote it, when the plan was made.
    """

    guard: str
    pattern: str
    source: str
    reason: str = ""
    place: Place | None = None
    is_exact: bool = False
    given: str = ""

    def fits(self, subject: Address | None) -> bool:
        """Whether it is for this address; None stands for the whole plan."""
        if subject is None:
            return self.pattern == "*"
        return self.pattern == subject if self.is_exact else matches(subject, self.pattern)

    def __str__(self) -> str:
        """Return it as a person writes it at a terminal."""
        return self.guard if self.guard in PLAN_GUARDS else f"{self.guard}:{self.pattern}"


def parse_allowance(text: str, *, source: str = "--allow") -> Allowance:
    """Return the allowance a person wrote: `GUARD:ADDRESS`, or `GUARD` alone for one of the whole plan.

    Raises:
        UsageError: there is no such guard, or what stands after the colon does not fit it.
    """
    guard, colon, pattern = text.partition(":")
    if guard in PLAN_GUARDS:
        if pattern not in ("", "*"):
            raise UsageError(
                f"{source} {text}: `{guard}` is about the whole plan, not one address",
                hint=f"write `{source} {guard}`",
            )
        return Allowance(guard=guard, pattern="*", source=source)
    if guard not in ADDRESS_GUARDS and guard != UNKNOWN_KEY:
        raise UsageError(f"{source} {text}: there is no guard `{guard}`", hint=_which_guard(guard))
    if not colon or not pattern:
        what = "FINGERPRINT" if guard == UNKNOWN_KEY else "ADDRESS"
        raise UsageError(f"{source} {text}: says nothing about what it is for", hint=f"write `{guard}:{what}`")
    if guard in ADDRESS_GUARDS and not _may_fit(pattern):
        raise UsageError(
            f"{source} {text}: `{pattern}` is no address and no pattern",
            hint="copy it from the plan and put it in quotes, as the plan prints it",
        )
    return Allowance(guard=guard, pattern=pattern, source=source)


def find_allowance(allowances: Iterable[Allowance], *, guard: str, subject: Address | None) -> Allowance | None:
    """Return the first allowance for `guard` that fits the address; None for the whole plan."""
    for allowance in allowances:
        if allowance.guard == guard and allowance.fits(subject):
            return allowance
    return None


def why_words(allowance: Allowance) -> str:
    """Return how an allowance is told where it let something pass: where it was given, what, and why."""
    return f"{allowance.source} {allowance}{f' ({allowance.reason})' if allowance.reason else ''}"


def unused_among(
    allowances: Iterable[Allowance], *, used: Container[Allowance], elsewhere: Container[str]
) -> tuple[Allowance, ...]:
    """Return the allowances that let nothing pass, but those whose guard is judged elsewhere."""
    return tuple(one for one in allowances if one not in used and one.guard not in elsewhere)


def _may_fit(pattern: str) -> bool:
    if "*" in pattern or "?" in pattern:
        return True
    try:
        split_address(pattern)
    except ValueError:
        return False
    return True


def _which_guard(word: str) -> str:
    guards = sorted({*ADDRESS_GUARDS, *PLAN_GUARDS, UNKNOWN_KEY})
    near = difflib.get_close_matches(word, guards, n=1)
    lead = f"did you mean `{near[0]}`? " if near else ""
    return f"{lead}the guards are {', '.join(guards)}"

"""Which keys a state trusts, and what a change of that means."""

from __future__ import annotations

from collections.abc import Sequence

from braze_gitops.report.page import Page, Piece
from braze_gitops.report.style import Role, Style
from braze_gitops.state import Entry, KeyDistrusted, KeyTrusted, State

_LAST = (
    "The state then trusts no key: the next apply trusts whatever key it is given, also one of another "
    "workspace, and says so."
)
_FIRST = "It trusts no key yet; it will take no other key from then on."


def trust_text(state: State, entries: Sequence[Entry], *, style: Style, width: int) -> str:
    """Return what `entries` would do to the keys that `state` trusts, and what that means."""
    page = Page(style, width)
    for entry in entries:
        match entry:
            case KeyTrusted():
                page.line(
                    f"The state of {state.environment} will trust the key ",
                    Piece(entry.fingerprint, Role.STRONG),
                    ".",
                )
                if not state.key_fingerprints:
                    page.line(_FIRST)
            case KeyDistrusted():
                page.line(
                    f"The state of {state.environment} will not trust the key ",
                    Piece(entry.fingerprint, Role.STRONG),
                    " any more.",
                )
                if len(state.key_fingerprints) == 1:
                    page.line(Piece("warning", Role.WARNING), f": {_LAST}", hang=2)
            case _:
                continue
    return page.text()


def trusted_text(state: State, *, style: Style, width: int) -> str:
    """Return the keys that `state` trusts, by fingerprint."""
    page = Page(style, width)
    if not state.key_fingerprints:
        page.line(f"The state of {state.environment} trusts no key: the first apply trusts the one it has.")
    for fingerprint in state.key_fingerprints:
        page.field("trusts", Piece(fingerprint, Role.STRONG), indent=0)
    return page.text()

"""Which version of a state this is: what is printed after an apply and compared before the next."""

from __future__ import annotations

import dataclasses
import re

from braze_gitops.state.state import Head, Serial, State

SHORT_DIGEST_DIGITS = 12
_VERSION = re.compile(
    r"serial (?P<serial>[0-9]{1,18}), batch (?P<number>[1-9][0-9]{0,9}), "
    rf"(?P<digest>[0-9a-f]{{{SHORT_DIGEST_DIGITS},64}})\Z"
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a state; the digest of its head may be shortened to twelve digits."""

    serial: Serial
    head: Head

    def __str__(self) -> str:
        """Return it as it is printed and given back."""
        return f"serial {self.serial}, batch {self.head.number}, {self.head.digest[:SHORT_DIGEST_DIGITS]}"


def version_text(state: State) -> str:
    """Return the version of `state` for people: `serial 12, batch 42, 3fa9c1d2e0b1`."""
    return str(Version(serial=state.serial, head=state.head))


def read_version(text: str) -> Version | None:
    """Return the version that `version_text` wrote, its digest whole or shortened; None if this is none."""
    found = _VERSION.match(text.strip())
    if found is None:
        return None
    head = Head(number=int(found["number"]), digest=found["digest"])
    return Version(serial=Serial(int(found["serial"])), head=head)


def is_current(state: State, *, expected: Head) -> bool:
    """Whether `state` is at `expected` or after it; the expected digest may be shortened, not to nothing.

    A later number is taken as it is: only whoever holds the batches in between can tell whether they follow it.
    """
    if state.head.number != expected.number:
        return state.head.number > expected.number
    return bool(expected.digest) and state.head.digest.startswith(expected.digest)

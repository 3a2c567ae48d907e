"""A person's word that a halt is over, or that it lets one address go (design.md 5.11)."""

from __future__ import annotations

from datetime import datetime

from braze_gitops.errors import UsageError
from braze_gitops.model import Address, split_address
from braze_gitops.plan import fits, is_of_one_series
from braze_gitops.state import Halt, HaltLifted, State, find_halt, standing_halts


def lift(
    state: State, ident: str, address: Address | None, *, who: str, why: str, at: datetime
) -> HaltLifted | None:
    """Return the entry that lifts the halt `ident`, or lets one address go; None if that was done before.

    Raises:
        UsageError: there never was such a halt, or it does not hold that address.
    """
    halt = find_halt(state, ident)
    if halt is None:
        standing = ", ".join(one.id for one in standing_halts(state))
        raise UsageError(
            f"{state.environment} has no halt {ident}",
            hint=f"there stand: {standing}" if standing else "nothing is halted there",
        )
    if address is not None:
        _check_address(address)
        if not (fits(halt, address) or _is_met(halt, address)):
            raise UsageError(
                f"{ident} does not hold {address}: it holds {halt.pattern}",
                hint=f"`braze-gitops plan -e {state.environment}` says which halt holds it",
            )
    if not halt.stands or address in halt.lifted:
        return None
    return HaltLifted(halt=ident, address=address, who=who, why=why, at=at)


def _is_met(halt: Halt, address: Address) -> bool:
    """Whether an address may be the new one of a send that the halt has met."""
    return any(is_of_one_series(met, address) for met in halt.sends)


def _check_address(address: Address) -> None:
    try:
        split_address(address)
    except ValueError:
        raise UsageError(
            f"{address} is no address", hint="copy it from the plan and put it in quotes; patterns are not taken"
        ) from None

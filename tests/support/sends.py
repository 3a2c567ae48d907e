"""Schedules that share send ids, and what an apply of them did."""

from braze_gitops.apply import ChangeOutcome, Outcome
from braze_gitops.model import DesiredSchedule, Kind, Verb
from support.applying import World, wanted

A_SEND_ID = Verb.CREATE_SEND_ID
TRACKED = wanted("teaser", kind=Kind.CAMPAIGN, send_id="one")


def verbs(world: World) -> list[Verb]:
    """Return what reached Braze, in order."""
    return [one.verb for one in world.braze.made]


def sharing(names: str, send_id: str = "one") -> list[DesiredSchedule]:
    """Return schedules, one for each letter, that share a send id."""
    return [wanted(name, kind=Kind.CAMPAIGN, subject=name, send_id=send_id) for name in names]


def by_address(outcome: Outcome) -> dict[str, ChangeOutcome]:
    """Return what became of each change."""
    return {str(one.address): one for one in outcome.changes}


def pairs(world: World) -> list[tuple[str, bool]]:
    """Return the send ids of the state, and whether each is confirmed."""
    return [(one.send_id, one.confirmed) for one in world.state().send_ids]

"""The power goes at any moment of a run, whatever had reached the disk: no id lost, nothing doubled."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import pytest

from support.power_cuts import Cut, HastyJournal, Scenario, Seen, cuts_after, cuts_of
from support.power_mutants import (
    LinksTooEarly,
    NoFlush,
    NoFolderFlush,
    NoJournalFolderFlush,
    NoSnapshotFlush,
    NoTextFlush,
    NoTextFolderFlush,
    RenamesTooEarly,
)
from support.power_scenarios import SCENARIOS
from support.simulated_disk import SimulatedDisk

BY_NAME = {one.name: one for one in SCENARIOS}
WITHOUT_WORKERS = ("resolve", "take-over")
EACH = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
# Which planted mistake, and whether it shows at the end of a run, where the snapshot is written.
MUTANTS = (
    (NoFlush, False),
    (NoFolderFlush, False),
    (NoJournalFolderFlush, False),
    (LinksTooEarly, False),
    (NoSnapshotFlush, True),
    (NoTextFlush, True),
    (NoTextFolderFlush, True),
    (RenamesTooEarly, True),
)


@EACH
def test_a_cut_at_one_moment_in_five_loses_nothing_and_doubles_nothing(scenario: Scenario) -> None:
    """A sample of the moments, every image of each."""
    seen = Seen()
    for cut in cuts_of(scenario, workers=1)[:: 25 if scenario.name == "many" else 5]:
        seen.look(cut, scenario)
    assert seen.complaints == []


@pytest.mark.deep
@pytest.mark.timeout(300)
def test_a_cut_at_every_moment_loses_nothing_and_doubles_nothing() -> None:
    """Every moment of every run, by one to eight workers, and every subset of what was not flushed.

    No bound was needed: the simulated disk refuses a scenario with too many subsets at one moment.
    """
    moments, seen = 0, Seen()
    for scenario in SCENARIOS:
        for workers in (1, 2, 4, 8) if scenario.wish and scenario.name not in WITHOUT_WORKERS else (1,):
            for cut in cuts_of(scenario, workers=workers):
                seen.look(cut, scenario)
                moments += 1
    _say(moments, seen)
    assert seen.complaints == []
    assert moments >= 3000
    assert len(seen.judged) >= 600


@pytest.mark.deep
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", ["mixed", "snapshot"])
def test_a_cut_of_a_run_after_a_killed_one_loses_nothing_and_doubles_nothing(name: str) -> None:
    """A run is killed at one moment in nine, and the next, which finds its leftovers, loses its power."""
    scenario, moments, seen = BY_NAME[name], 0, Seen()
    for killed in cuts_of(scenario, workers=1)[::9]:
        for cut in cuts_after(killed, scenario, workers=1)[::3]:
            seen.look(cut, scenario)
            moments += 1
    _say(moments, seen)
    assert seen.complaints == []
    assert moments >= 200


def test_unfinished_files_make_no_difference() -> None:
    """Every subset of them may be there as well, in every combination with all else."""
    seen = Seen()
    for cut in cuts_of(BY_NAME["init"], workers=1):
        seen.look(cut, BY_NAME["init"], strays=True)
    assert seen.complaints == []


@pytest.mark.parametrize(("mutant", "at_the_end"), MUTANTS)
def test_a_flush_that_is_missing_or_late_is_caught(mutant: type[SimulatedDisk], *, at_the_end: bool) -> None:
    """The same look finds each planted mistake."""
    cuts = cuts_of(BY_NAME["snapshot"], workers=1, disk_type=mutant)
    assert _first_complaint(cuts[::-1] if at_the_end else cuts)


def test_an_outcome_that_is_told_before_it_is_durable_is_caught() -> None:
    """Somebody was told that an address is done, and the state that comes up does not say so."""
    cuts = cuts_of(BY_NAME["snapshot"], workers=1, journal=HastyJournal)
    assert "was said to be done" in _first_complaint(cuts)


def _say(moments: int, seen: Seen) -> None:
    disks = f"{seen.subsets} images, {len(seen.judged)} different, of {len(seen.images)} disks"
    sys.stdout.write(f"{moments} moments, {disks}, {len(seen.complaints)} violations\n")


def _first_complaint(cuts: Iterable[Cut]) -> str:
    """Return what is found first, empty if nothing is."""
    seen = Seen()
    for cut in cuts:
        seen.look(cut, BY_NAME["snapshot"])
        if seen.complaints:
            return seen.complaints[0]
    return ""

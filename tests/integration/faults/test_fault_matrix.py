"""Every way to fail, at every call of an apply: nothing is lost, nothing is doubled, and what it says is true.

The judge of what an apply says knows the sandbox alone (`support.fault_judge`). Each case then goes on: a person
settles what is in doubt by what Braze holds, and further applies come to rest.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from braze_gitops.sandbox import FaultKind, running_in_thread
from support.fault_kinds import ROWS, Row
from support.fault_trial import NEXT_SEND_ID, SEND_ID, Case, Trial
from support.states import NOW

# Calls of a plan of three changes: a message, a campaign and a Canvas trigger; a replace makes two for each,
# and a new send id is one more.
CALLS: Mapping[str, int] = {"create": 3, "update": 3, "delete": 3, "replace": 6, SEND_ID: 6, NEXT_SEND_ID: 9}
FEWEST_KINDS = 23
FEWEST_CASES = 2500
SAMPLED = frozenset(
    {
        FaultKind.BAD_REQUEST,
        FaultKind.UNAUTHORIZED,
        FaultKind.RATE_LIMITED_BARE,
        FaultKind.REDIRECT_307,
        FaultKind.BAD_GATEWAY,
        FaultKind.CUT_HEAD,
        FaultKind.TWICE,
        FaultKind.OTHER_ID,
        FaultKind.REFUSED,
    }
)


def cases(row: Row, edit: str) -> Iterator[Case]:
    """Yield every position, with one worker and with four; and a fault that stays, from the second call on.

    New send ids are tried with one worker or with four in turn, in a replace only those of its first change: it is
    the sum of two others.
    """
    for skip in range(3 if edit == NEXT_SEND_ID else CALLS[edit]):
        for workers in (4 if skip % 2 else 1,) if edit in (SEND_ID, NEXT_SEND_ID) else (1, 4):
            yield Case(row=row, edit=edit, skip=skip, workers=workers)
    if not row.is_waited_for:
        yield Case(row=row, edit=edit, skip=1, workers=2, times=99)


def check(folder: Path, tried: Iterable[Case]) -> list[str]:
    """Return all that is wrong in any of these cases.

    They share a sandbox, but where it is to answer with another schedule's id: that is the oldest it has, and only
    an id that the state knows can be told from the right one.
    """
    found: list[str] = []
    for alone, some in itertools.groupby(enumerate(tried), lambda pair: pair[1].needs_own_sandbox and pair[0]):
        place = folder / f"sandbox-{alone}"
        with running_in_thread(place, clock_start=NOW, durable=False, frozen=True) as running:
            for number, case in some:
                found += Trial(place, running, number=number, case=case).check()
    return found


def test_the_matrix_is_as_large_as_it_says() -> None:
    """Every kind of the sandbox, at every position of every edit."""
    kinds = {row.kind for row in ROWS}
    count = sum(len(list(cases(row, edit))) for row in ROWS for edit in CALLS)
    assert set(FaultKind) == kinds
    assert len(kinds) >= FEWEST_KINDS
    assert count >= FEWEST_CASES


@pytest.mark.deep
@pytest.mark.timeout(120)
@pytest.mark.parametrize("edit", CALLS)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_position(tmp_path: Path, row: Row, edit: str) -> None:
    """No id lost, nothing created twice, the summary true, the key nowhere, and it comes to rest."""
    assert [] == check(tmp_path, cases(row, edit))


@pytest.mark.parametrize("row", [row for row in ROWS if row.kind in SAMPLED], ids=lambda row: row.name)
def test_a_sample(tmp_path: Path, row: Row) -> None:
    """The second call of every edit: of a send id, the create that uses it."""
    assert [] == check(tmp_path, (Case(row=row, edit=edit, skip=1, workers=2) for edit in CALLS))

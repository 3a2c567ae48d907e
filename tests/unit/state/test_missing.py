"""Batches that only the snapshot knows of: named one by one, and the snapshot is never to be moved."""

import pytest

from braze_gitops.state import missing_batches

KNOWS = "the snapshot knows batch 4"


@pytest.mark.parametrize(
    ("numbers", "first", "what", "these"),
    [
        (
            (1, 2, 3),
            4,
            "batch 4 is missing: the snapshot knows batch 4, and the journal ends with batch 3",
            "this file",
        ),
        (
            (1, 2),
            3,
            "batches 3 to 4 are missing: the snapshot knows batch 4, and the journal ends with batch 2",
            "these files",
        ),
        (
            (),
            4,
            "batch 4 and all before it are missing: the snapshot knows batch 4, and there is no journal",
            "these files",
        ),
        (
            (5,),
            4,
            f"batch 4 and all before it are missing: {KNOWS}, and the journal begins with batch 5",
            "these files",
        ),
    ],
    ids=["the last", "the last two", "all", "all but later ones"],
)
def test_what_is_missing_is_named(numbers: tuple[int, ...], first: int, what: str, these: str) -> None:
    """The first that is missing, how many, and what to put back; the snapshot stays where it is."""
    missing = missing_batches(4, numbers, snapshot="state.json")
    assert (first, what) == (missing.first, missing.what)
    assert missing.way_out.startswith(f"put exactly {these} back from a copy; leave state.json as it is")

"""The page about the sandbox and the endpoints it is made from."""

from pathlib import Path

import pytest

from braze_gitops.sandbox.coverage import coverage_table, with_table
from braze_gitops.sandbox.endpoints import ENDPOINTS
from braze_gitops.sandbox.values import FaultKind

PAGE = (Path(__file__).parents[3] / "docs" / "sandbox.md").read_text(encoding="utf-8")


def test_current() -> None:
    """docs/sandbox.md holds the table the endpoints make; the mark in it says how to write it anew."""
    assert PAGE == with_table(PAGE)


def test_eleven() -> None:
    """The table has a row for each of the eleven endpoints."""
    rows = [line for line in coverage_table().splitlines() if line.startswith(("| `POST", "| `GET"))]
    assert (11, 11) == (len(ENDPOINTS), len(rows))


@pytest.mark.parametrize("kind", FaultKind)
def test_faults_documented(kind: FaultKind) -> None:
    """Each fault is explained on the page."""
    assert f"`{kind.value}`" in PAGE


def test_page_without_place() -> None:
    """A page with no place for the table is refused, not left as it is."""
    with pytest.raises(ValueError, match="no place"):
        with_table("# Sandbox")

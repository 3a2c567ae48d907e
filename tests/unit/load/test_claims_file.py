"""A CSV file of claims: what it says, and each line that says nothing."""

from __future__ import annotations

import pytest

from braze_gitops.load import read_claims
from braze_gitops.model import SourceText


def read(text: str) -> tuple[list[tuple[str, str | None, bool, int]], list[tuple[int, str]]]:
    """Return the claims with their lines, and what is wrong with its line."""
    claims, findings = read_claims(SourceText(path="ids.csv", text=text, digest=""))
    return (
        [(one.address, one.schedule_id, one.trusts, one.place.line if one.place else 0) for one in claims],
        [(one.place.line if one.place else -1, one.message) for one in findings],
    )


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("address,schedule_id\nteaser,x1\n", [("teaser", "x1", False, 2)]),
        ("\ufeffschedule_id,address\r\nx1,teaser\r\n", [("teaser", "x1", False, 2)]),
        ("address , schedule_id\n\n teaser , x1 \n,\n", [("teaser", "x1", False, 3)]),
        (
            'address,schedule_id,trust\n"digest[""north""]",x1,Yes\nb,x2,no\nc,x3,\n',
            [('digest["north"]', "x1", True, 2), ("b", "x2", False, 3), ("c", "x3", False, 4)],
        ),
        ('address,schedule_id\n"a\nb",x1\nc,x2\n', [("a\nb", "x1", False, 2), ("c", "x2", False, 4)]),
    ],
    ids=["plain", "another order", "blanks", "trust", "two lines in one"],
)
def test_what_a_file_says(text: str, claims: list[tuple[str, str | None, bool, int]]) -> None:
    """Each claim with the line it begins on."""
    assert (claims, []) == read(text)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", [(0, "this file names no schedule")]),
        ("address,schedule_id\n", [(0, "this file names no schedule")]),
        (
            "address;schedule_id\nteaser;x1\n",
            [(1, "other marks than commas stand between the values of this file")],
        ),
        ("address\tschedule_id\n", [(1, "other marks than commas stand between the values of this file")]),
        ("address\n", [(1, "the column `schedule_id` is missing")]),
        ("address,address\n", [(1, "a column is named twice")]),
        ("address,schedule_id,when\n", [(1, "the column `when` is not known here")]),
        (
            "address,schedule_id\nteaser\n,x1\nb,\nc,x2\n",
            [
                (2, "this line has 1 values and the first line names 2 columns"),
                (3, "this line has no address"),
                (4, "this line has no schedule id"),
            ],
        ),
        ("address,schedule_id,trust\na,x,maybe\n", [(2, "`maybe` is neither yes nor no")]),
        ('address,schedule_id\na,x\n"b,y\n', [(3, "this is no CSV: unexpected end of data")]),
    ],
)
def test_what_a_file_does_not_say(text: str, wrong: list[tuple[int, str]]) -> None:
    """All that is wrong, each at its line; what is right is told all the same."""
    assert wrong == read(text)[1]

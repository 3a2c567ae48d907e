"""Exceptions of a series: what they leave out, and what is said of those that leave out nothing more."""

from __future__ import annotations

import pytest

from braze_gitops.model import Severity
from support.repeats import read, read_repeat


def test_exceptions_are_left_out_and_counted() -> None:
    """A date leaves out all of that day, a time itself; the others keep their keys."""
    whole = read(every="day", at=["09:00", "17:00"], count=6)
    part = read(every="day", at=["09:00", "17:00"], count=6, except_=["2026-12-01", "2026-12-02T17:00"])
    left = {"2026-12-01", "2026-12-01T17:00", "2026-12-02T17:00"}
    assert [key for key in whole.walls if key not in left] == list(part.walls)
    assert whole.words == part.words


def test_an_exception_that_hits_nothing_is_said() -> None:
    """It may be a slip."""
    series, problems = read_repeat(
        None, {"every": "week", "count": 3, "except": ["2026-12-02", "2026-12-08T10:00"]}
    )
    assert series is not None
    assert [
        (("except", 0), "repeat-except-idle", Severity.WARNING, "delete it"),
        (
            ("except", 1),
            "repeat-except-idle",
            Severity.WARNING,
            "on that day it sends at 09:00; `2026-12-08` alone is all of that day",
        ),
    ] == [(problem.inside, problem.code, problem.severity, problem.hint) for problem in problems]


@pytest.mark.parametrize(
    ("repeat", "told"),
    [
        pytest.param({"at": ["09:00", "17:00", "09:00"]}, [(("at", 2), "09:00 stands twice in `at`")], id="at"),
        pytest.param(
            {"except": ["2026-12-02", "2026-12-03", "2026-12-02"]},
            [(("except", 2), "2026-12-02 is left out already")],
            id="except",
        ),
        pytest.param(
            {"at": ["09:00", "17:00"], "except": ["2026-12-02", "2026-12-02T17:00"]},
            [(("except", 1), "2026-12-02T17:00 is left out already")],
            id="a time of a day",
        ),
        pytest.param(
            {"at": ["09:00", "17:00"], "except": ["2026-12-02T17:00", "2026-12-02"]}, [], id="a day of a time"
        ),
    ],
)
def test_what_stands_twice_is_said(repeat: dict[str, object], told: list[tuple[object, str]]) -> None:
    """It may be a slip for another one."""
    series, problems = read_repeat(None, {"every": "day", "count": 8, **repeat})
    assert series is not None
    assert [(path, "repeat-twice", Severity.WARNING, text, "delete one of them") for path, text in told] == [
        (one.inside, one.code, one.severity, one.message, one.hint) for one in problems
    ]

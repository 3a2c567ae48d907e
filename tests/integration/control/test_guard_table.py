"""Every guard stops, its allowance lets exactly that pass, one that is over nothing: told by Braze's log."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from braze_gitops.guard import ADDRESS_GUARDS, GUARD_SCOPES, PLAN_GUARDS
from braze_gitops.model import GuardScope
from braze_gitops.sandbox import advance
from support.control import Controlled
from support.guard_cases import CASES, OVER, UNTIL, GuardCase
from support.program import START, sandbox_in

# These look at a commit or a key: `test_commits.py` and `test_keys.py` have the same three for each.
ELSEWHERE = {
    "older-commit",
    "not-on-branch",
    "dirty-work-tree",
    "git-unreadable",
    "unknown-key",
}
PROJECT = """\
version: 1
definitions: schedules
guards: {limits}
environments:
  local: {{sandbox: true, clock: 2026-11-20T09:00:00Z}}
"""


@contextmanager
def brought_to(case: GuardCase, folder: Path) -> Iterator[Controlled]:
    """Yield a project in which the guard has something to stop."""
    with sandbox_in(folder) as braze:
        project = Controlled(folder, "local", braze)
        (folder / "braze-gitops.yaml").write_text(PROJECT.format(limits=case.limits))
        if case.before:
            project.write(case.before)
            before = project.apply()
            assert 0 == before.code, before.said
        advance(braze, start=START, by=case.later)
        if case.between is not None:
            case.between(project)
        project.write(case.after)
        yield project


def entry(guard: str, subject: str, *, until: str = UNTIL) -> dict[str, str]:
    """Return an entry for one address, a pattern, or the whole plan."""
    if guard in PLAN_GUARDS:
        return {"guard": guard, "until": until}
    if GUARD_SCOPES[guard] is GuardScope.KEY:
        return {"guard": guard, "fingerprint": "0123", "until": until}
    return {"guard": guard, "pattern" if "*" in subject else "address": subject, "until": until}


def others(guard: str) -> list[dict[str, str]]:
    """Return everything that can be allowed but `guard`."""
    return [entry(other, "*") for other in GUARD_SCOPES if other != guard]


def subject_of(case: GuardCase) -> str:
    """Return the first of the two addresses that the guard stops."""
    return next(iter(case.asked.values()))


def code_of(guard: str) -> int:
    """Return how an apply ends that this guard alone stops."""
    return 6 if guard in PLAN_GUARDS else 11


def test_every_guard_has_a_case() -> None:
    """A guard that comes has its row here, or is told where else it is tried."""
    assert set(GUARD_SCOPES) == set(CASES) | ELSEWHERE


@pytest.mark.parametrize("guard", CASES)
def test_it_stops(guard: str, tmp_path: Path) -> None:
    """Nothing that it stops reaches Braze, also where everything else is allowed; the refusal names both ways."""
    case = CASES[guard]
    with brought_to(case, tmp_path) as project:
        before = project.asked()
        ended = [project.apply()]
        project.allow(others(guard))
        ended.append(project.apply())
        assert ([code_of(guard)] * 2, before) == ([one.code for one in ended], project.asked()), ended[0].said
    words = " ".join(ended[0].stdout.split())
    flag = guard if guard in PLAN_GUARDS else f"{guard}:{subject_of(case)}"
    assert (True, True) == (f"--allow {shlex.quote(flag)}`" in words, f"- guard: {guard}" in words), ended[0].said
    assert "Plan:" in words


@pytest.mark.parametrize("guard", CASES)
def test_its_allowance_lets_exactly_that_pass(guard: str, tmp_path: Path) -> None:
    """For an address that one alone, for the whole plan the plan; the rest goes on as it was."""
    case = CASES[guard]
    subject = "" if guard in PLAN_GUARDS else subject_of(case)
    with brought_to(case, tmp_path) as project:
        before = len(project.asked())
        project.allow([entry(guard, subject)])
        ended = project.apply()
        expected = [call for call, needs in case.asked.items() if needs == subject]
        assert (0 if guard in PLAN_GUARDS else 11, sorted(expected)) == (
            ended.code,
            sorted(project.asked()[before:]),
        )


@pytest.mark.parametrize("guard", CASES)
def test_an_allowance_that_is_over_lets_nothing_pass(guard: str, tmp_path: Path) -> None:
    """It is said, and the guard stops as if it were not there."""
    case = CASES[guard]
    with brought_to(case, tmp_path) as project:
        before = project.asked()
        project.allow([entry(guard, "*" if guard in ADDRESS_GUARDS else "", until=OVER)])
        ended = project.apply()
        assert (code_of(guard), before, True) == (ended.code, project.asked(), "expired-allowance" in ended.stdout)

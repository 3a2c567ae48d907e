"""Guards that look at a commit or a key: each stops, its allowance passes that, one that is over nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

import pytest
from integration.control.test_guard_table import ELSEWHERE, entry

from braze_gitops.guard import GUARD_SCOPES
from braze_gitops.model import Secret
from braze_gitops.sandbox import add_key
from support.control import Controlled
from support.git_repository import Clone
from support.two_clones import Workplace, send, workplace

# Whole programs, repositories and servers: a second or more each.
pytestmark = [pytest.mark.needs("git"), pytest.mark.deep]
Entries: TypeAlias = Sequence[Mapping[str, str]]
BOTH = {"first": send("first"), "second": send("second")}
NEXT_KEY = "the-next-key-0002"
UNTIL = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
OVER = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    """Return a workplace whose first commit is applied."""
    with workplace(tmp_path) as here:
        begun = here.project(here.ana).apply()
        assert 0 == begun.code, begun.said
        yield here


def merged(place: Workplace, entries: Entries) -> Controlled:
    """Bring one more definition, and these allowances, to the branch."""
    project = place.project(place.ana)
    place.ana.pull()
    project.allow(entries)
    place.merge(place.ana, BOTH)
    return project


def older_commit(place: Workplace, entries: Entries) -> Controlled:
    """Apply a commit, then rewrite the branch without it."""
    first = place.ana.head
    place.merge(place.ben, {"first": send("first"), "other": send("other")})
    assert 0 == place.project(place.ben).apply().code
    project = place.project(place.ana)
    assert first == place.ana.head
    project.write({**BOTH, "other": send("other")})
    project.allow(entries)
    place.ana.commit(push=False)
    place.ana.git("push", "--quiet", "--force", "origin", "HEAD:main")
    return project


def not_on_branch(place: Workplace, entries: Entries) -> Controlled:
    """Commit on a branch of one's own, which is pushed."""
    place.ana.git("checkout", "--quiet", "-b", "feature")
    project = place.project(place.ana)
    project.write(BOTH)
    project.allow(entries)
    place.ana.commit(push=False)
    place.ana.git("push", "--quiet", "origin", "feature")
    return project


def dirty_work_tree(place: Workplace, entries: Entries) -> Controlled:
    """Write a definition and commit the allowances alone."""
    project = place.project(place.ana)
    project.allow(entries)
    place.ana.commit()
    project.write(BOTH)
    return project


def git_unreadable(place: Workplace, entries: Entries) -> Controlled:
    """Break the repository around a project that is in order."""
    project = merged(place, entries)
    (place.ana.folder / ".git/HEAD").write_text("nothing\n")
    return project


def unknown_key(place: Workplace, entries: Entries) -> Controlled:
    """Go on with the next key."""
    add_key(place.braze, NEXT_KEY, permissions=["*"])
    return merged(place, entries)


SITUATIONS: Mapping[str, Callable[[Workplace, Entries], Controlled]] = {
    "older-commit": older_commit,
    "not-on-branch": not_on_branch,
    "dirty-work-tree": dirty_work_tree,
    "git-unreadable": git_unreadable,
    "unknown-key": unknown_key,
}


def entry_for(guard: str, until: str) -> dict[str, str]:
    """Return the entry that lets the situation pass."""
    if guard == "unknown-key":
        return {"guard": guard, "fingerprint": Secret(NEXT_KEY, name="key").fingerprint, "until": until}
    return entry(guard, "*", until=until)


def attempt(place: Workplace, guard: str, entries: Entries) -> tuple[int, list[str], str]:
    """Apply in the situation: how it ended, what Braze was asked for by it, and what was said."""
    project = SITUATIONS[guard](place, entries)
    before = len(place.asked())
    ended = project.apply(**({"key": NEXT_KEY} if guard == "unknown-key" else {}))
    return ended.code, place.asked()[before:], " ".join((ended.stdout + ended.stderr).split())


def test_each_has_its_situation() -> None:
    """What the table of the other guards leaves out is here."""
    assert set(SITUATIONS) == ELSEWHERE


@pytest.mark.parametrize("guard", SITUATIONS)
def test_it_stops(place: Workplace, guard: str) -> None:
    """With everything else allowed; the plan was shown, and the refusal names both ways."""
    others = [entry(other, "*", until=UNTIL) for other in GUARD_SCOPES if other != guard]
    code, asked, said = attempt(place, guard, others)
    assert (7 if guard == "older-commit" else 6, []) == (code, asked), said
    assert ("Plan: 1 to create" in said, f"--allow {guard}" in said, f"- guard: {guard}" in said) == (True,) * 3


@pytest.mark.parametrize("guard", SITUATIONS)
def test_its_allowance_lets_it_pass(place: Workplace, guard: str) -> None:
    """The one change that waits is made, and no other."""
    code, asked, said = attempt(place, guard, [entry_for(guard, UNTIL)])
    assert (0, ["create second"]) == (code, asked), said


@pytest.mark.parametrize("guard", SITUATIONS)
def test_an_allowance_that_is_over_lets_nothing_pass(place: Workplace, guard: str) -> None:
    """It is said, and the guard stops as if it were not there."""
    code, asked, said = attempt(place, guard, [entry_for(guard, OVER)])
    assert (7 if guard == "older-commit" else 6, [], True) == (code, asked, "expired-allowance" in said), said


def test_a_plan_says_what_an_apply_would_refuse(place: Workplace) -> None:
    """On a branch of one's own with uncommitted files a plan is made as ever, and says so."""
    not_on_branch(place, [])
    project = place.project(place.ana)
    project.write({**BOTH, "third": send("third")})
    ended = project.run("plan", "-e", "live")
    words = " ".join(ended.stdout.split())
    assert (0, 2, True) == (
        ended.code,
        words.count("an apply would be refused"),
        "Plan: 2 to create; 1 unchanged." in words,
    )


def test_a_shallow_clone_says_what_to_do(place: Workplace, tmp_path: Path) -> None:
    """What CI checks out by itself is not enough: nothing is guessed."""
    place.merge(place.ben, BOTH)
    shallow = Clone(place.remote, tmp_path / "shallow", "--depth", "1")
    ended = place.project(shallow).apply()
    assert (7, ["create first"], True) == (ended.code, place.asked(), "`fetch-depth: 0`" in ended.stdout)


def test_without_git_it_is_said(place: Workplace) -> None:
    """Every plan and every apply says in one line that nothing of this is looked at."""
    project = merged(place, [])
    (place.ana.folder / ".git").rename(place.ana.folder / "no-git")
    said = [" ".join(one.stdout.split()) for one in (project.run("plan", "-e", "live"), project.apply())]
    assert [1, 1] == [one.count("this project is not in git") for one in said]
    assert "create second" == place.asked()[-1]

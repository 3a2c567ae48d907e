"""Which commits may be applied, and which leave the work to another."""

from __future__ import annotations

import dataclasses

import pytest

from braze_gitops.errors import ExitCode
from braze_gitops.guard import (
    Review,
    commit_findings,
    commit_refusals,
    commits_applied,
    overtaken_by,
    parse_allowance,
    review,
)
from braze_gitops.model import BranchView, Limits, Relation, WorkTree
from support.plans import PRODUCTION, make_desired, make_recorded, make_state, plan_of
from support.states import make_run

HERE, TIP, APPLIED = "a" * 40, "b" * 40, "c" * 40
ON = BranchView(name="main", remote="origin", known=Relation.SAME)
BEHIND = dataclasses.replace(ON, tip=TIP, at_tip=Relation.OLDER)


def tree(
    *,
    branch: BranchView = ON,
    applied: Relation = Relation.NEWER,
    changed: tuple[str, ...] = (),
    fault: str = "",
    commit: str | None = HERE,
) -> WorkTree:
    """Return a work tree; what is not said is as it should be."""
    return WorkTree(commit=commit, branch=branch, applied={APPLIED: applied}, changed=changed, fault=fault)


def reviewed(git: WorkTree | None, *allow: str, is_apply: bool = True) -> Review:
    """Return what the guards say of an ordinary plan made from that work tree."""
    state = make_state(make_recorded(make_desired("stays")))
    return review(
        plan_of([make_desired("stays")], state),
        environment=PRODUCTION,
        limits=Limits(),
        allowances=[parse_allowance(text) for text in allow],
        desired=None,
        state=state,
        others=commit_refusals(git),
        is_apply=is_apply,
    )


def codes(git: WorkTree | None, *allow: str) -> list[str]:
    """Return the guards that refuse an apply."""
    return [one.code for one in reviewed(git, *allow).refusals]


STOPPED = [
    (tree(applied=Relation.OLDER), "older-commit", "is older than commit cccccccccccc", "apply the tip of `main`"),
    (tree(applied=Relation.APART), "older-commit", "does not contain", "bring both together on `main`"),
    (tree(applied=Relation.ABSENT), "older-commit", "is not in this clone", "`git fetch`"),
    (tree(applied=Relation.UNTOLD), "older-commit", "this clone is shallow", "`fetch-depth: 0`"),
    (
        tree(branch=dataclasses.replace(ON, known=Relation.NEWER)),
        "not-on-branch",
        "is not on `main` of origin",
        "merge it there",
    ),
    (tree(branch=dataclasses.replace(ON, known=Relation.APART)), "not-on-branch", "is not on `main`", "merge it"),
    (
        tree(branch=dataclasses.replace(ON, tip=TIP, at_tip=Relation.NEWER)),
        "not-on-branch",
        "is not on `main` of origin",
        "merge it there",
    ),
    (
        tree(branch=dataclasses.replace(ON, known=Relation.ABSENT)),
        "not-on-branch",
        "does not know `main` of origin",
        "`git fetch origin main`",
    ),
    (
        tree(branch=dataclasses.replace(ON, known=Relation.ABSENT, tip=TIP)),
        "not-on-branch",
        "is not on `main` of origin",
        "merge it there",
    ),
    (
        tree(branch=BranchView(name="main", remote="", known=Relation.ABSENT)),
        "not-on-branch",
        "does not know `main`:",
        "make the branch `main`, or correct `branch:`",
    ),
    (
        tree(branch=dataclasses.replace(ON, known=Relation.UNTOLD)),
        "not-on-branch",
        "this clone is shallow",
        "`git fetch --unshallow`",
    ),
    (tree(branch=dataclasses.replace(ON, tip="")), "not-on-branch", "origin has no branch `main`", "`branch:`"),
    (tree(changed=("a.yaml", "b.yaml")), "dirty-work-tree", "commit aaaaaaaaaaaa holds: a.yaml, b.yaml", "commit"),
    (
        tree(changed=tuple(f"{number}.yaml" for number in range(8))),
        "dirty-work-tree",
        "5.yaml and 2 more",
        "`git status --ignored`",
    ),
    (tree(fault="dubious ownership"), "git-unreadable", "which commit this is: dubious", "`git status`"),
]  # fmt: skip


@pytest.mark.parametrize(("git", "code", "message", "hint"), STOPPED)
def test_what_stops_an_apply(git: WorkTree, code: str, message: str, hint: str) -> None:
    """Each is refused by its guard alone, with what to do and how to allow it."""
    (finding,) = reviewed(git).refusals
    assert (code, True, True) == (finding.code, message in finding.message, hint in finding.hint), finding
    assert finding.hint.endswith(f"or `--allow {code}` lets it pass")


@pytest.mark.parametrize(("git", "code"), [one[:2] for one in STOPPED])
def test_its_allowance_alone_lets_it_pass(git: WorkTree, code: str) -> None:
    """The allowance for another guard of the whole plan passes nothing."""
    others = [one for one in ("older-commit", "not-on-branch", "dirty-work-tree", "git-unreadable") if one != code]
    assert ([], [code]) == (codes(git, code), codes(git, *others))


@pytest.mark.parametrize(("git", "code"), [one[:2] for one in STOPPED])
def test_a_plan_says_it_and_goes_on(git: WorkTree, code: str) -> None:
    """What would refuse an apply is a note of a plan, which refuses nothing."""
    found = reviewed(git, is_apply=False)
    assert ((), [(code, "note")]) == (found.refusals, [(one.code, one.severity.value) for one in found.findings])
    assert found.findings[0].message.startswith("an apply would be refused: ")


@pytest.mark.parametrize(
    "git",
    [
        None,
        tree(),
        tree(applied=Relation.SAME),
        tree(branch=dataclasses.replace(ON, known=Relation.OLDER)),
        tree(branch=dataclasses.replace(ON, tip=HERE, at_tip=Relation.SAME)),
        tree(branch=dataclasses.replace(ON, known=Relation.APART, tip=TIP, at_tip=Relation.OLDER)),
        tree(branch=dataclasses.replace(ON, tip=TIP, at_tip=Relation.ABSENT)),
        tree(branch=dataclasses.replace(ON, tip=TIP, at_tip=Relation.UNTOLD)),
        tree(branch=BranchView(name="main", remote="", known=Relation.SAME)),
    ],
    ids=[
        "no git",
        "newer",
        "the same",
        "behind",
        "the tip",
        "merged since it was fetched",
        "behind a tip that is not here",
        "behind a tip that cannot be reached",
        "no remote",
    ],
)
def test_what_may_be_applied(git: WorkTree | None) -> None:
    """A commit that contains what was applied and is on the branch is not refused."""
    assert [] == codes(git)


def test_all_at_once() -> None:
    """One refusal hides no other, and an older commit decides the exit code."""
    everything = tree(
        applied=Relation.OLDER, branch=dataclasses.replace(ON, known=Relation.APART), changed=("a.yaml",)
    )
    found = reviewed(everything)
    assert (["older-commit", "not-on-branch", "dirty-work-tree"], ExitCode.STALE, ExitCode.REFUSED) == (
        [one.code for one in found.refusals],
        found.refused_with,
        reviewed(everything, "older-commit").refused_with,
    )


def test_before_the_first_commit() -> None:
    """A work tree without a commit is on no branch."""
    nothing = tree(commit=None, applied=Relation.ABSENT, branch=dataclasses.replace(ON, known=Relation.ABSENT))
    assert ["older-commit", "not-on-branch"] == codes(nothing)
    assert "a work tree without a commit" in reviewed(nothing).refusals[0].message


@pytest.mark.parametrize(
    ("git", "allow", "expected"),
    [
        (None, [], None),
        (tree(commit=None, branch=BEHIND), [], None),
        (tree(), [], None),
        (tree(branch=dataclasses.replace(ON, tip="")), [], None),
        (tree(branch=dataclasses.replace(ON, tip=HERE, at_tip=Relation.SAME)), [], None),
        (tree(branch=BEHIND), [], TIP),
        (tree(branch=dataclasses.replace(ON, tip=TIP)), [], TIP),
        (tree(branch=dataclasses.replace(ON, tip=TIP, at_tip=Relation.APART)), [], None),
        (tree(branch=BEHIND, applied=Relation.OLDER), [], None),
        (tree(branch=BEHIND, applied=Relation.OLDER), ["older-commit"], None),
        (tree(branch=BEHIND), ["older-commit"], TIP),
        (tree(branch=BEHIND, changed=("a.yaml",)), [], TIP),
    ],
    ids=[
        "no git",
        "no commit",
        "not asked",
        "no such branch",
        "the tip",
        "behind",
        "behind a tip that is not here",
        "not on the branch",
        "older than what was applied",
        "older, and meant",
        "allowed for nothing",
        "dirty as well",
    ],
)
def test_overtaken(git: WorkTree | None, allow: list[str], expected: str | None) -> None:
    """A commit on the branch that the branch has gone on from leaves the work to the tip."""
    assert expected == overtaken_by(git, reviewed(git, *allow))


@pytest.mark.parametrize(
    ("git", "expected"),
    [
        (None, ["no-git"]),
        (tree(), []),
        (tree(branch=dataclasses.replace(ON, silence="no answer within 10 seconds")), ["remote-silent"]),
    ],
)
def test_what_is_said(git: WorkTree | None, expected: list[str]) -> None:
    """That these guards are off is said in one line, and so is a remote that does not answer."""
    found = commit_findings(git)
    assert expected == [one.code for one in found]
    assert all("no answer within 10 seconds" in one.message for one in found if one.code == "remote-silent")


def test_the_commits_a_newer_one_contains() -> None:
    """That of the last apply, and that of an apply which is still open; another run's commit applied nothing."""
    apply = make_run(commit=HERE)
    resolve = dataclasses.replace(apply, operation="state resolve")
    state = dataclasses.replace(make_state(), commit=APPLIED)
    found = [commits_applied(dataclasses.replace(state, run=run)) for run in (None, apply, resolve)]
    assert [(APPLIED,), (APPLIED, HERE), (APPLIED,), ()] == [*found, commits_applied(make_state())]

"""The guards on the commit that a plan was made from (design.md section 4, *Guards*, and *Reviewed*).

In words, outside a sandbox:

    no git around the project      all of these are off, and every plan says so
    git does not tell              git-unreadable
    last applied commit            same, or contained in this one: fine; anything else: older-commit
    branch, as far as is known     contains this commit: fine; anything else: not-on-branch
    a file that the plan read      as the commit has it: fine; changed, new or left out: dirty-work-tree

"As far as is known" is the present tip of the branch where the remote gave it and this clone holds it, else the
branch as it was fetched last; without a remote, the local branch. What a shallow clone cannot tell is refused.

Overtaken is no refusal: the remote's branch has gone on from this commit, which is on it, so that another run does
the work. It is not asked where this commit was to be applied although it is older than the last one.
"""

from __future__ import annotations

from collections.abc import Iterator

from braze_gitops.guard.plan_guards import WideRefusal, wide_refusal
from braze_gitops.guard.reviewing import Review
from braze_gitops.model import BranchView, Finding, Relation, Severity, WorkTree
from braze_gitops.state import State

OLDER_COMMIT = "older-commit"
NOT_ON_BRANCH = "not-on-branch"
DIRTY_WORK_TREE = "dirty-work-tree"
GIT_UNREADABLE = "git-unreadable"

_CONTAINED = frozenset({Relation.SAME, Relation.OLDER})
_NAMED = 6
_WHOLE_HISTORY = (
    "check out the whole history (`fetch-depth: 0` for actions/checkout, else `git fetch --unshallow`)"
)


def commits_applied(state: State) -> tuple[str, ...]:
    """Return the commits that a newer one must contain: of the last apply, and of one that is still open."""
    run = state.run.commit if state.run is not None and state.run.operation == "apply" else None
    return tuple(dict.fromkeys(commit for commit in (state.commit, run) if commit is not None))


def commit_refusals(tree: WorkTree | None) -> Iterator[WideRefusal]:
    """Yield what the guards hold against applying from `tree`; None is a project without git."""
    if tree is None:
        return
    if tree.fault:
        yield wide_refusal(
            GIT_UNREADABLE,
            f"git does not tell which commit this is: {tree.fault}",
            "let git answer `git status` in this folder",
        )
        return
    commit = _short(tree.commit)
    for applied, relation in tree.applied.items():
        if relation not in (Relation.SAME, Relation.NEWER):
            message, advice = _on_older(commit, _short(applied), relation, tree.branch)
            yield wide_refusal(OLDER_COMMIT, message, advice)
    if not _is_on(tree.branch):
        message, advice = _on_branch(commit, tree.branch)
        yield wide_refusal(NOT_ON_BRANCH, message, advice)
    if tree.changed:
        count = len(tree.changed)
        named = ", ".join(tree.changed[:_NAMED])
        more = f" and {count - _NAMED:,} more" if count > _NAMED else ""
        yield wide_refusal(
            DIRTY_WORK_TREE,
            f"what this plan was made from is not what {commit} holds: {named}{more}",
            "commit it and have it reviewed; `git status --ignored` shows what differs",
        )


def commit_findings(tree: WorkTree | None) -> tuple[Finding, ...]:
    """Return what is to be said of the work tree beside refusals: no git, or a remote that does not answer."""
    if tree is None:
        message = (
            "this project is not in git: whether it was reviewed, or is older than what was applied last, "
            "is not looked at"
        )
        return (Finding(severity=Severity.NOTE, code="no-git", message=message),)
    branch = tree.branch
    if not branch.silence:
        return ()
    message = f"{branch.remote} does not tell the present tip of `{branch.name}` ({branch.silence})"
    hint = "what this clone knows of it is taken for it"
    return (Finding(severity=Severity.WARNING, code="remote-silent", message=message, hint=hint),)


def overtaken_by(tree: WorkTree | None, review: Review) -> str | None:
    """Return the commit that does the work in place of this one, None where this one is to do it."""
    if tree is None or tree.commit is None or not tree.branch.tip or tree.branch.tip == tree.commit:
        return None
    is_meant = any(allowance.guard == OLDER_COMMIT for allowance in review.used)
    is_older = any(finding.code == OLDER_COMMIT for finding in review.refusals)
    return tree.branch.tip if _is_on(tree.branch) and not (is_meant or is_older) else None


def _is_on(branch: BranchView) -> bool:
    if branch.tip and branch.at_tip not in (Relation.ABSENT, Relation.UNTOLD):
        return branch.at_tip in _CONTAINED
    return branch.tip != "" and branch.known in _CONTAINED


def _on_older(commit: str, applied: str, relation: Relation, branch: BranchView) -> tuple[str, str]:
    """Return what is wrong, and what to do."""
    match relation:
        case Relation.OLDER:
            return (
                f"{commit} is older than {applied}, which was applied last: it would take back what came after it",
                f"apply the tip of `{branch.name}`; to have an earlier text again, merge a revert of it",
            )
        case Relation.UNTOLD:
            return (
                f"this clone is shallow: whether {commit} contains {applied}, applied last, cannot be told",
                _WHOLE_HISTORY,
            )
        case Relation.ABSENT:
            return (
                f"{applied}, which was applied last, is not in this clone: {commit} may be older",
                f"`git fetch`, and apply the tip of `{branch.name}`",
            )
        case _:
            return (
                f"{commit} does not contain {applied}, which was applied last: it would take that back",
                f"bring both together on `{branch.name}` and apply its tip",
            )


def _on_branch(commit: str, branch: BranchView) -> tuple[str, str]:
    """Return what is wrong, and what to do."""
    where = f"`{branch.name}` of {branch.remote}" if branch.remote else f"`{branch.name}`"
    if branch.tip == "":
        return f"{branch.remote} has no branch `{branch.name}`", "correct `branch:` in the project file"
    if branch.known is Relation.UNTOLD:
        return f"this clone is shallow: whether {commit} is on {where} cannot be told", _WHOLE_HISTORY
    if branch.known is Relation.ABSENT and not branch.tip:
        way = f"`git fetch {branch.remote} {branch.name}`" if branch.remote else f"make the branch `{branch.name}`"
        return (
            f"this clone does not know {where}: whether {commit} is on it cannot be told",
            f"{way}, or correct `branch:` in the project file",
        )
    return (
        f"{commit} is not on {where}: what is there is what was reviewed",
        "merge it there, and apply from there",
    )


def _short(commit: str | None) -> str:
    return f"commit {commit[:12]}" if commit is not None else "a work tree without a commit"

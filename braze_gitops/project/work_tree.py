"""The work tree that a project lies in, as git tells of it; a remote is asked on request alone."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from braze_gitops.model import BranchView, Relation, WorkTree
from braze_gitops.project.folder import SUFFIXES
from braze_gitops.project.git_program import Git, GitAnswer

_SECONDS = 30.0
# How long a remote may take to name one branch.
REMOTE_SECONDS = 10.0
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")


class _Silent(Exception):  # noqa: N818 - a way out: git did not tell; it becomes `WorkTree.fault`
    """Git could not answer a question that it must answer."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PlanFiles:
    """What a plan was made from: the folder of the definitions, and files; relative to the project, with `/`."""

    definitions: str
    files: Collection[str]


@dataclasses.dataclass(frozen=True, slots=True)
class _Scope:
    """Which paths a plan was made from, links followed as well: folders of definitions, and files."""

    folders: frozenset[str]
    files: frozenset[str]

    def paths(self) -> tuple[str, ...]:
        """Return the paths to ask git about."""
        return tuple(sorted({*self.folders, *(path for path in self.files if not self._is_inside(path))}))

    def holds(self, path: str) -> bool:
        """Whether a plan was made from what is at `path`, or would have been."""
        if path.endswith("/"):
            return any(one.startswith(path) for one in (*(f"{folder}/" for folder in self.folders), *self.files))
        if path in self.folders or path in self.files:
            return True
        is_hidden = any(part.startswith(".") for part in path.split("/"))
        return self._is_inside(path) and not is_hidden and path.lower().endswith(SUFFIXES)

    def _is_inside(self, path: str) -> bool:
        return any(folder == "." or path.startswith(f"{folder}/") for folder in self.folders)


def _scope(root: Path, files: PlanFiles) -> _Scope:
    return _Scope(
        folders=frozenset({files.definitions, *_real(root, files.definitions)}),
        files=frozenset(one for path in files.files for one in (path, *_real(root, path))),
    )


def read_commit(root: Path, environ: Mapping[str, str]) -> str | None:
    """Return the commit of the work tree that `root` lies in, None without git or where git cannot say."""
    answer = Git(root, environ).run("rev-parse", "--verify", "--quiet", "HEAD", seconds=_SECONDS)
    return answer.text if answer.code == 0 and _COMMIT.match(answer.text) else None


def read_work_tree(
    root: Path,
    environ: Mapping[str, str],
    *,
    branch: str,
    applied: Iterable[str],
    files: PlanFiles,
    asks_remote: bool,
) -> WorkTree | None:
    """Return what git says of the work tree that the project in `root` lies in; None if it lies in none.

    Where there is a `.git`, in the folder or above it, and git does not tell, `fault` says why.
    """
    if not any(os.path.lexists(folder / ".git") for folder in (root, *root.parents)):
        return None
    reader = _Reader(Git(root, environ), _scope(root, files))
    try:
        return reader.read(branch, applied=applied, asks_remote=asks_remote)
    except _Silent as silent:
        nothing = BranchView(name=branch, remote="", known=Relation.UNTOLD)
        return WorkTree(commit=None, branch=nothing, fault=str(silent) or "it does not say why")


class _Reader:
    """Asks git one question after the other."""

    def __init__(self, git: Git, scope: _Scope) -> None:
        self._git = git
        self._scope = scope
        self._is_shallow = False
        self._commit: str | None = None

    def read(self, branch: str, *, applied: Iterable[str], asks_remote: bool) -> WorkTree:
        """Return all there is to say.

        Raises:
            _Silent: git does not answer.
        """
        prefix, shallow = self._lines("rev-parse", "--show-prefix", "--is-shallow-repository")
        self._is_shallow = shallow == "true"
        self._commit = self._resolve("HEAD")
        return WorkTree(
            commit=self._commit,
            branch=self._branch(branch, asks_remote=asks_remote),
            applied={commit: self._relation(commit) for commit in applied},
            changed=tuple(sorted({*self._changed(prefix), *self._left_out()})),
        )

    def _branch(self, name: str, *, asks_remote: bool) -> BranchView:
        remotes = self._lines("remote")
        if not remotes:
            return BranchView(name=name, remote="", known=self._relation(self._resolve(f"refs/heads/{name}")))
        remote = self._remote(name, remotes)
        known = self._relation(self._resolve(f"refs/remotes/{remote}/{name}"))
        view = BranchView(name=name, remote=remote, known=known)
        return self._with_tip(view) if asks_remote else view

    def _remote(self, branch: str, remotes: tuple[str, ...]) -> str:
        """Return the remote the branch comes from; without a word of git's the usual one, or the first."""
        answer = self._git.run("config", "--get", f"branch.{branch}.remote", seconds=_SECONDS)
        for name in (answer.text, "origin"):
            if name in remotes:
                return name
        return remotes[0]

    def _with_tip(self, view: BranchView) -> BranchView:
        ref = f"refs/heads/{view.name}"
        answer = self._git.run("ls-remote", "--quiet", "--", view.remote, ref, seconds=REMOTE_SECONDS)
        if answer.code != 0:
            return dataclasses.replace(view, silence=answer.words or "it does not say why")
        for line in answer.text.splitlines():
            tip, _, name = line.partition("\t")
            if name == ref and _COMMIT.match(tip):
                return dataclasses.replace(view, tip=tip, at_tip=self._relation(tip))
        return dataclasses.replace(view, tip="")

    def _relation(self, other: str | None) -> Relation:
        """Return how the commit stands to `other`; what a shallow clone denies is not told."""
        mine = self._commit
        if mine is None or other is None or not _COMMIT.match(other):
            return Relation.ABSENT
        if mine == other:
            return Relation.SAME
        if self._git.run("cat-file", "-e", f"{other}^{{commit}}", seconds=_SECONDS).code != 0:
            return Relation.UNTOLD if self._is_shallow else Relation.ABSENT
        if self._is_ancestor(other, mine):
            return Relation.NEWER
        if self._is_ancestor(mine, other):
            return Relation.OLDER
        return Relation.UNTOLD if self._is_shallow else Relation.APART

    def _is_ancestor(self, older: str, newer: str) -> bool:
        answer = self._git.run("merge-base", "--is-ancestor", older, newer, seconds=_SECONDS)
        if answer.code not in (0, 1):
            raise _Silent(answer.words)
        return answer.code == 0

    def _changed(self, prefix: str) -> Iterator[str]:
        answer = self._ask(
            "--literal-pathspecs",
            "status",
            "--porcelain=v1",
            "-z",
            "--no-renames",
            "--untracked-files=all",
            "--ignored=traditional",
            "--",
            *self._scope.paths(),
        )
        for entry in _parts(answer):
            path = entry[3:]
            if path.startswith(prefix) and self._scope.holds(path.removeprefix(prefix)):
                yield path.removeprefix(prefix)

    def _left_out(self) -> Iterator[str]:
        """Yield what git was told not to look at: left out of a sparse checkout, or taken for unchanged."""
        answer = self._ask("--literal-pathspecs", "ls-files", "-v", "-z", "--", *self._scope.paths())
        for entry in _parts(answer):
            tag, path = entry[0], entry[2:]
            if (tag.islower() or tag == "S") and self._scope.holds(path):
                yield path

    def _resolve(self, ref: str) -> str | None:
        answer = self._git.run("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}", seconds=_SECONDS)
        return answer.text if answer.code == 0 and _COMMIT.match(answer.text) else None

    def _lines(self, *arguments: str) -> tuple[str, ...]:
        return tuple(self._ask(*arguments).out.decode("utf-8", "backslashreplace").splitlines())

    def _ask(self, *arguments: str) -> GitAnswer:
        answer = self._git.run(*arguments, seconds=_SECONDS)
        if answer.code != 0:
            raise _Silent(answer.words)
        return answer


def _parts(answer: GitAnswer) -> tuple[str, ...]:
    return tuple(part for part in answer.out.decode("utf-8", "backslashreplace").split("\0") if part)


def _real(root: Path, path: str) -> tuple[str, ...]:
    real = Path(os.path.realpath(root / path))
    return (real.relative_to(root).as_posix(),) if real.is_relative_to(root) else ()

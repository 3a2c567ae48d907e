"""What git says of a work tree, asked of real repositories."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from braze_gitops.model import Relation, WorkTree
from braze_gitops.project import PlanFiles, read_commit, read_work_tree
from braze_gitops.project.git_program import Git
from support.git_repository import GIT_ENVIRON, Clone, git, make_remote

pytestmark = pytest.mark.needs("git")
FILES = ("braze-gitops.yaml", "allowances.yaml", "schedules/a.yaml", "schedules/a.html", "texts/shared.html")


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    """A clone whose first commit holds a project, with what a plan reads and what it does not."""
    first = Clone(make_remote(tmp_path / "remote"), tmp_path / "clone")
    for path in ("braze-gitops.yaml", *FILES[2:], "schedules/b.yml", "README.md", "schedules/notes.txt"):
        first.write(path, "before\n")
    first.write(".gitignore", "private.yaml\nbuild/\n")
    first.commit()
    first.git("fetch", "--quiet", "origin")
    return first


def look(
    clone: Clone | Path,
    *applied: str,
    asks_remote: bool = False,
    branch: str = "main",
    definitions: str = "schedules",
    **variables: str,
) -> WorkTree:
    """Return what git says of the project in a clone."""
    root = clone.folder if isinstance(clone, Clone) else clone
    found = read_work_tree(
        root,
        {**GIT_ENVIRON, "HOME": str(root), **variables},
        branch=branch,
        applied=applied,
        files=PlanFiles(definitions=definitions, files=FILES),
        asks_remote=asks_remote,
    )
    assert found is not None
    return found


def test_a_folder_without_git(tmp_path: Path) -> None:
    """Where no repository is, there is nothing to say."""
    files = PlanFiles(definitions="schedules", files=())
    environ = {"PATH": os.defpath}
    assert (None, None) == (
        read_work_tree(tmp_path, environ, branch="main", applied=(), files=files, asks_remote=True),
        read_commit(tmp_path, environ),
    )


def test_git_that_is_not_installed_is_no_folder_without_git(clone: Clone) -> None:
    """There is a repository, and nobody to ask."""
    assert look(clone, PATH="/nonexistent").fault.startswith("git cannot be run")


def test_a_repository_that_git_refuses(clone: Clone) -> None:
    """What git says is passed on."""
    (clone.folder / ".git" / "HEAD").write_text("nothing\n")
    assert "not a git repository" in look(clone).fault


def test_a_clean_work_tree(clone: Clone) -> None:
    """Nothing differs, and the commit is the branch."""
    found = look(clone)
    assert (clone.head, (), Relation.SAME, "origin", None) == (
        found.commit,
        found.changed,
        found.branch.known,
        found.branch.remote,
        found.branch.tip,
    )


def _edit(path: str) -> Callable[[Clone], object]:
    return lambda clone: clone.write(path, "after\n")


def _remove(clone: Clone) -> None:
    (clone.folder / "schedules/b.yml").unlink()


def _stage(clone: Clone) -> None:
    clone.write("schedules/a.yaml", "after\n")
    clone.git("add", "schedules/a.yaml")


def _leave_out(clone: Clone) -> None:
    clone.git("sparse-checkout", "set", "--no-cone", "/*", "!/schedules/b.yml")


def _look_away(clone: Clone) -> None:
    clone.git("update-index", "--assume-unchanged", "schedules/a.yaml")
    clone.write("schedules/a.yaml", "after\n")


def _link(clone: Clone) -> None:
    clone.git("mv", "texts", "real")
    (clone.folder / "texts").symlink_to("real")
    clone.commit(push=False)
    clone.write("real/shared.html", "after\n")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_edit("schedules/a.yaml"), ("schedules/a.yaml",)),
        (_edit("schedules/a.html"), ("schedules/a.html",)),
        (_edit("texts/shared.html"), ("texts/shared.html",)),
        (_edit("braze-gitops.yaml"), ("braze-gitops.yaml",)),
        (_edit("allowances.yaml"), ("allowances.yaml",)),
        (_edit("schedules/new.yaml"), ("schedules/new.yaml",)),
        (_edit("schedules/deep/private.yaml"), ("schedules/deep/private.yaml",)),
        (_edit("schedules/build/x.yaml"), ("schedules/build/x.yaml",)),
        (_edit("schedules/n\u00e4chste woche.yaml"), ("schedules/n\u00e4chste woche.yaml",)),
        (_remove, ("schedules/b.yml",)),
        (_stage, ("schedules/a.yaml",)),
        (_leave_out, ("schedules/b.yml",)),
        (_look_away, ("schedules/a.yaml",)),
        (_link, ("real/shared.html",)),
        (_edit("README.md"), ()),
        (_edit("other.yaml"), ()),
        (_edit("schedules/notes.txt"), ()),
        (_edit("schedules/.hidden.yaml"), ()),
    ],
    ids=[
        "a definition",
        "a text beside it",
        "a text elsewhere",
        "the project file",
        "new allowances",
        "a new definition",
        "one that git ignores",
        "one in a folder that git ignores",
        "a name with more than ASCII",
        "one that was removed",
        "one that is staged",
        "one left out of a sparse checkout",
        "one that git does not look at",
        "behind a link",
        "another file",
        "another YAML file",
        "a note beside definitions",
        "a hidden file",
    ],
)
def test_what_differs(clone: Clone, change: Callable[[Clone], object], expected: tuple[str, ...]) -> None:
    """Files that a plan was made from count, new and removed ones too; others do not."""
    change(clone)
    assert expected == look(clone).changed


def test_a_project_below_the_top(clone: Clone) -> None:
    """Paths are those of the project, wherever in the repository it lies."""
    for path in ("braze-gitops.yaml", "schedules/a.yaml"):
        clone.write(f"shop/{path}", "before\n")
    clone.commit()
    clone.write("shop/schedules/a.yaml", "after\n")
    clone.write("schedules/a.yaml", "after\n")
    assert ("schedules/a.yaml",) == look(clone.folder / "shop").changed


def test_definitions_in_the_folder_of_the_project(clone: Clone) -> None:
    """Every YAML file in it may be a definition."""
    clone.write("other.yaml", "after\n")
    clone.write("README.md", "after\n")
    assert ("other.yaml",) == look(clone, definitions=".").changed


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    """Everything is new, and there is no commit."""
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    (tmp_path / "braze-gitops.yaml").write_text("version: 1\n")
    found = look(tmp_path, "a" * 40)
    assert (None, ("braze-gitops.yaml",), "", Relation.ABSENT, [Relation.ABSENT]) == (
        found.commit,
        found.changed,
        found.branch.remote,
        found.branch.known,
        [*found.applied.values()],
    )


def test_how_the_commit_stands_to_others(clone: Clone) -> None:
    """Older, newer, apart, the same, and not there at all."""
    first = clone.head
    second = clone.commit()
    clone.git("checkout", "--quiet", "--detach", first)
    aside = clone.commit(push=False)
    clone.git("checkout", "--quiet", second)
    found = look(clone, first, second, aside, "a" * 40, "--help", "4f1c").applied
    expected = [Relation.NEWER, Relation.SAME, Relation.APART, Relation.ABSENT, Relation.ABSENT, Relation.ABSENT]
    assert expected == [*found.values()]
    clone.git("checkout", "--quiet", first)
    assert {second: Relation.OLDER} == look(clone, second).applied


def test_a_shallow_clone_does_not_tell(clone: Clone, tmp_path: Path) -> None:
    """What lies before the cut may be anything; what lies after it is told."""
    first = clone.head
    second = clone.commit()
    shallow = Clone(tmp_path / "remote", tmp_path / "shallow", "--depth", "1")
    assert {first: Relation.UNTOLD, second: Relation.SAME} == look(shallow, first, second).applied


def test_the_tip_of_the_remote(clone: Clone, tmp_path: Path) -> None:
    """The remote is asked for the branch as it is now, whether this clone has that commit or not."""
    other = Clone(tmp_path / "remote", tmp_path / "other")
    second = other.commit()
    absent = look(clone, asks_remote=True).branch
    clone.git("fetch", "--quiet", "origin")
    fetched = look(clone, asks_remote=True).branch
    assert [(second, Relation.ABSENT), (second, Relation.OLDER)] == [
        (one.tip, one.at_tip) for one in (absent, fetched)
    ]


def test_a_branch_that_the_remote_does_not_have(clone: Clone) -> None:
    """A branch whose name only ends like it is another one."""
    clone.git("push", "--quiet", "origin", "HEAD:refs/heads/old/release")
    assert "" == look(clone, asks_remote=True, branch="release").branch.tip


def test_a_remote_that_is_gone(clone: Clone, tmp_path: Path) -> None:
    """It is told that it does not answer, and what this clone knows of it stays."""
    (tmp_path / "remote").rename(tmp_path / "away")
    branch = look(clone, asks_remote=True).branch
    assert (None, True, Relation.SAME) == (branch.tip, "remote" in branch.silence, branch.known)


def test_a_remote_of_another_name(clone: Clone) -> None:
    """The remote that the branch comes from counts, then the usual one, then the only one there is."""
    clone.git("remote", "rename", "origin", "company")
    assert "company" == look(clone).branch.remote
    clone.git("branch", "--unset-upstream", "main")
    assert "company" == look(clone).branch.remote
    clone.git("remote", "add", "origin", "/nowhere")
    assert ("origin", Relation.ABSENT) == (look(clone).branch.remote, look(clone).branch.known)


def test_without_a_remote_the_local_branch_counts(clone: Clone) -> None:
    """A commit that is not on it is told from one that is."""
    clone.git("remote", "remove", "origin")
    clone.git("checkout", "--quiet", "-b", "feature")
    on = look(clone, asks_remote=True).branch
    clone.commit(push=False)
    assert [("", Relation.SAME), ("", Relation.NEWER)] == [
        (one.remote, one.known) for one in (on, look(clone).branch)
    ]


def test_the_environment_of_a_hook_does_not_mislead(clone: Clone, tmp_path: Path) -> None:
    """Variables that point git elsewhere are not passed on."""
    other = Clone(tmp_path / "remote", tmp_path / "other")
    other.commit(push=False)
    found = look(clone, GIT_DIR=str(other.folder / ".git"), GIT_WORK_TREE=str(other.folder))
    assert clone.head == found.commit


def test_git_that_takes_too_long(clone: Clone) -> None:
    """It is ended with all it started, and that is told."""
    answer = Git(clone.folder, GIT_ENVIRON).run("-c", "alias.wait=!sleep 60", "wait", seconds=0.2)
    assert (None, "no answer within 0.2 seconds") == (answer.code, answer.words)


def test_the_key_of_braze_is_not_shown_to_git(clone: Clone, tmp_path: Path) -> None:
    """A program that git starts to reach a remote sees nothing of the run's secrets."""
    seen = tmp_path / "seen"
    helper = tmp_path / "helper"
    helper.write_text(f"#!/bin/sh\nenv > {seen}\nexit 1\n")
    helper.chmod(0o700)
    clone.git("remote", "set-url", "origin", "ssh://host.example/repository")
    branch = look(clone, asks_remote=True, GIT_SSH_COMMAND=str(helper), BRAZE_API_KEY="secret-key-1").branch
    assert (None, False) == (branch.tip, "secret-key-1" in seen.read_text())

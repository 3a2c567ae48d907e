"""The project at a commit: every kind of file, nothing of the repository touched, nothing fetched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from braze_gitops.errors import FileReferenceError, UsageError
from braze_gitops.project import Confined, git_tree
from support.git_project import commit_all, git


def environ() -> dict[str, str]:
    """Return what git needs, and a variable of git's own that must not count."""
    return {"PATH": os.defpath, "HOME": "/nonexistent", "GIT_DIR": "/nonexistent"}


def write(folder: Path, path: str, text: str) -> Path:
    """Write a file and return where it is."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    return target


def files(folder: Path) -> dict[str, bytes]:
    """Return every regular file below `folder` with its content."""
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_it_is_as_it_was(tmp_path: Path) -> None:
    """What was committed comes back, whatever the work tree and the index say now."""
    write(tmp_path, "braze-gitops.yaml", "version: 1\n")
    write(tmp_path, "schedules/überblick.html", "<p>\r\n")
    write(tmp_path, "schedules/run.yaml", "name: a\n").chmod(0o755)
    commit = commit_all(tmp_path)
    write(tmp_path, "schedules/überblick.html", "edited")
    write(tmp_path, "schedules/staged.yaml", "name: b\n")
    git(tmp_path, "add", "schedules/staged.yaml")
    before = files(tmp_path)
    with git_tree(tmp_path, "HEAD", environ=environ()) as tree:
        found = files(tree.folder)
    expected = {
        "braze-gitops.yaml": b"version: 1\n",
        "schedules/überblick.html": b"<p>\r\n",
        "schedules/run.yaml": b"name: a\n",
    }
    assert (expected, commit, before) == (found, tree.commit, files(tmp_path))
    assert not tree.folder.exists()


def test_a_project_in_a_folder_of_the_repository(tmp_path: Path) -> None:
    """Only what lies in the project is read, under its paths there; a name is no pattern."""
    write(tmp_path, "a[b]/braze-gitops.yaml", "version: 1\n")
    write(tmp_path, "ab/braze-gitops.yaml", "other\n")
    commit_all(tmp_path)
    with git_tree(tmp_path / "a[b]", "main", environ=environ()) as tree:
        assert {"braze-gitops.yaml": b"version: 1\n"} == files(tree.folder)


def test_a_project_that_was_not_there_is_empty(tmp_path: Path) -> None:
    """At a commit before the project there is an empty folder."""
    write(tmp_path, "README.md", "hello\n")
    first = commit_all(tmp_path)
    write(tmp_path, "project/braze-gitops.yaml", "version: 1\n")
    commit_all(tmp_path)
    with git_tree(tmp_path / "project", first, environ=environ()) as tree:
        assert {} == files(tree.folder)


def test_links_stay_links_and_lead_nowhere_outside(tmp_path: Path) -> None:
    """A link inside the project is followed, one that leads out is refused when it is read."""
    outside = write(tmp_path, "secret.txt", "secret\n")
    project = tmp_path / "project"
    write(project, "texts/a.html", "<p>a</p>")
    (project / "inside.html").symlink_to("texts/a.html")
    (project / "outside.html").symlink_to(outside)
    (project / "up.html").symlink_to("../secret.txt")
    commit_all(tmp_path)
    with git_tree(project, "HEAD", environ=environ()) as tree:
        confined = Confined(tree.folder)
        assert "<p>a</p>" == confined.read(Path("inside.html"), limit=100).text
        for name in ("outside.html", "up.html"):
            with pytest.raises(FileReferenceError):
                confined.read(Path(name), limit=100)


def test_what_no_definition_may_name_is_not_read(tmp_path: Path) -> None:
    """A large file is there with its size, so that it is refused as in the work tree; a submodule is not there."""
    (tmp_path / "large.bin").write_bytes(b"x" * 2_000_002)
    write(tmp_path, "module/a.txt", "a")
    commit_all(tmp_path / "module")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "large.bin", "module")
    git(tmp_path, "commit", "-qm", "as it is")
    with git_tree(tmp_path, "HEAD", environ=environ()) as tree:
        assert [("large.bin", 2_000_002)] == [(one.name, one.stat().st_size) for one in tree.folder.iterdir()]
        with pytest.raises(FileReferenceError, match="larger than 2 MB"):
            Confined(tree.folder).read(Path("large.bin"), limit=2_000_000)


@pytest.mark.parametrize("ref", ["nothing", "--all", "-h", "HEAD:braze-gitops.yaml", "", "a\tb", "HEAD..HEAD"])
def test_a_ref_that_is_no_commit(tmp_path: Path, ref: str) -> None:
    """Whatever it says, it is taken for a name, and the way out is told."""
    write(tmp_path, "braze-gitops.yaml", "version: 1\n")
    commit_all(tmp_path)
    with (
        pytest.raises(UsageError, match="holds no such commit") as caught,
        git_tree(tmp_path, ref, environ=environ()),
    ):
        pass
    assert "fetch it first" in caught.value.hint


def test_a_folder_without_a_repository(tmp_path: Path) -> None:
    """Where there is no repository, that is said."""
    with pytest.raises(UsageError, match="lies in no git repository"), git_tree(tmp_path, "x", environ=environ()):
        pass


def test_a_machine_without_git(tmp_path: Path) -> None:
    """Where there is no git, that is said."""
    with (
        pytest.raises(UsageError, match="git cannot be asked"),
        git_tree(tmp_path, "HEAD", environ={"PATH": str(tmp_path)}),
    ):
        pass


def test_a_commit_that_git_lacks_in_part(tmp_path: Path) -> None:
    """A content that is not here is not fetched, and not taken for empty."""
    write(tmp_path, "braze-gitops.yaml", "version: 1\n")
    write(tmp_path, "a.html", "<p>a</p>")
    commit_all(tmp_path)
    blob = git(tmp_path, "rev-parse", "HEAD:a.html")
    (tmp_path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(UsageError, match=r"does not hold a\.html"), git_tree(tmp_path, "HEAD", environ=environ()):
        pass

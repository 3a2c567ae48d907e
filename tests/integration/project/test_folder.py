"""Where a project begins, and the files that hold definitions, on a real disk."""

import os
from pathlib import Path

import pytest

from braze_gitops.errors import InputError
from braze_gitops.model import Finding, SourceText, digest_text
from braze_gitops.project import ProjectFolder, find_project, read_definitions, read_project_file


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    """A project with two definitions."""
    root = tmp_path / "project"
    (root / "schedules" / "deep").mkdir(parents=True)
    (root / "braze-gitops.yaml").write_text("version: 1\n")
    (root / "schedules" / "b.yaml").write_text("name: b\n")
    (root / "schedules" / "deep" / "a.yml").write_text("name: a\n")
    return find_project(root)


def failed(project: ProjectFolder, folder: str = "schedules") -> tuple[InputError, list[Finding]]:
    """Return the error that reading the definitions ends with, and its findings."""
    with pytest.raises(InputError) as caught:
        read_definitions(project, folder)
    return caught.value, [finding for finding in caught.value.findings if isinstance(finding, Finding)]


@pytest.mark.parametrize("start", [".", "schedules", "schedules/deep"])
def test_a_project_is_found_from_any_folder_in_it(project: ProjectFolder, start: str) -> None:
    """The nearest folder with a project file, here or above."""
    assert project.root == find_project(project.root / start).root


def test_the_nearest_project_counts(project: ProjectFolder) -> None:
    """A project in a project is one of its own."""
    inner = project.root / "inner"
    inner.mkdir()
    (inner / "braze-gitops.yaml").write_text("version: 1\n")
    assert inner == find_project(inner).root


def test_a_misnamed_project_file_is_noticed(tmp_path: Path) -> None:
    """The other usual ending is named in the hint."""
    (tmp_path / "braze-gitops.yml").write_text("version: 1\n")
    with pytest.raises(InputError) as error:
        find_project(tmp_path)
    assert "rename braze-gitops.yml to braze-gitops.yaml" == error.value.hint


def test_without_a_project_the_way_to_one_is_shown(tmp_path: Path) -> None:
    """`init` starts a project."""
    with pytest.raises(InputError) as error:
        find_project(tmp_path)
    assert "init" in error.value.hint


@pytest.mark.parametrize("start", ["none", "braze-gitops.yaml", "a\0b"])
def test_a_start_that_is_no_folder_is_an_error(project: ProjectFolder, start: str) -> None:
    """A mistyped -C is said as such."""
    with pytest.raises(InputError, match="there is no folder"):
        find_project(project.root / start)


def test_the_project_file_is_read(project: ProjectFolder) -> None:
    """Text and digest of the file as it is."""
    expected = SourceText(path="braze-gitops.yaml", text="version: 1\n", digest=digest_text("version: 1\n"))
    assert expected == read_project_file(project)


@pytest.mark.parametrize("kind", ["folder", "link outside", "bytes"])
def test_a_project_file_that_cannot_be_read_is_an_error(tmp_path: Path, project: ProjectFolder, kind: str) -> None:
    """It is there and cannot be used: never taken for missing."""
    path = project.root / "braze-gitops.yaml"
    path.unlink()
    match kind:
        case "folder":
            path.mkdir()
        case "bytes":
            path.write_bytes(b"\xff")
        case _:
            (tmp_path / "other.yaml").write_text("version: 1\n")
            path.symlink_to(tmp_path / "other.yaml")
    with pytest.raises(InputError, match="the project file cannot be read") as error:
        read_project_file(find_project(project.root))
    assert 1 == len(error.value.findings)


def test_definitions_are_read_from_the_whole_folder_in_order(project: ProjectFolder) -> None:
    """YAML files in it and below, sorted; other files and hidden ones are left out."""
    for name in (".hidden.yaml", "a.html", "README.md", "c.YAML", ".git/x.yaml", "deep/.x/y.yaml"):
        path = project.root / "schedules" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x: 1\n")
    paths = [source.path for source in read_definitions(project, "schedules")]
    assert ["schedules/b.yaml", "schedules/c.YAML", "schedules/deep/a.yml"] == paths


def test_digests_are_of_the_bytes(project: ProjectFolder) -> None:
    """Line ends and a byte order mark count, so that a cache can trust the digest."""
    (project.root / "schedules" / "b.yaml").write_bytes("\ufeffname: é\r\n".encode())
    (source, _) = read_definitions(project, "schedules")
    assert ("\ufeffname: é\r\n", digest_text("\ufeffname: é\r\n")) == (source.text, source.digest)


def test_the_project_file_is_no_definition(project: ProjectFolder) -> None:
    """A project may keep its definitions beside the project file."""
    assert "braze-gitops.yaml" not in [source.path for source in read_definitions(project, ".")]


def test_a_folder_that_holds_none_is_empty_and_no_error(project: ProjectFolder) -> None:
    """That it is empty is for a guard to judge."""
    (project.root / "empty").mkdir()
    assert () == read_definitions(project, "empty")


@pytest.mark.parametrize(
    ("folder", "hint"),
    [("schedule", "did you mean `definitions: schedules`?"), ("zzz", "correct `definitions:`")],
)
def test_a_missing_folder_is_an_error_and_never_empty(project: ProjectFolder, folder: str, hint: str) -> None:
    """A mistyped folder is named with the nearest one there is."""
    error, (finding,) = failed(project, folder)
    assert finding.place is not None
    assert ("braze-gitops.yaml", "", f"there is no such folder: {folder}") == (
        finding.place.path,
        error.hint,
        finding.message,
    )
    assert hint in finding.hint


def test_a_file_in_place_of_the_folder_is_an_error(project: ProjectFolder) -> None:
    """A folder is needed."""
    _, (finding,) = failed(project, "braze-gitops.yaml")
    assert "is no folder" in finding.message


def test_a_folder_linked_to_the_outside_is_an_error(tmp_path: Path, project: ProjectFolder) -> None:
    """Definitions come from the project alone."""
    (tmp_path / "other").mkdir()
    (project.root / "linked").symlink_to(tmp_path / "other")
    _, (finding,) = failed(project, "linked")
    assert "outside" in finding.message


def test_links_that_stay_inside_are_followed(project: ProjectFolder) -> None:
    """A linked file and a linked folder are read under the names they have."""
    (project.root / "shared").mkdir()
    (project.root / "shared" / "s.yaml").write_text("name: s\n")
    (project.root / "schedules" / "linked").symlink_to("../shared")
    (project.root / "schedules" / "z.yaml").symlink_to("../shared/s.yaml")
    paths = {source.path for source in read_definitions(project, "schedules")}
    assert {"schedules/linked/s.yaml", "schedules/z.yaml"} <= paths


def test_all_that_cannot_be_read_is_named_at_once(tmp_path: Path, project: ProjectFolder) -> None:
    """One bad file hides no other, and none is skipped."""
    schedules = project.root / "schedules"
    (tmp_path / "outside.yaml").write_text("x: 1\n")
    (schedules / "bytes.yaml").write_bytes(b"a: \xff\n")
    (schedules / "gone.yaml").symlink_to("nothing")
    (schedules / "out.yaml").symlink_to(tmp_path / "outside.yaml")
    (schedules / "large.yaml").write_bytes(b"#" * 1_000_002)
    (schedules / "around").symlink_to("..")
    (schedules / "self").symlink_to("self")
    os.mkfifo(schedules / "pipe.yaml")
    _, findings = failed(project)
    named = {
        finding.place.path.removeprefix("schedules/"): finding.message for finding in findings if finding.place
    }
    assert {"bytes.yaml", "gone.yaml", "out.yaml", "large.yaml", "self", "pipe.yaml", "around/schedules"} == set(
        named
    )


def test_a_folder_that_leads_to_itself_ends(project: ProjectFolder) -> None:
    """A link back to a folder above is an error, not a walk without end."""
    (project.root / "schedules" / "deep" / "back").symlink_to("..")
    _, (finding,) = failed(project)
    assert "links back" in finding.message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("mode", [0o000, 0o400])
def test_a_folder_without_permission_is_an_error(project: ProjectFolder, mode: int) -> None:
    """What cannot be listed or opened is never taken for empty."""
    deep = project.root / "schedules" / "deep"
    deep.chmod(mode)
    try:
        _, findings = failed(project)
    finally:
        deep.chmod(0o700)
    assert all(finding.place and finding.place.path.startswith("schedules/deep") for finding in findings)


def test_a_name_that_is_no_text_is_an_error(project: ProjectFolder) -> None:
    """A file name of other bytes cannot be shown in a plan or a state."""
    path = os.fsencode(project.root / "schedules") + b"/\xff.yaml"
    with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123 - a path of bytes
        file.write("x: 1\n")
    _, (finding,) = failed(project)
    assert "not UTF-8" in finding.message
    assert finding.place is not None
    assert finding.place.path.isprintable()

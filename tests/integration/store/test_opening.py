"""From the `state:` of an environment to a folder."""

from pathlib import Path

import pytest

from braze_gitops.errors import NotYetError, StoreError
from braze_gitops.model import StateLocation
from braze_gitops.store import open_store

PROJECT = Path("/project")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param(
            "file:.braze-gitops/state/sandbox", "/project/.braze-gitops/state/sandbox", id="in the project"
        ),
        pytest.param("file:/var/lib/state", "/var/lib/state", id="anywhere"),
        pytest.param("file:///var/lib/state", "/var/lib/state", id="as a URL"),
    ],
)
def test_file_location_is_a_folder(url: str, expected: str) -> None:
    """A file location is a folder, relative to the project."""
    store = open_store(StateLocation(url=url), project_root=PROJECT, in_ci=False, is_sandbox=False)
    assert Path(expected) == store.root


@pytest.mark.parametrize("url", ["git", "git:origin", "s3://bucket/prefix", "elsewhere"])
def test_other_locations_come_later(url: str) -> None:
    """Another kind of store is refused by name."""
    with pytest.raises(NotYetError, match=url):
        open_store(StateLocation(url=url), project_root=PROJECT, in_ci=False, is_sandbox=False)


def test_location_without_a_path_is_refused() -> None:
    """A location that names no folder is refused."""
    with pytest.raises(StoreError, match="names no folder"):
        open_store(StateLocation(url="file: "), project_root=PROJECT, in_ci=False, is_sandbox=False)


@pytest.mark.parametrize(
    ("in_ci", "is_sandbox", "lasting_disk"),
    [
        pytest.param(False, False, False, id="not in CI"),
        pytest.param(True, True, False, id="a sandbox in CI"),
        pytest.param(True, False, True, id="a lasting disk in CI"),
    ],
)
def test_disk_that_lasts_is_taken(*, in_ci: bool, is_sandbox: bool, lasting_disk: bool) -> None:
    """A folder is taken where its disk outlasts the run, or where nothing real hangs on it."""
    location = StateLocation(url="file:state", lasting_disk=lasting_disk)
    store = open_store(location, project_root=PROJECT, in_ci=in_ci, is_sandbox=is_sandbox)
    assert PROJECT / "state" == store.root


def test_disk_of_a_ci_run_is_refused() -> None:
    """A state on a disk that is gone with the CI run is refused, with what to write if it is not."""
    with pytest.raises(StoreError, match="gone when the run ends") as caught:
        open_store(StateLocation(url="file:state"), project_root=PROJECT, in_ci=True, is_sandbox=False)
    assert 'state: {url: "file:state", lasting_disk: true}' in caught.value.hint

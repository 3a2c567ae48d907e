"""`state trust-key`: a key is shown by its fingerprint alone; the last one never goes without a word."""

from __future__ import annotations

import pytest

from braze_gitops.model import Secret
from support.installed_program import Ended, ProjectOnDisk
from support.pseudo_terminal import at_terminal

KEY = "a-key-of-the-workspace-1234567890"
MINE = Secret(KEY, name="BRAZE_API_KEY").fingerprint
OTHER = "fedcba9876543210"


@pytest.fixture
def begun(project: ProjectOnDisk) -> ProjectOnDisk:
    """Return a project whose production has a state."""
    assert project.run("state", "init", "-e", "production").code == 0
    return project


def trust(project: ProjectOnDisk, *arguments: str, **variables: str) -> Ended:
    """Say which keys are trusted, without being asked."""
    return project.run("state", "trust-key", "-e", "production", "--auto-approve", *arguments, **variables)


def trusted(project: ProjectOnDisk) -> list[str]:
    """Return the keys that are listed."""
    listed = project.run("state", "trust-key", "-e", "production", "--list").out
    return [line.split()[1] for line in listed.splitlines() if line.startswith("trusts ")]


def test_the_key_of_the_environment_is_trusted(begun: ProjectOnDisk) -> None:
    """By its fingerprint; the key is in no output and no file."""
    ended = trust(begun, BRAZE_API_KEY=KEY)
    files = [path.read_bytes() for path in begun.folder.rglob("*") if path.is_file()]
    assert (0, [MINE], False, False) == (
        ended.code,
        trusted(begun),
        KEY in ended.out + ended.err,
        any(KEY.encode() in content for content in files),
    )


def test_a_rotation_has_a_way(begun: ProjectOnDisk) -> None:
    """The new one is trusted, the old one taken away; the history tells both, with why."""
    trust(begun, OTHER)
    trust(begun, MINE, "--why", "rotated")
    removed = trust(begun, "--remove", OTHER)
    told = " ".join(begun.run("state", "history", "-e", "production").out.split())
    assert (0, [MINE]) == (removed.code, trusted(begun))
    assert [True] * 3 == [
        part in told for part in (f"key {MINE} trusted", "why rotated", f"key {OTHER} trusted no more")
    ]


def test_a_second_time_writes_nothing(begun: ProjectOnDisk) -> None:
    """It says that it is trusted."""
    trust(begun, OTHER)
    before = sorted((begun.state("production") / "journal").iterdir())
    ended = trust(begun, OTHER)
    after = sorted((begun.state("production") / "journal").iterdir())
    assert (0, True, before) == (ended.code, "already" in ended.out, after)


def test_the_last_one_is_asked_about(begun: ProjectOnDisk) -> None:
    """What it means stands before the question; only yes does it."""
    trust(begun, OTHER)
    words = ("state", "trust-key", "--remove", OTHER, "-e", "production")
    no = at_terminal(*words, folder=begun.folder, types="no\n", when="Only `yes`")
    assert (1, True, [OTHER]) == (no.code, "whatever key" in " ".join(no.out.split()), trusted(begun))
    yes = at_terminal(*words, folder=begun.folder, types="yes\n", when="Only `yes`")
    assert (0, []) == (yes.code, trusted(begun))


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(("production", "x", "--list"), 1, "say one of", id="two at once"),
        pytest.param(("production", "--auto-approve"), 4, "BRAZE_API_KEY is not set", id="no key"),
        pytest.param(("production", OTHER), 1, "no terminal to ask on", id="nobody to ask"),
        pytest.param(("production", KEY, "--auto-approve"), 1, "this is no fingerprint", id="the key itself"),
        pytest.param(("sandbox", OTHER, "--auto-approve"), 1, "is a sandbox", id="sandbox"),
    ],
)
def test_what_cannot_be_is_refused(begun: ProjectOnDisk, arguments: tuple[str, ...], code: int, said: str) -> None:
    """In a sentence; a key given by mistake is not repeated."""
    ended = begun.run("state", "trust-key", "-e", *arguments)
    assert (code, True, False) == (ended.code, said in " ".join(ended.err.split()), KEY in ended.err)

"""The key of a workspace appears in no output and in no file, whatever goes wrong."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from braze_gitops.sandbox import Fault, FaultKind, add_key, order_fault, read_log, running_in_thread
from support.installed_program import TEASER, Ended, ProjectOnDisk

KEY = "c0ffee00-5e2f-4a7b-9d11-canary+000/01="
FORMS = (
    KEY,
    quote(KEY, safe=""),
    base64.b64encode(KEY.encode()).decode(),
    base64.b64encode(KEY.encode()).decode()[:20],
)


class Workspace:
    """A project whose environment `live` is a Braze behind a key of its own, and what was ever written there."""

    def __init__(self, project: ProjectOnDisk, sandbox: Path) -> None:
        self.project = project
        self.sandbox = sandbox
        self.written = ""

    def run(self, *arguments: str, key: str = KEY, **variables: str) -> Ended:
        """Run the program with the key in its environment."""
        ended = self.project.run(*arguments, BRAZE_API_KEY=key, **variables)
        self.written += ended.out + ended.err
        return ended

    def everything(self) -> str:
        """Return all that was written, to streams and to files."""
        files = (one for one in sorted(self.project.folder.rglob("*")) if one.is_file())
        return self.written + "".join(one.read_bytes().decode("utf-8", "replace") for one in files)


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Workspace]:
    """Yield a project with a workspace that knows the key and has a state."""
    sandbox = tmp_path / "braze"
    now = datetime.now(UTC)
    teaser = TEASER.replace("2026-11-27", (now + timedelta(days=10)).date().isoformat())
    project = ProjectOnDisk(tmp_path / "project", definitions={"teaser": teaser})
    with running_in_thread(sandbox, clock_start=now, durable=False) as running:
        project.edit("braze-gitops.yaml", "instance: US-01", f"endpoint: {running.url}")
        add_key(sandbox, KEY, permissions=["*"])
        workspace = Workspace(project, sandbox)
        workspace.run("state", "init", "-e", "production")
        yield workspace


@pytest.mark.parametrize("kind", list(FaultKind), ids=str)
def test_no_fault_brings_the_key_out(live: Workspace, kind: FaultKind) -> None:
    """Whatever Braze answers, its echo of the key included, the key stays where it was."""
    order_fault(live.sandbox, Fault(kind=kind, delay_seconds=0.1, reset_seconds=1))
    live.run("apply", "-e", "production", "--auto-approve", BRAZE_GITOPS_DEBUG="1")
    assert [] == [form for form in FORMS if form in live.everything()]


def test_a_key_that_is_not_known_is_not_repeated(live: Workspace) -> None:
    """A 401 names the key that was sent; the program does not."""
    ended = live.run("apply", "-e", "production", "--auto-approve", key=f"{KEY}x")
    assert (4, []) == (ended.code, [form for form in FORMS if form in live.everything()])


@pytest.mark.parametrize(
    "arguments",
    [
        ("validate",),
        ("plan", "-e", "production"),
        ("show", "-e", "production"),
        ("state", "list", "-e", "production"),
    ],
    ids=" ".join,
)
def test_no_command_brings_the_key_out(live: Workspace, arguments: tuple[str, ...]) -> None:
    """Commands that need no key do not show the one that is there."""
    live.run(*arguments, BRAZE_GITOPS_DEBUG="1")
    assert [] == [form for form in FORMS if form in live.everything()]


def test_a_key_in_a_definition_is_not_printed_by_an_apply(live: Workspace) -> None:
    """A key that somebody pasted into a text is taken out of what an apply writes to the terminal."""
    live.project.edit("schedules/teaser.yaml", "It starts tomorrow", f"see {KEY}")
    live.run("apply", "-e", "production", "--auto-approve")
    assert (False, True) == (KEY in live.written, "[BRAZE_API_KEY]" in live.written)


def test_the_first_key_is_trusted_and_told(live: Workspace) -> None:
    """The first apply of a state says that it trusts this key from now on; another one is refused."""
    first = live.run("apply", "-e", "production", "--auto-approve")
    add_key(live.sandbox, "another-key-000000", permissions=["*"])
    live.project.edit("schedules/teaser.yaml", "tomorrow", "today")
    other = live.run("apply", "-e", "production", "--auto-approve", key="another-key-000000")
    assert (True, 6, True, 1) == (
        "trusts" in first.out + first.err,
        other.code,
        "does not know this key" in other.err,
        len(read_log(live.sandbox)),
    )


def test_a_rotated_key_passes_with_the_words_it_was_refused_with(live: Workspace) -> None:
    """The allowance that a refusal prints lets exactly that key pass, in that run alone."""
    live.run("apply", "-e", "production", "--auto-approve")
    add_key(live.sandbox, "another-key-000000", permissions=["*"])
    live.project.edit("schedules/teaser.yaml", "tomorrow", "today")
    arguments, key = ("apply", "-e", "production", "--auto-approve"), "another-key-000000"
    refused = live.run(*arguments, key=key)
    (allowance,) = refused.err.partition("--allow")[2].partition("`")[0].split()
    passed = live.run(*arguments, "--allow", allowance, key=key)
    live.project.edit("schedules/teaser.yaml", "today", "now")
    again = live.run(*arguments, key=key)
    assert (6, 0, 6) == (refused.code, passed.code, again.code)

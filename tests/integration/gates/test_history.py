"""What was ever committed, not only what is there now."""

import subprocess
from pathlib import Path

import pytest
from gates.words import check_text

# Made-up addresses that early tests of refused endpoints wrote out whole; nothing else is let pass.
MADE_UP = tuple(
    f"{begin}:{end}"
    for begin, end in (
        ("https://user", "pass@r"),
        ("https://ana", "pw@r"),
        ("http://localhost", "80@e"),
        ("ftp://ana", "hunter2@1"),
    )
)

TOP = Path(__file__).resolve().parents[3]


@pytest.mark.deep
@pytest.mark.needs("git")
@pytest.mark.skipif(not (TOP / ".git").exists(), reason="a source archive has no history")
def test_no_commit_holds_anything_foreign() -> None:
    """No message and no added line of any commit names a machine's path, a registry or a secret."""
    log = subprocess.run(
        ["git", "log", "--patch", "--no-color", "--format=%n%s%n%b", "--unified=0", "HEAD"],
        cwd=TOP,
        check=True,
        capture_output=True,
    ).stdout.decode("utf-8", "replace")
    written = "\n".join(line for line in log.splitlines() if not line.startswith("-"))
    found = [one for one in check_text("history", written) if not one.endswith(MADE_UP)]
    assert found == []

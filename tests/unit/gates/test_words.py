"""The gate on committed texts. Refused texts are put together here, so that this file passes the gate itself."""

from pathlib import Path

import pytest
from gates.source import tracked_files
from gates.words import check_files, check_text


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param(("see /wo", "rk/main"), id="machine path"),
        pytest.param(("in /ho", "me/somebody/x"), id="home folder"),
        pytest.param(("file:///o", "pt/wheels"), id="file address"),
        pytest.param(("https://py", "pi.org/simple"), id="registry"),
        pytest.param(("https://files.python", "hosted.org/x"), id="download host"),
        pytest.param(("--index", "-url x"), id="index option"),
        pytest.param(("-----BEGIN RSA PRIV", "ATE KEY-----"), id="private key"),
        pytest.param(("gh", "p_" + "a" * 36), id="token"),
        pytest.param(("https://name:sec", "ret@example.com"), id="password in an address"),
        pytest.param(("Co-authored", "-by: X"), id="author"),
        pytest.param(("as said in iss", "ue 7"), id="number of an issue"),
        pytest.param(("an L", "LM"), id="foreign word"),
    ],
)
def test_refused_text_is_found(parts: tuple[str, str]) -> None:
    """Each kind of text that must not be committed gives one line with its place."""
    (line,) = check_text("x.md", "\n" + "".join(parts))
    assert line.startswith("x.md:2: ")


@pytest.mark.parametrize(
    "text",
    [
        "pip install --no-emit-index-url",
        "https://rest.iad-01.braze.com/messages/schedule/create",
        "http://127.0.0.1:8080",
        "${HOME}/work/x",
        "the issue it opens",
        "src/work/x",
    ],
)
def test_ordinary_text_passes(text: str) -> None:
    """What only looks alike gives no line."""
    assert () == check_text("x.md", text)


def test_lock_file_is_found(tmp_path: Path) -> None:
    """A lock file that records addresses is refused by its name."""
    (tmp_path / "uv.lock").write_text("", "utf-8")
    assert ("uv.lock: a lock file that records download addresses",) == check_files(tmp_path, ["uv.lock"])


def test_binary_file_passes(tmp_path: Path) -> None:
    """What is no text is not read."""
    (tmp_path / "x.png").write_bytes(b"\xff\xfe\x00")
    assert () == check_files(tmp_path, ["x.png"])


def test_files_are_found_without_git(tmp_path: Path) -> None:
    """A source archive is walked; what tools leave behind is not in it."""
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv/x").write_text("", "utf-8")
    (tmp_path / "y").write_text("", "utf-8")
    assert ("y",) == tracked_files(tmp_path)

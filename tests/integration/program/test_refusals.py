"""What every command says of a state that cannot be used, in the words of a table, and that it touches nothing."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from braze_gitops.errors import StateError
from braze_gitops.state.json_text import seal
from braze_gitops.store import FileStore, load_state
from support.program import run_program, sandbox_in

PROJECT = """\
version: 1
definitions: schedules
environments:
  local: {sandbox: true, clock: 2026-11-20T09:00:00Z, state: "file:state"}
"""
DEFINITION = """\
name: teaser
kind: message
segment_id: seg-1
broadcast: true
schedule: {time: 2026-12-10T10:00:00Z}
messages:
  email: {app_id: app, from: S <s@x.example>, subject: Soon, body: BODY}
"""
TABLE = Path(__file__).with_name("refusals.txt")
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("plan", "-e", "local"),
    ("apply", "-e", "local", "--auto-approve"),
    ("show", "-e", "local"),
    ("state", "list", "-e", "local"),
    ("state", "show", "teaser", "-e", "local"),
    ("state", "resolve", "teaser", "-e", "local", "--gone"),
    ("state", "take-over", "-e", "local", "--auto-approve"),
)
EXIT_CODES = {10, 1}


def _batch(root: Path, number: int) -> Path:
    return root / "journal" / f"{number:010d}.json"


def _last(root: Path) -> Path:
    return max((root / "journal").iterdir())


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def _seal_anew(path: Path, before: bytes, after: bytes) -> None:
    body = path.read_bytes().rpartition(b',\n  "digest"')[0]
    assert before in body
    path.write_bytes(seal([body.replace(before, after).decode().removeprefix("{\n")]))


def _copy_after_last(root: Path) -> None:
    last = _last(root)
    shutil.copy(last, _batch(root, int(last.stem) + 1))


def _swap(root: Path) -> None:
    first, last = _batch(root, 1), _last(root)
    kept = first.read_bytes()
    first.write_bytes(last.read_bytes())
    last.write_bytes(kept)


def _another_lineage(root: Path) -> None:
    _copy_after_last(root)
    last = _last(root)
    _seal_anew(last, b'"lineage": "', b'"lineage": "0')
    _seal_anew(last, b'"number": %d' % (int(last.stem) - 1), b'"number": %d' % int(last.stem))


def _prune_and_flip(root: Path) -> None:
    _batch(root, 1).unlink()
    _flip(root / "state.json")


def _pipe(root: Path) -> None:
    (root / "state.json").unlink()
    os.mkfifo(root / "state.json")


def _link(root: Path) -> None:
    (root / "state.json").rename(root / "kept.json")
    (root / "state.json").symlink_to(root / "kept.json")


def _folder(root: Path) -> None:
    last = _last(root)
    last.unlink()
    last.mkdir()


def _last_two(root: Path) -> None:
    for _ in range(2):
        _last(root).unlink()


def _no_snapshot_no_start(root: Path) -> None:
    (root / "state.json").unlink()
    _batch(root, 1).unlink()


SPOILT: dict[str, Callable[[Path], object]] = {
    "a bit of the snapshot": lambda root: _flip(root / "state.json"),
    "a bit of the snapshot, the first batch pruned": _prune_and_flip,
    "a bit of the last batch": lambda root: _flip(_last(root)),
    "an empty snapshot": lambda root: (root / "state.json").write_bytes(b""),
    "a snapshot cut short": lambda root: (root / "state.json").write_bytes(
        (root / "state.json").read_bytes()[:900]
    ),
    "line ends of Windows": lambda root: (root / "state.json").write_bytes(
        (root / "state.json").read_bytes().replace(b"\n", b"\r\n")
    ),
    "a snapshot edited by hand": lambda root: (root / "state.json").write_bytes(
        (root / "state.json").read_bytes().replace(b"2026-12-10", b"2026-12-11")
    ),
    "a later version": lambda root: _seal_anew(root / "state.json", b'"version": 1', b'"version": 2'),
    "an unknown field": lambda root: _seal_anew(root / "state.json", b'"serial"', b'"future": 1,\n  "serial"'),
    "an unknown entry": lambda root: _seal_anew(_last(root), b"run_closed", b"run_paused"),
    "the middle batch gone": lambda root: _batch(root, 2).unlink(),
    "the last batches gone": _last_two,
    "all batches gone": lambda root: shutil.rmtree(root / "journal"),
    "the start and the snapshot gone": _no_snapshot_no_start,
    "batches swapped": _swap,
    "a batch twice": _copy_after_last,
    "a batch of another state": _another_lineage,
    "a folder for a batch": _folder,
    "a pipe for the snapshot": _pipe,
    "a link for the snapshot": _link,
}


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was applied twice: a snapshot, a journal, a long text."""
    folder = tmp_path_factory.mktemp("applied")
    (folder / "schedules").mkdir()
    (folder / "braze-gitops.yaml").write_text(PROJECT)
    with sandbox_in(folder):
        for body in ("first", "x" * 600):
            (folder / "schedules" / "teaser.yaml").write_text(DEFINITION.replace("BODY", body))
            ended = run_program(folder, "apply", "-e", "local", "--auto-approve")
            assert ended.code == 0, ended.said
    return folder


def names(said: str, text: object) -> bool:
    """Whether `text` was said, wherever the lines were broken."""
    return "".join(str(text).split()) in "".join(said.split())


@pytest.mark.parametrize("name", SPOILT)
def test_every_command_refuses_and_touches_nothing(applied: Path, tmp_path: Path, name: str) -> None:
    """One refusal for all commands: no traceback, the exit code of a state, a path, a way out; no byte changed."""
    folder = tmp_path / "project"
    shutil.copytree(applied, folder)
    SPOILT[name](folder / "state")
    before = files_seen(folder / "state")
    for command in COMMANDS:
        ended = run_program(folder, *command)
        assert ended.code in EXIT_CODES, ended.said
        assert ("", before) == (ended.stdout, files_seen(folder / "state")), command
        told = [names(ended.stderr, text) for text in (folder / "state", "hint: ", "unexpected")]
        assert [True, True, False] == told, ended.said


def test_the_words_are_those_of_the_table(
    applied: Path, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each refusal as a person reads it, in a folder named `state`; `--update-golden` writes the table anew."""
    parts = []
    for number, (name, spoil) in enumerate(SPOILT.items()):
        folder = tmp_path / str(number)
        shutil.copytree(applied, folder)
        spoil(folder / "state")
        monkeypatch.chdir(folder)
        with pytest.raises(StateError) as caught:
            load_state(FileStore(Path("state")))
        error = caught.value
        parts.append(f"{name}: exit {int(error.exit_code)}\n  {error.message}\n  {error.hint}\n")
    lineage = json.loads((applied / "state" / "state.json").read_text("utf-8"))["lineage"]
    found = "\n".join(parts).replace(lineage, "LINEAGE")
    if request.config.getoption("--update-golden"):
        TABLE.write_text(found, encoding="utf-8")
    assert TABLE.read_text("utf-8") == found


def files_seen(folder: Path) -> object:
    """Return every name below `folder`, and the content of every file that is one."""
    names = sorted(str(path) for path in folder.rglob("*"))
    plain = [path for path in folder.rglob("*") if path.is_file()]
    return names, {path: path.read_bytes() for path in plain}


def test_a_state_file_that_is_damaged_is_named(applied: Path, tmp_path: Path) -> None:
    """`plan --state FILE` says which file, and what to do."""
    path = tmp_path / "copy.json"
    path.write_bytes((applied / "state" / "state.json").read_bytes()[:-5])
    ended = run_program(applied, "plan", "-e", "local", "--state", str(path))
    assert (10, True, True) == (
        ended.code,
        names(ended.stderr, f"{path}: is damaged"),
        names(ended.stderr, "hint: "),
    ), ended.said


def test_a_text_that_is_damaged_is_named_by_whoever_reads_it(applied: Path, tmp_path: Path) -> None:
    """A plan that compares it and `state show` that prints it; nothing is taken for it."""
    folder = tmp_path / "project"
    shutil.copytree(applied, folder)
    (folder / "schedules" / "teaser.yaml").write_text(DEFINITION.replace("BODY", "y" * 600))
    text = next(path for path in (folder / "state" / "texts").rglob("*") if path.is_file())
    _flip(text)
    for command in (("plan", "-e", "local"), ("apply", "-e", "local", "--auto-approve")):
        ended = run_program(folder, *command)
        assert (10, True) == (ended.code, names(ended.stderr, text)), ended.said

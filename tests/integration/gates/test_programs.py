"""The gates that are programs, with this project's settings: each refuses a bad example and passes a good one."""

import subprocess
import sys
from pathlib import Path

import pytest
from check import commands

TOP = Path(__file__).resolve().parents[3]
BIN = Path(sys.executable).parent

GOOD = '"""One."""\n\n\ndef double(number: int) -> int:\n    """Return twice `number`."""\n    return 2 * number\n'


def run(*command: str, stdin: str = "", cwd: Path = TOP) -> int:
    """Return the exit code of a gate's program."""
    return subprocess.run(command, input=stdin, cwd=cwd, check=False, capture_output=True, text=True).returncode


def lint(text: str) -> int:
    """Return ruff's exit code for a module of the package with this text."""
    where = "--stdin-filename=braze_gitops/model/example.py"
    return run(sys.executable, "-m", "ruff", "check", "--no-cache", where, "-", stdin=text)


def check_types(text: str, folder: Path) -> int:
    """Return mypy's exit code for a file with this text."""
    file = folder / "example.py"
    file.write_text(text, "utf-8")
    config = f"--config-file={TOP / 'pyproject.toml'}"
    return run(sys.executable, "-m", "mypy", config, f"--cache-dir={folder / 'cache'}", str(file))


def test_good_module_passes_lint() -> None:
    """A plain module has nothing to answer for."""
    assert lint(GOOD) == 0


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('"""M."""\n\n__all__ = ["b", "a"]\n\na = b = 1\n', id="unsorted __all__"),
        pytest.param('"""M."""\n\ntry:\n    x = 1\nexcept Exception:\n    x = 2\n', id="blind except"),
        pytest.param('"""M."""\n\nprint(1)\n', id="print"),
        pytest.param('"""M."""\n\nfrom datetime import datetime\n\nx = datetime.now()\n', id="naive clock"),
        pytest.param('"""M."""\n\n# TODO: later\n', id="to be done"),
        pytest.param("x = 1\n", id="no docstring"),
        pytest.param(f'"""M."""\n\nx = "{"a" * 120}"\n', id="long line"),
        pytest.param('"""M."""\n\nimport os\n', id="unused import"),
        pytest.param('"""M."""\n\nx = 1  # noqa: S101\n', id="exemption that exempts nothing"),
    ],
)
def test_bad_module_fails_lint(text: str) -> None:
    """Each of these is refused by one of ruff's rules."""
    assert lint(text) == 1


@pytest.mark.parametrize(("text", "code"), [(GOOD, 0), ("x = {'a':1}\n", 1)], ids=["formatted", "not formatted"])
def test_format(text: str, code: int) -> None:
    """A file that the formatter would change is refused."""
    where = "--stdin-filename=braze_gitops/model/example.py"
    assert code == run(sys.executable, "-m", "ruff", "format", "--check", "--no-cache", where, "-", stdin=text)


def test_good_module_passes_types(tmp_path: Path) -> None:
    """A typed module has nothing to answer for."""
    assert check_types(GOOD, tmp_path) == 0


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("def f(x):\n    return x\n", id="untyped"),
        pytest.param("from typing import Any\n\nx: Any = 1\n", id="explicit Any"),
        pytest.param("x: list = []\n", id="generic without a type"),
        pytest.param("x: int = 'a'  # type: ignore\n", id="ignore without a code"),
        pytest.param("x: int = 1  # type: ignore[assignment]\n", id="ignore of nothing"),
        pytest.param("def f(x: int) -> str:\n    return x\n", id="wrong type"),
    ],
)
def test_bad_module_fails_types(text: str, tmp_path: Path) -> None:
    """Each of these is refused by mypy."""
    assert check_types(text, tmp_path) == 1


WORKFLOW = """\
name: x
on: pull_request
permissions: {}
concurrency:
  group: x
  cancel-in-progress: true
jobs:
  x:
    name: x
    runs-on: ubuntu-24.04
    steps:
      - run: make test
"""


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        pytest.param(WORKFLOW, True, id="good"),
        pytest.param(WORKFLOW.replace("pull_request", "pull_request_target"), False, id="dangerous trigger"),
        pytest.param(WORKFLOW.replace("run: make test", "uses: actions/checkout@v7"), False, id="not pinned"),
        pytest.param(
            WORKFLOW.replace("permissions: {}\n", "permissions: write-all\n"), False, id="all permissions"
        ),
    ],
)
def test_workflow_safety(text: str, *, passes: bool, tmp_path: Path) -> None:
    """What a pull request from anybody could misuse is refused."""
    folder = tmp_path / ".github/workflows"
    folder.mkdir(parents=True)
    (folder / "x.yml").write_text(text, "utf-8")
    code = run(str(BIN / "zizmor"), *dict(commands())["workflow safety"][1:], cwd=tmp_path)
    assert passes is (code == 0)


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        pytest.param(WORKFLOW, True, id="good"),
        pytest.param(WORKFLOW.replace("runs-on", "runs_on"), False, id="mistyped key"),
    ],
)
def test_workflow_shape(text: str, *, passes: bool, tmp_path: Path) -> None:
    """What the host would not accept is refused."""
    (tmp_path / "x.yml").write_text(text, "utf-8")
    schema = ("--builtin-schema", "vendor.github-workflows")
    assert passes is (run(str(BIN / "check-jsonschema"), *schema, str(tmp_path / "x.yml")) == 0)


@pytest.mark.parametrize(("call", "passes"), [("f(1); f(-1)", True), ("f(1)", False)], ids=["both", "one of two"])
def test_branch_coverage(call: str, *, passes: bool, tmp_path: Path) -> None:
    """A branch of a pure room that no test took fails the run."""
    room = tmp_path / "braze_gitops/model"
    room.mkdir(parents=True)
    for folder in (room.parent, room):
        (folder / "__init__.py").write_text("", "utf-8")
    body = "def f(x):\n    y = 0\n    if x > 0:\n        y = 1\n    return y\n"
    (room / "example.py").write_text(body, "utf-8")
    settings = (TOP / "pyproject.toml").read_text("utf-8")
    (tmp_path / "pyproject.toml").write_text(settings, "utf-8")
    script = tmp_path / "example.py"
    script.write_text(f"from braze_gitops.model.example import f\n{call}\n", "utf-8")
    coverage = (sys.executable, "-m", "coverage")
    run(*coverage, "run", "--source=braze_gitops.model", str(script), cwd=tmp_path)
    assert passes is (run(*coverage, "report", cwd=tmp_path) == 0)


def test_every_program_of_the_check_is_shown_here() -> None:
    """A gate that is added to `make check` needs a bad example."""
    assert [name for name, _ in commands()] == ["format", "lint", "types", "workflow shape", "workflow safety"]

"""Runs every gate without the tests and says, a line each, what it found; exits 1 when a gate found something.

With `--own` only the gates of `tools/gates`, which take under a second.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from gates.docstrings import check_docstrings
from gates.exports import check_exports
from gates.figures import figures
from gates.imports import check_imports, check_table
from gates.purity import check_purity
from gates.reasons import check_reasons
from gates.requirements import check_requirements
from gates.sizes import check_sizes
from gates.source import PACKAGE, read_modules, tracked_files
from gates.words import check_files

TOP = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


def commands() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the gates that are programs of their own: a name and the command."""
    workflows = sorted(str(path.relative_to(TOP)) for path in (TOP / ".github/workflows").glob("*.yml"))
    run = (str(BIN / "python"), "-m")
    return (
        ("format", (*run, "ruff", "format", "--check", "--output-format=concise", ".")),
        ("lint", (*run, "ruff", "check", "--output-format=concise", ".")),
        ("types", (*run, "mypy")),
        (
            "workflow shape",
            (str(BIN / "check-jsonschema"), "--builtin-schema", "vendor.github-workflows", *workflows),
        ),
        (
            "workflow safety",
            (str(BIN / "zizmor"), "--offline", "--persona=pedantic", "--quiet", "--no-progress", ".github"),
        ),
    )


def own_gates() -> tuple[tuple[str, Callable[[], Iterable[str]]], ...]:
    """Return the gates of `tools/gates`: a name and a call that gives one line for each thing found."""
    package = read_modules(TOP, PACKAGE)
    everything = (*package, *read_modules(TOP, "benchmarks", "tests", "tools"))
    return (
        ("imports", lambda: (*check_table(), *check_imports(package))),
        ("exports", lambda: check_exports(package)),
        ("purity", lambda: check_purity(package)),
        ("sizes", lambda: check_sizes(everything)),
        ("docstrings", lambda: check_docstrings(everything)),
        ("reasons", lambda: check_reasons(everything)),
        ("requirements", lambda: check_requirements(TOP)),
        ("words", lambda: check_files(TOP, tracked_files(TOP))),
    )


def report(name: str, lines: Iterable[str], *, failed: bool, seconds: float) -> None:
    """Print one gate's answer: a line, and below it what was found when it failed."""
    print(f"{name:<16} {'FAILED' if failed else 'ok':<7} {seconds:.1f} s", flush=True)
    if failed:
        for line in lines:
            print(f"    {line}", flush=True)


def run_commands() -> Iterator[tuple[str, bool]]:
    """Run the gates that are programs and report each; yields its name and whether it passed."""
    for name, command in commands():
        started = time.monotonic()
        done = subprocess.run(command, cwd=TOP, check=False, capture_output=True, text=True)
        failed = done.returncode != 0
        report(name, (done.stdout + done.stderr).splitlines(), failed=failed, seconds=time.monotonic() - started)
        yield name, not failed


def run_own_gates() -> Iterator[tuple[str, bool]]:
    """Run the gates of `tools/gates` and report each; yields its name and whether it passed."""
    for name, gate in own_gates():
        started = time.monotonic()
        found = tuple(gate())
        report(name, found, failed=bool(found), seconds=time.monotonic() - started)
        yield name, not found


def main(arguments: Sequence[str]) -> int:
    """Run all gates, never stopping at the first that fails, and return 1 when any did."""
    own_only = "--own" in arguments
    passed = dict(run_own_gates()) if own_only else {**dict(run_commands()), **dict(run_own_gates())}
    if not own_only:
        print("\nfigures of the package, printed and not enforced")
        for line in figures(read_modules(TOP, PACKAGE), read_modules(TOP, "tests")):
            print(f"    {line}")
    failures = [name for name, good in passed.items() if not good]
    print(f"\ncheck: {'failed: ' + ', '.join(failures) if failures else 'all gates passed'}", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

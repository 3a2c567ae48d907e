"""The demo: the example project's life in one minute, on a copy in a scratch folder, against the built-in sandbox.

It plans, applies, plans again, edits a definition, applies the edit, removes one and applies that, and looks at
what the state remembers. Every step is a command a reader can type. Exits with 1 as soon as one goes wrong.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EDITED = Path("schedules/holiday/shipping-deadline.yaml")
REMOVED = Path("schedules/operations/stock-call.yaml")


def main() -> int:
    """Tell the story; 0 when every step ended as the story says."""
    with _scratch_copy() as project:
        _say(
            "You are a marketing team. Folder schedules/ says what should be sent, to whom and when.",
            "This is a copy of it, and a Braze that lives only on this machine: nothing here reaches anybody.",
        )
        _step("1. What would happen? A plan calls nobody and changes nothing.")
        _run(project, "plan")
        _step("2. Make it so. Every id Braze gives is written down before the next step relies on it.")
        _apply_what_was_shown(project)
        _step("3. And again? Nothing is left to do, so nothing is called.")
        _run(project, "plan", "--detailed-exitcode")
        _step("4. The shipping deadline moves up by two hours. An apply shows its plan first.")
        _edit(project / EDITED, "time: 2026-12-18T16:00:00", "time: 2026-12-18T14:00:00")
        _run(project, "apply", "-e", "sandbox", "--auto-approve")
        _step("5. The call to the warehouse is no longer wanted: its file goes, and its schedule is cancelled.")
        (project / REMOVED).unlink()
        print(f"$ rm {REMOVED}\n", flush=True)
        _run(project, "apply", "-e", "sandbox", "--auto-approve")
        _step("6. What is arranged now, as the state remembers it.")
        _run(project, "state", "list")
        _step("7. A last plan: no changes.")
        _run(project, "plan", "--detailed-exitcode")
        _say(
            "That is all of it: files say what should happen, a plan shows it, an apply makes it so.",
            "Your own project: `.venv/bin/braze-gitops init` in an empty folder. README.md tells the rest.",
        )
    return 0


@contextmanager
def _scratch_copy() -> Iterator[Path]:
    """Yield a fresh copy of the example project in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="braze-gitops-demo-") as folder:
        project = Path(folder)
        shutil.copy(ROOT / "braze-gitops.yaml", project)
        shutil.copytree(ROOT / "schedules", project / "schedules")
        yield project


def _run(project: Path, *arguments: str) -> None:
    """Run one command as a user would; end the demo if it does not end with 0."""
    print(f"$ braze-gitops {' '.join(arguments)}\n", flush=True)
    ended = subprocess.run(_program(*arguments), cwd=project, env=_environment(), check=False)
    print(flush=True)
    if ended.returncode != 0:
        sys.exit(f"demo: `braze-gitops {' '.join(arguments)}` ended with {ended.returncode}")


def _apply_what_was_shown(project: Path) -> None:
    """Apply the plan that was just printed; the apply's own copy of it is left out if it says the same."""
    arguments = ("apply", "-e", "sandbox", "--auto-approve")
    shown = _captured(project, "plan")
    print(f"$ braze-gitops {' '.join(arguments)}\n", flush=True)
    print(_without_plan(_captured(project, *arguments), shown), flush=True)


def _captured(project: Path, *arguments: str) -> str:
    """Return all that a command writes; print it and end the demo if it does not end with 0."""
    ended: subprocess.CompletedProcess[str] = subprocess.run(
        _program(*arguments),
        cwd=project,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        encoding=sys.stdout.encoding or "ascii",
        errors="backslashreplace",
    )
    if ended.returncode != 0:
        print(ended.stdout, flush=True)
        sys.exit(f"demo: `braze-gitops {' '.join(arguments)}` ended with {ended.returncode}")
    return ended.stdout


def _without_plan(text: str, shown: str) -> str:
    """Return what an apply wrote without its plan; whole if that is not `shown`, but for the state's version."""
    end = text.find("\nPlan: ") + 1
    rest = text.index("\n", end) + 1
    if not end or _told(text[:rest]) != _told(shown):
        return text
    return f"(the plan once more, as above)\n\n{text[rest:].lstrip()}"


def _told(plan: str) -> Sequence[str]:
    return [line for line in plan.splitlines() if not line.startswith("state ")]


def _program(*arguments: str) -> Sequence[str]:
    return (sys.executable, "-m", "braze_gitops", *arguments)


def _environment() -> dict[str, str]:
    """The caller's environment without anything that would change the story, and with this package on the path."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("BRAZE_", "GITHUB_")) and k != "CI"}
    return {**kept, "PYTHONPATH": str(ROOT)}


def _edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    if text.count(before) != 1:
        sys.exit(f"demo: {path.name} does not say `{before}` just once")
    path.write_text(text.replace(before, after), encoding="utf-8")
    print(f"  {EDITED}\n  - {before}\n  + {after}\n", flush=True)


def _step(title: str) -> None:
    rule = "─" if _can_show("─") else "-"
    print(f"{rule * 78}\n{title}\n", flush=True)


def _say(*lines: str) -> None:
    print("\n".join(lines) + "\n", flush=True)


def _can_show(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())

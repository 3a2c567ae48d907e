"""Every command says what it does, with an example, and quickly."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from braze_gitops import __version__
from braze_gitops.cli.root import root
from support.installed_program import environment, run

HEAVY = ("deepdiff", "httpx", "icalendar", "jinja2", "msgspec", "pydantic", "starlette", "uvicorn", "yaml")


def commands(group: click.Group = root, *above: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command with the words that call it."""
    for name, command in group.commands.items():
        yield (*above, name), command
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)


ALL = dict(commands())


def help_of(words: tuple[str, ...]) -> str:
    """Return the help of one command."""
    with click.Context(ALL[words], info_name=" ".join(("braze-gitops", *words))) as context:
        return ALL[words].get_help(context)


def test_the_commands_are_these() -> None:
    """A command that is added or lost is a decision."""
    assert {
        "init",
        "validate",
        "plan",
        "apply",
        "halt",
        "show",
        "import",
        "calendar",
        "state",
        "state list",
        "state show",
        "state init",
        "state resolve",
        "state recover",
        "state history",
        "state check",
        "state take-over",
        "state mv",
        "state pull",
        "state push",
        "state rm",
        "state trust-key",
        "sandbox",
        "sandbox advance",
        "schema",
        "version",
    } == {" ".join(words) for words in ALL}


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_help_has_an_example(words: tuple[str, ...]) -> None:
    """The help of every command ends with a line that can be typed."""
    examples = help_of(words).partition("\nExamples:\n")[2]
    assert f"braze-gitops {' '.join(words)}" in examples


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_option_is_explained(words: tuple[str, ...]) -> None:
    """No option stands without a word on what it does."""
    options = [one for one in ALL[words].params if isinstance(one, click.Option)]
    assert [] == [option.name for option in options if not option.help]


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_summaries_fit_a_line(words: tuple[str, ...]) -> None:
    """The one-line summary of a command is not cut in a list of 80 columns."""
    assert not ALL[words].get_short_help_str(limit=64).endswith("...")


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_loads_nothing_heavy(argument: str, tmp_path: Path) -> None:
    """Help and version come at once: none of the heavy libraries is loaded for them."""
    script = (
        "import sys\n"
        "from braze_gitops.cli import main\n"
        f"sys.argv = ['braze-gitops', {argument!r}]\n"
        "assert main() == 0\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment(tmp_path), capture_output=True, text=True, check=False
    )
    assert "[]" == done.stderr.strip()


def test_the_version_is_told(tmp_path: Path) -> None:
    """`--version` is one line."""
    assert f"braze-gitops {__version__}\n" == run("--version", folder=tmp_path).out


def test_version_names_the_zone_data(tmp_path: Path) -> None:
    """`version` says which time zone data decides what a wall time means."""
    ended = run("version", folder=tmp_path)
    assert (0, True) == (ended.code, "time zones   20" in ended.out)

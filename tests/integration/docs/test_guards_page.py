"""The page of guards names every guard once, and what it shows is read as it stands."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from braze_gitops.guard import ADDRESS_GUARDS, GUARD_SCOPES
from braze_gitops.load import read_allowances
from support.yaml_sources import source

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "guards.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(?P<guard>[a-z-]+)` \| (?P<stops>[^|]+) \| (?P<meant>[^|]+) \|$", re.MULTILINE)
OF_ONE, OF_ALL = PAGE.partition("## Guards of one address")[2].split("## Guards of the whole plan")


def test_every_guard_has_its_line_in_its_table() -> None:
    """And no line is about a guard that does not exist."""
    rows = [[row["guard"] for row in ROW.finditer(part)] for part in (OF_ONE, OF_ALL)]
    whole = [guard for guard in GUARD_SCOPES if guard not in ADDRESS_GUARDS]
    assert [sorted(ADDRESS_GUARDS), sorted(whole)] == [sorted(found) for found in rows]


def test_the_example_is_a_file_of_allowances() -> None:
    """It can be pasted as it is."""
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    now = datetime(2026, 11, 1, tzinfo=UTC)
    entries, findings = read_allowances(source(example), guards=GUARD_SCOPES, environments={"production": now})
    assert ((), ["black-friday-teaser"]) == (findings, [one.pattern for one in entries])


@pytest.mark.parametrize("command", re.findall(r"`braze-gitops ([a-z]+)[ `]", PAGE))
def test_the_commands_it_names_exist(command: str) -> None:
    """No command is made up."""
    from braze_gitops.cli.root import root

    assert command in root.commands

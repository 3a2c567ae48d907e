"""Every example of the page on the emergency stop runs, one section after the other, in one project."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
import yaml

from braze_gitops.cli.root import root
from support.installed_program import TEASER, ProjectOnDisk
from support.pages import ROOT, SANDBOXED, blocks, check_steps, sections

PAGE = (ROOT / "docs" / "halt.md").read_text(encoding="utf-8")
SECTIONS = sections("docs/halt.md")


def test_the_examples_print_what_they_say(tmp_path: Path) -> None:
    """From the stop to the plan after the lift, and with the line that a definition may have instead."""
    teaser = TEASER.replace("teaser", "black-friday-teaser")
    project = ProjectOnDisk(tmp_path, definitions={"teaser": teaser})
    project.write("braze-gitops.yaml", SANDBOXED)
    assert project.run("apply", "-e", "production", "--auto-approve").code == 0
    ran = [block for text in SECTIONS.values() for block in blocks(text, "console")]
    assert 4 == len(ran)
    for block in ran:
        check_steps(tmp_path, block)


def test_the_line_in_a_definition_lets_it_go(tmp_path: Path) -> None:
    """The apply of it creates what the halt holds."""
    (line,) = blocks(PAGE, "yaml")
    assert {"lifecycle": {"resume": "halt-1"}} == yaml.safe_load(line)
    project = ProjectOnDisk(tmp_path, definitions={"teaser": TEASER})
    assert project.run("halt", "-e", "sandbox", "--auto-approve", "--why", "wrong prices").code == 0
    project.write("schedules/teaser.yaml", TEASER + line)
    assert "Apply: 1 created; 1 call to Braze." == project.apply().out.splitlines()[-1]


def test_every_option_on_the_page_is_one() -> None:
    """Of the command, or of those the page points to."""
    halt = root.commands["halt"]
    assert isinstance(halt, click.Command)
    known = {option for one in halt.params for option in one.opts} | {"--allow"}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", PAGE)) <= known


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(state\.md#([a-z-]+)\)", PAGE))))
def test_no_link_leads_nowhere(target: str) -> None:
    """Each section of the page on states that is pointed to is there."""
    assert target in {title.lower().replace(" ", "-") for title in sections("docs/state.md")}

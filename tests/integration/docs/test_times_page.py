"""Every example of the page on times runs, one section after the other, in one project."""

from __future__ import annotations

import re
from pathlib import Path

from braze_gitops.cli.root import root
from support.installed_program import TEASER, ProjectOnDisk
from support.pages import ROOT, SANDBOXED, blocks, check_steps, sections

PAGE = (ROOT / "docs" / "times.md").read_text(encoding="utf-8")
SECTIONS = sections("docs/times.md")
SPRING = TEASER.replace("name: teaser", "name: spring-sale").replace("2026-11-27", "2027-03-27")
MORNING = TEASER.replace("name: teaser", "name: good-morning").replace(
    "{time: 2026-11-27T09:00:00, timezone: America/New_York}", "{time: 2026-11-29T09:00:00, in_local_time: true}"
)


def test_the_examples_print_what_they_say(tmp_path: Path) -> None:
    """From a plan over the whole world to what would be decided at another moment."""
    project = ProjectOnDisk(tmp_path, definitions={"spring": SPRING, "morning": MORNING})
    project.write("braze-gitops.yaml", SANDBOXED)
    ran = 0
    for text in SECTIONS.values():
        for settings in blocks(text, "yaml"):
            project.write("braze-gitops.yaml", settings)
        for block in blocks(text, "console"):
            check_steps(tmp_path, block)
            ran += 1
    assert (6, 1) == (ran, len(blocks(PAGE, "yaml")))


def test_every_option_on_the_page_is_one() -> None:
    """Of one of the commands it names."""
    commands = [root.commands[name] for name in ("plan", "apply", "validate")]
    known = {option for command in commands for one in command.params for option in one.opts}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", PAGE)) <= known

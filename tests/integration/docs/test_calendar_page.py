"""Every example of the page on the calendar runs, in one project."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from braze_gitops.cli.root import root
from braze_gitops.report import calendar_collisions
from support.installed_program import REMINDER, TEASER, ProjectOnDisk
from support.pages import ROOT, SANDBOXED, blocks, check_steps, sections

PAGE = (ROOT / "docs" / "calendar.md").read_text(encoding="utf-8")
SECTIONS = sections("docs/calendar.md")
GOOD_MORNING = """\
name: good-morning
kind: message
segment_id: seg-2
broadcast: true
schedule: {time: 2026-12-01T09:00:00, in_local_time: true}
messages:
  web_push: {title: Hi, alert: Good morning}
"""


def test_the_examples_print_what_they_say(tmp_path: Path) -> None:
    """A calendar with one that is new, and its file."""
    project = ProjectOnDisk(tmp_path, definitions={"teaser": TEASER, "good-morning": GOOD_MORNING})
    project.write("braze-gitops.yaml", SANDBOXED)
    assert project.run("apply", "-e", "production", "--auto-approve").code == 0
    project.write("schedules/reminder.yaml", REMINDER)
    ran = [block for text in SECTIONS.values() for block in blocks(text, "console")]
    assert 2 == len(ran)
    for block in ran:
        check_steps(tmp_path, block)


def test_every_option_on_the_page_is_one() -> None:
    """And every option of the command is on the page, but for those of all commands."""
    calendar = root.commands["calendar"]
    assert isinstance(calendar, click.Command)
    known = {option for one in calendar.params for option in one.opts if option.startswith("--")}
    common = {"--help", "--project", "--no-color", "--environment", "--expect-head"}
    assert known - common == set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", PAGE))


@pytest.mark.parametrize("reason", re.findall(r"^\| ((?:goes|sends|is called)[^|]+) \|", PAGE, re.MULTILINE))
def test_the_reasons_are_those_that_are_told(reason: str) -> None:
    """In the words of the program."""
    told = Path(str(calendar_collisions.__file__)).read_text(encoding="utf-8")
    assert reason.replace(" by email", "{on}") in told


def test_the_page_has_four_reasons() -> None:
    """As many as the program."""
    assert 4 == len(re.findall(r"^\| (?:goes|sends|is called)", PAGE, re.MULTILINE))

"""Every example of the page on series runs, one section after the other, in one project."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.installed_program import ProjectOnDisk
from support.load_calls import load_sources
from support.pages import ROOT, SANDBOXED, blocks, check_steps, sections
from support.yaml_sources import source

PAGE = (ROOT / "docs" / "series.md").read_text(encoding="utf-8")
SECTIONS = sections("docs/series.md")


def test_the_examples_print_what_they_say(tmp_path: Path) -> None:
    """From a series to an item for each entry; each definition is written where its first line says."""
    project = ProjectOnDisk(tmp_path, definitions={})
    project.write("braze-gitops.yaml", SANDBOXED)
    ran = 0
    for text in SECTIONS.values():
        for definition in blocks(text, "yaml"):
            project.write(definition.splitlines()[0].removeprefix("# "), definition)
        for block in blocks(text, "console"):
            check_steps(tmp_path, block)
            ran += 1
    assert 5 == ran


@pytest.mark.parametrize("repeat", re.findall(r"^\| `(\{.+?\})` \|", PAGE, re.MULTILINE))
def test_every_way_to_repeat_is_one(repeat: str) -> None:
    """As the table writes it."""
    head = "name: one\nkind: message\nsegment_id: seg-1\nbroadcast: true\n"
    schedule = f"schedule: {{time: 2026-12-01T09:00:00, timezone: America/New_York, repeat: {repeat}}}\n"
    desired, findings = load_sources(source(f"{head}{schedule}messages: {{web_push: {{title: Hi, alert: Hi}}}}\n"))
    assert desired is not None, findings
    assert (True, ()) == (len(desired.schedules) >= 6, findings)


def test_the_table_has_eight_ways() -> None:
    """None is passed over."""
    assert 8 == len(re.findall(r"^\| `\{", PAGE, re.MULTILINE))

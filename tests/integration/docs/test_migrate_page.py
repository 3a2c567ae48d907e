"""The page for teams that come from scripts: every example runs, one after the other, in one project."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from braze_gitops.load import read_claims
from braze_gitops.model import SourceText
from braze_gitops.sandbox import read_log
from support.installed_program import REMINDER, TEASER, ProjectOnDisk
from support.pages import blocks, check_steps, sections

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "migrate.md").read_text(encoding="utf-8")
PROJECT = """\
version: 1
definitions: schedules
environments:
  production: {sandbox: true, clock: 2026-11-20T09:00:00Z}
"""


def made_by_scripts(folder: Path) -> ProjectOnDisk:
    """Return a project whose two definitions something else has scheduled, with the list of their ids."""
    project = ProjectOnDisk(folder, definitions={"teaser": TEASER, "reminder": REMINDER})
    project.write("braze-gitops.yaml", PROJECT)
    done = project.run("apply", "-e", "production", "--auto-approve", "--format", "json")
    assert done.code == 0
    shutil.rmtree(project.state("production"))
    lines = (f"{one['address']},{one['schedule_id']}\n" for one in json.loads(done.out)["changes"])
    project.write("ids.csv", f"address,schedule_id\n{''.join(lines)}")
    return project


def test_the_whole_way_prints_what_it_says_and_creates_nothing(tmp_path: Path) -> None:
    """Each command in order; two updates are all that Braze sees."""
    project = made_by_scripts(tmp_path)
    sandbox = tmp_path / ".braze-gitops" / "sandbox" / "production"
    before = Counter(one.path for one in read_log(sandbox))
    for title, text in sections("docs/migrate.md").items():
        if title == "Where the id is lost":
            project.write("schedules/newsletter.yaml", TEASER.replace("name: teaser", "name: newsletter"))
        for block in blocks(text, "console"):
            check_steps(tmp_path, block)
    after = Counter(one.path for one in read_log(sandbox))
    assert Counter({"/messages/schedule/update": 2}) == after - before


def test_the_list_is_one_that_is_read() -> None:
    """Its header and its lines."""
    (block,) = blocks(PAGE, "csv")
    claims, findings = read_claims(SourceText(path="ids.csv", text=block, digest=""))
    assert (2, ()) == (len(claims), findings)


@pytest.mark.parametrize("anchor", sorted(set(re.findall(r"\]\(#([a-z-]+)\)", PAGE))))
def test_no_link_leads_nowhere(anchor: str) -> None:
    """Each section that is pointed to is there."""
    assert anchor in {title.lower().replace(" ", "-") for title in sections("docs/migrate.md")}

"""A plan says what brought each change about; many with one cause read as one."""

from __future__ import annotations

import json

from support.installed_program import TEASER, ProjectOnDisk


def with_footer(project: ProjectOnDisk, number: int) -> None:
    """Apply so many definitions that take their text from one file, then change that file."""
    (project.folder / "schedules/teaser.yaml").unlink()
    project.write("schedules/footer.html", "<p>Come and look.</p>")
    for place in range(number):
        text = TEASER.replace("name: teaser", f"name: news-{place}").replace("seg-1", f"seg-{place}")
        text = text.replace("<p>Come and look.</p>", "{from_file: footer.html}")
        project.write(f"schedules/news-{place}.yaml", text)
    assert project.apply().code == 0
    project.write("schedules/footer.html", "<p>Come and see.</p>")


def test_one_file_that_changes_many_is_one_line(project: ProjectOnDisk) -> None:
    """The file and the number stand in one line, each address below it; `--full` tells each."""
    with_footer(project, 7)
    text, full = project.run("plan", COLUMNS="100").out, project.run("plan", "--full").out
    assert "  file `schedules/footer.html` changed: 7 schedules to update; the first in full" in text
    assert (1, 7) == (text.count("  ~ update  news-"), full.count("  ~ update  news-"))
    assert [] == [name for name in (f"news-{place}" for place in range(7)) if name not in text]


def test_a_saved_plan_tells_each_as_well(project: ProjectOnDisk) -> None:
    """Nothing of the others is lost: the file has all, and `show --full` tells them."""
    with_footer(project, 7)
    project.run("plan", "--out", "plan.json")
    assert 7 == project.run("show", "plan.json", "--full").out.count("  ~ update  news-")


def test_json_names_the_cause_of_each(project: ProjectOnDisk) -> None:
    """A program reads cause and reasons of every change."""
    with_footer(project, 2)
    project.write("schedules/news-1.yaml", (project.folder / "schedules/news-1.yaml").read_text() + "owner: ana\n")
    found = json.loads(project.run("plan", "--format", "json").out)["resource_changes"]
    assert {"news-0": "variable or file", "news-1": "definition"} == {
        one["address"]: one["cause"] for one in found
    }

"""Two people, one branch, one state: in whatever order, Braze is asked for what was reviewed, and once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from braze_gitops.sandbox import add_key, advance, running_in_thread
from support.control import Controlled, message
from support.program import START, sandbox_in
from support.two_clones import Workplace, send, workplace

# Whole programs, repositories and servers: a second or more each.
pytestmark = [pytest.mark.needs("git"), pytest.mark.deep]
FIRST = {"first": send("first")}
BOTH = {**FIRST, "second": send("second")}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    """Return a workplace whose first commit is applied."""
    with workplace(tmp_path) as here:
        begun = here.project(here.ana).apply()
        assert (0, ["create first"]) == (begun.code, here.asked()), begun.said
        yield here


def test_an_older_commit_is_refused(place: Workplace) -> None:
    """A job that is run again, or a laptop that was not pulled, takes nothing back; its plan is shown."""
    place.merge(place.ben, BOTH)
    assert 0 == place.project(place.ben).apply().code
    unknown = place.project(place.ana).apply()
    place.ana.git("fetch", "--quiet", "origin")
    known = place.project(place.ana).apply()
    assert ([7, 7], ["create first", "create second"]) == ([unknown.code, known.code], place.asked())
    assert "is not in this clone" in " ".join(unknown.stdout.split())
    words = " ".join(known.stdout.split())
    assert ("is older than" in words, "- cancel second" in words, "--allow older-commit" in words) == (True,) * 3


@pytest.mark.parametrize("is_first_first", [True, False], ids=["in their order", "the other way round"])
def test_two_merges_within_seconds(place: Workplace, *, is_first_first: bool) -> None:
    """The run of the first merge does nothing: it is overtaken, or older than what the second one applied."""
    first = place.merge(place.ana, BOTH)
    second = place.merge(place.ben, {**BOTH, "third": send("third")})
    if is_first_first:
        ended = [place.project(place.ana).apply(), place.project(place.ben).apply()]
        told = " ".join(ended[0].stdout.split())
        assert (
            f"has gone on from commit {first[:12]} to {second}, and the run of that commit does the work" in told
        )
        assert ([0, 0], True) == ([one.code for one in ended], "Apply: 2 created" in ended[1].stdout)
    else:
        ended = [place.project(place.ben).apply(), place.project(place.ana).apply()]
        assert [0, 7] == [one.code for one in ended]
    assert ["create first", "create second", "create third"] == sorted(place.asked())


def test_an_overtaken_run_says_so_to_programs(place: Workplace) -> None:
    """As the outcome of a run that made no call."""
    place.merge(place.ana, BOTH)
    place.merge(place.ben, {**BOTH, "third": send("third")})
    ended = place.project(place.ana).apply("--format", "json")
    assert (0, True, True) == (ended.code, '"ending": "overtaken"' in ended.stdout, '"calls": 0' in ended.stdout)


def test_a_remote_that_does_not_answer_stops_nobody(place: Workplace, tmp_path: Path) -> None:
    """It is said, and what this clone knows of the branch counts."""
    place.merge(place.ana, BOTH)
    place.ana.git("fetch", "--quiet", "origin")
    (tmp_path / "remote").rename(tmp_path / "away")
    ended = place.project(place.ana).apply()
    assert (0, "create second", True) == (ended.code, place.asked()[-1], "remote-silent" in ended.stdout)


def test_a_revert_of_an_add(place: Workplace) -> None:
    """What was added is cancelled, by a newer commit."""
    place.merge(place.ana, BOTH)
    place.project(place.ana).apply()
    place.ben.pull()
    place.ben.git("revert", "--no-edit", "HEAD")
    place.ben.git("push", "--quiet", "origin", "HEAD:main")
    ended = place.project(place.ben).apply()
    assert (0, ["create first", "create second", "delete second"]) == (ended.code, place.asked())


def test_a_revert_of_an_edit(place: Workplace) -> None:
    """The first text comes back, in place."""
    place.merge(place.ana, {"first": send("first", text="Hello")})
    place.project(place.ana).apply()
    place.ben.pull()
    place.ben.git("revert", "--no-edit", "HEAD")
    place.ben.git("push", "--quiet", "origin", "HEAD:main")
    ended = place.project(place.ben).apply()
    assert (0, ["create first", "update first", "update first"]) == (ended.code, place.asked())


def test_a_revert_of_a_rename(place: Workplace) -> None:
    """There and back without a call, though the reverted text has no `moved_from`."""
    known = place.ids()
    renamed = send("later", to="seg-first", subject="first", extra="moved_from: first\n")
    place.merge(place.ana, {"later": renamed})
    assert 0 == place.project(place.ana).apply().code
    assert {"later": known["first"]} == place.ids()
    place.ben.pull()
    place.ben.git("revert", "--no-edit", "HEAD")
    place.ben.git("push", "--quiet", "origin", "HEAD:main")
    ended = place.project(place.ben).apply()
    assert (0, known, ["create first"]) == (ended.code, place.ids(), place.asked())


def test_a_rename_with_an_edit(place: Workplace) -> None:
    """Without a word neither half is made, and the line to add is told; with it one update is."""
    known = place.ids()
    edited = {"later": send("later", to="seg-first", text="Hello")}
    place.merge(place.ana, edited)
    held = place.project(place.ana).apply()
    assert (11, ["create first"], known) == (held.code, place.asked(), place.ids())
    assert "add `moved_from: first` to later" in " ".join(held.stdout.split())
    place.merge(place.ben, {"later": edited["later"].replace("kind:", "moved_from: first\nkind:")})
    ended = place.project(place.ben).apply()
    assert (0, {"later": known["first"]}, ["create first", "update later"]) == (
        ended.code,
        place.ids(),
        place.asked(),
    )


def test_a_swap_of_two_names(place: Workplace) -> None:
    """Both take the other's id, and Braze is not asked; a second apply has nothing to do."""
    place.merge(place.ana, BOTH)
    place.project(place.ana).apply()
    known, asked = place.ids(), place.asked()
    swapped = {
        "first": send("first", to="seg-second", subject="second", extra="moved_from: second\n"),
        "second": send("second", to="seg-first", subject="first", extra="moved_from: first\n"),
    }
    place.merge(place.ben, swapped)
    ended = [place.project(place.ben).apply() for _ in range(2)]
    assert [0, 0] == [one.code for one in ended], ended[0].said
    assert ({"first": known["second"], "second": known["first"]}, asked) == (place.ids(), place.asked())
    assert "No changes." in ended[1].stdout


def test_a_plan_that_was_kept_for_days(place: Workplace, tmp_path: Path) -> None:
    """Made on Monday, applied on Friday: somebody else has applied meanwhile, so nothing of it is made."""
    kept, later = str(tmp_path / "monday.json"), str(tmp_path / "friday.json")
    place.merge(place.ana, BOTH)
    assert 0 == place.project(place.ana).run("plan", "-e", "live", "--out", kept).code
    place.merge(place.ben, {**BOTH, "third": send("third")})
    assert 0 == place.project(place.ben).apply().code
    asked = place.asked()
    stale = place.project(place.ana).run("apply", kept)
    said = " ".join(stale.said.split())
    assert (7, asked, True) == (stale.code, place.asked(), "no longer what this plan was made from" in said), said
    place.ana.pull()
    assert 0 == place.project(place.ana).run("plan", "-e", "live", "--out", later).code
    again = place.project(place.ana).run("apply", later)
    assert (0, asked) == (again.code, place.asked()), again.said


def test_a_shared_footer_that_is_edited_after_half_was_sent(tmp_path: Path) -> None:
    """What is still to come is updated; of what was sent it is said that the edit reaches nobody."""
    with sandbox_in(tmp_path) as braze:
        project = Controlled(tmp_path, "local", braze)
        (tmp_path / "braze-gitops.yaml").write_text(
            "version: 1\nenvironments:\n  local: {sandbox: true, clock: 2026-11-20T09:00:00Z}\n"
        )
        days = {"sent": 1, "coming": 9, "later": 10}
        project.write(
            {
                name: message(name, at=START.replace(day=20 + day), text="{from_file: footer.html}")
                for name, day in days.items()
            }
        )
        (tmp_path / "schedules/footer.html").write_text("<p>Shop, 1 Street</p>")
        assert 0 == project.apply().code
        advance(braze, start=START, to=START.replace(day=24))
        (tmp_path / "schedules/footer.html").write_text("<p>Shop, 2 Street</p>")
        ended = project.apply()
        assert (0, ["update coming", "update later"]) == (ended.code, sorted(project.asked()[3:])), ended.said
        assert "sent: already sent; this edit reaches nobody" in " ".join(ended.stdout.split())


def test_a_key_that_was_rotated(place: Workplace) -> None:
    """The state does not know it: no call before a person has said that it is right."""
    add_key(place.braze, "the-next-key-0002", permissions=["*"])
    place.merge(place.ana, BOTH)
    refused = place.project(place.ana).apply(key="the-next-key-0002")
    assert (6, ["create first"]) == (refused.code, place.asked())
    (allowance,) = refused.stderr.partition("--allow")[2].partition("`")[0].split()
    passed = place.project(place.ana).apply("--allow", allowance, key="the-next-key-0002")
    assert (0, "create second") == (passed.code, place.asked()[-1])


def test_a_key_of_another_workspace(place: Workplace, tmp_path: Path) -> None:
    """It is refused before either workspace hears of it."""
    other = tmp_path / "other"
    with running_in_thread(other, clock_start=START, durable=False) as running:
        place.merge(place.ana, BOTH)
        ended = place.project(place.ana).apply(key=running.key)
        assert (6, [], ["create first"]) == (
            ended.code,
            Controlled(place.ana.folder, "live", other).asked(),
            place.asked(),
        )

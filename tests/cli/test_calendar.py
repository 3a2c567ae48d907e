"""`calendar`: what is sent on which day, from the state, the definitions and, when asked, the dashboard."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from braze_gitops.sandbox import Fault, FaultKind, add_dashboard_broadcast, join_or_start, order_fault, read_log
from support.installed_program import CLOCK_START, REMINDER, Ended, ProjectOnDisk

LATER = REMINDER.replace("name: reminder", "name: later").replace("2026-11-28", "2027-06-01")
NEW = REMINDER.replace("name: reminder", "name: new").replace("2026-11-28", "2026-12-01")
DIGEST: Mapping[str, object] = {
    "name": "Weekly digest",
    "id": "cmp-9",
    "type": "Campaign",
    "tags": ["news"],
    "next_send_time": "2026-11-27T14:30:00Z",
    "schedule_type": "America/New_York",
}
JOURNEY: Mapping[str, object] = {
    "name": "Winter \x1b[31mjourney",
    "id": "cnv-2",
    "type": "Canvas",
    "tags": [],
    "next_send_time": "2026-12-08 09:00:00",
    "schedule_type": "local_time_zones",
}
BERLIN = {**DIGEST, "name": "Berlin", "next_send_time": "2026-12-09 09:00:00", "schedule_type": "Europe/Berlin"}
SOMEWHERE = {**DIGEST, "name": "Somewhere", "next_send_time": "2026-12-10 09:00:00", "schedule_type": "Shop time"}


@pytest.fixture
def changed(project: ProjectOnDisk) -> ProjectOnDisk:
    """Return a project of which three schedules are applied, one since removed and one added."""
    project.write("schedules/reminder.yaml", REMINDER)
    project.write("schedules/later.yaml", LATER)
    assert project.apply().code == 0
    (project.folder / "schedules/reminder.yaml").unlink()
    project.write("schedules/new.yaml", NEW)
    return project


def rows(ended: Ended) -> dict[str, tuple[str, str]]:
    """Return what is said of each row of a calendar in JSON."""
    assert (0, "") == (ended.code, ended.err)
    return {row["title"]: (row["standing"], row["status"]) for row in json.loads(ended.out)["rows"]}


def files_of(project: ProjectOnDisk) -> dict[Path, bytes]:
    """Return every file of a project with what it holds."""
    return {path: path.read_bytes() for path in sorted(project.folder.rglob("*")) if path.is_file()}


def test_it_merges_what_is_arranged_with_what_is_wanted(changed: ProjectOnDisk) -> None:
    """One that stays, one that goes, one that comes, one that waits."""
    ended = changed.run("calendar", "--until", "2027-12-31", "--format", "json")
    assert {
        "teaser": ("confirmed", "scheduled"),
        "reminder": ("cancelled", "scheduled; will be cancelled"),
        "new": ("tentative", "will be created"),
        "later": ("tentative", "deferred; waits: Braze takes it from Wed 10 Mar 2027"),
    } == rows(ended)


def test_it_calls_nobody_and_writes_nothing(changed: ProjectOnDisk) -> None:
    """Neither a call, nor a file, nor a sandbox that runs."""
    before, calls = files_of(changed), len(read_log(changed.sandbox))
    for output in ("text", "json", "ics"):
        assert changed.run("calendar", "--format", output).code == 0
    assert (before, calls) == (files_of(changed), len(read_log(changed.sandbox)))


def test_it_is_readable_in_80_columns(changed: ProjectOnDisk) -> None:
    """The weeks, the days below them, and what is left out."""
    ended = changed.run("calendar")
    lines = ended.out.splitlines()
    assert (0, True) == (ended.code, all(len(line) <= 80 for line in lines))
    assert [
        "Calendar of sandbox  Fri 20 Nov 2026 to Thu 24 Dec 2026",
        "days and times in UTC",
        "",
        "left out  what the dashboard has scheduled: `--live` asks Braze for it, which",
        "          needs a key",
        "left out  1 send after Thu 24 Dec 2026: `--until` shows a later day",
    ] == lines[:6]
    assert "23         24         25         26         27         28         29" in lines
    assert "                                            teaser     - reminder" in lines
    assert " 14:00   teaser  message by email" in lines


def test_days_are_those_of_the_zone(changed: ProjectOnDisk) -> None:
    """A send at 19:00 in New York is on the next day in Kolkata."""
    changed.edit("schedules/teaser.yaml", "T09:00:00", "T19:00:00")
    ended = changed.run("calendar", "--zone", "Asia/Kolkata", "--from", "2026-11-28", "--until", "2026-11-28")
    assert "days and times in Asia/Kolkata" in ended.out
    assert " 05:30 ~ teaser  message by email" in ended.out.splitlines()


@pytest.mark.parametrize(
    ("arguments", "first", "last"),
    [
        ((), "2026-11-20", "2026-12-24"),
        (("--from", "2026-12-01"), "2026-12-01", "2027-01-04"),
        (("--until", "2026-11-20"), "2026-11-20", "2026-11-20"),
        (("--at", "2026-11-30T23:30:00Z", "--zone", "Europe/Berlin"), "2026-12-01", "2027-01-04"),
    ],
)
def test_the_days_are_five_weeks_from_today_on(
    project: ProjectOnDisk, arguments: tuple[str, ...], first: str, last: str
) -> None:
    """Unless others are asked for; today is the day in the zone, at the moment that is asked for."""
    found = json.loads(project.run("calendar", *arguments, "--format", "json").out)
    assert (first, last) == (found["from"], found["until"])


def test_another_moment_can_be_asked_for(changed: ProjectOnDisk) -> None:
    """What would be so then is marked, and says what was sent by then."""
    ended = changed.run("calendar", "--at", "2026-11-27T14:05:00Z")
    assert "As it would be at Fri 27 Nov 2026, 14:05 UTC, if nothing is applied or edited" in ended.out
    assert "status    sending: some people have it already" in ended.out


def test_the_dashboard_is_asked_with_live_alone(changed: ProjectOnDisk) -> None:
    """Its rows stand with ours, those that collide are marked, and nothing of a name reaches the terminal."""
    for fields in (DIGEST, JOURNEY, BERLIN, SOMEWHERE):
        add_dashboard_broadcast(changed.sandbox, fields)
    calls = len(read_log(changed.sandbox))
    ended = changed.run("calendar", "--live")
    assert ["/messages/scheduled_broadcasts"] == [one.path for one in read_log(changed.sandbox)[calls:]]
    lines = ended.out.splitlines()
    assert (0, False) == (ended.code, "\x1b" in ended.out)
    for line in (
        " 14:30 * Weekly digest  campaign of the dashboard",
        "         collides  Weekly digest: goes out at the same time; whether it",
        " local * Winter \\u{1b}[31mjourney  Canvas of the dashboard",
        " 08:00 * Berlin  campaign of the dashboard",
        " ?     * Somewhere  campaign of the dashboard",
        "left out  of what recurs in the dashboard all but the next time, which is all",
    ):
        assert any(one.startswith(line) for one in lines), line


def test_braze_s_refusal_is_said(changed: ProjectOnDisk) -> None:
    """An answer that cannot be read is not an empty dashboard."""
    order_fault(changed.sandbox, Fault(path="/messages/scheduled_broadcasts", kind=FaultKind.UNAVAILABLE))
    ended = changed.run("calendar", "--live")
    assert (5, "", True) == (ended.code, ended.out, "did not say what the dashboard has" in ended.err)


def test_a_standing_halt_comes_first(changed: ProjectOnDisk) -> None:
    """And each schedule that it holds says so."""
    assert changed.run("halt", "new", "-e", "sandbox", "--auto-approve", "--why", "wrong prices").code == 11
    ended = changed.run("calendar")
    assert ended.out.index("Halted: 1 emergency stop stands") < ended.out.index("Mon  ")
    assert " 09:00 x new  message by SMS" in ended.out.splitlines()


def test_without_a_state_only_the_definitions_are_told(project: ProjectOnDisk) -> None:
    """What was never begun is said to be missing, and nothing is said to be created."""
    ended = project.run("calendar", "-e", "production", "--from", "2026-11-20", "--format", "json")
    found = json.loads(ended.out)
    assert {"teaser": ("tentative", "in the definitions; whether it is arranged is not known")} == rows(ended)
    assert found["left_out"][0].startswith(
        "what is arranged, sent and halted: there is no state of production yet"
    )


def test_a_lost_state_is_an_error(project: ProjectOnDisk) -> None:
    """The project file names one: it was there."""
    assert project.run("state", "init", "-e", "production").code == 0
    (project.state("production") / "state.json").unlink()
    for path in (project.state("production") / "journal").glob("*"):
        path.unlink()
    ended = project.run("calendar", "-e", "production")
    assert (10, "") == (ended.code, ended.out)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("-e", "production", "--live"), 4, "the variable BRAZE_API_KEY is not set"),
        (("--zone", "Berlin"), 1, "did you mean `Europe/Berlin`?"),
        (("--from", "27.11.2026"), 1, "'27.11.2026' is no date; write it like 2026-11-27"),
        (("--from", "1969-07-20"), 1, "the year 1969 is out of range"),
        (("--from", "2026-12-01", "--until", "2026-11-01"), 1, "--until 2026-11-01 is before 2026-12-01"),
        (("--until", "2099-01-01"), 1, "is too long"),
        (("--at", "2026-11-27"), 1, "is no instant"),
        (("--out", "calendar.ics"), 1, "--out is for --format ics"),
        (("--format", "ics", "--out", "schedules"), 1, "the calendar cannot be written to schedules"),
    ],
)
def test_wrong_usage_is_said(project: ProjectOnDisk, arguments: tuple[str, ...], code: int, said: str) -> None:
    """In one sentence, and nothing is shown."""
    ended = project.run("calendar", *arguments)
    assert (code, "", True) == (ended.code, ended.out, said in " ".join(ended.err.split()))


def test_a_file_is_written_for_other_calendars(changed: ProjectOnDisk) -> None:
    """The same as on stdout, to the byte; what is left out is said beside it."""
    written = changed.run("calendar", "--format", "ics", "--out", "braze.ics")
    printed = changed.run("calendar", "--format", "ics")
    assert (0, "", 0) == (written.code, written.out, printed.code)
    assert printed.err == written.err
    assert "left out: 1 send after Thu 24 Dec 2026" in printed.err
    content = (changed.folder / "braze.ics").read_bytes()
    assert content.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert content.count(b"BEGIN:VEVENT") == printed.out.count("BEGIN:VEVENT") == 3


def test_an_apply_keeps_the_events(changed: ProjectOnDisk) -> None:
    """What a plan would create has the UID that it has once it is arranged."""
    before = events(changed)
    assert changed.apply().code == 0
    after = events(changed)
    assert {"teaser", "new"} == before.keys() & after.keys()
    assert {name: before[name] for name in after} == after


def events(project: ProjectOnDisk) -> dict[str, str]:
    """Return the UID of each event by the name in its description."""
    whole = project.run("calendar", "--format", "ics").out.replace("\r\n", "\n").replace("\n ", "")
    found = {}
    for event in whole.split("BEGIN:VEVENT")[1:]:
        lines = dict(line.split(":", 1) for line in event.splitlines() if ":" in line)
        found[lines["DESCRIPTION"].split(" ")[0]] = lines["UID"]
    return found


def test_a_key_that_the_state_does_not_know_is_told(project: ProjectOnDisk) -> None:
    """What the dashboard has may be that of another workspace; a known one is used without a word."""
    with join_or_start(project.sandbox, clock_start=CLOCK_START) as running:
        project.edit("braze-gitops.yaml", "instance: US-01", f"endpoint: {running.url}")
        assert project.run("state", "init", "-e", "production").code == 0
        add_dashboard_broadcast(project.sandbox, DIGEST)
        live = ("calendar", "-e", "production", "--live", "--from", "2026-11-20", "--format", "json")
        said = []
        for trusts in ("fedcba9876543210", ""):
            trust = ("state", "trust-key", *filter(None, [trusts]), "-e", "production", "--auto-approve")
            assert project.run(*trust, BRAZE_API_KEY=running.key).code == 0
            ended = project.run(*live, BRAZE_API_KEY=running.key)
            assert (0, False) == (ended.code, running.key in ended.out + ended.err)
            found = json.loads(ended.out)
            assert "Weekly digest" in [row["title"] for row in found["rows"]]
            said.append([one["code"] for one in found["findings"]])
    assert [["unknown-key"], []] == said

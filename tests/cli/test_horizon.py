"""What lies beyond the horizon: put off, said by when, created once by a later apply; overdue if none came."""

from __future__ import annotations

import json
from datetime import timedelta

from braze_gitops.sandbox import advance, read_log
from support.installed_program import CLOCK_START, TEASER, ProjectOnDisk

# It comes inside on 3 January, and an apply is needed by the 10th.
FAR = TEASER.replace("2026-11-27", "2027-03-27")
NEEDED_BY = "2027-01-10T13:00:00Z"


def put_off(project: ProjectOnDisk, *, days: int) -> None:
    """Apply with nothing inside the horizon, and let some days pass."""
    project.write("schedules/teaser.yaml", FAR)
    assert "Apply: 1 deferred; 0 calls to Braze." == project.apply().out.splitlines()[-1]
    advance(project.sandbox, start=CLOCK_START, by=timedelta(days=days))


def planned(project: ProjectOnDisk) -> dict[str, object]:
    """Return the plan as JSON."""
    found: dict[str, object] = json.loads(project.run("plan", "--format", "json").out)
    return found


def codes(project: ProjectOnDisk) -> list[str]:
    """Return the codes of a plan's findings, in order."""
    findings = planned(project)["findings"]
    assert isinstance(findings, list)
    return [one["code"] for one in findings]


def test_plan_and_apply_say_by_when(project: ProjectOnDisk) -> None:
    """In text at the end of both, in JSON as a moment."""
    project.write("schedules/teaser.yaml", FAR)
    applied = json.loads(project.apply("--format", "json").out)
    again = json.loads(project.apply("--format", "json").out)
    assert [NEEDED_BY] * 3 == [planned(project)["next_apply_by"], applied["next_apply_by"], again["next_apply_by"]]
    assert "next apply needed by Sun 10 Jan 2027, 13:00 UTC, in 51 days" in project.run("plan").out


def test_it_comes_inside_and_is_created_once(project: ProjectOnDisk) -> None:
    """With the payload that was put off, and nobody is told that anything is late."""
    put_off(project, days=45)
    assert [] == codes(project)
    assert "Apply: 1 created; 1 call to Braze." == project.apply().out.splitlines()[-1]
    project.apply()
    assert ["/messages/schedule/create"] == [call.path for call in read_log(project.sandbox)]
    assert None is planned(project).get("next_apply_by")


def test_it_waits_while_it_is_far(project: ProjectOnDisk) -> None:
    """An apply before its day makes no call."""
    put_off(project, days=40)
    project.apply()
    assert () == read_log(project.sandbox)


def test_past_the_day_a_plan_opens_with_the_error(project: ProjectOnDisk) -> None:
    """First in text and JSON; the plan ends as it would without, and the apply makes up for it."""
    put_off(project, days=60)
    ended = project.run("plan")
    assert (0, "error: an apply was needed by Sun 10 Jan 2027 13:00 UTC, and 1 deferred schedule") == (
        ended.code,
        ended.out.splitlines()[3],
    )
    assert "overdue-apply" == codes(project)[0]
    assert "Apply: 1 created; 1 call to Braze." == project.apply().out.splitlines()[-1]
    assert [] == codes(project)


def test_what_was_missed_is_overdue_and_blocked(project: ProjectOnDisk) -> None:
    """Its time has passed: it is never created, and both are said."""
    put_off(project, days=200)
    assert "overdue-apply" == codes(project)[0]
    assert (11, ()) == (project.apply().code, read_log(project.sandbox))

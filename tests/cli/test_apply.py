"""`apply`: asks, does exactly what was shown, and tells the truth about it."""

from __future__ import annotations

import json
import signal
from datetime import timedelta

import pytest

from braze_gitops.sandbox import Fault, FaultKind, advance, freeze_clock, order_fault, read_log, read_schedules
from support.installed_program import CLOCK_START, REMINDER, ProjectOnDisk
from support.pseudo_terminal import at_terminal

KEY = "c0ffee00-sent-inel-9a7b-canary000001"


def calls(project: ProjectOnDisk) -> list[str]:
    """Return the paths of all requests that reached the sandbox."""
    return [call.path for call in read_log(project.sandbox)]


def live(project: ProjectOnDisk) -> list[str]:
    """Return the subjects and bodies of what the sandbox has scheduled."""
    return sorted(
        json.dumps(dict(one.fields)) for one in read_schedules(project.sandbox) if one.status == "scheduled"
    )


def test_what_was_planned_is_done(project: ProjectOnDisk) -> None:
    """An apply creates what the plan shows; the last line counts it."""
    ended = project.apply()
    assert (0, "Apply: 1 created; 1 call to Braze.", ["/messages/schedule/create"]) == (
        ended.code,
        ended.out.splitlines()[-1],
        calls(project),
    )


def test_a_second_apply_does_nothing(project: ProjectOnDisk) -> None:
    """Without a change no call is made and the state keeps its bytes."""
    project.apply()
    before = {one.name: one.read_bytes() for one in project.state().rglob("*") if one.is_file()}
    ended = project.apply()
    after = {one.name: one.read_bytes() for one in project.state().rglob("*") if one.is_file()}
    assert (0, 1, before, "Plan: no changes; 1 unchanged.") == (
        ended.code,
        len(calls(project)),
        after,
        ended.out.splitlines()[-1],
    )


def test_an_edit_is_an_update_and_a_removal_a_cancellation(project: ProjectOnDisk) -> None:
    """The main job: create, edit, remove, each arrives."""
    project.write("schedules/reminder.yaml", REMINDER)
    project.apply()
    project.edit("schedules/teaser.yaml", "It starts tomorrow", "It starts today")
    (project.folder / "schedules/reminder.yaml").unlink()
    ended = project.apply()
    assert (0, "Apply: 1 updated, 1 cancelled; 2 calls to Braze.", True, 1) == (
        ended.code,
        ended.out.splitlines()[-1],
        "It starts today" in live(project)[0],
        len(live(project)),
    )


def test_json_is_the_only_result(project: ProjectOnDisk) -> None:
    """With `--format json` stdout is one object, the plan stands on stderr."""
    ended = project.apply("--format", "json")
    found = json.loads(ended.out)
    assert ("done", 0, True) == (
        found["changes"][0]["result"],
        found["exit_code"],
        "+ create  teaser" in ended.err,
    )


def test_json_of_an_idle_apply(project: ProjectOnDisk) -> None:
    """With nothing to do the object says so."""
    project.apply()
    assert ([], 0) == ((found := json.loads(project.apply("--format", "json").out))["changes"], found["calls"])


def test_a_refused_apply_makes_no_call(project: ProjectOnDisk) -> None:
    """A plan-wide guard stops it after the whole plan was shown, before the first call."""
    project.apply()
    (project.folder / "schedules/teaser.yaml").unlink()
    ended = project.apply()
    assert (6, 1, True, True) == (
        ended.code,
        len(calls(project)),
        "- cancel  teaser" in ended.out,
        "no call was made" in ended.err,
    )


def test_an_allowed_one_goes_through(project: ProjectOnDisk) -> None:
    """The words that the refusal printed let it pass."""
    project.apply()
    (project.folder / "schedules/teaser.yaml").unlink()
    assert (0, []) == (project.apply("--allow", "empty").code, live(project))


def test_a_blocked_change_is_named_and_the_rest_goes_on(project: ProjectOnDisk) -> None:
    """What is held is listed at the end, and the exit code says that the apply is incomplete."""
    project.write("schedules/reminder.yaml", REMINDER.replace("2026-11-28T09:00:00Z", "2026-11-20T09:10:00Z"))
    ended = project.apply()
    assert (11, "Apply: 1 created; 1 blocked; 1 call to Braze.") == (ended.code, ended.out.splitlines()[-1])


def test_progress_counts_what_calls_braze(project: ProjectOnDisk) -> None:
    """What waits for a later apply is no part of how far an apply is."""
    project.write("schedules/far.yaml", REMINDER.replace("reminder", "far").replace("2026-11-28", "2027-05-28"))
    ended = project.apply()
    assert (0, "1/1 done teaser", "Apply: 1 created, 1 deferred; 1 call to Braze.") == (
        ended.code,
        ended.err.splitlines()[-1],
        ended.out.splitlines()[-1],
    )


def test_a_lost_answer_is_in_doubt_until_a_person_says(project: ProjectOnDisk) -> None:
    """A create without an answer ends with 8 and the command; after it the next apply goes on."""
    freeze_clock(project.sandbox, start=CLOCK_START)
    order_fault(project.sandbox, Fault(kind=FaultKind.CUT_BEFORE))
    doubtful = project.apply()
    held = project.apply()
    resolved = project.run("state", "resolve", "teaser", "-e", "sandbox", "--not-created", "--why", "looked")
    again = project.apply()
    assert (8, True, True, 0, 0, 2) == (
        doubtful.code,
        "braze-gitops state resolve teaser -e sandbox --schedule-id THE-ID" in doubtful.out,
        held.code in {8, 11},
        resolved.code,
        again.code,
        len(calls(project)),
    )


def test_a_server_error_is_told_as_what_it_is(project: ProjectOnDisk) -> None:
    """A 500 to a create leaves it in doubt; nothing claims it was done."""
    freeze_clock(project.sandbox, start=CLOCK_START)
    order_fault(project.sandbox, Fault(kind=FaultKind.SERVER_ERROR))
    ended = project.apply()
    assert (8, False, True) == (ended.code, "Done" in ended.out, "In doubt" in ended.out)


def test_only_yes_goes_on(project: ProjectOnDisk) -> None:
    """At a terminal the whole plan is shown and the question asked; `yes` makes it so."""
    ended = at_terminal("apply", "-e", "sandbox", folder=project.folder, types="yes\n", when="goes on:")
    assert (0, 1) == (ended.code, len(calls(project)))


@pytest.mark.parametrize("answer", ["no\n", "y\n", "\n", "YES\n", "\x04"], ids=["no", "y", "empty", "YES", "end"])
def test_any_other_answer_does_nothing(project: ProjectOnDisk, answer: str) -> None:
    """Everything but `yes` ends without a call."""
    ended = at_terminal("apply", "-e", "sandbox", folder=project.folder, types=answer, when="goes on:")
    assert (1, [], True) == (ended.code, calls(project), "no call was made" in ended.out)


def test_an_interrupted_question_does_nothing(project: ProjectOnDisk) -> None:
    """Ctrl-C at the question ends with 130 and without a call or a traceback."""
    ended = at_terminal("apply", "-e", "sandbox", folder=project.folder, interrupts=signal.SIGINT, when="goes on:")
    assert (130, [], False) == (ended.code, calls(project), "Traceback" in ended.out)


def test_colour_is_for_a_terminal(project: ProjectOnDisk) -> None:
    """At a terminal the plan is in colour, and NO_COLOR takes it away."""
    coloured = at_terminal("plan", folder=project.folder)
    plain = at_terminal("plan", folder=project.folder, NO_COLOR="1")
    assert (True, False) == ("\x1b[1;32m+ create" in coloured.out, "\x1b" in plain.out)


def with_state(project: ProjectOnDisk) -> ProjectOnDisk:
    """Return the project with a state of production."""
    assert project.run("state", "init", "-e", "production").code == 0
    return project


def test_a_missing_key_is_named(project: ProjectOnDisk) -> None:
    """Without a key an apply says which variable should hold it, before it shows a plan."""
    ended = with_state(project).run("apply", "-e", "production", "--auto-approve")
    assert (4, "", True) == (ended.code, ended.out, "BRAZE_API_KEY is not set" in ended.err)


@pytest.mark.parametrize("key", [f"{KEY} ", f"{KEY}\n", "ключ"], ids=["blank", "line end", "letters"])
def test_a_key_that_cannot_be_one_is_not_repeated(project: ProjectOnDisk, key: str) -> None:
    """A key with something that cannot belong to it is refused, and not shown."""
    ended = with_state(project).run("apply", "-e", "production", "--auto-approve", BRAZE_API_KEY=key)
    assert (False, True) == (key.strip() in ended.out + ended.err, ended.code in {1, 4})


def test_the_sandbox_key_is_never_shown(project: ProjectOnDisk) -> None:
    """Even the key of the sandbox, echoed by a 401, is redacted."""
    freeze_clock(project.sandbox, start=CLOCK_START)
    order_fault(project.sandbox, Fault(kind=FaultKind.UNAUTHORIZED))
    ended = project.apply()
    assert (4, True) == (ended.code, "Stopped early" in ended.out)


def test_a_state_on_a_disk_that_goes_away_is_refused_in_ci(project: ProjectOnDisk) -> None:
    """With `CI` set a state in a folder of the checkout is refused, a sandbox's is not."""
    with_state(project)
    refused = project.run("plan", "-e", "production", CI="true")
    assert (1, 0) == (refused.code, project.apply(CI="true").code)


BROADCAST = """\
name: {name}
kind: campaign
campaign_id: cmp-1
broadcast: true
audience: {{email_subscription_status: {{comparison: is, value: opted_in}}}}
trigger_properties: {{name: {name}}}
schedule: {{time: "2026-11-28T09:00:00Z"}}
"""


def test_a_limit_that_would_take_too_long_can_be_waited_for_elsewhere(project: ProjectOnDisk) -> None:
    """The eleventh broadcast is not tried; an apply from the moment that is named on makes it."""
    for number in range(12):
        name = f"b{number:02}"
        project.write(f"schedules/{name}.yaml", BROADCAST.format(name=name))
    freeze_clock(project.sandbox, start=CLOCK_START)
    first = project.apply("--max-wait", "30s", "--allow", "duplicate-send:*")
    advance(project.sandbox, start=CLOCK_START, by=timedelta(seconds=60))
    second = project.apply("--max-wait", "30s", "--allow", "duplicate-send:*")
    assert (5, 0, 13) == (first.code, second.code, len(calls(project))), first.out
    why = "Stopped early: Braze takes 10 trigger broadcasts a minute to one audience: it goes on at"
    assert f"{why} 2026-11-20 09:01:00 UTC" in " ".join(first.out.split())
    assert "Apply: 11 created; 2 not tried; 11 calls to Braze." == first.out.splitlines()[-1]

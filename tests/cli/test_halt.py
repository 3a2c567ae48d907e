"""The emergency stop from the command line: what it stops, what it says, what it refuses, and how it ends."""

from __future__ import annotations

import json

import pytest

from braze_gitops.sandbox import Fault, FaultKind, freeze_clock, order_fault, read_log, read_schedules
from braze_gitops.state import standing_halts
from braze_gitops.store import FileStore, load_state
from support.installed_program import CLOCK_START, REMINDER, TEASER, Ended, ProjectOnDisk
from support.pseudo_terminal import at_terminal

WHY = ("--why", "wrong prices")
LIFTS = ("halt", "-e", "sandbox", *WHY, "--lift", "halt-1")


@pytest.fixture
def arranged(project: ProjectOnDisk) -> ProjectOnDisk:
    """Return a project that has scheduled its teaser, tagged, and its reminder a day later."""
    project.write("schedules/teaser.yaml", f"{TEASER}tags: [sale]\n")
    project.write("schedules/reminder.yaml", REMINDER)
    assert project.apply().code == 0
    return project


def halt(project: ProjectOnDisk, *arguments: str, **variables: str) -> Ended:
    """Halt without being asked."""
    return project.run("halt", "-e", "sandbox", "--auto-approve", *arguments, **variables)


def live(project: ProjectOnDisk) -> list[str]:
    """Return whom each live schedule is for, sorted."""
    found = [one for one in read_schedules(project.sandbox) if one.status == "scheduled"]
    return sorted("teaser" if one.fields.get("segment_id") else "reminder" for one in found)


def standing(project: ProjectOnDisk) -> list[str]:
    """Return the ids of the halts that stand."""
    state = load_state(FileStore(project.state()))
    return [one.id for one in standing_halts(state)] if state is not None else []


def test_everything_is_cancelled_and_nothing_comes_back(arranged: ProjectOnDisk) -> None:
    """One command; then plan and apply block, with the way out, and make no call."""
    ended = halt(arranged, *WHY)
    assert (0, "Halt: 2 cancelled; 2 calls to Braze.", []) == (
        ended.code,
        ended.out.splitlines()[-1],
        live(arranged),
    )
    plan = arranged.run("plan", "-e", "sandbox").out
    assert ("Halted: 1 emergency stop stands" in plan, "Plan: nothing to do; 2 blocked." in plan) == (True, True)
    again = arranged.apply()
    assert (11, []) == (again.code, live(arranged))


def test_definitions_and_git_are_not_needed(arranged: ProjectOnDisk) -> None:
    """A definition that does not load stops a plan, and no halt."""
    arranged.write("schedules/teaser.yaml", "name: [")
    assert (3, 0, []) == (
        arranged.run("plan").code,
        halt(arranged, *WHY, PATH="/nonexistent").code,
        live(arranged),
    )


@pytest.mark.parametrize(
    ("conditions", "left"),
    [
        pytest.param(("tea*",), ["reminder"], id="pattern"),
        pytest.param(("--tag", "sale"), ["reminder"], id="tag"),
        pytest.param(("--from", "2026-11-28T00:00:00+00:00"), ["teaser"], id="from"),
        pytest.param(("--until", "2026-11-28T00:00:00Z"), ["reminder"], id="until"),
    ],
)
def test_only_what_matches_is_cancelled(
    arranged: ProjectOnDisk, conditions: tuple[str, ...], left: list[str]
) -> None:
    """By pattern, tag or time, all of them asked."""
    ended = halt(arranged, *conditions, *WHY)
    assert (0, left, ["halt-1"]) == (ended.code, live(arranged), standing(arranged))


@pytest.mark.parametrize(
    ("conditions", "meant"),
    [
        pytest.param(("rem*", "--tag", "sale"), "", id="nothing meets both"),
        pytest.param(("teser",), "did you mean `teaser`?", id="a slip"),
    ],
)
def test_what_matches_nothing_is_no_success(
    arranged: ProjectOnDisk, conditions: tuple[str, ...], meant: str
) -> None:
    """Nothing was stopped, and that is the last word; the halt stands for what may come, and again it is known."""
    ended = halt(arranged, *conditions, *WHY)
    said = " ".join(ended.err.split())
    assert (11, 2, ["halt-1"], True, True) == (
        ended.code,
        len(live(arranged)),
        standing(arranged),
        "halt-1 matches nothing that is recorded" in said,
        meant in said,
    )
    assert 0 == halt(arranged, *conditions, *WHY).code


def test_a_name_alone_holds_all_that_its_definition_makes(project: ProjectOnDisk) -> None:
    """Each send of a series is cancelled, and none comes back."""
    series = TEASER.replace(
        "timezone: America/New_York}", "timezone: America/New_York, repeat: {every: week, count: 3}}"
    )
    project.write("schedules/teaser.yaml", series)
    assert 0 == project.apply().code
    assert 3 == len(live(project))
    assert (0, []) == (halt(project, "teaser", *WHY).code, live(project))
    assert (11, []) == (project.apply().code, live(project))


def test_the_same_again_adds_no_halt_and_needs_no_reason(arranged: ProjectOnDisk) -> None:
    """It says that it stands already."""
    halt(arranged, *WHY)
    again = halt(arranged)
    assert (0, True, ["halt-1"]) == (again.code, "halt-1 stands already" in again.out, standing(arranged))


def test_lifting_gives_back_and_creates_nothing_itself(arranged: ProjectOnDisk) -> None:
    """One address first, then the rest; each apply creates what is free."""
    halt(arranged, *WHY)
    arranged.run(*LIFTS, "--address", "teaser")
    before = live(arranged)
    arranged.apply()
    between = live(arranged)
    lifted = arranged.run(*LIFTS)
    assert ("Done: halt-1 is lifted.", []) == (lifted.out.splitlines()[0], standing(arranged))
    assert (0, [], ["teaser"], ["reminder", "teaser"]) == (
        arranged.apply().code,
        before,
        between,
        live(arranged),
    )


def test_what_was_lifted_is_not_lifted_again(arranged: ProjectOnDisk) -> None:
    """Said, and no error."""
    halt(arranged, *WHY)
    arranged.run(*LIFTS)
    ended = arranged.run(*LIFTS)
    assert (0, "Nothing to do: halt-1 is lifted already.") == (ended.code, ended.out.splitlines()[0])


def test_what_is_protected_is_left_and_named(arranged: ProjectOnDisk) -> None:
    """Until it is said; the exit code tells that something is left."""
    arranged.write("schedules/teaser.yaml", f"{TEASER}lifecycle: {{prevent_delete: true}}\n")
    arranged.apply()
    first = halt(arranged, *WHY)
    between = live(arranged)
    second = halt(arranged, "--protected")
    assert (11, True, ["teaser"], 0, []) == (
        first.code,
        "`braze-gitops halt -e sandbox --protected`" in " ".join(first.out.split()),
        between,
        second.code,
        live(arranged),
    )


def test_what_is_in_doubt_is_named(project: ProjectOnDisk) -> None:
    """Nobody here can cancel it: exit code 8, with the commands that settle it and the one to run then."""
    freeze_clock(project.sandbox, start=CLOCK_START)
    order_fault(project.sandbox, Fault(kind=FaultKind.CUT_AFTER))
    project.apply()
    ended = halt(project, *WHY)
    assert (8, True, True) == (
        ended.code,
        "braze-gitops state resolve teaser -e sandbox --schedule-id THE-ID" in ended.out,
        "  braze-gitops halt -e sandbox\n" in ended.out,
    )


def test_a_cancellation_that_failed_is_finished_by_the_same_again(arranged: ProjectOnDisk) -> None:
    """The key was refused at first: the halt stands, and nothing is claimed."""
    order_fault(arranged.sandbox, Fault(kind=FaultKind.UNAUTHORIZED, times=2))
    first = halt(arranged, *WHY)
    assert (4, ["halt-1"], 2) == (first.code, standing(arranged), len(live(arranged)))
    assert (0, []) == (halt(arranged).code, live(arranged))


def test_as_json(arranged: ProjectOnDisk) -> None:
    """The outcome on standard output, the rest beside it; a plan and a state say what stands."""
    ended = halt(arranged, *WHY, "--format", "json")
    found = json.loads(ended.out)
    assert (["halt-1"], ["done", "done"], 0) == (
        [one["id"] for one in found["halts"]],
        [one["result"] for one in found["changes"]],
        found["exit_code"],
    )
    plan = json.loads(arranged.run("plan", "--format", "json").out)
    state = json.loads(arranged.run("state", "list", "--format", "json").out)
    assert ["wrong prices"] * 2 == [one["halts"][0]["why"] for one in (plan, state)]


def test_the_history_tells_of_it(arranged: ProjectOnDisk) -> None:
    """Set and lifted, by whom and why."""
    halt(arranged, "tea*", *WHY)
    arranged.run(*LIFTS)
    out = arranged.run("state", "history", "-e", "sandbox").out
    assert ("holds tea*" in out, "halt-1 lifted, by" in out) == (True, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param((), "say why with --why TEXT", id="no reason"),
        pytest.param(("--why", "TEXT"), "TEXT stands for the reason", id="placeholder"),
        pytest.param(("", *WHY), "the pattern or a tag is empty", id="empty pattern"),
        pytest.param(("--tag", "", *WHY), "the pattern or a tag is empty", id="empty tag"),
        pytest.param(("--from", "2026-11-28", *WHY), "is no instant", id="without an offset"),
        pytest.param(("--from", "soon", *WHY), "is no instant", id="no instant"),
        pytest.param(
            ("--from", "2026-11-28T00:00:00Z", "--until", "2026-11-27T00:00:00Z", *WHY),
            "--from is later than --until",
            id="turned around",
        ),
        pytest.param(
            ("--lift", "halt-1", "tea*", *WHY), "--lift takes an id and nothing to match", id="lift, pattern"
        ),
        pytest.param(("--lift", "halt-1", "--protected", *WHY), "--lift takes an id", id="lift, protected"),
        pytest.param(("--lift", "halt-1"), "say why with --why TEXT", id="lift, no reason"),
        pytest.param(("--lift", "halt-7", *WHY), "sandbox has no halt halt-7", id="lift, none"),
        pytest.param(("--address", "teaser", *WHY), "with --lift ID", id="address alone"),
        pytest.param(("--allow", "nothing:x", *WHY), "there is no guard `nothing`", id="allowance"),
    ],
)
def test_what_makes_no_sense_is_refused(project: ProjectOnDisk, arguments: tuple[str, ...], said: str) -> None:
    """Nothing is halted, and nothing called."""
    ended = halt(project, *arguments)
    assert (1, True, (), []) == (ended.code, said in ended.err, read_log(project.sandbox), standing(project))


@pytest.mark.parametrize(
    ("address", "said"),
    [("reminder", "halt-1 does not hold reminder: it holds tea*"), ("tea*", "tea* is no address")],
    ids=["another", "pattern"],
)
def test_only_what_is_held_is_let_go(arranged: ProjectOnDisk, address: str, said: str) -> None:
    """A mistyped address lets nothing go."""
    halt(arranged, "tea*", *WHY)
    ended = arranged.run(*LIFTS, "--address", address)
    assert (1, True) == (ended.code, said in ended.err)


def test_without_a_terminal_it_does_not_ask(arranged: ProjectOnDisk) -> None:
    """And does nothing."""
    ended = arranged.run("halt", "-e", "sandbox", *WHY)
    assert (1, True, []) == (ended.code, "add --auto-approve" in ended.err, standing(arranged))


@pytest.mark.parametrize(
    ("answer", "code", "left"),
    [("yes\n", 0, []), ("y\n", 1, ["reminder", "teaser"])],
    ids=["yes", "anything else"],
)
def test_only_yes_goes_on(arranged: ProjectOnDisk, answer: str, code: int, left: list[str]) -> None:
    """A person reads what would be done, and says so."""
    ended = at_terminal("halt", "-e", "sandbox", *WHY, folder=arranged.folder, types=answer, when="goes on: ")
    assert (code, left) == (ended.code, live(arranged))


def test_a_person_is_asked_for_the_reason(arranged: ProjectOnDisk) -> None:
    """At a terminal."""
    at_terminal("halt", "-e", "sandbox", "--auto-approve", folder=arranged.folder, types="fire\n", when="Why?")
    assert "why       fire" in arranged.run("state", "list").out


def test_a_halt_before_the_first_apply(project: ProjectOnDisk) -> None:
    """What was never recorded is held as well."""
    assert 0 == halt(project, *WHY).code
    assert (11, []) == (project.apply().code, live(project))

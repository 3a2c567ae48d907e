"""What an emergency stop says before it is asked for, and after."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from braze_gitops.guard import review_halt
from braze_gitops.model import Address, ScheduleId, Verb
from braze_gitops.plan import Action, make_halting_plan
from braze_gitops.report import Stop, Style, halt_question_text, halt_text, lifted_text, outcome_text
from braze_gitops.state import Halt, Record, Status, version_text
from support.apply_words import One, Whole, Word
from support.plans import NOW, PRODUCTION, TOOL, make_desired, make_recorded, make_state, make_unfinished
from support.reviews import a_change, a_state

ALL = Halt(id="halt-1", pattern=None, tags=(), first_at=None, last_at=None, who="ana", why="prices", at=NOW)
SOON = NOW + timedelta(minutes=30)


def recorded(
    address: str, *, status: Status = Status.SCHEDULED, minutes: int = 30, protected: bool = False
) -> Record:
    """Return a record that is due in that many minutes."""
    unfinished = make_unfinished(Verb.CREATE) if status is Status.IN_DOUBT else None
    desired = make_desired(address, at=NOW + timedelta(minutes=minutes))
    return make_recorded(desired, status=status, protected=protected, unfinished=unfinished)


def stop(*records: Record, halt: Halt = ALL, stands: bool = False, holder: str = "") -> Stop:
    """Return a halt of these records."""
    state = make_state(*records)
    plan = make_halting_plan(state, halt, environment=PRODUCTION, with_protected=False, now=NOW, tool=TOOL)
    review = review_halt(plan, environment=PRODUCTION, state=state)
    return Stop(halt=halt, review=review, stands=stands, holder=holder)


def told(found: Stop) -> str:
    """Return the text at 80 columns."""
    return halt_text(found, now=NOW, style=Style(), width=80)


def test_all_of_it_reads_well() -> None:
    """What it holds and means; what goes, stays, and waits."""
    text = told(
        stop(
            recorded("a"),
            recorded("b", minutes=-1),
            recorded("guarded", protected=True),
            recorded("later", status=Status.DEFERRED),
            holder="ana on laptop, apply since 2026-11-20 09:00:00 UTC",
        )
    )
    assert (
        "Halt of production  https://rest.iad-01.braze.com\n"
        "\n"
        "  holds     everything\n"
        "  means     nothing that matches is created or changed until it is lifted\n"
        "  takes     the state from ana on laptop, apply since 2026-11-20 09:00:00 UTC,\n"
        "            which makes no further call\n"
        "\n"
        "Cancels 2 schedules, nearest first; 1 is going out already: some people have it\n"
        "  - b  id-of-b\n"
        "      Tue 17 Nov 2026, 04:59 America/New_York (09:59 UTC), 1 minute ago\n"
        "  - a  id-of-a\n"
        "      Tue 17 Nov 2026, 05:30 America/New_York (10:30 UTC), in 30 minutes\n"
        "\n"
        "Not cancelled: 1 schedule\n"
        "  x guarded  id-of-guarded\n"
        "      Tue 17 Nov 2026, 05:30 America/New_York (10:30 UTC), in 30 minutes\n"
        "      held by   protected: is protected by `prevent_delete`: it is not\n"
        "                cancelled, and will be sent\n"
        "      way out   `braze-gitops halt -e production --protected` cancels it too\n"
        "\n"
        "Deferred: not at Braze yet, and not created while this stands\n"
        "  later\n"
        "\n"
    ) == text


def test_a_halt_that_stands_says_so() -> None:
    """Who set it and why, and what it let go."""
    halt = dataclasses.replace(ALL, lifted=(Address("a"),))
    text = told(stop(recorded("a"), halt=halt, stands=True))
    assert "halt-1 stands already: set by ana, Tue 17 Nov 2026, 10:00 UTC, now: prices\n" in text
    assert "  let go    a: left out; halt them by name\n" in text
    assert "Nothing to cancel: no schedule that is recorded and still to come matches\n" in text


def test_several_that_are_going_out() -> None:
    """Are counted."""
    text = told(stop(recorded("a", minutes=-1), recorded("b", minutes=-2)))
    assert "2 are going out already" in text


def test_what_has_no_id_is_named_without() -> None:
    """A create in doubt."""
    assert "  x a\n" in told(stop(recorded("a", status=Status.IN_DOUBT)))


def test_many_are_counted() -> None:
    """Forty of each sort are named."""
    many = [recorded(f"a{number:03}") for number in range(42)]
    waiting = [recorded(f"w{number:03}", status=Status.DEFERRED) for number in range(43)]
    held = [recorded(f"x{number:03}", protected=True) for number in range(44)]
    lines = told(stop(*many, *waiting, *held)).splitlines()
    assert ["  and 2 more", "  and 4 more", "  and 3 more"] == [line for line in lines if "more" in line]


def test_the_question_names_environment_and_count() -> None:
    """And takes only yes."""
    question = halt_question_text(stop(recorded("a")), style=Style())
    assert "Halt production and cancel 1 schedule? Only yes goes on: " == question


@pytest.mark.parametrize(
    ("halt", "address", "done", "said"),
    [
        pytest.param(dataclasses.replace(ALL, lifted_at=NOW), None, True, "Done: halt-1 is lifted.", id="whole"),
        pytest.param(ALL, "a", True, "Done: halt-1 lets a go.", id="one"),
        pytest.param(ALL, "a", False, "Nothing to do: halt-1 lets a go already.", id="one, before"),
        pytest.param(
            dataclasses.replace(ALL, lifted_at=NOW),
            "a",
            False,
            "Nothing to do: halt-1 is lifted already.",
            id="one of a lifted one",
        ),
    ],
)
def test_what_was_lifted_is_said(halt: Halt, address: str | None, *, done: bool, said: str) -> None:
    """With the command that shows what is created now."""
    state = dataclasses.replace(make_state(), halts=(halt,))
    one = Address(address) if address is not None else None
    text = lifted_text(state, "halt-1", one, done=done, remark="a remark", style=Style(), width=100)
    assert (
        f"{said}\n"
        "note: a remark\n"
        "Nothing is created by this: the next apply does that, and this shows what it would be\n"
        "  braze-gitops plan -e production\n"
        f"state     {version_text(state)}\n"
    ) == text


def test_without_a_remark_there_is_none() -> None:
    """No empty line."""
    text = lifted_text(make_state(), "halt-1", None, done=True, remark="", style=Style(), width=100)
    assert "note" not in text


@pytest.mark.parametrize(
    ("result", "is_said"), [(Word.DONE, False), (Word.FAILED, True)], ids=["done", "not done"]
)
def test_what_is_left_has_its_command(result: Word, *, is_said: bool) -> None:
    """The end of a halt counts under its own name, and says what to run again."""
    one = One(change=a_change("a", Action.DELETE), result=result, schedule_id=ScheduleId("s"), why="500")
    whole = Whole(changes=(one,), calls=1, state=a_state())
    text = outcome_text(
        whole, style=Style(), width=80, now=NOW, operation="Halt", again="braze-gitops halt -e production"
    )
    assert ("Halt: " in text.splitlines()[-1], is_said) == (True, "  braze-gitops halt -e production\n" in text)


def test_a_series_is_one_line() -> None:
    """With all its days and the time of the nearest; what waits is a line too."""
    coming = [recorded(f'news["2026-11-{17 + day}"]', minutes=60 * 24 * day) for day in (1, 2, 3)]
    waiting = [recorded(f'news["2027-12-0{day}"]', status=Status.DEFERRED) for day in (1, 2)]
    text = told(stop(*coming, *waiting))
    assert "  - news  3 sends  Nov 2026: Wed 18 to Fri 20\n      the nearest: Wed 18 Nov 2026, 05:00 Am" in text
    assert "while this stands\n  news, 2 sends\n" in text

"""Which record a desired schedule continues under a new address."""

from __future__ import annotations

from datetime import timedelta

import pytest

from braze_gitops.model import DesiredSchedule, Json, Lifecycle, Severity, Verb
from braze_gitops.plan import Action, BlockCode, Plan
from braze_gitops.state import Halt, Status
from support.plans import (
    ANCHOR,
    NOW,
    change_of,
    make_desired,
    make_inputs,
    make_past,
    make_recorded,
    make_state,
    make_unfinished,
    plan_of,
)

OTHER: dict[str, Json] = {"segment_id": "seg-other"}


def told(plan: Plan) -> list[tuple[str, str, str | None, str | None]]:
    """Return address, action, previous address and block of each change, by address."""
    return sorted(
        (one.address, one.action.value, one.previous_address, one.block.code.value if one.block else None)
        for one in plan.changes
    )


def test_written_move() -> None:
    """`moved_from` gives the record its new address without a call."""
    plan = plan_of([make_desired("new", moved_from="old")], make_state(make_recorded(make_desired("old"))))
    assert [("new", "move", "old", None)] == told(plan)


def test_moved_record_keeps_its_id() -> None:
    """The record under the new address is the old one, id and all."""
    record = make_recorded(make_desired("old"))
    after = change_of(plan_of([make_desired("new", moved_from="old")], make_state(record)), "new").after
    assert after is not None
    assert ("new", record.schedule_id) == (after.address, after.schedule_id)


@pytest.mark.parametrize(
    ("desired", "action"),
    [
        (make_desired("new", moved_from="old", at=ANCHOR + timedelta(days=1)), "update"),
        (make_desired("new", moved_from="old", fields=OTHER), "replace"),
        (make_desired("new", moved_from="old", description="other"), "move"),
        (make_desired("new", moved_from="old", lifecycle=Lifecycle(paused=True)), "delete"),
        (make_desired("new", moved_from="old", at=ANCHOR + timedelta(days=100)), "delete"),
    ],
    ids=["and later", "and reach", "and words", "and paused", "and beyond the horizon"],
)
def test_move_and_more(desired: DesiredSchedule, action: str) -> None:
    """A move and what the table says of the moved record are one change."""
    plan = plan_of([desired], make_state(make_recorded(make_desired("old"))))
    assert [("new", action, "old", None)] == told(plan)


def test_move_that_rewrites_the_record() -> None:
    """A move with other words also brings the record up to date."""
    desired = make_desired("new", moved_from="old", description="other")
    change = change_of(plan_of([desired], make_state(make_recorded(make_desired("old")))), "new")
    assert (True, "other") == (change.refresh, change.after.description if change.after else None)


def test_move_of_a_deferred_record() -> None:
    """A deferred record moves too; inside the horizon it is created under its new name."""
    record = make_recorded(make_desired("old"), status=Status.DEFERRED)
    plan = plan_of([make_desired("new", moved_from="old")], make_state(record))
    assert [("new", "create", "old", None)] == told(plan)


def test_move_after_the_send() -> None:
    """What was sent takes its new name, and nothing is sent again."""
    state = make_state(make_recorded(make_desired("old")))
    plan = plan_of([make_desired("new")], state, now=ANCHOR + timedelta(days=3))
    assert [("new", "move", "old", None)] == told(plan)


def test_rename_without_a_word_is_a_move() -> None:
    """A delete and a create of equal payload are one move."""
    plan = plan_of([make_desired("new")], make_state(make_recorded(make_desired("old"))))
    assert [("new", "move", "old", None)] == told(plan)


@pytest.mark.parametrize(
    ("status", "code"),
    [(Status.IN_DOUBT, BlockCode.IN_DOUBT), (Status.VANISHED, BlockCode.VANISHED)],
)
def test_rename_of_what_is_in_doubt(status: Status, code: BlockCode) -> None:
    """A new name never creates once more what may exist; the hint names the address the state knows."""
    unfinished = make_unfinished(Verb.CREATE, evidence="502") if status is Status.IN_DOUBT else None
    record = make_recorded(make_desired("old"), status=status, unfinished=unfinished)
    plan = plan_of([make_desired("new")], make_state(record))
    block = change_of(plan, "new").block
    assert block is not None
    assert [(code, True)] == [(block.code, "state resolve old " in block.hint) for _ in plan.changes]


def test_ways_out_of_vanished_can_be_pasted() -> None:
    """Program and environment are in them."""
    record = make_recorded(make_desired("old"), status=Status.VANISHED)
    state = make_state(record)
    block = change_of(plan_of([make_desired("old")], state), "old").block
    assert block is not None
    assert f"`braze-gitops state resolve old -e {state.environment} --gone`" in block.hint


def test_paused_rename_is_no_move() -> None:
    """A paused definition takes no record by its payload."""
    desired = make_desired("new", lifecycle=Lifecycle(paused=True))
    plan = plan_of([desired], make_state(make_recorded(make_desired("old"))))
    assert [("new", "none", None, None), ("old", "delete", None, None)] == told(plan)


def test_several_candidates() -> None:
    """With more than one candidate nothing is guessed."""
    records = [make_recorded(make_desired(name)) for name in ("old-a", "old-b")]
    plan = plan_of([make_desired("new-a"), make_desired("new-b")], make_state(*records))
    assert [
        ("new-a", "create", None, "ambiguous-move"),
        ("new-b", "create", None, "ambiguous-move"),
        ("old-a", "delete", None, "ambiguous-move"),
        ("old-b", "delete", None, "ambiguous-move"),
    ] == told(plan)


def test_several_candidates_name_the_lines() -> None:
    """The hint holds the lines to add."""
    records = [make_recorded(make_desired(name)) for name in ("old-a", "old-b")]
    block = change_of(plan_of([make_desired("new")], make_state(*records)), "new").block
    assert block is not None
    assert "say which is which: in `new`: `moved_from: old-a`" == block.hint


@pytest.mark.parametrize(
    ("olds", "news", "way"),
    [
        (
            ['old["a"]'],
            ['new["a"]', 'other["a"]'],
            "in `new`: `moved_from: old`",
        ),
        (
            ['old["2026-11-27"]'],
            ['old["de"]["2026-11-27"]', 'old["fr"]["2026-11-27"]'],
            """`braze-gitops state mv old 'old["de"]' -e ENVIRONMENT`""",
        ),
        (
            ['old["a"]'],
            ['old["b"]', 'old["c"]'],
            """`braze-gitops state mv 'old["a"]' 'old["b"]' -e ENVIRONMENT`""",
        ),
        (
            ['old["2026-11-27"]'],
            ['old["2026-11-28"]', 'old["2026-11-29"]'],
            """`braze-gitops state mv 'old["2026-11-27"]' 'old["2026-11-28"]' -e ENVIRONMENT`""",
        ),
    ],
    ids=["definitions", "a for_each that comes", "items", "sends"],
)
def test_the_way_to_say_which_is_which_can_be_gone(olds: list[str], news: list[str], way: str) -> None:
    """A line moves a whole definition; what it cannot say is said by hand."""
    records = [make_recorded(make_desired(name)) for name in olds]
    plan = plan_of(map(make_desired, news), make_state(*records))
    block = change_of(plan, news[0]).block
    more = " does it; the others are new" if "state mv" in way else ""
    assert f"say which is which: {way}{more}" == (block.hint if block is not None else "")


def test_other_payloads_are_no_move() -> None:
    """Payloads that differ are a delete and a create."""
    plan = plan_of([make_desired("new", fields=OTHER)], make_state(make_recorded(make_desired("old"))))
    assert [("new", "create", None, None), ("old", "delete", None, None)] == told(plan)


def test_move_that_was_made() -> None:
    """A `moved_from` whose record has moved is ignored, with a note."""
    plan = plan_of([make_desired("new", moved_from="old")], make_state(make_recorded(make_desired("new"))))
    assert ([("new", "none", None, None)], ["already-moved"]) == (told(plan), [one.code for one in plan.findings])


def test_move_that_was_made_and_a_new_one_under_the_old_name() -> None:
    """A new schedule under the old name stays where it is once the first has moved."""
    records = [make_recorded(make_desired("new")), make_recorded(make_desired("old", fields=OTHER))]
    desired = [make_desired("new", moved_from="old"), make_desired("old", fields=OTHER)]
    assert [("new", "none", None, None), ("old", "none", None, None)] == told(
        plan_of(desired, make_state(*records))
    )


def test_move_from_nowhere() -> None:
    """A `moved_from` that nothing is recorded under is a create."""
    assert [("new", "create", None, None)] == told(plan_of([make_desired("new", moved_from="old")], make_state()))


def test_move_from_what_was_sent() -> None:
    """What went out under the old name is not sent again under the new one."""
    past = make_past(make_recorded(make_desired("old")))
    plan = plan_of([make_desired("new", moved_from="old")], make_state(history=[past]))
    assert [("new", "create", None, "already-sent")] == told(plan)


def test_both_recorded() -> None:
    """Two records for one name: neither is touched."""
    records = [make_recorded(make_desired("new")), make_recorded(make_desired("old"))]
    plan = plan_of([make_desired("new", moved_from="old", fields=OTHER)], make_state(*records))
    assert [("new", "replace", None, "ambiguous-move"), ("old", "delete", None, "ambiguous-move")] == told(plan)


def test_old_name_still_defined() -> None:
    """A record belongs to the definition that stands under its name."""
    desired = [make_desired("new", moved_from="old"), make_desired("old")]
    plan = plan_of(desired, make_state(make_recorded(make_desired("old"))))
    assert [("new", "create", None, "ambiguous-move"), ("old", "none", None, None)] == told(plan)


def test_one_record_for_two_names() -> None:
    """Two definitions that say they come from one record are both blocked, and so is the record."""
    desired = [make_desired("new-a", moved_from="old"), make_desired("new-b", moved_from="old")]
    plan = plan_of(desired, make_state(make_recorded(make_desired("old"))))
    assert ["ambiguous-move"] * 3 == [block for _, _, _, block in told(plan)]


def test_halt_on_the_old_name() -> None:
    """A halt holds a record under its old name as well as under the new one."""
    halt = Halt(id="h", pattern="old", tags=(), first_at=None, last_at=None, who="ana", why="", at=NOW)
    state = make_state(make_recorded(make_desired("old")), halts=[halt])
    assert [("new", "move", "old", "halted")] == told(plan_of([make_desired("new")], state))


def test_move_says_where_from() -> None:
    """The reasons of a move name the old address."""
    plan = plan_of([make_desired("new")], make_state(make_recorded(make_desired("old"))))
    assert ("renamed from old",) == change_of(plan, "new").reasons


@pytest.mark.parametrize(
    ("desired", "reasons"),
    [
        (make_desired("new", inputs=make_inputs("new")), ("renamed from old",)),
        (
            make_desired("new", description="other", inputs=make_inputs("new")),
            (
                "renamed from old",
                "Braze sees no difference: only the record is brought up to date",
                "its definition changed",
            ),
        ),
    ],
    ids=["alone", "with an edit"],
)
def test_a_rename_is_no_edit(desired: DesiredSchedule, reasons: tuple[str, ...]) -> None:
    """A new name alone is told as that; what was edited beside it is told too."""
    plan = plan_of([desired], make_state(make_recorded(make_desired("old"))))
    assert reasons == change_of(plan, "new").reasons


def test_a_rename_of_what_was_sent_is_no_edit() -> None:
    """Under its new name a schedule that went out is told as renamed alone."""
    state = make_state(make_recorded(make_desired("old")))
    plan = plan_of([make_desired("new", inputs=make_inputs("new"))], state, now=ANCHOR + timedelta(days=3))
    assert [("renamed from old",)] == [change.reasons for change in plan.changes]


LATER: dict[str, Json] = {"segment_id": "seg-later"}


@pytest.mark.parametrize(
    ("recorded", "hint"),
    [
        (("hook", "stays"), "did you mean `hook`?"),
        (("newsletter", "stays"), "did you mean `newsletter`?"),
        (("hook", "hawk", "stays"), "did you mean `hook`?"),
        (("stays",), "write the name it had before, or remove the line"),
        (("one", "two", "stays"), "write the name it had before, or remove the line"),
    ],
    ids=["near", "the only one that goes", "the nearest", "none goes", "none is near"],
)
def test_a_wrong_old_name(recorded: tuple[str, ...], hint: str) -> None:
    """A `moved_from` that nobody knows is a warning at its place, with the address it may have meant."""
    desired = [make_desired("hook-2", moved_from="hok", fields=LATER), make_desired("stays", fields=OTHER)]
    records = [make_recorded(make_desired(name, fields=OTHER)) for name in recorded]
    found = plan_of(desired, make_state(*records)).findings
    assert [("moved-from-nothing", "hook-2", desired[0].place, hint)] == [
        (one.code, one.address, one.place, one.hint) for one in found
    ]


def test_a_wrong_old_name_beside_a_rename_that_is_seen() -> None:
    """Where the payload tells which record it is, that one is named and moved."""
    records = [make_recorded(make_desired("spring")), make_recorded(make_desired("hook", fields=OTHER))]
    plan = plan_of([make_desired("new", moved_from="hok")], make_state(*records))
    assert ("did you mean `spring`?", "spring") == (
        plan.findings[0].hint,
        change_of(plan, "new").previous_address,
    )


@pytest.mark.parametrize(
    ("records", "history"),
    [((), ()), (("other",), ("old",)), (("other",), ("new",))],
    ids=["an empty state", "the old one is over", "the new one is over"],
)
def test_an_old_name_that_may_be_right(records: tuple[str, ...], history: tuple[str, ...]) -> None:
    """An empty state and one that remembers either name warn of nothing."""
    state = make_state(
        *(make_recorded(make_desired(name, fields=OTHER)) for name in records),
        history=[make_past(make_recorded(make_desired(name))) for name in history],
    )
    plan = plan_of([make_desired("new", moved_from="old"), make_desired("other", fields=OTHER)], state)
    assert {Severity.NOTE} >= {one.severity for one in plan.findings}


def test_moved_action_is_move() -> None:
    """A move that only changes the address makes no call."""
    plan = plan_of([make_desired("new")], make_state(make_recorded(make_desired("old"))))
    assert Action.MOVE is change_of(plan, "new").action


def test_rename_of_what_is_protected() -> None:
    """A name is no delete: a protected schedule is renamed, with a word or without, and stays protected."""
    record = make_recorded(make_desired("old"), protected=True)
    kept = Lifecycle(prevent_delete=True)
    plans = [
        plan_of([make_desired("new", lifecycle=kept, moved_from=old)], make_state(record)) for old in (None, "old")
    ]
    assert [[("new", "move", "old", None)]] * 2 == [told(plan) for plan in plans]
    after = [change_of(plan, "new").after for plan in plans]
    assert [True, True] == [one is not None and one.protected for one in after]


def test_several_protected_candidates() -> None:
    """Protection does not help to guess."""
    records = [make_recorded(make_desired(name), protected=True) for name in ("old-a", "old-b")]
    plan = plan_of([make_desired("new-a"), make_desired("new-b")], make_state(*records))
    assert ["ambiguous-move"] * 4 == [block for _, _, _, block in told(plan)]

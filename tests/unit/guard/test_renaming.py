"""Which names an apply writes down: those of which every record moves that is to move."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from braze_gitops.guard import Review, read_reviewed, review
from braze_gitops.model import Desired, DesiredSchedule, Lifecycle, Limits, make_address
from braze_gitops.plan import Plan, with_targets
from braze_gitops.state import Halt, Record, State
from support.plans import ANCHOR, PRODUCTION, make_desired, make_past, make_recorded, make_state, plan_of
from support.weekly import DAY

HOUR = timedelta(hours=1)
NOW = ANCHOR + 2 * HOUR
BOTH = {"aa": "bb", "bb": "cc"}


def send(day: int, name: str, *, said: str | None = None, people: str = "", hours: int = 0) -> DesiredSchedule:
    """Return the send of a daily series, to the people of the name it had first."""
    key = f"{ANCHOR + day * DAY:%Y-%m-%d}"
    return make_desired(
        make_address(name, key),
        at=ANCHOR + day * DAY + hours * HOUR,
        every=DAY,
        moved_from=make_address(said, key) if said else None,
        fields={"segment_id": f"seg-{people or name}"},
    )


def known(*names: str, records: tuple[Record, ...] = (), halts: tuple[Halt, ...] = ()) -> State:
    """Return a state in which the first day of these was sent; two more are to come."""
    return make_state(
        *(records or (make_recorded(send(day, name)) for name in names for day in (1, 2))),
        history=[make_past(make_recorded(send(0, name))) for name in names],
        halts=halts,
    )


def chain(*, hours: int = 0) -> list[DesiredSchedule]:
    """Return two series that take each the next name; `hours` is how much later the second is now."""
    return [
        one
        for day in (1, 2)
        for one in (
            send(day, "bb", said="aa", people="aa"),
            send(day, "cc", said="bb", people="bb", hours=hours),
        )
    ]


def judged(plan: Plan, state: State, *, reviewed: Plan | None = None) -> Review:
    """Return the review of a plan."""
    return review(
        plan,
        environment=PRODUCTION,
        limits=Limits(),
        desired=Desired(schedules=()),
        state=state,
        reviewed=read_reviewed(reviewed) if reviewed is not None else None,
    )


def written(found: Review) -> dict[str, str]:
    """Return the names that an apply writes down."""
    return {str(old): str(new) for old, new in found.renames.items()}


def test_linked_names_are_written_together() -> None:
    """A chain: the history of each goes one name on."""
    state = known("aa", "bb")
    assert written(judged(plan_of(chain(), state, now=NOW), state)) == BOTH


def test_nothing_is_written_while_one_of_the_moves_is_held() -> None:
    """The second is inside the cutoff; an hour later the two that were held move, and all is written once."""
    state = known("aa", "bb")
    late = ANCHOR + DAY - HOUR / 12
    found = judged(plan_of(chain(hours=3), state, now=late), state)
    assert ({}, 2) == (written(found), len(found.blocks))
    left = known(
        "aa",
        "bb",
        records=(
            make_recorded(send(1, "aa")),
            make_recorded(send(1, "bb")),
            *(make_recorded(one) for one in chain(hours=3)[2:]),
        ),
    )
    assert written(judged(plan_of(chain(hours=3), left, now=ANCHOR + DAY + HOUR), left)) == BOTH


@pytest.mark.parametrize("target", ["bb", 'bb["2026-11-28"]', "*"])
def test_targets_that_leave_a_move_out_write_nothing(target: str) -> None:
    """What is linked goes on once all of it moves."""
    state = known("aa", "bb")
    plan = with_targets(plan_of(chain(), state, now=NOW), [target])
    assert written(judged(plan, state)) == ({} if "[" in target else BOTH)


def test_names_without_a_record_wait_for_a_plan_of_all() -> None:
    """They are no target."""
    state = known("aa", records=(make_recorded(send(1, "other")),))
    wanted = [send(0, "bb", said="aa", people="aa"), send(1, "other")]
    plan = plan_of(wanted, state, now=NOW)
    assert ({"aa": "bb"}, {}) == tuple(
        written(judged(one, state)) for one in (plan, with_targets(plan, ["other"]))
    )


def test_what_nobody_reviewed_is_not_written() -> None:
    """Neither where the moves are held for it, nor where no record moves."""
    for records in ((), (make_recorded(send(1, "other")),)):
        state = known("aa", records=records)
        before = [send(day, "aa") for day in (1, 2)] if not records else [send(1, "other")]
        after = [send(day, "bb", said="aa", people="aa") for day in range(3)]
        after += [send(1, "other")] if records else []
        old, new = (plan_of(one, state, now=NOW) for one in (before, after))
        assert ({}, {"aa": "bb"}) == tuple(written(judged(new, state, reviewed=one)) for one in (old, new))


def test_a_rename_whose_edit_came_too_late_was_reviewed() -> None:
    """The first was sent before the apply: only its name changes, which is said."""
    state = make_state(*(make_recorded(send(day, "aa")) for day in range(2)))
    new = [send(day, "bb", said="aa", people="aa", hours=3) for day in range(2)]
    reviewed = plan_of(new, state, now=ANCHOR - 9 * HOUR)
    found = judged(plan_of(new, state, now=NOW), state, reviewed=reviewed)
    assert ({}, [("reviewed-too-late", new[0].address)]) == (
        dict(found.blocks),
        [(one.code, one.address) for one in found.findings if one.address is not None],
    )


def test_another_move_was_not_reviewed() -> None:
    """It takes the record from elsewhere."""
    state = make_state(make_recorded(send(1, "aa")))
    reviewed = plan_of([send(1, "bb", people="aa")], make_state(), now=NOW)
    found = judged(plan_of([send(1, "bb", people="aa")], state, now=NOW), state, reviewed=reviewed)
    assert 1 == len(found.blocks)


def test_an_idle_chain_does_not_follow_a_new_name_at_its_front() -> None:
    """The lines of a rename that was made still stand; one more name comes before them."""
    records = (make_recorded(send(1, "zz")), *(make_recorded(one) for one in chain()))
    state = known("zz", "bb", "cc", records=records)
    wanted = [*chain(), send(1, "aa", said="zz", people="zz")]
    assert written(judged(plan_of(wanted, state, now=NOW), state)) == {"zz": "aa"}


def test_the_end_of_a_chain_may_go_first() -> None:
    """What comes to its name is held, and comes later; the other way round nothing is written."""
    late = ANCHOR + DAY - HOUR / 12
    for held, expected in (("aa", {"bb": "cc"}), ("bb", {})):
        state = known("aa", "bb")
        wanted = chain(hours=0 if held == "aa" else 3)
        if held == "aa":
            wanted[0] = send(1, "bb", said="aa", people="aa", hours=3)
        found = judged(plan_of(wanted, state, now=late), state)
        assert (bool(found.blocks), expected) == (True, written(found))


def test_what_comes_to_a_name_waits_until_that_is_free() -> None:
    """It moves no record; what has the name still is held, and would take its history along later."""
    state = known("aa", "bb", records=tuple(make_recorded(send(day, "bb")) for day in (1, 2)))
    wanted = [
        send(3, "bb", said="aa", people="aa"),
        *(send(day, "cc", said="bb", people="bb", hours=3) for day in (1, 2)),
    ]
    late = judged(plan_of(wanted, state, now=ANCHOR + DAY - HOUR / 12), state)
    soon = judged(plan_of(wanted, state, now=NOW), state)
    assert (1, {}, BOTH) == (len(late.blocks), written(late), written(soon))


def test_an_unclear_move_writes_nothing() -> None:
    """Two records for one name: the others of the chain move, and the names go on when that is settled."""
    records = (
        *(make_recorded(send(day, name)) for day in (1, 2) for name in ("aa", "bb")),
        make_recorded(send(1, "cc", hours=5)),
    )
    state = known("aa", "bb", records=records)
    found = judged(plan_of(chain(), state, now=NOW), state)
    assert (True, {}) == (bool(found.blocks), written(found))


def test_a_line_that_nobody_reviewed_is_not_written_with_others() -> None:
    """It moves no record, and what it names goes on elsewhere."""
    state = known("aa", "bb", records=tuple(make_recorded(send(day, "aa")) for day in (1, 2)))
    moved = [send(day, "bb", said="aa", people="aa") for day in (1, 2)]
    reviewed = plan_of(moved, state, now=NOW)
    new = [*moved, send(1, "cc", said="bb", people="bb")]
    assert {"aa": "bb"} == written(judged(plan_of(new, state, now=NOW), state, reviewed=reviewed))


@pytest.mark.parametrize("change", ["protection", "tags", "time to come"])
def test_a_rename_with_another_edit_was_not_reviewed(change: str) -> None:
    """It has the name that was reviewed, and something else as well, or not what was."""
    is_kept = Lifecycle(prevent_delete=True)
    first = send(0, "aa")
    old = dataclasses.replace(
        first,
        lifecycle=is_kept if change == "protection" else Lifecycle(),
        tags=("promo",) if change == "tags" else (),
    )
    state = make_state(make_recorded(old, protected=change == "protection"))
    shown = dataclasses.replace(
        send(0, "bb", said="aa", people="aa", hours=3), lifecycle=old.lifecycle, tags=old.tags
    )
    fresh = send(0, "bb", said="aa", people="aa")
    now = ANCHOR - HOUR if change == "time to come" else NOW
    reviewed = plan_of([shown], state, now=ANCHOR - 9 * HOUR)
    found = judged(plan_of([fresh], state, now=now), state, reviewed=reviewed)
    assert ["not-reviewed"] == [block.code for blocks in found.blocks.values() for block in blocks]


def test_what_a_halt_has_cancelled_goes_on() -> None:
    """No record is left that could be held; a halt says nothing against a name."""
    halt = Halt(
        id="halt-1", pattern="aa", tags=(), first_at=None, last_at=None, who="ana", why="price", at=ANCHOR - DAY
    )
    state = known("aa", records=(make_recorded(send(1, "other")),), halts=(halt,))
    wanted = [*(send(day, "bb", said="aa", people="aa") for day in (1, 2)), send(1, "other")]
    found = judged(plan_of(wanted, state, now=NOW), state)
    assert ({"aa": "bb"}, 2) == (written(found), len(found.blocks))
    kept = dataclasses.replace(make_recorded(send(1, "aa")), protected=True)
    state = known("aa", records=(kept,), halts=(halt,))
    held = dataclasses.replace(send(1, "bb", said="aa", people="aa"), lifecycle=Lifecycle(prevent_delete=True))
    assert {} == written(judged(plan_of([held], state, now=NOW), state))

"""What a plan says of send ids: which are new, and who waits for one."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from braze_gitops.guard import Review
from braze_gitops.model import Address
from braze_gitops.plan import Action, Change
from braze_gitops.report import Naming, Style, plan_text
from support.reviews import NOW, a_block, a_change, a_plan, a_record, a_review


def told(review: Review) -> str:
    """Return the plan as text, each paragraph on one line."""
    naming = Naming(words={"campaigns": {"cmp-1": "Sale"}})
    return plan_text(review, naming=naming, now=NOW, style=Style(), width=400)


def making(address: str, send_id: str) -> Change:
    """Return a create that makes a send id."""
    return dataclasses.replace(a_change(address), new_send_id=("cmp-1", send_id))


def waiting(address: str, days: int, action: Action = Action.NONE) -> Change:
    """Return a change that waits for its send id."""
    change = a_change(address, action, after=a_record(address, schedule_id=None))
    return dataclasses.replace(change, deferred=action is Action.NONE, turn_at=NOW + timedelta(days=days))


def test_new_send_ids_are_named_once() -> None:
    """Two share one, and a blocked change makes none."""
    changes = (making("a", "one"), making("b", "one"), making("c", "two"), making("d", "three"))
    text = told(a_review(a_plan(*changes), blocks={Address("d"): (a_block(),)}))
    assert "send ids  2 new ones of 100 a day: one, two\n" in text


def test_a_change_says_that_its_send_id_is_new() -> None:
    """With the campaign's name."""
    text = told(a_review(a_plan(making("a", "one"))))
    assert "send id   one for campaign “Sale” (cmp-1) is new: made first\n" in text
    assert "send ids  1 new one of 100 a day: one\n" in text


def test_many_new_send_ids_are_counted() -> None:
    """Twelve names at most."""
    text = told(a_review(a_plan(*(making(f"n{number:02}", f"s{number:02}") for number in range(14)))))
    assert "s11 and 2 more state" in " ".join(text.split())


def test_without_new_ones_nothing_is_said() -> None:
    """A plan that makes none does not speak of them."""
    assert "send id" not in told(a_review(a_plan(a_change())))


def test_who_still_waits_is_named_with_the_turn() -> None:
    """Apart from those that are too far ahead."""
    far = a_record("far", schedule_id=None)
    far = dataclasses.replace(far, inside_at=NOW + timedelta(days=9))
    too_far = dataclasses.replace(a_change("far", Action.NONE, after=far), deferred=True)
    lines = told(a_review(a_plan(waiting("late", 2), waiting("soon", 1), too_far))).splitlines()
    start = lines.index("Deferred: waits for its send id, 100 new ones a day")
    assert [
        "  soon: from about Sat 21 Nov 2026, in 24 hours",
        "  late: from about Sun 22 Nov 2026, in 2 days",
        "",
    ] == lines[start + 1 : start + 4]
    assert "  far: from Sun 29 Nov 2026, in 9 days" in lines


def test_one_that_is_newly_deferred_says_its_turn() -> None:
    """And not when it came inside the horizon, which is over."""
    text = told(a_review(a_plan(waiting("a", 2, Action.DEFER))))
    assert "waits     its send id has its turn at about Sun 22 Nov 2026, 09:00 UTC, in 2 days\n" in text

"""The counts of a plan: every kind by its word, nothing counted twice or left out."""

from braze_gitops.model import Address
from braze_gitops.plan import Action
from braze_gitops.report import summary_counts, summary_line
from support.reviews import a_block, a_change, a_plan, a_review, one_of_each


def test_every_kind_is_counted() -> None:
    """The summary counts each action by the word people read for it."""
    assert (
        "Plan: 1 to create, 1 to update, 1 to replace, 1 to cancel, 1 to move, 1 to import; "
        "1 finished, 2 deferred, 1 unchanged." == summary_line(a_review(a_plan(*one_of_each())))
    )


def test_a_blocked_change_is_counted_as_blocked_alone() -> None:
    """What is not made is not counted as if it were."""
    review = a_review(a_plan(a_change(), a_change("b")), blocks={Address("b"): (a_block(),)})
    assert "Plan: 1 to create; 1 blocked." == summary_line(review)


def test_a_plan_with_nothing_to_do_says_so() -> None:
    """Nothing to do is a count as well."""
    assert "Plan: no changes." == summary_line(a_review(a_plan()))


def test_counts_name_every_part() -> None:
    """A program that reads the counts finds each part, zeros included."""
    assert {
        "create": 0,
        "update": 0,
        "replace": 0,
        "cancel": 1,
        "move": 0,
        "import": 0,
        "finished": 0,
        "deferred": 0,
        "blocked": 0,
        "left out": 0,
        "unchanged": 0,
    } == summary_counts(a_review(a_plan(a_change(action=Action.DELETE))))

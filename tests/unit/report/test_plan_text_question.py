"""The question of an apply: how many changes go where, and what to answer."""

from braze_gitops.plan import Action
from braze_gitops.report import Style, question_text
from support.reviews import a_change, a_plan, a_review


def test_the_question_names_the_environment() -> None:
    """The prompt says how many changes go where, and what to answer."""
    assert "Apply 1 change to production? Only yes goes on: " == question_text(
        a_review(a_plan(a_change())), style=Style()
    )


def test_the_question_counts_what_the_plan_counts() -> None:
    """What only waits or is over is no change to apply; with nothing else the state alone is asked about."""
    reviews = [a_review(a_plan(a_change("b", Action.DEFER), *more)) for more in ((a_change(),), ())]
    asked = [question_text(review, style=Style()).partition("?")[0] for review in reviews]
    assert ["Apply 1 change to production", "Update the state of production"] == asked

"""What follows an answer, and how long the pauses are."""

from datetime import timedelta

import pytest

from braze_gitops.apply.retry import Next, Tries, pause_seconds, what_next
from braze_gitops.apply.settings import ApplySettings
from braze_gitops.model import Verb, Verdict

SETTINGS = ApplySettings()
IDEMPOTENT = (Verb.UPDATE, Verb.DELETE)


@pytest.mark.parametrize("verb", list(Verb))
@pytest.mark.parametrize("verdict", list(Verdict))
def test_the_table(verb: Verb, verdict: Verdict) -> None:
    """After the first try, for every verb and verdict."""
    expected = {
        Verdict.LIMITED: Next.AFTER_LIMIT,
        Verdict.NOT_SENT: Next.AFTER_PAUSE,
        Verdict.UNKNOWN: Next.AFTER_PAUSE if verb in IDEMPOTENT else Next.NOTHING,
    }.get(verdict, Next.NOTHING)
    assert expected is what_next(verb, verdict, Tries().after(verdict), SETTINGS)


@pytest.mark.parametrize("verb", [Verb.CREATE, Verb.CREATE_SEND_ID])
def test_a_second_limit_ends_what_cannot_be_repeated(verb: Verb) -> None:
    """At most one 429."""
    tries = Tries().after(Verdict.LIMITED).after(Verdict.LIMITED)
    assert Next.NOTHING is what_next(verb, Verdict.LIMITED, tries, SETTINGS)


@pytest.mark.parametrize("verb", IDEMPOTENT)
@pytest.mark.parametrize(("made", "following"), [(5, Next.AFTER_PAUSE), (6, Next.NOTHING)])
def test_five_retries(verb: Verb, made: int, following: Next) -> None:
    """Six tries in all."""
    assert following is what_next(verb, Verdict.UNKNOWN, Tries(made=made), SETTINGS)


def test_pauses_double_up_to_a_minute() -> None:
    """Without chance."""
    expected = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]
    assert expected == [pause_seconds(number, chance=0, settings=SETTINGS) for number in range(1, 9)]


def test_chance_takes_up_to_half() -> None:
    """So that workers do not come back together."""
    settings = ApplySettings(first_backoff=timedelta(seconds=10))
    assert [10.0, 7.5, 5.0] == [pause_seconds(1, chance=chance, settings=settings) for chance in (0, 0.5, 1)]

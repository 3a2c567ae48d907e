"""Since when a definition, or an entry of it, is known: what the first batch of an apply writes down."""

from __future__ import annotations

from datetime import datetime, timedelta

from braze_gitops.apply.work import first_seen
from braze_gitops.model import make_address
from braze_gitops.plan import Change
from support.plans import ANCHOR, NOW, make_desired, make_recorded, make_state, plan_of

WEEK = timedelta(days=7)
LONG_AGO = NOW - 9 * WEEK


def seen(*changes: Change, **known: datetime) -> dict[str, datetime]:
    """Return what is written, where these names are known."""
    return first_seen(changes, known, at=NOW)


def test_what_comes_is_first_applied_now() -> None:
    """A definition, and each of its entries that repeats; what is known stays."""
    entries = [make_desired(make_address("club", key, "2026-11-27"), every=WEEK) for key in ("gold", "silver")]
    changes = plan_of([make_desired(), make_desired('promo["a"]'), *entries], make_state()).changes
    new = {'club["gold"]': NOW, 'club["silver"]': NOW, "promo": NOW, "teaser": NOW}
    assert {"club": NOW, **new} == seen(*changes)
    assert new == seen(*changes, club=LONG_AGO)


def test_what_goes_was_never_applied() -> None:
    """It has no definition."""
    assert {} == seen(*plan_of([], make_state(make_recorded(make_desired()))).changes)


def test_a_new_name_is_as_old_as_the_old_one() -> None:
    """Whatever else comes with it, and an entry too."""
    old = make_recorded(make_desired(make_address("club", "gold", "2026-11-27")))
    wanted = [
        make_desired(
            make_address("bar", "gold", f"{at:%Y-%m-%d}"),
            at=at,
            every=WEEK,
            moved_from=make_address("club", "gold", f"{at:%Y-%m-%d}"),
        )
        for at in (ANCHOR, ANCHOR + WEEK)
    ]
    changes = plan_of(wanted, make_state(old)).changes
    assert {"bar": LONG_AGO, 'bar["gold"]': NOW} == seen(*changes, club=LONG_AGO)
    known = {"club": LONG_AGO, 'club["gold"]': LONG_AGO + WEEK}
    assert {"bar": LONG_AGO, 'bar["gold"]': LONG_AGO + WEEK} == first_seen(changes, known, at=NOW)

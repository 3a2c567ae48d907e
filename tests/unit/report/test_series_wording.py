"""What is said of each send of a series, said once: a command or an address is always one that is there."""

from __future__ import annotations

import dataclasses

import pytest

from braze_gitops.model import Address
from braze_gitops.plan import Change
from braze_gitops.report.series_wording import general, once, special
from support.reviews import a_change

DAYS = ("2026-12-12", "2026-12-16", "2026-12-19")


def sends() -> list[Change]:
    """Return three sends of a series that had another name."""
    return [
        dataclasses.replace(a_change(f'wk["{day}"]'), previous_address=Address(f'old["{day}"]')) for day in DAYS
    ]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param("is new", "is new", id="the same"),
        pytest.param(
            "leave {key} out", "leave 2026-12-12, 2026-12-16, 2026-12-19 out", id="a key that stands alone"
        ),
        pytest.param(
            "run `x resolve 'wk[\"{key}\"]'`",
            "run `x resolve 'wk[\"2026-12-12\"]'` (likewise the other 2 ones)",
            id="its address in a command",
        ),
        pytest.param(
            'is near wk3["{key}"]', 'is near wk3["2026-12-12"] (likewise the other 2 ones)', id="another address"
        ),
        pytest.param(
            'renamed from old["{key}"]',
            'renamed from old["2026-12-12"] (likewise the other 2 ones)',
            id="its old one",
        ),
        pytest.param(
            "for example `wk-new {key}`",
            "for example `wk-new 2026-12-12` (likewise the other 2 ones)",
            id="a key in a command",
        ),
        pytest.param(
            "in `{key}` and {key}",
            "in `2026-12-12` and 2026-12-12, 2026-12-16, 2026-12-19 (likewise the other 2 ones)",
            id="both",
        ),
    ],
)
def test_said_once(said: str, expected: str) -> None:
    """For all of them, with nothing merged that somebody may copy."""
    members = sends()
    told = [general(said.format(key=day), one) for day, one in zip(DAYS, members, strict=True)]
    ((words, of_them),) = once(told, members)
    assert (expected, members) == (special(words, of_them), of_them)


def test_part_of_another_word_is_no_key() -> None:
    """A date with an hour, or a longer name, is another one."""
    words = "at 2026-12-12T09:00 or wk-2026-12-12"
    assert words == general(words, sends()[0])


def test_what_has_no_key_has_its_address() -> None:
    """And for one alone nobody else is meant."""
    one = a_change("wk")
    assert "allow wk" == special(general("allow wk", one), [one])

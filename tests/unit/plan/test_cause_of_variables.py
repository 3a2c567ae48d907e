"""What a plan says where a variable gives the items of a definition, or the times of its sends."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from braze_gitops.model import DesiredSchedule
from braze_gitops.plan import Action, Cause
from support.definition_samples import Value, message, yaml_text
from support.load_calls import environment, load_sources, project
from support.plans import NOW, make_recorded, make_state, plan_of
from support.yaml_sources import source

ITEMS = message(for_each="<< groups >>", segment_id="seg-<< each.value >>")


def series(**more: object) -> Value:
    """Return a definition that repeats at the hour of a variable, until 4 December."""
    repeat = {"every": "day", "until": "2026-12-04", **more}
    return message(schedule={"time": "<< start >>", "timezone": "America/New_York", "repeat": repeat})


def desired(value: Value, variables: Mapping[str, object]) -> tuple[DesiredSchedule, ...]:
    """Return what a definition gives with these variables."""
    found, findings = load_sources(source(yaml_text(value)), of=project(environment(variables=variables)))
    assert found is not None, findings
    return found.schedules


@pytest.mark.parametrize(
    ("value", "before", "after", "told"),
    [
        pytest.param(
            ITEMS,
            {"groups": {"gold": 1, "silver": 2}},
            {"groups": {"bronze": 3, "gold": 1, "silver": 4}},
            {
                'teaser["bronze"]': (Action.CREATE, Cause.DEFINITION, ("new",)),
                'teaser["silver"]': (
                    Action.REPLACE,
                    Cause.VARIABLE_OR_FILE,
                    ("Braze cannot change `segment_id` in place", "variable `groups` changed"),
                ),
            },
            id="an item",
        ),
        pytest.param(
            series(),
            {"start": "2026-12-03T09:00:00"},
            {"start": "2026-12-03T10:00:00"},
            {
                f'teaser["2026-12-0{day}"]': (
                    Action.UPDATE,
                    Cause.VARIABLE_OR_FILE,
                    ("variable `start` changed",),
                )
                for day in (3, 4)
            },
            id="an hour",
        ),
        pytest.param(
            series(**{"except": "<< holidays >>"}),
            {"start": "2026-12-02T09:00:00", "holidays": ["2026-12-02"]},
            {"start": "2026-12-02T09:00:00", "holidays": ["2026-12-02", "2026-12-04"]},
            {
                'teaser["2026-12-04"]': (
                    Action.DELETE,
                    Cause.DEFINITION,
                    ("left out by `except`",),
                )
            },
            id="one more holiday",
        ),
    ],
)
def test_only_what_a_variable_moves_is_touched(
    value: Value,
    before: dict[str, object],
    after: dict[str, object],
    told: dict[str, tuple[Action, Cause, tuple[str, ...]]],
) -> None:
    """By the name of the variable."""
    was = desired(value, before)
    state = make_state(*map(make_recorded, was), texts_of=was, definitions={"teaser": NOW})
    plan = plan_of(desired(value, after), state)
    assert told == {
        one.address: (one.action, one.cause, one.reasons) for one in plan.changes if one.action is not Action.NONE
    }

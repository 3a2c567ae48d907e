"""Properties of loading: valid definitions load, order does not matter, an error leaves nothing."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from support.definitions import Value, definitions, projects, yaml_text
from support.load_calls import load_sources, load_values
from support.yaml_sources import source


@given(definitions())
def test_a_valid_definition_loads_without_findings(value: Value) -> None:
    """What the strategies make is valid, whatever kind, channel and target it has."""
    desired, findings = load_values(value)

    assert findings == ()
    assert desired is not None
    assert [value["name"]] == [schedule.name for schedule in desired.schedules]


@given(projects(min_size=2), st.randoms(use_true_random=False))
def test_the_order_of_files_and_keys_does_not_matter(values: list[Value], chance: random.Random) -> None:
    """Files may be read in any order and keys may stand in any order: what is desired stays the same."""
    sources = [source(yaml_text(value), f"schedules/{value['name']}.yaml") for value in values]
    turned = [source(yaml_text(_turned(value, chance)), f"schedules/{value['name']}.yaml") for value in values]
    chance.shuffle(turned)

    first, _ = load_sources(*sources)
    second, _ = load_sources(*turned)

    assert first is not None
    assert second is not None
    assert [(each.payload, each.inputs) for each in first.schedules] == [
        (each.payload, each.inputs) for each in second.schedules
    ]


@given(projects(min_size=1), st.data())
def test_one_error_leaves_no_desired_state(values: list[Value], draw: st.DataObject) -> None:
    """Whichever of many definitions has an error, nothing is desired at all."""
    broken = draw.draw(st.integers(0, len(values) - 1))
    texts = [yaml_text({**value, "nmae": "x"} if at == broken else value) for at, value in enumerate(values)]

    desired, findings = load_sources(*(source(text, f"schedules/{at}.yaml") for at, text in enumerate(texts)))

    assert desired is None
    assert ["unknown-key"] == [finding.code for finding in findings]


def _turned(value: Value, chance: random.Random) -> Value:
    keys = list(value)
    chance.shuffle(keys)
    return {key: value[key] for key in keys}

"""What a schedule is made from: which edit of a definition or of a variable touches which of its schedules."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from braze_gitops.model import DesiredSchedule, Inputs
from support.definition_samples import Value, message, yaml_text
from support.load_calls import environment, load_sources, project
from support.yaml_sources import source

NEW_YORK = "America/New_York"


def loaded(
    value: Value, variables: Mapping[str, object] | None = None, texts: Mapping[str, str] | None = None
) -> dict[str, DesiredSchedule]:
    """Return the schedules of a definition without an error, by what follows its name in their addresses."""
    of = project(environment(variables=variables or {}))
    desired, findings = load_sources(source(yaml_text(value)), of=of, texts=texts)
    assert desired is not None, findings
    return {one.address.removeprefix("teaser"): one for one in desired.schedules}


def differing(before: Mapping[str, DesiredSchedule], after: Mapping[str, DesiredSchedule]) -> dict[str, list[str]]:
    """Return for each schedule of both whose inputs differ what differs: the definition, variables and files."""
    found = {key: list(_differing(before[key].inputs, after[key].inputs)) for key in before if key in after}
    return {key: names for key, names in found.items() if names}


def _differing(before: Inputs, after: Inputs) -> list[str]:
    definition = ["definition"] if before.definition != after.definition else []
    variables = before.variables.items() ^ after.variables.items()
    files = before.files.items() ^ after.files.items()
    return [*definition, *sorted({name for name, _ in (*variables, *files)})]


def groups(**values: object) -> dict[str, object]:
    """Return variables with these groups."""
    return {"groups": values}


BY_GROUP = message(for_each="<< groups >>", segment_id="seg-<< each.value >>")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        pytest.param(groups(a=1, b=2), groups(a=1, b=3), {'["b"]': ["groups"]}, id="edited"),
        pytest.param(groups(a=1, b=2), groups(c=0, a=1, b=2), {}, id="inserted"),
        pytest.param(groups(a=1, b=2), groups(b=2), {}, id="taken away"),
        pytest.param({"groups": ["a", "b"]}, {"groups": ["c", "a", "b"]}, {}, id="inserted in a list"),
    ],
)
def test_an_item_of_a_variable_is_an_input_of_its_own(
    before: dict[str, object], after: dict[str, object], told: dict[str, list[str]]
) -> None:
    """Under the name of the variable, and of no other item."""
    assert told == differing(loaded(BY_GROUP, before), loaded(BY_GROUP, after))


def test_a_variable_that_is_used_whole_as_well_is_an_input_as_a_whole() -> None:
    """Every item holds all of it then."""
    value = {**BY_GROUP, "messages": {"email": {**EMAIL, "subject": "of << groups | length >>"}}}
    assert ['["a"]', '["b"]'] == list(differing(*(loaded(value, groups(a=1, b=last)) for last in (2, 3))))


def test_a_literal_item_is_the_definitions_own() -> None:
    """What is edited is the file of the definition."""
    one, other = ({**BY_GROUP, "for_each": {"a": 1, "b": last}} for last in (2, 3))
    assert {'["b"]': ["definition"]} == differing(loaded(one), loaded(other))


def test_a_template_in_an_item_names_its_variables() -> None:
    """Each item has those that stand in it, and what the definition says of it."""
    value = {**BY_GROUP, "for_each": {"a": "<< first >>", "b": "<< second >>", "c": 3}}
    before = loaded(value, {"first": 1, "second": 2})
    assert {'["b"]': ["second"]} == differing(before, loaded(value, {"first": 1, "second": 4}))
    edited = {**BY_GROUP, "for_each": {"a": "<< first >>", "b": "<< first >>", "c": 4}}
    assert {'["b"]': ["definition", "first", "second"], '["c"]': ["definition"]} == differing(
        before, loaded(edited, {"first": 1})
    )


def test_a_file_of_an_item_is_an_input_of_it() -> None:
    """And of it alone."""
    items = {"a": {"from_file": "a.txt"}, "b": {"from_file": "b.txt"}}
    value = {**BY_GROUP, "for_each": items}
    before, after = (loaded(value, texts={"a.txt": "1", "b.txt": last}) for last in ("2", "3"))
    assert {'["b"]': ["schedules/b.txt"]} == differing(before, after)


def series(repeat: object, *, time: str = "2026-12-01T09:00:00") -> Value:
    """Return a definition that repeats, by New York's clock."""
    return message(schedule={"time": time, "timezone": NEW_YORK, "repeat": repeat})


EMAIL: Value = {"app_id": "app", "from": "Shop <a@shop.example>", "subject": "Hi", "body": "Hi"}
TWO: Value = {"every": "day", "count": 2}
DAYS = ('["2026-12-01"]', '["2026-12-02"]')
AT_NINE: Value = {"start": "2026-12-01T09:00:00", "hour": "09", "rule": {**TWO, "at": ["09:00"]}}
AT_TEN: Value = {"start": "2026-12-01T10:00:00", "hour": "10", "rule": {**TWO, "at": ["10:00"]}}
HOURLY = {**TWO, "at": ["<< hour >>:00"]}


@pytest.mark.parametrize(
    ("value", "name"),
    [
        pytest.param(series(TWO, time="<< start >>"), "start", id="time"),
        pytest.param(series(TWO, time="2026-12-01T<< hour >>:00:00"), "hour", id="hour of time"),
        pytest.param(series(HOURLY), "hour", id="at"),
        pytest.param(series("<< rule >>"), "rule", id="repeat"),
        pytest.param(series({"rrule": "FREQ=DAILY;BYHOUR=<< hour >>", "count": 2}), "hour", id="BYHOUR"),
        pytest.param(
            series({"rrule": "FREQ=DAILY;BYHOUR=<< hour >>;BYMINUTE=0", "count": 2}, time="2026-12-01T00:00:00"),
            "hour",
            id="BYHOUR and BYMINUTE",
        ),
        pytest.param(
            series({"rrule": "FREQ=DAILY", "count": 2}, time="<< start >>"), "start", id="time and rrule"
        ),
        pytest.param(
            series({"rrule": "FREQ=DAILY;BYMINUTE=0", "count": 2}, time="<< start >>"),
            "start",
            id="time and BYMINUTE",
        ),
    ],
)
def test_a_variable_that_gives_the_hour_is_an_input(value: Value, name: str) -> None:
    """It alone, where it moves a send."""
    assert {day: [name] for day in DAYS} == differing(loaded(value, AT_NINE), loaded(value, AT_TEN))


def test_another_start_moves_no_send_that_stays() -> None:
    """Written out, or by a variable: only what it names is another one."""
    value = series({**TWO, "count": 3}, time="<< start >>")
    later = {"start": "2026-12-02T09:00:00"}
    assert {} == differing(loaded(value, AT_NINE), loaded(value, later))
    one, other = (series(TWO, time=f"2026-12-0{day}T<< hour >>:00:00") for day in (1, 2))
    assert {} == differing(loaded(one, AT_NINE), loaded(other, AT_NINE))


@pytest.mark.parametrize(
    ("repeat", "before", "after"),
    [
        pytest.param({**TWO, "except": "<< days >>"}, ["2026-12-02"], ["2026-12-01"], id="except"),
        pytest.param(
            {**TWO, "count": 4, "except": "<< days >>"}, ["2026-12-03"], ["2026-12-03", "2026-12-04"], id="holiday"
        ),
        pytest.param({"every": "day", "until": "<< days >>"}, "2026-12-02", "2026-12-09", id="until"),
        pytest.param({"every": "day", "count": "<< days >>"}, 2, 3, id="count"),
        pytest.param({**TWO, "every": "week", "on": "<< days >>"}, ["tue"], ["tue", "thu"], id="on"),
        pytest.param({**TWO, "at": "<< days >>"}, ["09:00"], ["09:00", "17:00"], id="at"),
        pytest.param("<< days >>", TWO, {**TWO, "except": ["2026-12-02"]}, id="repeat"),
    ],
)
def test_a_variable_that_names_which_sends_there_are_is_none_of_theirs(
    repeat: object, before: object, after: object
) -> None:
    """What is added or left out touches no other."""
    one, other = (loaded(series(repeat), {"days": days}) for days in (before, after))
    assert one.keys() != other.keys()
    assert {} == differing(one, other)


def test_an_hour_that_stands_in_the_definition_is_its_own() -> None:
    """Whatever variables say of other hours, and of which days are left out."""
    twice = {**TWO, "count": 4, "at": ["<< hour >>:00", "17:00"], "except": "<< days >>"}
    days: Value = {"days": ["2026-12-03"]}
    before = loaded(series(twice, time="2026-12-01T00:00:00"), {**AT_NINE, **days})
    assert {"hour"} == before['["2026-12-01T09:00"]'].inputs.variables.keys()
    assert set() == before['["2026-12-01T17:00"]'].inputs.variables.keys()
    one, other = (series({**TWO, "except": "<< days >>"}, time=f"2026-12-01T{at}:00") for at in ("09:00", "10:00"))
    assert {day: ["definition"] for day in DAYS} == differing(loaded(one, days), loaded(other, days))


def test_another_variable_for_the_hour_is_an_edit_of_the_definition() -> None:
    """Not of a variable: none has changed."""
    one, other = (series({**TWO, "at": [f"<< {name} >>"]}) for name in ("early", "late"))
    hours = {"early": "09:00", "late": "10:00"}
    assert {day: ["definition", "early", "late"] for day in DAYS} == differing(
        loaded(one, hours), loaded(other, hours)
    )


def test_an_hour_that_the_text_names_too_is_an_input_as_a_whole() -> None:
    """The text changes with it."""
    value = {**series(HOURLY), "messages": {"email": {**EMAIL, "subject": "<< hour >>"}}}
    (one, other) = loaded(value, AT_NINE).values()
    assert one.inputs.variables == other.inputs.variables


def test_a_schedule_that_a_variable_gives_is_taken_apart() -> None:
    """Its other keys belong to each send, its exceptions to none."""

    def of(zone: str, hour: str, *days: str) -> dict[str, DesiredSchedule]:
        repeat = {**TWO, "count": 4, "except": list(days)}
        times: Value = {"time": f"2026-12-01T{hour}:00:00", "timezone": zone, "repeat": repeat}
        return loaded(message(schedule="<< times >>"), {"times": times})

    before = of(NEW_YORK, "09", "2026-12-03")
    assert {} == differing(before, of(NEW_YORK, "09", "2026-12-03", "2026-12-04"))
    for other in (of(NEW_YORK, "10", "2026-12-03"), of("Europe/Berlin", "09", "2026-12-03")):
        assert {("times",)} == {tuple(names) for names in differing(before, other).values()}
        assert 3 == len(differing(before, other))


@pytest.mark.parametrize(
    ("for_each", "told"),
    [("<< groups >>", ["groups"]), ({"a": "<< a >>", "b": "<< b >>"}, ["b"])],
    ids=["all by one", "each by its own"],
)
def test_an_hour_by_an_item_of_a_variable_is_an_edit_of_that(for_each: object, told: list[str]) -> None:
    """Of that item alone."""
    value = {**series({**TWO, "at": ["<< each.value >>"]}), "for_each": for_each}
    one, other = (loaded(value, {"a": "09:00", "b": b, **groups(a="09:00", b=b)}) for b in ("09:00", "10:00"))
    assert {f'["b"]{day}': told for day in DAYS} == differing(one, other)


def test_an_hour_by_a_literal_item_is_an_edit_of_the_definition() -> None:
    """As every other value of it."""
    value = series({**TWO, "at": ["<< each.value >>"]})
    one, other = (loaded({**value, "for_each": {"a": "09:00", "b": b}}) for b in ("09:00", "10:00"))
    assert {f'["b"]{day}': ["definition"] for day in DAYS} == differing(one, other)


def test_the_time_of_a_single_send_is_an_input_as_it_is() -> None:
    """Whatever it says."""
    value = message(schedule={"time": "<< start >>", "timezone": NEW_YORK})
    assert {"": ["start"]} == differing(loaded(value, AT_NINE), loaded(value, AT_TEN))

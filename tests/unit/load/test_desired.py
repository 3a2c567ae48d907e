"""`desired.load`: many definitions together, environments, earlier addresses, places, inputs."""

from __future__ import annotations

import subprocess
import sys

import pytest

from braze_gitops.model import Address, Lifecycle, OnMissed, Place, Severity, digest_json, freeze
from support.definitions import Value, campaign, canvas, message, yaml_stream, yaml_text
from support.load_calls import environment, load_sources, load_values, project, said
from support.yaml_sources import source


def test_no_sources_are_a_desired_state_of_nothing() -> None:
    """Whether an empty project may be, others judge; it is no error of loading."""
    desired, findings = load_sources()

    assert findings == ()
    assert desired is not None
    assert () == desired.schedules


def test_schedules_are_sorted_by_address() -> None:
    """Definitions of several files and documents come out in one order."""
    desired, _ = load_sources(
        source(yaml_stream([message("c"), campaign("a")]), "schedules/z.yaml"),
        source(yaml_text(canvas("b")), "schedules/y.yaml"),
    )

    assert desired is not None
    assert ["a", "b", "c"] == [schedule.address for schedule in desired.schedules]


def test_an_error_in_one_file_leaves_nothing_and_hides_nothing() -> None:
    """All errors of all files come out, sorted by place, and there is no partial desired state."""
    desired, findings = load_sources(
        source(yaml_text(message("b", onwer=1)), "schedules/2.yaml"),
        source("a: [", "schedules/3.yaml"),
        source(yaml_stream([canvas("a", owner=5), canvas("c")]), "schedules/1.yaml"),
    )

    assert desired is None
    assert [
        ("schedules/1.yaml", "wrong-type"),
        ("schedules/2.yaml", "unknown-key"),
        ("schedules/3.yaml", "yaml-syntax"),
    ] == [(finding.place.path, finding.code) for finding in findings if finding.place]


def test_a_warning_comes_with_the_desired_state() -> None:
    """Warnings stop nothing."""
    desired, findings = load_values(canvas(canvas_entry_properties={"a": 1}))

    assert desired is not None
    assert [Severity.WARNING] == [finding.severity for finding in findings]


def test_a_name_belongs_to_one_definition() -> None:
    """The second of two equal names is marked, and the first is named."""
    _, findings = load_sources(
        source(yaml_text(message("teaser")), "schedules/b.yaml"),
        source(yaml_text(canvas("teaser")), "schedules/a.yaml"),
    )

    assert [
        (
            "schedules/b.yaml:1:7",
            "another definition has the name `teaser`",
            "the other one is at schedules/a.yaml:1:1; names are unique in the project",
        )
    ] == [(str(finding.place), finding.message, finding.hint) for finding in findings]


def test_nameless_definitions_are_not_equal() -> None:
    """Two definitions without a name lack it, and nothing else."""
    _, findings = load_values({**message(), "name": None}, {**canvas(), "name": ""})

    assert ("no-value@name", 'empty@""') == said(findings)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        pytest.param([message("a", moved_from="old")], [], id="gone"),
        pytest.param(
            [message("a", moved_from="old"), message("old")],
            ["`old` is still defined, so nothing can have moved from it"],
            id="still there",
        ),
        pytest.param(
            [message("a", moved_from="b"), message("b", moved_from="a")],
            [],
            id="exchanged",
        ),
        pytest.param(
            [message("a", moved_from="b"), message("b", moved_from="c"), message("c")],
            ["`c` is still defined, so nothing can have moved from it"],
            id="a chain that ends at one which is there",
        ),
        pytest.param(
            [message("a", moved_from="old"), message("b", moved_from="old")],
            ["another definition has moved from `old` too"],
            id="two from one",
        ),
        pytest.param(
            [message("a", moved_from="a")], ["a definition cannot have moved from its own name"], id="itself"
        ),
        pytest.param([message("a", moved_from='b["x"]'), message("b")], [], id="a key of one that is there"),
    ],
)
def test_an_earlier_address_must_be_free(values: list[Value], told: list[str]) -> None:
    """`moved_from` names an address that nobody has or its owner leaves, and that nobody else takes over."""
    assert told == [finding.message for finding in load_values(*values)[1]]


def test_moved_from_is_an_address_with_its_place() -> None:
    """The plan gets the earlier address and where it is written."""
    desired, _ = load_values(message("a", moved_from="old"))

    assert desired is not None
    (schedule,) = desired.schedules
    assert (Address("old"), "old") == (
        schedule.moved_from,
        schedule.moved_from_place and schedule.moved_from_place.excerpt[13:16],
    )


def test_a_definition_may_be_limited_to_environments() -> None:
    """What is limited to others is not desired here, and is known by name."""
    values = [message("a"), message("b", environments=["production"]), canvas("c", environments=["sandbox"])]
    desired, _ = load_values(*values)

    assert desired is not None
    assert (["a", "c"], ("b",)) == ([schedule.name for schedule in desired.schedules], desired.names_elsewhere)


def test_a_definition_of_another_environment_is_checked_with_its_own_variables() -> None:
    """It may use what only its environment has, and its errors are errors all the same."""
    both = project(environment("sandbox"), environment("production", {"segment": "seg-9"}))
    good = message(segment_id="<< segment >>", environments=["production"])
    bad = {**good, "name": "b", "owner": 5}

    assert [(), ("wrong-type@5",)] == [
        said(load_sources(source(yaml_text(value)), of=both)[1]) for value in (good, bad)
    ]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        pytest.param("<< city >>", "there is no variable `city` in environment `production`", id="top"),
        pytest.param("<< ids.news >>", "`ids` has no `news` in environment `production`", id="in a map"),
        pytest.param("<< ids.x.y >>", "`ids` has no `x`", id="in no environment"),
        pytest.param("<< color >>", "there is no variable `color`", id="nowhere"),
    ],
)
def test_a_variable_that_only_others_have_names_the_environment(written: str, told: str) -> None:
    """Where another environment has the variable, the message says which one has not."""
    of = project(
        environment("sandbox", {"city": "Rome", "ids": {"news": "a"}}), environment("production", {"ids": {}})
    )
    _, findings = load_sources(source(yaml_text(message(owner=written))), of=of, name="production")

    assert [told] == [finding.message for finding in findings]


def test_an_unknown_environment_alone_uses_the_variables_at_hand() -> None:
    """With no known environment the definition is checked like one of this environment."""
    here = project(environment("sandbox", {"segment": "seg-9"}))
    value = message(segment_id="<< segment >>", environments=["prod"])

    assert ('unknown-environment@"prod"',) == said(load_sources(source(yaml_text(value)), of=here)[1])


def test_our_own_keys_are_read() -> None:
    """Description, owner, tags (sorted, each once) and lifecycle come with the schedule."""
    value = message(
        description="a teaser",
        owner="crm",
        tags=["b", "a", "b"],
        lifecycle={"prevent_delete": True, "paused": True, "on_missed": "skip", "resume": "halt-3"},
    )
    desired, _ = load_values(value)

    assert desired is not None
    (schedule,) = desired.schedules
    assert (
        "a teaser",
        "crm",
        ("a", "b"),
        Lifecycle(prevent_delete=True, paused=True, on_missed=OnMissed.SKIP, resume="halt-3"),
    ) == (
        schedule.description,
        schedule.owner,
        schedule.tags,
        schedule.lifecycle,
    )


def test_inputs_name_all_that_took_part() -> None:
    """Digests of the definition as written, of variables and files by name; versions of tool and zones."""
    text = (
        "name: a\nkind: canvas\ncanvas_id: << journey >>\nbroadcast: true\n"
        "schedule: {time: 2026-11-27T09:00:00Z}\ncontext: {text: {from_file: a.txt}}\n"
    )
    written = {
        "name": "a",
        "kind": "canvas",
        "canvas_id": "<< journey >>",
        "broadcast": True,
        "schedule": {"time": "2026-11-27T09:00:00Z"},
        "context": {"text": {"from_file": "a.txt"}},
    }
    whole = project(environment("sandbox", {"journey": "cnv-7"}))
    desired, _ = load_sources(source(text), of=whole, texts={"a.txt": "Hello"})

    assert desired is not None
    (schedule,) = desired.schedules
    assert (
        digest_json(freeze(written)),
        {"journey": digest_json("cnv-7")},
        {"schedules/a.txt": source("Hello").digest},
        "1.0",
        {"context.text": "schedules/a.txt"},
        {"canvas_id": "journey"},
    ) == (
        schedule.inputs.definition,
        schedule.inputs.variables,
        schedule.inputs.files,
        schedule.inputs.tool,
        schedule.texts_from,
        schedule.variables_from,
    )


_STYLES = {
    "block": "name: a\n",
    "block, later": "# a comment\n\nkind: canvas\nname: a\n",
    "quoted key": '"name": a\n',
    "spaces before the colon": "name : a\n",
    "byte order mark": "\ufeffname: a\n",
    "Windows line ends": "owner: b\r\nname: a\r\n",
}


@pytest.mark.parametrize("text", _STYLES.values(), ids=_STYLES)
def test_the_place_is_that_of_the_name(text: str) -> None:
    """However the key is written, the schedule's place is its `name` key."""
    rest = yaml_text({key: item for key, item in canvas().items() if f"{key}:" not in text and key != "name"})
    desired, _ = load_sources(source(text + rest))

    assert desired is not None
    place = desired.schedules[0].place
    assert "name" == place.excerpt[place.column - 1 : place.column - 1 + place.width].strip('"')


def test_the_place_in_a_file_of_many_is_each_ones_own() -> None:
    """Documents of one file have the places of their own `name` lines, flow style included."""
    flow = '{name: b, kind: canvas, canvas_id: c, broadcast: true, schedule: {time: "2026-11-27T09:00:00Z"}}\n'
    block, _ = load_sources(source(yaml_stream([canvas("a"), canvas("b")])))
    mixed, _ = load_sources(source(yaml_text(canvas("a")) + "---\n" + flow))

    assert block is not None
    assert mixed is not None
    first = Place(path="schedules/teaser.yaml", line=1, column=1, width=4, excerpt='name: "a"')
    assert [first, 8] == [block.schedules[0].place, block.schedules[1].place.line]
    assert [first, (8, 2)] == [
        mixed.schedules[0].place,
        (mixed.schedules[1].place.line, mixed.schedules[1].place.column),
    ]


def test_importing_the_room_does_not_import_pydantic() -> None:
    """The library behind the tables is waited for only when there is a definition to check."""
    code = "import sys, braze_gitops.load; print('pydantic' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout == "False\n"

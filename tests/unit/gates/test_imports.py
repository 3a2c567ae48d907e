"""The import gate: what it sees, and what it refuses."""

import pytest
from gates.imports import Row, check_doors, check_imports, check_table
from gates.source import Module, parse

ROOMS = (
    parse("braze_gitops/__init__.py", '__version__ = "1"\n'),
    parse("braze_gitops/errors.py", ""),
    parse("braze_gitops/model/__init__.py", '__all__ = ["normal_form"]'),
    parse("braze_gitops/model/normal_form.py", ""),
    parse("braze_gitops/model/address.py", ""),
    parse("braze_gitops/load/__init__.py", ""),
    parse("braze_gitops/plan/__init__.py", ""),
    parse("braze_gitops/plan/order.py", ""),
)


def found(path: str, text: str) -> tuple[str, ...]:
    """Return what the gate says of a tree with one more module."""
    return check_imports((*ROOMS, parse(path, text)))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("from braze_gitops.load import X", id="sideways or up"),
        pytest.param("def f():\n    from braze_gitops.load import X", id="lazy"),
        pytest.param("if TYPE_CHECKING:\n    from braze_gitops.load import X", id="type only"),
        pytest.param("from braze_gitops import load", id="room as a name"),
        pytest.param("import braze_gitops.load", id="plain import"),
        pytest.param("from ..load import X", id="relative"),
        pytest.param('import_module("braze_gitops.load")', id="by name"),
        pytest.param("importlib.import_module(name)", id="by a name that cannot be read"),
        pytest.param("from braze_gitops.model.address import Address", id="from a module of another room"),
        pytest.param("from braze_gitops.model import address", id="a module of another room as a name"),
        pytest.param("from braze_gitops.plan import Plan", id="own room from inside"),
        pytest.param("from braze_gitops.cli import main", id="the command line"),
        pytest.param("import httpx", id="third party in the wrong room"),
        pytest.param("import requests", id="third party without a door"),
        pytest.param("from tests.support import x", id="test code"),
    ],
)
def test_forbidden_import_is_found(text: str) -> None:
    """Each way to write an import that is not allowed in `plan` gives exactly one line."""
    assert 1 == len(found("braze_gitops/plan/actions.py", text))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("from braze_gitops.model import Address", id="down, from the room"),
        pytest.param("from braze_gitops.model import normal_form", id="a shown name that is also a module"),
        pytest.param("from braze_gitops import __version__", id="the version"),
        pytest.param("from braze_gitops.plan.order import sort", id="a module of the own room"),
        pytest.param("from braze_gitops.plan import order", id="a module of the own room as a name"),
        pytest.param("from .order import sort", id="relative in the own room"),
        pytest.param("import dataclasses", id="standard library"),
        pytest.param("from deepdiff import DeepDiff", id="through the door"),
    ],
)
def test_allowed_import_passes(text: str) -> None:
    """What the table and the doors allow gives no line."""
    assert () == found("braze_gitops/plan/actions.py", text)


def test_room_without_a_row_is_found() -> None:
    """A new folder needs a row in the table."""
    assert ("extra: no row in the import table",) == found("braze_gitops/extra/__init__.py", "")


def test_message_names_file_and_line() -> None:
    """The line says where the import stands."""
    (line,) = found("braze_gitops/plan/actions.py", "\nimport httpx")
    assert line == "braze_gitops/plan/actions.py:2: httpx may not be imported in plan"


def modules(room: str, package: str, *names: str) -> tuple[Module, ...]:
    """Return modules of a room that all import the same package."""
    return tuple(parse(f"braze_gitops/{room}/{name}.py", f"import {package}") for name in names)


def test_second_door_is_found() -> None:
    """A package that may come in through one module of a room may not come in through two."""
    assert 1 == len(check_doors(modules("load", "yaml", "yaml_text", "schema")))


@pytest.mark.parametrize(
    "names",
    [pytest.param(("schema/person", "schema/email"), id="one folder"), pytest.param(("schema",), id="one module")],
)
def test_one_door_passes(names: tuple[str, ...]) -> None:
    """A module, or a folder that stands for one, is one door."""
    assert () == check_doors(modules("load", "pydantic", *names))


def test_each_format_of_the_state_is_a_door() -> None:
    """Every version of the state's format has shapes of its own."""
    assert () == check_doors(modules("state", "msgspec", "format_v1", "format_v2"))


def test_other_module_of_the_state_is_no_door() -> None:
    """Beside the formats no module of the state may know msgspec."""
    assert 1 == len(check_doors(modules("state", "msgspec", "format_v1", "fold")))


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(
            {"a": Row(rank=1, may_import=frozenset({"b"})), "b": Row(rank=1, may_import=frozenset())},
            id="sideways",
        ),
        pytest.param(
            {"a": Row(rank=1, may_import=frozenset({"b"})), "b": Row(rank=2, may_import=frozenset())}, id="up"
        ),
        pytest.param({"a": Row(rank=1, may_import=frozenset({"b"}))}, id="unknown"),
    ],
)
def test_bad_table_is_found(table: dict[str, Row]) -> None:
    """A row may only name rooms that exist and are of lower rank."""
    assert 1 == len(check_table(table))

"""The whole tree against the gates; what each gate refuses is shown in `tests/unit/gates`."""

from pathlib import Path

import pytest
from gates.docstrings import check_docstrings
from gates.exports import check_exports
from gates.imports import TABLE, check_imports, check_table
from gates.purity import PURE_ROOMS, check_purity
from gates.reasons import check_reasons
from gates.requirements import check_requirements
from gates.sizes import check_sizes
from gates.source import PACKAGE, Module, read_modules, tracked_files
from gates.words import check_files

TOP = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def package() -> tuple[Module, ...]:
    """Return the package as it stands."""
    return read_modules(TOP, PACKAGE)


@pytest.fixture(scope="module")
def everything(package: tuple[Module, ...]) -> tuple[Module, ...]:
    """Return every Python file of the project."""
    return (*package, *read_modules(TOP, "tests", "tools"))


def test_rows_name_only_rooms_of_lower_rank() -> None:
    """The import table itself allows no import up or sideways."""
    assert () == check_table()


def test_imports_match_the_table(package: tuple[Module, ...]) -> None:
    """Every import of the package is one the table or a door allows."""
    assert () == check_imports(package)


def test_each_row_is_a_room(package: tuple[Module, ...]) -> None:
    """The table has no row for a room that is not there."""
    assert set(TABLE) - {module.room for module in package} == set()


def test_rooms_show_what_they_say(package: tuple[Module, ...]) -> None:
    """Each room's `__all__` is complete, and nobody takes what is not in it."""
    assert () == check_exports(package)


def test_pure_rooms_touch_nothing(package: tuple[Module, ...]) -> None:
    """No pure room reads a clock, a file, a variable or chance."""
    assert () == check_purity(package)


def test_modules_and_functions_are_short(everything: tuple[Module, ...]) -> None:
    """No module is over 400 lines and no function over 60."""
    assert () == check_sizes(everything)


def test_public_names_are_documented(everything: tuple[Module, ...]) -> None:
    """Every public name has a docstring, and every test its claim."""
    assert () == check_docstrings(everything)


def test_exemptions_have_reasons(everything: tuple[Module, ...]) -> None:
    """Every exemption from a rule names the rule and the reason."""
    assert () == check_reasons(everything)


def test_requirements_are_pinned_and_complete() -> None:
    """What is installed is pinned, hashed, without an address and all that is asked for."""
    assert () == check_requirements(TOP)


def test_committed_texts_hold_nothing_foreign() -> None:
    """No committed file names a machine's path, a registry, a secret or anything beside the project."""
    assert () == check_files(TOP, tracked_files(TOP))


def test_coverage_is_asked_of_every_pure_room() -> None:
    """The coverage gate and the purity gate speak of the same rooms."""
    text = (TOP / "pyproject.toml").read_text("utf-8")
    assert all(f'"{PACKAGE}.{room}"' in text for room in PURE_ROOMS)


def test_changelog_has_a_place_for_the_next_change() -> None:
    """There is an Unreleased section, and it is the first."""
    headings = [line for line in (TOP / "CHANGELOG.md").read_text("utf-8").splitlines() if line.startswith("## ")]
    assert headings[0] == "## [Unreleased]"


def test_decisions_are_numbered_without_gaps() -> None:
    """The pages of `docs/decisions` count up from 0001."""
    numbers = sorted(int(path.name[:4]) for path in (TOP / "docs/decisions").glob("[0-9]*.md"))
    assert list(range(1, len(numbers) + 1)) == numbers

"""The lineage written into a project file."""

import difflib

import pytest

from braze_gitops.errors import InputError
from braze_gitops.load.lineage_line import write_lineage

NEW = "5d0c6c0e-1111-4222-8333-444455556666"

BLOCK = """\
# top
version: 1
environments:
  # the first
  a:   # trailing
    sandbox: true
    variables: {x: 1}
  b:
      instance: US-01 # where
      api_key_env: K

      variables:
        y: "a
          b"
  c: {sandbox: true}   # flow
  d: {}
  e:
    lineage: old-lineage # keep this
    sandbox: true
  f:
    "lineage": 'old-lineage'
"""


@pytest.mark.parametrize(
    ("environment", "removed", "added"),
    [
        ("a", [], [f"    lineage: {NEW}"]),
        ("b", [], [f"      lineage: {NEW}"]),
        ("c", ["  c: {sandbox: true}   # flow"], [f"  c: {{lineage: {NEW}, sandbox: true}}   # flow"]),
        ("d", ["  d: {}"], [f"  d: {{lineage: {NEW}}}"]),
        ("e", ["    lineage: old-lineage # keep this"], [f"    lineage: {NEW} # keep this"]),
        ("f", ["    \"lineage\": 'old-lineage'"], [f'    "lineage": {NEW}']),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "BOM"])
def test_one_line_changes(environment: str, removed: list[str], added: list[str], newline: str, mark: str) -> None:
    """Comments, order, blanks and line ends of everything else stay as they were."""
    before = mark + BLOCK.replace("\n", newline)
    after = write_lineage(before, environment, NEW)
    changes = [line for line in difflib.ndiff(before.split(newline), after.split(newline)) if line[0] in "+-"]
    assert [f"- {line}" for line in removed] == [line for line in changes if line[0] == "-"]
    assert [f"+ {line}" for line in added] == [line for line in changes if line[0] == "+"]


def test_it_stands_behind_the_line_of_the_state() -> None:
    """The new line follows the one it belongs with."""
    text = "environments:\n  a:\n    instance: US-01\n    state: file:x\n    cutoff: 1m\n"
    assert f"    state: file:x\n    lineage: {NEW}\n    cutoff: 1m\n" in write_lineage(text, "a", NEW)


def test_a_last_line_without_an_end_gets_one() -> None:
    """A file that ends in its last line's text stays a file of lines."""
    text = "environments:\n  a:\n    instance: US-01"
    assert f"{text}\n    lineage: {NEW}\n" == write_lineage(text, "a", NEW)


def test_writing_twice_changes_nothing_more() -> None:
    """The same lineage again gives the same bytes."""
    once = write_lineage(BLOCK, "a", NEW)
    assert once == write_lineage(once, "a", NEW)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("environments: {b: {}}", id="no such environment"),
        pytest.param("environments: [a]", id="no map"),
        pytest.param("environments: {a: }", id="no settings"),
        pytest.param("version: 1", id="no environments"),
        pytest.param("a: [", id="no YAML"),
        pytest.param("", id="empty"),
        pytest.param("a: 1\n---\nb: 1\n", id="two documents"),
        pytest.param("x: &x {sandbox: true}\nenvironments: {a: *x}", id="alias"),
        pytest.param("environments:\n  b: &b\n    sandbox: true\n  a: *b\n", id="alias of another"),
        pytest.param("environments:\n  b: &b\n    instance: x\n  a:\n    <<: *b\n", id="merge of another"),
        pytest.param("environments:\n  a:\n    lineage: |\n      x\n", id="lineage in a block"),
        pytest.param(
            'environments:\n  a:\n    state: "file:a\n      b"\n    cutoff: 1m\n', id="state in two lines"
        ),
    ],
)
def test_what_cannot_be_edited_safely_is_left_to_a_person(text: str) -> None:
    """The error says which line to add, and nothing is changed elsewhere."""
    with pytest.raises(InputError) as error:
        write_lineage(text, "a", NEW)
    assert f"lineage: {NEW}" in error.value.hint

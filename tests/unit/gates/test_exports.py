"""The export gate: what a room shows is what it says."""

import pytest
from gates.exports import check_exports
from gates.source import parse

GOOD = 'from braze_gitops.model.address import Address\n__all__ = ["Address"]\n'


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("from braze_gitops.model.address import Address\n__all__ = []", id="left out"),
        pytest.param('__all__ = ["Address"]', id="not there"),
        pytest.param('class A: ...\n__all__ = ["A", "A"]', id="twice"),
        pytest.param("", id="no __all__"),
        pytest.param("__all__ = [name for name in dir()]", id="not literal"),
        pytest.param("if X:\n    LIMIT = 1\n__all__ = []", id="left out in a branch"),
        pytest.param("LIMIT: int = 1\n__all__: list[str] = []", id="annotated"),
    ],
)
def test_untrue_list_is_found(text: str) -> None:
    """A room whose `__all__` and names differ gives a line."""
    assert 1 == len(check_exports([parse("braze_gitops/model/__init__.py", text)]))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(GOOD, id="imported"),
        pytest.param(
            "from __future__ import annotations\n_X = 1\ndef f(): ...\n__all__ = ('f',)", id="private beside"
        ),
    ],
)
def test_true_list_passes(text: str) -> None:
    """A complete list gives no line; private names and `__future__` are not counted."""
    assert () == check_exports([parse("braze_gitops/model/__init__.py", text)])


def test_folder_without_init_is_found() -> None:
    """A room is a package that says what it shows."""
    assert ("braze_gitops/model: no __init__.py",) == check_exports([parse("braze_gitops/model/address.py", "")])


def test_taking_what_is_not_shown_is_found() -> None:
    """A name that a room does not list is not there for others."""
    taker = parse("braze_gitops/plan/order.py", "from braze_gitops.model import Hidden")
    assert check_exports([parse("braze_gitops/model/__init__.py", GOOD), taker])[1:] == (
        "braze_gitops/plan/order.py:1: Hidden is not in __all__ of model",
    )

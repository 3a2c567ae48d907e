"""The docstring gate: who needs one."""

import pytest
from gates.docstrings import check_docstrings, documented
from gates.source import parse


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x = 1", id="module"),
        pytest.param('"""M."""\ndef f(): ...', id="function"),
        pytest.param('"""M."""\nasync def f(): ...', id="coroutine"),
        pytest.param('"""M."""\nclass A: ...', id="class"),
        pytest.param('"""M."""\nclass A:\n    """A."""\n    def f(self): ...', id="method"),
        pytest.param('"""M."""\nif X:\n    def f(): ...', id="in a branch"),
        pytest.param('"""M."""\ndef test_f():\n    """ """', id="empty"),
    ],
)
def test_missing_docstring_is_found(text: str) -> None:
    """A public name without a docstring gives one line."""
    assert 1 == len(check_docstrings([parse("braze_gitops/x.py", text)]))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty file"),
        pytest.param('"""M."""\ndef _f(): ...', id="private"),
        pytest.param('"""M."""\ndef f():\n    """F."""\n    def g(): ...', id="nested"),
        pytest.param('"""M."""\nclass A:\n    """A."""\n    @override\n    def f(self): ...', id="overriding"),
        pytest.param('"""M."""\nclass A:\n    """A."""\n    def __len__(self): ...', id="magic method"),
    ],
)
def test_complete_module_passes(text: str) -> None:
    """A private, nested or overriding name needs none."""
    assert () == check_docstrings([parse("braze_gitops/x.py", text)])


def test_share_is_counted() -> None:
    """The figure counts the module itself and its public names."""
    assert (1, 2) == documented(parse("braze_gitops/x.py", '"""M."""\ndef f(): ...'))

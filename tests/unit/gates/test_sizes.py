"""The size gate at its two edges."""

import pytest
from gates.sizes import check_sizes
from gates.source import parse


@pytest.mark.parametrize(("lines", "complaints"), [(400, 0), (401, 1)])
def test_module_length(lines: int, complaints: int) -> None:
    """400 lines pass and 401 do not."""
    assert complaints == len(check_sizes([parse("tests/x.py", "x = 1\n" * lines)]))


@pytest.mark.parametrize(
    "head", ["def f():", "async def f():", "class A:\n  def f(self):", "def g():\n  def f():"]
)
@pytest.mark.parametrize(("lines", "complaints"), [(60, 0), (61, 1)])
def test_function_length(head: str, lines: int, complaints: int) -> None:
    """60 lines pass and 61 do not, wherever the function stands."""
    text = head + "\n" + "    x = 1\n" * (lines - 1)
    found = [line for line in check_sizes([parse("braze_gitops/x.py", text)]) if ": f has " in line]
    assert complaints == len(found)

"""The figures that are printed."""

from gates.figures import cycles, figures
from gates.source import parse


def test_cycle_between_rooms_is_counted_once() -> None:
    """Two rooms that reach each other, directly or not, are one cycle."""
    tree = [
        parse("braze_gitops/a/x.py", "from braze_gitops.b import X"),
        parse("braze_gitops/b/x.py", "def f():\n    from braze_gitops.a import Y"),
    ]
    assert (("a", "b"),) == cycles(tree)


def test_one_way_is_no_cycle() -> None:
    """Imports in one direction are none."""
    assert (
        cycles([parse("braze_gitops/a/x.py", "from braze_gitops.b import X"), parse("braze_gitops/b/x.py", "")])
        == ()
    )


def test_empty_package_has_no_figures() -> None:
    """Nothing is said of nothing."""
    assert ("no modules yet",) == figures([], [])


def test_shares_are_printed_beside_the_budget() -> None:
    """A typed and documented function counts as both."""
    module = parse("braze_gitops/x.py", '"""M."""\ndef f(a: int) -> int:\n    """F."""\n    return a\n')
    assert "docstrings       100 %   budget 100 %" in figures([module], [])

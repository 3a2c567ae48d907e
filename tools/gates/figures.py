"""Figures of the code that are printed beside the budget, not enforced."""

import ast
import statistics
from collections.abc import Iterable, Sequence

from gates.docstrings import documented
from gates.imports import imports_of
from gates.reasons import comments, count_no_cover
from gates.source import PACKAGE, Module, functions


def figures(package: Iterable[Module], tests: Iterable[Module]) -> tuple[str, ...]:
    """Return one line a figure: what it is, ours, and the budget."""
    package, tests = tuple(package), tuple(tests)
    if not package:
        return ("no modules yet",)
    module_lines = [_lines(module) for module in package]
    every = [node for module in package for node in functions(module.tree)]
    function_lines = [(node.end_lineno or node.lineno) - node.lineno + 1 for node in every]
    have, there = (sum(column) for column in zip(*(documented(module) for module in package), strict=True))
    remarks = sum(1 for module in package for _ in comments(module))
    source, proof = sum(module_lines), sum(_lines(module) for module in tests)
    return (
        f"module lines     {_spread(module_lines)}   budget 150 / 300 / 400 (median / 90th / longest)",
        f"function lines   {_spread(function_lines)}   budget 8 / 30 / 60",
        f"docstrings       {100 * have / there:.0f} %   budget 100 %",
        f"typed functions  {100 * sum(map(_is_typed, every)) / max(len(every), 1):.0f} %   budget 100 %",
        f"comments         {100 * remarks / max(source, 1):.1f} in 100 lines   budget 5 to 12",
        f"import cycles    {len(cycles(package))}   budget 0",
        f"tests to source  {proof / max(source, 1):.2f} ({proof} to {source} lines)   budget at least 1.3",
        f"no cover         {sum(map(count_no_cover, package))}",
    )


def cycles(package: Iterable[Module]) -> tuple[tuple[str, str], ...]:
    """Return the pairs of rooms that reach each other through imports, each pair once and sorted."""
    reach: dict[str, set[str]] = {}
    for module in package:
        targets = reach.setdefault(module.room, set())
        for one in imports_of(module):
            top, _, rest = one.module.partition(".")
            if top == PACKAGE:
                targets.add((rest or one.name or "").partition(".")[0])
    grew = True
    while grew:
        grew = False
        for targets in reach.values():
            more = set().union(*(reach.get(target, set()) for target in targets)) - targets
            targets.update(more)
            grew = grew or bool(more)
    pairs = {(a, b) for a in reach for b in reach[a] if a < b and a in reach.get(b, set())}
    return tuple(sorted(pairs))


def _lines(module: Module) -> int:
    return len(module.text.splitlines())


def _spread(values: Sequence[int]) -> str:
    if not values:
        return "0 / 0 / 0"
    ordered = sorted(values)
    ninetieth = ordered[min(len(ordered) - 1, round(0.9 * (len(ordered) - 1)))]
    return f"{statistics.median(ordered):.0f} / {ninetieth} / {ordered[-1]}"


def _is_typed(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    free = [one for one in arguments if one.annotation is None and one.arg not in {"self", "cls"}]
    return node.returns is not None and not free

"""A docstring on every public name of the package and the tools, and a claim on every test."""

import ast
from collections.abc import Iterable, Iterator

from gates.source import Module

_Named = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def check_docstrings(modules: Iterable[Module]) -> tuple[str, ...]:
    """Return one line for each module, public class, function or method, and each test, that has no docstring."""
    return tuple(complaint for module in modules for complaint in _missing(module))


def documented(module: Module) -> tuple[int, int]:
    """Return how many of the module's public names, itself included, have a docstring, and how many there are."""
    named = [node for _, node in _public(module.tree.body, "")]
    have = sum(_has_one(node) for node in named) + _has_one(module.tree)
    return have, len(named) + 1


def _missing(module: Module) -> Iterator[str]:
    if module.text.strip() and not _has_one(module.tree):
        yield f"{module.path}: no docstring"
    for label, node in _public(module.tree.body, ""):
        if not _has_one(node):
            yield f"{module.path}:{node.lineno}: {label} has no docstring"


def _public(body: Iterable[ast.stmt], owner: str) -> Iterator[tuple[str, _Named]]:
    """Yield the public classes, functions and methods at this level and in the classes of it."""
    for node in body:
        if isinstance(node, _Named) and not node.name.startswith("_") and not _repeats(node):
            yield f"{owner}{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from _public(node.body, f"{owner}{node.name}.")
        elif isinstance(node, ast.If):
            yield from _public([*node.body, *node.orelse], owner)


def _repeats(node: _Named) -> bool:
    """Whether the contract stands elsewhere: on what is overridden, or on the function that is overloaded."""
    names = {one.id if isinstance(one, ast.Name) else getattr(one, "attr", "") for one in node.decorator_list}
    return bool(names & {"override", "overload", "setter"})


def _has_one(node: _Named | ast.Module) -> bool:
    return bool((ast.get_docstring(node) or "").strip())

"""How long a module and a function may be. A longer one holds two ideas and is split by idea."""

from collections.abc import Iterable, Iterator

from gates.source import Module, functions

MODULE_LINES = 400
FUNCTION_LINES = 60


def check_sizes(modules: Iterable[Module]) -> tuple[str, ...]:
    """Return one line for each module over 400 lines and each function over 60, docstring included."""
    return tuple(complaint for module in modules for complaint in _too_long(module))


def _too_long(module: Module) -> Iterator[str]:
    lines = len(module.text.splitlines())
    if lines > MODULE_LINES:
        yield f"{module.path}: {lines} lines, and {MODULE_LINES} is the limit; split it by idea"
    for node in functions(module.tree):
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > FUNCTION_LINES:
            yield f"{module.path}:{node.lineno}: {node.name} has {length} lines, and {FUNCTION_LINES} is the limit"

"""What a room shows: an `__init__.py` with a docstring and an `__all__` that is literal and complete.

That `__all__` is sorted is ruff's RUF022.
"""

import ast
from collections.abc import Iterable, Iterator

from gates.imports import TABLE, imports_of
from gates.source import PACKAGE, Module, exported_names


def check_exports(modules: Iterable[Module]) -> tuple[str, ...]:
    """Return one line for each room that shows more or less than it says, and for each hidden name taken."""
    modules = tuple(modules)
    rooms = {module.room: module for module in modules if module.is_package and len(module.parts) <= 1}
    folders = {module.room for module in modules if len(module.parts) > 1}
    wrong = [f"{PACKAGE}/{room}: no __init__.py" for room in sorted(folders - rooms.keys())]
    shown: dict[str, frozenset[str]] = {}
    for room, module in sorted(rooms.items()):
        names = exported_names(module.tree)
        if names is None:
            wrong.append(f"{module.path}: __all__ is not a literal list of strings")
            continue
        shown[room] = frozenset(names)
        wrong.extend(f"{module.path}: {complaint}" for complaint in _compare(module, names))
    for module in modules:
        wrong.extend(_taken(module, shown))
    return tuple(wrong)


def _compare(module: Module, names: tuple[str, ...]) -> Iterator[str]:
    if len(set(names)) != len(names):
        yield "__all__ names something twice"
    bound = set(_bound(module.tree.body))
    public = {name for name in bound if not name.startswith("_")}
    for name in sorted(set(names) - bound):
        yield f"__all__ names {name}, which is not there"
    for name in sorted(public - set(names)):
        yield f"{name} is there and missing from __all__"


def _bound(body: Iterable[ast.stmt]) -> Iterator[str]:
    """Yield the names a module's top level binds, in branches too."""
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            if isinstance(node, ast.ImportFrom) and node.module == "__future__":
                continue
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0]
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.If):
            # `if TYPE_CHECKING:` names what a lazy `__getattr__` gives; the condition itself is no export.
            yield from _bound([*node.body, *node.orelse])


def _taken(module: Module, shown: dict[str, frozenset[str]]) -> Iterator[str]:
    """Yield each name this module takes from another room that the room does not show."""
    for one in imports_of(module):
        top, _, room = one.module.partition(".")
        if top != PACKAGE or room == module.room or room not in shown or one.name is None:
            continue
        if room in TABLE and one.name not in shown[room]:
            yield f"{module.path}:{one.line}: {one.name} is not in __all__ of {room}"

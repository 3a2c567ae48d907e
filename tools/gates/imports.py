"""Who may import whom: the table of rooms and the doors for third-party packages, and the walk that compares.

The walk sees every import statement of a file, lazy and type-only ones included, and imports by name through
`importlib`. The table is the data; a new room is a new row, and a row may only name rooms of lower rank.
"""

import ast
import dataclasses
import sys
from collections.abc import Iterable, Iterator, Mapping

from gates.source import PACKAGE, Module, exported_names


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One room: its rank in the pipeline, and which rooms it may import."""

    rank: int
    may_import: frozenset[str]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where a third-party package comes in: in which rooms, and through how many modules of each.

    A folder inside a room counts as one module. `modules` is None for any number.
    """

    rooms: frozenset[str]
    modules: int | None


def _row(rank: int, *rooms: str) -> Row:
    return Row(rank=rank, may_import=frozenset(rooms))


def _door(*rooms: str, modules: int | None = 1) -> Door:
    return Door(rooms=frozenset(rooms), modules=modules)


# The edges (project, braze, store) and the sandbox do not know each other; only cli joins them.
TABLE: Mapping[str, Row] = {
    "errors": _row(-2),
    "net": _row(-1, "errors"),
    "model": _row(0, "errors"),
    "load": _row(1, "errors", "model"),
    "state": _row(1, "errors", "model"),
    "plan": _row(2, "errors", "model", "state"),
    "guard": _row(3, "errors", "model", "state", "plan"),
    "report": _row(4, "errors", "model", "state", "plan", "guard"),
    "apply": _row(4, "errors", "model", "state", "plan", "guard"),
    "project": _row(4, "errors", "model"),
    "braze": _row(4, "errors", "net", "model"),
    "edit": _row(4, "errors", "model"),
    "store": _row(4, "errors", "model", "state"),
    "sandbox": _row(4, "errors"),
    "cli": _row(
        5,
        "errors",
        "net",
        "model",
        "load",
        "state",
        "plan",
        "guard",
        "report",
        "apply",
        "project",
        "edit",
        "braze",
        "store",
        "sandbox",
    ),
    "__main__": _row(6, "cli"),
    "__init__": _row(-3),
}

# `_version` style constants that any room may take from the package itself.
ROOT_NAMES = frozenset({"__version__"})

DOORS: Mapping[str, Door] = {
    "click": _door("cli", modules=None),
    "deepdiff": _door("plan"),
    "httpx": _door("net"),
    "icalendar": _door("report"),
    "jinja2": _door("load"),
    "msgspec": _door("state"),
    "pydantic": _door("load", "braze"),
    "pydantic_core": _door("load", "braze"),
    "starlette": _door("sandbox", modules=None),
    "tzdata": _door("load"),
    "uvicorn": _door("sandbox", modules=None),
    "yaml": _door("load"),
}

# Rooms where each version of a format has a module of its own, and only those are doors: the start of their names.
FORMAT_DOORS: Mapping[str, str] = {"state": "format_"}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One imported thing: the dotted module, the name taken from it if any, and the line it stands on."""

    module: str
    name: str | None
    line: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Tree:
    """What there is: dotted names of folders and of all modules, and each folder's `__all__`."""

    packages: frozenset[str]
    modules: frozenset[str]
    shown: Mapping[str, frozenset[str]]


def imports_of(module: Module) -> Iterator[Import]:
    """Yield what `module` imports anywhere in its text; `module` is "?" where it cannot be told by reading."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(module=alias.name, name=None, line=node.lineno)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(module, node)
            for alias in node.names:
                yield Import(module=base, name=alias.name, line=node.lineno)
        elif isinstance(node, ast.Call) and _called(node.func) in {"import_module", "__import__"}:
            yield Import(module=_constant(node), name=None, line=node.lineno)


def check_imports(
    modules: Iterable[Module], *, table: Mapping[str, Row] = TABLE, doors: Mapping[str, Door] = DOORS
) -> tuple[str, ...]:
    """Return one line for each import that the table or a door does not allow, and each room without a row."""
    modules = tuple(modules)
    rooms = {module.room for module in modules}
    wrong = [f"{room}: no row in the import table" for room in sorted(rooms - table.keys())]
    tree = _Tree(
        packages=frozenset(module.name for module in modules if module.is_package),
        modules=frozenset(module.name for module in modules),
        shown={
            module.name: frozenset(exported_names(module.tree) or ()) for module in modules if module.is_package
        },
    )
    for module in modules:
        for one in imports_of(module):
            complaint = _judge(module, one, table, doors, tree)
            if complaint:
                wrong.append(f"{module.path}:{one.line}: {complaint}")
    return tuple(wrong) + check_doors(modules, doors=doors)


def check_doors(modules: Iterable[Module], *, doors: Mapping[str, Door] = DOORS) -> tuple[str, ...]:
    """Return one line for each third-party package that enters a room through more modules than its door has."""
    used: dict[tuple[str, str], set[str]] = {}
    for module in modules:
        for one in imports_of(module):
            package = one.module.partition(".")[0]
            if package in doors and module.parts:
                entrance = module.parts[1] if len(module.parts) > 1 else "__init__"
                used.setdefault((package, module.room), set()).add(entrance)
    wrong = []
    for (package, room), entrances in sorted(used.items()):
        format_prefix = FORMAT_DOORS.get(room)
        limit = doors[package].modules
        if format_prefix is not None:
            through = {name for name in entrances if not name.startswith(format_prefix)}
            limit = 0
        else:
            through = entrances
        if limit is not None and len(through) > limit:
            wrong.append(
                f"{room}: {package} comes in through {', '.join(sorted(through))}, and {limit} may be its door"
            )
    return tuple(wrong)


def check_table(table: Mapping[str, Row] = TABLE) -> tuple[str, ...]:
    """Return one line for each row that names an unknown room or one that is not of lower rank."""
    wrong = []
    for room, row in table.items():
        for other in sorted(row.may_import):
            if other not in table:
                wrong.append(f"{room}: names {other}, which has no row")
            elif table[other].rank >= row.rank:
                wrong.append(f"{room}: may not name {other}, which is not of lower rank")
    return tuple(wrong)


def _judge(
    module: Module, one: Import, table: Mapping[str, Row], doors: Mapping[str, Door], tree: _Tree
) -> str | None:
    top, *below = one.module.split(".")
    if top == "?":
        return "imports a module that cannot be told by reading"
    if top != PACKAGE:
        return _judge_foreign(module, top, doors)
    if not below:
        if one.name is None or one.name in ROOT_NAMES:
            return None
        below = [one.name]
    target = below[0]
    if target == module.room:
        whole = len(below) == 1 and f"{one.module}.{one.name}" not in tree.modules and one.module in tree.packages
        return "imports its own room instead of a module of it" if whole else None
    row = table.get(module.room)
    if row is None or target not in row.may_import:
        return f"{module.room} may not import {target}"
    # A room may show a function that is named like its module: `from braze_gitops.state import fold`.
    room = f"{PACKAGE}.{target}"
    hidden = f"{room}.{one.name}" in tree.modules and one.name not in tree.shown.get(room, frozenset())
    if len(below) > 1 or hidden:
        return f"imports from {one.module}; take it from what {room} shows"
    return None


def _judge_foreign(module: Module, package: str, doors: Mapping[str, Door]) -> str | None:
    if package in sys.stdlib_module_names:
        return None
    if package not in doors:
        return f"{package} has no door"
    if module.room not in doors[package].rooms:
        return f"{package} may not be imported in {module.room}"
    return None


def _absolute(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    kept = parts[: len(parts) - node.level + (1 if module.is_package else 0)]
    return ".".join([*kept, *(node.module.split(".") if node.module else [])])


def _called(func: ast.expr) -> str:
    if isinstance(func, ast.Attribute):
        return func.attr
    return func.id if isinstance(func, ast.Name) else ""


def _constant(node: ast.Call) -> str:
    first = node.args[0] if node.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else "?"

"""The pure rooms read no clock, environment, random source, file or socket, and print nothing."""

import ast
from collections.abc import Iterable, Iterator, Mapping

from gates.imports import imports_of
from gates.source import Module

PURE_ROOMS = ("model", "load", "state", "plan", "guard", "report")

# Modules that open something, or hold what differs from run to run.
IMPURE_MODULES = frozenset(
    {
        "asyncio", "concurrent", "getpass", "glob", "http", "importlib.resources", "locale", "logging",
        "multiprocessing", "os", "pathlib", "platform", "random", "secrets", "shutil", "signal", "socket",
        "sqlite3", "ssl", "subprocess", "sys", "tempfile", "threading", "time", "urllib.request", "warnings",
    }
)  # fmt: skip

# Calls by their last name; the owners are datetime, date, uuid, io and whatever was handed in.
IMPURE_CALLS = frozenset(
    {
        "FileIO", "getenv", "input", "now", "open", "print", "read_bytes", "read_text", "today", "utcnow", "uuid1",
        "uuid4", "write_bytes", "write_text",
    }
)  # fmt: skip

# Of a module that opens things, what only computes.
PURE_NAMES = frozenset({"pathlib.PurePath", "pathlib.PurePosixPath"})

# Files that ship inside a pinned package and are the same on every machine may be read where this names it.
PINNED_READS: Mapping[str, frozenset[str]] = {
    "braze_gitops/load/zones.py": frozenset({"importlib.resources", "read_text"}),  # the zones of tzdata
}


def check_purity(modules: Iterable[Module]) -> tuple[str, ...]:
    """Return one line for each import or call by which a pure room would touch the world."""
    return tuple(complaint for module in modules if module.room in PURE_ROOMS for complaint in _impure(module))


def _impure(module: Module) -> Iterator[str]:
    pinned = PINNED_READS.get(module.path, frozenset())
    for one in imports_of(module):
        taken = f"{one.module}.{one.name}" if one.name else one.module
        if taken in PURE_NAMES:
            continue
        if any(taken == name or taken.startswith(f"{name}.") for name in IMPURE_MODULES - pinned):
            yield f"{module.path}:{one.line}: {module.room} is pure and may not import {one.module}"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            name = _called(node.func)
            if name in IMPURE_CALLS - pinned:
                yield f"{module.path}:{node.lineno}: {module.room} is pure and may not call {name}"


def _called(func: ast.expr) -> str:
    """Return the last name of a call; "open" only as the builtin or of `io`, for a method may be named so."""
    if isinstance(func, ast.Attribute):
        of_io = isinstance(func.value, ast.Name) and func.value.id == "io"
        return func.attr if func.attr != "open" or of_io else ""
    return func.id if isinstance(func, ast.Name) else ""

"""Python files as the gates see them: path, dotted name, text and syntax tree."""

import ast
import dataclasses
import subprocess
from collections.abc import Iterator
from pathlib import Path

PACKAGE = "braze_gitops"

# What git leaves alone, for a checkout that came without its `.git` folder.
_NOT_OURS = frozenset(
    {".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "dist"}
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One Python file; `path` is relative to the top folder, `name` dotted and without `__init__`."""

    path: str
    name: str
    text: str
    tree: ast.Module

    @property
    def parts(self) -> tuple[str, ...]:
        """The name's parts below the package: `("plan", "order")`, or `()` for the package itself."""
        return tuple(self.name.split(".")[1:])

    @property
    def is_package(self) -> bool:
        """Whether this is the `__init__.py` of a folder."""
        return self.path.endswith("__init__.py")

    @property
    def room(self) -> str:
        """The first-level part of the package this file belongs to; `__init__` for the package itself."""
        return self.parts[0] if self.parts else "__init__"


def parse(path: str, text: str) -> Module:
    """Return the module at `path`, a relative path with forward slashes.

    Raises:
        SyntaxError: the text is no Python.
    """
    dotted = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return Module(path=path, name=dotted, text=text, tree=ast.parse(text, filename=path))


def read_modules(top: Path, *folders: str) -> tuple[Module, ...]:
    """Return every Python file below `folders` of `top`, sorted by path."""
    found = sorted(path for folder in folders for path in (top / folder).rglob("*.py"))
    return tuple(parse(path.relative_to(top).as_posix(), path.read_text("utf-8")) for path in found)


def tracked_files(top: Path) -> tuple[str, ...]:
    """Return the relative paths of what is, or is about to be, committed, sorted.

    Files that git neither tracks nor ignores count: they are the next commit.
    """
    if not (top / ".git").exists():
        return tuple(sorted(_walk(top)))
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=top,
        check=True,
        capture_output=True,
    ).stdout.decode("utf-8")
    return tuple(sorted({name for name in listed.split("\0") if name and (top / name).is_file()}))


def _walk(top: Path) -> Iterator[str]:
    for path in top.rglob("*"):
        relative = path.relative_to(top)
        if path.is_file() and not _NOT_OURS.intersection(relative.parts):
            yield relative.as_posix()


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method of `tree`, nested ones included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def exported_names(tree: ast.Module) -> tuple[str, ...] | None:
    """Return the strings of `__all__` in the order written, or None where there is no literal one."""
    for node in tree.body:
        targets = (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AnnAssign)
            else []
        )
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
            if not isinstance(value, ast.List | ast.Tuple):
                return None
            names = [
                one.value for one in value.elts if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
            return tuple(names) if len(names) == len(value.elts) else None
    return None

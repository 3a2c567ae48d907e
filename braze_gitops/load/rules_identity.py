"""Rules about our own keys: the name, the environments, the earlier address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from braze_gitops.load.findings import Flaw, did_you_mean
from braze_gitops.load.loose import items
from braze_gitops.model import is_name, split_address


def check_name(value: Mapping[str, object]) -> Iterator[Flaw]:
    """Yield a name that cannot name a definition."""
    name = value.get("name")
    if isinstance(name, str) and name and not is_name(name):
        yield Flaw(
            code="wrong-format",
            message="this name cannot name a definition",
            path=("name",),
            hint="use a-z, 0-9, dot, underscore and hyphen, begin with a letter or digit, at most 128 characters",
        )


def check_environments(value: Mapping[str, object], known: Iterable[str]) -> Iterator[Flaw]:
    """Yield each of `environments` that the project file does not have."""
    names = tuple(known)
    for index, name in enumerate(items(value.get("environments"))):
        if isinstance(name, str) and name and name not in names:
            yield Flaw(
                code="unknown-environment",
                message=f"the project file has no environment `{name}`",
                path=("environments", index),
                hint=did_you_mean(name, names),
            )


def check_moved_from(value: Mapping[str, object]) -> Iterator[Flaw]:
    """Yield a `moved_from` that is no address, or the definition's own."""
    moved_from = value.get("moved_from")
    if not isinstance(moved_from, str) or not moved_from:
        return
    message = ""
    try:
        split_address(moved_from)
    except ValueError:
        message = "this cannot be the name of a definition"
    if moved_from == value.get("name"):
        message = "a definition cannot have moved from its own name"
    if message:
        hint = "write the name it had before, or delete `moved_from`"
        yield Flaw(code="moved-from", message=message, path=("moved_from",), hint=hint)

"""Rules about our own keys: the name, the environments, the earlier address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from shlex import quote

from braze_gitops.load.findings import Flaw, did_you_mean
from braze_gitops.load.loose import block, items, text
from braze_gitops.model import is_name, make_address, series_of, split_address


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


def check_moved_from(value: Mapping[str, object], *, has_items: bool) -> Iterator[Flaw]:
    """Yield a `moved_from` that is no address, the definition's own, or one send where several are made.

    `has_items` says whether the definition has a `for_each`.
    """
    moved_from = text(value.get("moved_from"))
    if not moved_from:
        return
    message, hint = "", "write the name it had before, or delete `moved_from`"
    try:
        name, keys = split_address(moved_from)
    except ValueError:
        message, name, keys = "this cannot be the name of a definition", "", ()
    if keys and (has_items or "repeat" in block(value.get("schedule"))):
        message = "a definition that makes several schedules can only move from a name, without keys"
        hint = _hint_on_keys(moved_from, name, own=text(value.get("name")), has_items=has_items)
    if moved_from == value.get("name"):
        message = "a definition cannot have moved from its own name"
    if message:
        yield Flaw(code="moved-from", message=message, path=("moved_from",), hint=hint)


def _hint_on_keys(moved_from: str, name: str, *, own: str, has_items: bool) -> str:
    """Return what to write instead of the address of one of several schedules."""
    if name == own:
        hint = "delete `moved_from`: its name is the one it had before"
    else:
        hint = f"write `moved_from: {name}`: every key is kept under the new name"
    entry = series_of(moved_from)
    if not has_items or entry == name:
        return hint
    command = (
        f"braze-gitops state mv {quote(entry)} {quote(make_address(own if is_name(own) else name, 'NEW KEY'))}"
    )
    return f"{hint}; an entry of `for_each` gets another key by `{command}`"

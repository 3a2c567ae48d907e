"""A plan in a file: written so that no reader finds half of one, and read back as nothing but what was written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from braze_gitops.cli.out_file import write_out
from braze_gitops.cli.session import Session
from braze_gitops.errors import StalePlanError

if TYPE_CHECKING:
    from braze_gitops.plan import Plan

_LARGEST = 200_000_000
_MAKE_ONE = "make one with `braze-gitops plan --out FILE`"


def write_plan_file(session: Session, plan: Plan, out: Path) -> None:
    """Write `plan` to `out`, in place of what is there.

    Raises:
        UsageError: it cannot be written.
    """
    from braze_gitops.report import saved_plan_json

    text = session.terminal.redact(saved_plan_json(plan))
    write_out(out, text.encode("utf-8"), what="the plan", marks=(b'"format_version"',))


def read_plan_file(file: Path) -> Plan:
    """Return the plan in `file`, as `plan --out` or `plan --format json` wrote it.

    Raises:
        StalePlanError: it cannot be read, is no plan, is damaged or was edited, or is of another format.
    """
    from braze_gitops.plan import decode_plan

    value = _read(file)
    try:
        return decode_plan(value)
    except StalePlanError as error:
        raise StalePlanError(f"{file}: {error.message}", hint=error.hint) from None


def _read(file: Path) -> object:
    try:
        # A device says that it has no size, and has no end.
        with file.open("rb") as stream:
            content = stream.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise StalePlanError(f"{file} is too large for a plan", hint=_MAKE_ONE)
        value: object = json.loads(content.decode("utf-8"), object_pairs_hook=_once)
    except OSError as error:
        raise StalePlanError(f"the plan {file} cannot be read: {error.strerror}", hint=_MAKE_ONE) from None
    except (ValueError, RecursionError):
        raise StalePlanError(f"{file} is no plan", hint=_MAKE_ONE) from None
    if isinstance(value, dict):
        # What `--format json` says beside the plan is no part of it.
        value.pop("review", None)
    return value


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object whose names stand once: of two, a reader may see the one that does not count."""
    whole = dict(pairs)
    if len(whole) != len(pairs):
        raise ValueError("a name stands twice")
    return whole

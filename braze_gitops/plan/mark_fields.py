"""Allowances, targets and base of a plan as JSON (format 1.0); each is left out where there is nothing to say."""

from __future__ import annotations

from collections.abc import Mapping

from braze_gitops.model import Json, JsonObject
from braze_gitops.plan.marks import Base, Grant
from braze_gitops.plan.plan import Plan
from braze_gitops.state import Fields


def write_marks(plan: Plan) -> Mapping[str, Json]:
    """Return the fields `allowances`, `targets` and `base`, as far as the plan has them."""
    fields: dict[str, Json] = {}
    if plan.grants:
        fields["allowances"] = tuple(map(_write_grant, plan.grants))
    if plan.targets:
        fields["targets"] = plan.targets
    if plan.base is not None:
        fields["base"] = _write_base(plan.base)
    return fields


def read_grants(fields: Fields) -> tuple[Grant, ...]:
    """Return what `allowances` says.

    Raises:
        StateDamagedError: it is not what this program writes.
    """
    return tuple(map(_read_grant, fields.list("allowances")))


def read_base(fields: Fields) -> Base | None:
    """Return what `base` says.

    Raises:
        StateDamagedError: it is not what this program writes.
    """
    if not fields.has("base"):
        return None
    inner = fields.nested("base")
    base = Base(ref=inner.text("ref"), commit=inner.text("commit"), fault=inner.text_or("fault"))
    inner.done()
    return base


def _write_grant(grant: Grant) -> JsonObject:
    fields: dict[str, Json] = {"guard": grant.guard, "given": grant.given}
    if grant.address is not None:
        fields["address"] = grant.address
    if grant.reason:
        fields["reason"] = grant.reason
    return fields


def _read_grant(value: Json) -> Grant:
    fields = Fields(value, "an allowance")
    grant = Grant(
        guard=fields.text("guard"),
        address=fields.address("address") if fields.has("address") else None,
        given=fields.text("given"),
        reason=fields.text_or("reason"),
    )
    fields.done()
    return grant


def _write_base(base: Base) -> JsonObject:
    fields: dict[str, Json] = {"ref": base.ref, "commit": base.commit}
    if base.fault:
        fields["fault"] = base.fault
    return fields

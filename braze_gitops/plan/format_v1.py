"""A plan as JSON, format 1.0: what `--format json` prints, `--out` keeps and `decode_plan` reads back, all of it.

The shape is Terraform's (`format_version`, `resource_changes[]`), so that tools which read that work; `digest` at
the end covers everything else, so that a file that was edited is told from one that was not. Beside those:

    origin        what it was made from: environment, endpoint, lineage, serial and journal of the state, the keys
                  that trusts, a digest of the definitions, commit, versions of this program and its zone data
    allowances    guard and address that something was allowed for, and the words that allowed it; no address for a
                  guard of the whole plan
    targets       addresses and patterns that the plan is limited to
    base          the commit it was compared with; each change then has a `mark`
    at            the moment that was asked for in place of the present, which `timestamp` then is
    series        address, rule in words, the keys its exceptions leave out, how many were sent; a change names its
                  own as `series`
    renames       what something was called → what it is called now, of definitions and series
    findings, texts, expected_duration_microseconds, record_count, held_by, next_apply_by    as in `Plan`

`allowances`, `targets`, `base`, `at`, `series`, `renames` and
`next_apply_by` are left out where there is nothing to say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from braze_gitops.errors import StalePlanError, StateDamagedError
from braze_gitops.model import (
    Address,
    Finding,
    Json,
    JsonObject,
    Lineage,
    digest_json,
    digest_text,
    freeze,
)
from braze_gitops.plan.change_fields import read_change, read_finding, write_change, write_finding
from braze_gitops.plan.mark_fields import read_base, read_grants, write_marks
from braze_gitops.plan.plan import Origin, Plan
from braze_gitops.plan.series_fields import read_series, write_series
from braze_gitops.state import Fields, Head, Serial, read_halt, write_halt, write_moment

FORMAT_VERSION = "1.0"
_MADE_BY = "braze-gitops"
_AGAIN = "make a new plan with `plan --out FILE`"


def encode_plan(plan: Plan) -> JsonObject:
    """Return `plan` as JSON; equal plans give equal JSON. No person's id and no secret is in it."""
    told: defaultdict[Address | None, list[Finding]] = defaultdict(list)
    for finding in plan.findings:
        told[finding.address].append(finding)
    fields: dict[str, Json] = {
        "format_version": FORMAT_VERSION,
        "made_by": _MADE_BY,
        "timestamp": write_moment(plan.now),
        "origin": _write_origin(plan.origin),
        "resource_changes": tuple(write_change(one, told.get(one.address, ())) for one in plan.changes),
        "findings": tuple(map(write_finding, plan.findings)),
        "texts": plan.texts,
        "expected_duration_microseconds": plan.expected_duration // timedelta(microseconds=1),
        "record_count": plan.record_count,
        "held_by": plan.held_by,
    }
    if plan.halts:
        fields["halts"] = tuple(map(write_halt, plan.halts))
    fields |= write_marks(plan)
    if plan.series:
        fields["series"] = tuple(map(write_series, plan.series))
    if plan.renames:
        fields["renames"] = {str(old): new for old, new in plan.renames.items()}
    if plan.at is not None:
        fields["at"] = write_moment(plan.at)
    if plan.next_apply_by is not None:
        fields["next_apply_by"] = write_moment(plan.next_apply_by)
    return MappingProxyType({**fields, "digest": digest_json(fields)})


def decode_plan(value: object) -> Plan:
    """Return the plan `encode_plan` wrote, from whatever a JSON reader made of a file.

    Raises:
        StalePlanError: it is no plan, of a later format, damaged or edited.
    """
    try:
        frozen = freeze(value)
    except (TypeError, RecursionError) as error:
        raise StalePlanError("this is not a plan of this program", hint=_AGAIN) from error
    if not isinstance(frozen, Mapping) or frozen.get("made_by") != _MADE_BY:
        raise StalePlanError("this is not a plan of this program", hint=_AGAIN)
    if frozen.get("format_version") != FORMAT_VERSION:
        raise StalePlanError(
            "this plan was written by another version of this program",
            hint=f"use that version, or {_AGAIN}",
        )
    body = {name: item for name, item in frozen.items() if name != "digest"}
    try:
        is_whole = frozen.get("digest") == digest_json(body)
    except (ValueError, RecursionError) as error:
        raise StalePlanError("this plan is damaged", hint=_AGAIN) from error
    if not is_whole:
        raise StalePlanError("this plan is damaged, or was edited by hand", hint=_AGAIN)
    try:
        return _read(Fields(MappingProxyType(body), "the plan"))
    except StateDamagedError as error:
        raise StalePlanError(f"this plan cannot be used: it {error.message}", hint=_AGAIN) from error
    except OverflowError as error:
        raise StalePlanError("this plan cannot be used: a number in it is too large", hint=_AGAIN) from error


def _read(fields: Fields) -> Plan:
    fields.any("format_version")
    fields.any("made_by")
    texts = fields.text_map("texts")
    for digest, text in texts.items():
        if digest_text(text) != digest:
            raise StateDamagedError("holds a text that does not fit its digest")
    plan = Plan(
        now=fields.moment("timestamp"),
        origin=_read_origin(fields.nested("origin")),
        changes=tuple(map(read_change, fields.list("resource_changes"))),
        findings=tuple(map(read_finding, fields.list("findings"))),
        texts=texts,
        next_apply_by=fields.optional_moment("next_apply_by"),
        expected_duration=timedelta(microseconds=fields.whole("expected_duration_microseconds", least=0)),
        record_count=fields.whole("record_count", least=0),
        held_by=fields.text("held_by"),
        halts=tuple(read_halt(halt, "the plan, a halt") for halt in fields.list("halts")),
        grants=read_grants(fields),
        targets=fields.texts("targets"),
        base=read_base(fields),
        at=fields.optional_moment("at"),
        series=tuple(map(read_series, fields.list("series"))),
        renames=fields.address_map("renames"),
    )
    fields.done()
    return plan


def _write_origin(origin: Origin) -> JsonObject:
    fields: dict[str, Json] = {
        "environment": origin.environment,
        "endpoint": origin.endpoint,
        "lineage": origin.lineage,
        "serial": origin.state_serial,
        "journal": {"number": origin.state_head.number, "digest": origin.state_head.digest},
        "definitions_digest": origin.definitions_digest,
        "tool": origin.tool,
        "zones": origin.zones,
    }
    if origin.commit is not None:
        fields["commit"] = origin.commit
    if origin.trusted_keys:
        fields["trusted_keys"] = origin.trusted_keys
    return fields


def _read_origin(fields: Fields) -> Origin:
    head = fields.nested("journal")
    origin = Origin(
        environment=fields.text("environment"),
        endpoint=fields.text("endpoint"),
        lineage=Lineage(fields.text("lineage")),
        state_serial=Serial(fields.whole("serial", least=0)),
        state_head=Head(number=head.whole("number", least=0), digest=head.text("digest")),
        definitions_digest=fields.digest("definitions_digest"),
        commit=fields.optional_text("commit"),
        tool=fields.text("tool"),
        zones=fields.text("zones"),
        trusted_keys=fields.texts("trusted_keys"),
    )
    head.done()
    fields.done()
    return origin

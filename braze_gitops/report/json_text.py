"""The JSON of a plan's review, an outcome, findings and a state: shapes of their own, each with a version."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from braze_gitops.guard import Allowance, Review
from braze_gitops.model import Address, Finding, JsonObject, Severity, thaw
from braze_gitops.plan import Plan, encode_plan
from braze_gitops.report.action_words import paused_changes, summary_counts, summary_line
from braze_gitops.report.halt_words import halts_fields
from braze_gitops.report.outcome_text import ApplyResult, ChangeResult
from braze_gitops.report.run_words import run_fields
from braze_gitops.report.state_text import phase_words
from braze_gitops.report.version_json import version_fields
from braze_gitops.state import Record, State, settle

REVIEW_VERSION = "1.0"
OUTCOME_VERSION = "1.0"
FINDINGS_VERSION = "1.0"
STATE_VERSION = "1.0"


def plan_json(review: Review, *, exit_code: int) -> str:
    """Return the plan with what the guards say of it: the plan's own JSON, and `review` beside it."""
    plan = review.plan
    whole = {
        **thawed(encode_plan(plan)),
        "review": {
            "format_version": REVIEW_VERSION,
            "summary": {"line": summary_line(review), "counts": dict(summary_counts(review))},
            "paused": [change.address for change in paused_changes(review)],
            "refusals": [_finding(finding) for finding in review.refusals],
            "blocked": [
                {
                    "address": address,
                    "held_by": [
                        {"guard": block.code.value, "message": block.message, "hint": block.hint}
                        for block in blocks
                    ],
                }
                for address, blocks in review.blocks.items()
            ],
            "left_out": sorted(review.left_out),
            "findings": [_finding(finding) for finding in review.findings],
            "allowances_used": [_allowance(one) for one in review.used],
            "allowances_unused": [_allowance(one) for one in review.unused],
            "exit_code": exit_code,
        },
    }
    return write_json(whole)


def saved_plan_json(plan: Plan) -> str:
    """Return the plan alone, as `decode_plan` reads it back."""
    return write_json(thawed(encode_plan(plan)))


def outcome_json(
    outcome: ApplyResult,
    *,
    exit_code: int,
    left_out: Iterable[Address] = (),
    next_apply_by: datetime | None = None,
) -> str:
    """Return what an apply did; `left_out` are addresses that were no target of it.

    `next_apply_by` is the plan's, None when nothing is deferred.
    """
    return write_json(
        {
            "format_version": OUTCOME_VERSION,
            "ending": str(outcome.ending),
            "why": outcome.why,
            "calls": outcome.calls,
            "changes": [_change_result(one) for one in outcome.changes],
            "left_out": sorted(left_out),
            "remarks": list(outcome.remarks),
            "unrecorded": [one.line for one in outcome.unrecorded],
            "next_apply_by": _moment(next_apply_by) if next_apply_by is not None else None,
            "halts": halts_fields(outcome.state.halts),
            "state": version_fields(outcome.state),
            "exit_code": exit_code,
        }
    )


def idle_json(
    state: State,
    *,
    left_out: Iterable[Address] = (),
    ending: str = "complete",
    why: str = "",
    next_apply_by: datetime | None = None,
) -> str:
    """Return the outcome of an apply that had nothing to do, or left it to another; `left_out` and
    `next_apply_by` as for `outcome_json`.
    """
    return write_json(
        {
            "format_version": OUTCOME_VERSION,
            "ending": ending,
            "why": why,
            "calls": 0,
            "changes": [],
            "left_out": sorted(left_out),
            "remarks": [],
            "unrecorded": [],
            "next_apply_by": _moment(next_apply_by) if next_apply_by is not None else None,
            "halts": halts_fields(state.halts),
            "state": version_fields(state),
            "exit_code": 0,
        }
    )


def findings_json(findings: Iterable[Finding], *, exit_code: int, at: datetime | None = None) -> str:
    """Return findings in the order given, with a count of each severity; `at` as for `validate_text`."""
    found = tuple(findings)
    return write_json(
        {
            "format_version": FINDINGS_VERSION,
            **({"at": _moment(at)} if at is not None else {}),
            "counts": {one.value: sum(f.severity is one for f in found) for one in Severity},
            "findings": [_finding(finding) for finding in found],
            "exit_code": exit_code,
        }
    )


def state_json(state: State, *, now: datetime, cutoff: timedelta) -> str:
    """Return what a state holds, with the phase of each record at `now`; texts by digest, people as a count.

    While a run is open, `open_run` says whose, and the records are as its next run finds them.
    """
    state = settle(state)
    return write_json(
        {
            "format_version": STATE_VERSION,
            "environment": state.environment,
            "endpoint": state.endpoint,
            **version_fields(state),
            "open_run": run_fields(state.run),
            "halts": halts_fields(state.halts),
            "records": [_record(record, now, cutoff) for record in state.records.values()],
            "history": [
                {
                    "address": past.address,
                    "kind": past.kind.value,
                    "schedule_id": past.schedule_id,
                    "window": _window(past.window.first_at, past.window.last_at),
                    "version_unknown": past.version_unknown,
                }
                for past in state.history
            ],
        }
    )


def write_json(value: Mapping[str, object]) -> str:
    """Return `value` as indented JSON in ASCII, so that no terminal can obey anything in it."""
    return json.dumps(value, indent=2, ensure_ascii=True, allow_nan=False).replace("\x7f", "\\u007f") + "\n"


def thawed(fields: JsonObject) -> Mapping[str, object]:
    """Return a JSON object as plain dicts and lists."""
    return {key: thaw(item) for key, item in fields.items()}


def _finding(finding: Finding) -> JsonObject:
    place = finding.place
    return {
        "severity": finding.severity.value,
        "code": finding.code,
        "message": finding.message,
        "hint": finding.hint,
        "address": finding.address,
        "path": place.path if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
    }


def _allowance(allowance: Allowance) -> JsonObject:
    return {
        "guard": allowance.guard,
        "pattern": allowance.pattern,
        "source": allowance.source,
        "reason": allowance.reason,
    }


def _change_result(one: ChangeResult) -> Mapping[str, object]:
    return {
        "address": one.change.address,
        "action": one.change.action.value,
        "result": str(one.result),
        "why": one.why,
        "schedule_id": one.schedule_id,
        "calls": one.calls,
        "remarks": list(one.remarks),
    }


def _record(record: Record, now: datetime, cutoff: timedelta) -> Mapping[str, object]:
    return {
        "address": record.address,
        "kind": record.kind.value,
        "status": record.status.value,
        "phase": phase_words(record, now, cutoff=cutoff),
        "schedule_id": record.schedule_id,
        "dispatch_id": record.dispatch_id,
        "window": _window(record.window.first_at, record.window.last_at),
        "payload": thaw(record.payload),
        "payload_digest": record.payload_digest,
        "protected": record.protected,
        "tags": list(record.tags),
        "source": record.source,
        "commit": record.commit,
        "applied_at": _moment(record.applied_at),
    }


def _window(first_at: datetime, last_at: datetime) -> Mapping[str, object]:
    return {"first_at": _moment(first_at), "last_at": _moment(last_at)}


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")

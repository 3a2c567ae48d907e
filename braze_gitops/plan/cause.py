"""What brought a change about, and why it takes its form: the answer to "why is this a replace?"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from braze_gitops.model import UPDATABLE_FIELDS, Inputs, Kind, Verb
from braze_gitops.plan.change import Action, Cause
from braze_gitops.plan.field_path import read_path
from braze_gitops.plan.imported import BROUGHT_IN_LINE, EDITED_SINCE, is_unsure
from braze_gitops.plan.situation import Decision, Situation

_KINDS: Mapping[Kind, str] = {Kind.MESSAGE: "message", Kind.CAMPAIGN: "campaign", Kind.CANVAS: "Canvas"}


def cause_of(situation: Situation, decision: Decision) -> Cause | None:
    """Return what brought the change about; None where nothing happens.

    Digests of what the payload was made from are compared in this order: definition, variables and files, tool and
    zone data. A payload that differs though none of them does can only come from the tool itself.
    """
    desired, record = situation.desired, situation.record
    if decision.action is Action.NONE and not decision.refresh and decision.block is None:
        return None
    if record is None or desired is None:
        return Cause.DEFINITION
    if record.unfinished is not None and (decision.repeats or decision.refresh or situation.is_equal):
        return Cause.UNFINISHED
    if is_unsure(record) and situation.is_equal:
        return Cause.IMPORTED
    if decision.action is Action.CREATE and situation.is_equal:
        return Cause.TIME
    return _changed_input(record.inputs, desired.inputs)


def reasons_of(situation: Situation, decision: Decision, *, elsewhere: frozenset[str]) -> tuple[str, ...]:
    """Return why, in short plain words: the move, the row of the table, what forces a replace, changed inputs.

    `elsewhere` are the names of definitions that exist and are limited to other environments.
    """
    reasons = [f"renamed from {situation.previous}"] if situation.previous is not None else []
    if decision.reason:
        reasons.append(decision.reason)
    if decision.action is Action.NONE and not decision.refresh:
        return tuple(reasons)
    if decision.action is Action.MOVE and not decision.reason:
        return tuple(reasons)
    record, desired = situation.record, situation.desired
    if desired is None:
        if record is not None and record.address.partition("[")[0] in elsewhere:
            reasons.append("its definition is limited to other environments")
        else:
            reasons.append("its definition is gone")
    elif record is not None:
        if is_unsure(record) and decision.action is not Action.NONE:
            reasons.append(BROUGHT_IN_LINE if situation.is_equal else EDITED_SINCE)
        reasons += _why_this_action(situation, decision)
        reasons += _which_inputs(record.inputs, desired.inputs)
    if decision.repeats:
        reasons.append("an earlier try went unanswered")
    return tuple(dict.fromkeys(reasons))


def _why_this_action(situation: Situation, decision: Decision) -> Iterator[str]:
    record, desired = situation.record, situation.desired
    if decision.action is not Action.REPLACE or record is None or desired is None:
        return
    if record.unfinished is not None and record.unfinished.verb is Verb.DELETE:
        yield "a cancellation went unanswered, so it is cancelled for certain and made again"
    if record.kind is not desired.kind:
        yield f"it was a {_KINDS[record.kind]} and is now a {_KINDS[desired.kind]}"
        return
    fields = dict.fromkeys(read_path(path)[0] for path in situation.forces)
    for field in fields:
        if field not in UPDATABLE_FIELDS[record.kind]:
            yield f"Braze cannot change `{field}` in place"
    for path in situation.forces:
        if read_path(path)[0] == "messages" and "messages" in UPDATABLE_FIELDS[record.kind]:
            yield f"`{path}` goes away, and an update may leave it in place"


def _changed_input(before: Inputs, after: Inputs) -> Cause:
    if before.definition != after.definition:
        return Cause.DEFINITION
    if dict(before.variables) != dict(after.variables) or dict(before.files) != dict(after.files):
        return Cause.VARIABLE_OR_FILE
    return Cause.TOOL_OR_ZONES


def _which_inputs(before: Inputs, after: Inputs) -> Iterator[str]:
    if before.definition != after.definition:
        yield "its definition changed"
    for what, old, new in (
        ("variable", before.variables, after.variables),
        ("file", before.files, after.files),
    ):
        for name in sorted(old.keys() | new.keys()):
            if name in old and name in new and old[name] != new[name]:
                yield f"{what} `{name}` changed"
    if before.tool != after.tool:
        yield f"made by version {after.tool} of this tool, before by {before.tool}"
    if before.zones != after.zones:
        yield f"time zone data {after.zones}, before {before.zones}"

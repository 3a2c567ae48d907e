"""What brought a change about, and why it takes its form: the answer to "why is this a replace?".

Causes, in the order they are asked:

    nothing is done                                                             none
    a payload that nobody reviewed: see `is_unexplained`                        tool or zone data
    no record yet, or no definition any more                                    definition
    an update or delete whose answer is missing is made again, or settled       unfinished
    a deferred one whose payload is as it was is created                        time
    the window alone differs, and the zone data does not: `audience_zones`      variable or file
    otherwise the first input that differs: definition, variable or file, tool or zone data
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from braze_gitops.model import UPDATABLE_FIELDS, Address, Inputs, Kind, Verb
from braze_gitops.plan.change import Action, Cause, Change
from braze_gitops.plan.field_path import read_path
from braze_gitops.plan.imported import BROUGHT_IN_LINE, EDITED_SINCE, is_unsure
from braze_gitops.plan.situation import Decision, Situation
from braze_gitops.plan.wanted import is_same

_BRINGS = frozenset({Action.CREATE, Action.UPDATE, Action.REPLACE, Action.DEFER})
_KINDS: Mapping[Kind, str] = {Kind.MESSAGE: "message", Kind.CAMPAIGN: "campaign", Kind.CANVAS: "Canvas"}


def cause_of(situation: Situation, decision: Decision) -> Cause | None:
    """Return what brought the change about; None where nothing happens.

    Digests of what the payload was made from are compared in this order: definition, variables and files, tool and
    zone data. A payload that differs though none of them does can only come from the tool itself.
    """
    desired, record = situation.desired, situation.record
    if decision.action is Action.NONE and not decision.refresh:
        return None
    if record is None or desired is None:
        return Cause.DEFINITION
    if is_unexplained(situation, decision):
        return Cause.TOOL_OR_ZONES
    if record.unfinished is not None and (decision.repeats or decision.refresh or situation.is_equal):
        return Cause.UNFINISHED
    if is_unsure(record) and situation.is_equal:
        return Cause.IMPORTED
    if decision.action is Action.CREATE and situation.is_equal:
        return Cause.TIME
    if _counts_other_zones(situation, decision):
        return Cause.VARIABLE_OR_FILE
    return _changed_input(record.inputs, desired.inputs)


def _counts_other_zones(situation: Situation, decision: Decision) -> bool:
    """Whether only the window differs, and the zone data does not: the project file says other zones."""
    desired, record, after = situation.desired, situation.record, decision.after
    if desired is None or record is None or after is None or not decision.refresh:
        return False
    same = _made_from_same(record.inputs, desired.inputs) and record.inputs.zones == desired.inputs.zones
    return same and record.window != after.window


def is_unexplained(situation: Situation, decision: Decision) -> bool:
    """Whether the change brings another payload than the same inputs made before, which nobody can have reviewed.

    What was made before is what the record says, and what an unanswered update tried to bring. Only this program
    or its time zone data can be why.
    """
    desired, record, wanted = situation.desired, situation.record, situation.wanted
    if desired is None or record is None or wanted is None or (decision.then or decision.action) not in _BRINGS:
        return False
    attempt = record.unfinished.attempt if record.unfinished is not None else None
    made = [one for one in (record, attempt) if one is not None and _made_from_same(one.inputs, desired.inputs)]
    return bool(made) and not any(is_same(wanted, one) for one in made)


def changed_inputs(change: Change) -> tuple[str, ...]:
    """Return the inputs that differ between the two sides of a change, in words, but its definition.

    Empty where there is only one side. The words are those of the change's reasons.
    """
    if change.before is None or change.after is None:
        return ()
    return tuple(_which_others(change.before.inputs, change.after.inputs))


def reasons_of(
    situation: Situation,
    decision: Decision,
    *,
    elsewhere: frozenset[str],
    defined: frozenset[str],
    left_out: frozenset[Address],
) -> tuple[str, ...]:
    """Return why, in short plain words: the move, the row of the table, what forces a replace, changed inputs.

    `elsewhere` are the names of definitions that exist and are limited to other environments, `defined` those of
    this one; `left_out` are the sends that exceptions take out of them.
    """
    hold = situation.hold
    reasons = []
    if situation.previous is not None and situation.desired is None:
        reasons.append(f"{situation.previous} is the name of another time now")
    elif situation.previous is not None:
        reasons.append(f"renamed from {situation.previous}")
    resumed = hold.resumes or (hold.after if decision.action in (Action.CREATE, Action.DEFER) else None)
    if resumed is not None:
        reasons.append(f"resumes after {resumed}")
    if decision.reason and (resumed is None or decision.reason != "new"):
        reasons.append(decision.reason)
    if decision.action is Action.NONE and not decision.refresh:
        return tuple(reasons)
    if decision.action is Action.MOVE and not decision.reason:
        return tuple(reasons)
    record, desired = situation.record, situation.desired
    if desired is None:
        address = record.address if record is not None else ""
        name = address.partition("[")[0]
        if name in elsewhere:
            reasons.append("its definition is limited to other environments")
        elif address in left_out:
            reasons.append("left out by `except`")
        elif name in defined:
            reasons.append("its definition no longer has it")
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
    return Cause.TOOL_OR_ZONES if _made_from_same(before, after) else Cause.VARIABLE_OR_FILE


def _made_from_same(before: Inputs, after: Inputs) -> bool:
    """Whether definition, variables and files are the same; the versions that took part may differ."""
    return (before.definition, dict(before.variables), dict(before.files)) == (
        after.definition,
        dict(after.variables),
        dict(after.files),
    )


def _which_inputs(before: Inputs, after: Inputs) -> Iterator[str]:
    if before.definition != after.definition:
        yield "its definition changed"
    yield from _which_others(before, after)


def _which_others(before: Inputs, after: Inputs) -> Iterator[str]:
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

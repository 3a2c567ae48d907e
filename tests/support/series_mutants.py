"""Faults planted in the planner, of which each lets a series go wrong: the judge of series must find every one."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import timedelta

from braze_gitops.plan import Action, BlockCode, Change, Plan
from braze_gitops.state import State
from support.model_mutants import Planner
from support.model_program import Parts


def _each(edit: Callable[[Change], Change]) -> Parts:
    def edited(plan: Plan) -> Plan:
        return dataclasses.replace(plan, changes=tuple(map(edit, plan.changes)))

    return Parts(plan=Planner(plan=edited))


def _near_is_fine(change: Change) -> Change:
    return dataclasses.replace(change, needs=tuple(one for one in change.needs if one is not BlockCode.TOO_CLOSE))


def _missed_is_silent(change: Change) -> Change:
    if change.block is None or change.block.code is not BlockCode.MISSED:
        return change
    return dataclasses.replace(change, block=None, action=Action.NONE, after=change.before)


def _exceptions_stay(change: Change) -> Change:
    if change.action is not Action.DELETE:
        return change
    return dataclasses.replace(change, action=Action.NONE, after=change.before)


def _names_are_forgotten(plan: Plan) -> Plan:
    return dataclasses.replace(plan, renames={})


# Only an edit right after two others brings it out.
NAMES_ARE_FORGOTTEN = Parts(plan=Planner(plan=_names_are_forgotten))


def _without_first_moments(state: State) -> State:
    return dataclasses.replace(state, definitions={})


MUTANTS: Mapping[str, Parts] = {
    "too close is fine": _each(_near_is_fine),
    "missed is silent": _each(_missed_is_silent),
    "what is left out stays": _each(_exceptions_stay),
    "no definition is known": Parts(plan=Planner(state=_without_first_moments)),
    "half the horizon": Parts(
        plan=Planner(environment=lambda one: dataclasses.replace(one, horizon=one.horizon - timedelta(days=5)))
    ),
}

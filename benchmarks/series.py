"""What a plan of 10,000 occurrences costs: 100 definitions that send on 100 days each.

Beside them, as the measure, stand 10,000 definitions that send once each, and 100 of them. All are loaded from
their text, then planned against an empty state, and against one that has all of them as they are.

    python benchmarks/series.py [--json] [--rounds N]

Exit 1 when the occurrences cost more than half of as many definitions, or are more than 2 s of processor time for
load and plan together with nothing to do. The figures are the fastest round, processor time of this process.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from applying import ENVIRONMENT, LINEAGE, TOOL, ZONES

from braze_gitops.load import load
from braze_gitops.model import Desired, Limits, Project, ScheduleId, SourceText, digest_text
from braze_gitops.plan import Action, Plan, make_plan
from braze_gitops.state import Batch, State, StateCreated, Status, fold

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
GOAL_SECONDS = 2.0
GOAL_RATIO = 0.5
_DEFINITIONS, _DAYS = 100, 100
_DEFINITION = """\
name: morning-{number:05d}
kind: message
owner: lifecycle@shop.example
tags: [morning, email]
segment_id: segment-{number:05d}
broadcast: true
schedule: {{time: 2026-12-{day:02d}T09:00:00, timezone: America/New_York{repeat}}}
messages:
  email:
    app_id: app-1
    from: Shop <news@shop.example>
    subject: "Hi {{{{${{first_name}} | default: 'there'}}}}, good morning"
    body: <p>Order today and choose the slot that fits your week best.</p>
"""


class _NoFiles:
    """No definition names a file."""

    def read(self, reference: str, *, beside: str) -> SourceText:
        """Refuse: nothing is asked for."""
        raise FileNotFoundError(f"{beside} names {reference}")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    name: str
    sources: tuple[SourceText, ...]


def main() -> int:
    """Measure, print, and return 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    repeat = f", repeat: {{every: day, count: {_DAYS}}}"
    cases = (
        _Case(name="100 definitions, 10,000 occurrences", sources=_sources(_DEFINITIONS, repeat)),
        _Case(name="100 definitions that send once", sources=_sources(_DEFINITIONS, "")),
        _Case(name="10,000 definitions that send once", sources=_sources(_DEFINITIONS * _DAYS, "")),
    )
    table = {case.name: _measure(case, chosen.rounds) for case in cases}
    series, _, plain = table.values()
    ratio = series["nothing to do"] / plain["nothing to do"]
    missed = ratio > GOAL_RATIO or series["nothing to do"] > GOAL_SECONDS
    if chosen.json:
        print(json.dumps({"figures": table, "ratio": round(ratio, 3), "missed": missed}, indent=2))
    else:
        for name, row in table.items():
            print(f"{name:<36}", "  ".join(f"{figure} {value:.3f} s" for figure, value in row.items()))
        print(f"10,000 occurrences cost {ratio:.2f} of 10,000 definitions{', missed' if missed else ''}")
    return 1 if missed else 0


def _sources(count: int, repeat: str) -> tuple[SourceText, ...]:
    texts = (_DEFINITION.format(number=number, day=1 + number % 28, repeat=repeat) for number in range(count))
    return tuple(
        SourceText(path=f"schedules/{number:05d}.yaml", text=text, digest=digest_text(text))
        for number, text in enumerate(texts)
    )


def _measure(case: _Case, rounds: int) -> Mapping[str, float]:
    """Return seconds to load, and to plan with nothing arranged and with all; the last is load and plan."""
    desired = _loaded(case)
    empty = _nothing()
    state = _arranged(empty, _planned(desired, empty))
    if any(change.action is not Action.NONE for change in _planned(desired, state).changes):
        raise SystemExit("a plan of what is arranged has something to do")
    loading = _fastest(lambda: _loaded(case), rounds)
    nothing = _fastest(lambda: _planned(desired, state), rounds)
    return {
        "load": loading,
        "plan, nothing arranged": _fastest(lambda: _planned(desired, empty), rounds),
        "plan, all arranged": nothing,
        "nothing to do": loading + nothing,
    }


def _loaded(case: _Case) -> Desired:
    project = Project(
        path="braze-gitops.yaml",
        definitions="schedules",
        branch="main",
        default_environment=None,
        names={},
        variables={},
        liquid_variables={},
        secrets=(),
        limits=Limits(),
        environments={ENVIRONMENT.name: ENVIRONMENT},
    )
    desired, findings = load(
        case.sources, project=project, environment=ENVIRONMENT, files=_NoFiles(), tool_version=TOOL
    )
    if desired is None:
        raise SystemExit(f"the definitions have errors: {findings[:3]}")
    return desired


def _planned(desired: Desired, state: State) -> Plan:
    return make_plan(
        desired, state, environment=ENVIRONMENT, names={}, now=NOW, commit=None, tool=TOOL, zones=ZONES
    )


def _nothing() -> State:
    """Return the state as it begins."""
    created = StateCreated(lineage=LINEAGE, environment=ENVIRONMENT.name, endpoint=ENVIRONMENT.endpoint, at=NOW)
    first = Batch(
        number=1, previous="", lineage=LINEAGE, nonce="0", tool=TOOL, at=NOW, entries=(created,), texts={}
    )
    return fold(None, ((first, "0" * 64),))


def _arranged(state: State, plan: Plan) -> State:
    """Return the state as an apply of the plan leaves it."""
    records = {}
    for change in plan.changes:
        record = change.after
        if record is None:
            raise SystemExit(f"{change.address} has no record")
        is_deferred = change.action is Action.DEFER
        records[change.address] = dataclasses.replace(
            record,
            status=Status.DEFERRED if is_deferred else Status.SCHEDULED,
            schedule_id=None if is_deferred else ScheduleId(f"id-{change.address}"),
        )
    return dataclasses.replace(state, records=records)


def _fastest(work: Callable[[], object], rounds: int) -> float:
    seconds = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        seconds.append(time.process_time() - started)
    return min(seconds)


if __name__ == "__main__":
    sys.exit(main())

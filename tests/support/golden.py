"""Golden cases: a folder each, its inputs read strictly, its outputs made from them alone.

case.toml       `now`, what the case shows (`about`), `applied_at` with `before/`, `allow`; with `calendar`, a
                zone, the case also has a calendar on the clock of that zone
definitions/    what is wanted
before/         optional: what was applied at `applied_at`; the state is made from it
state.json      written beside `before/`: what the plan reads
plan.json, plan.txt, calendar.json, calendar.txt
"""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from braze_gitops.guard import Review, parse_allowance, review
from braze_gitops.load import find_zone, load, read_project
from braze_gitops.model import (
    Desired,
    DesiredSchedule,
    Environment,
    Lineage,
    Project,
    ScheduleId,
    SourceText,
    digest_text,
)
from braze_gitops.plan import Plan, make_plan, pairs_made
from braze_gitops.project import Confined, DiskTextFiles, ProjectFolder, read_definitions
from braze_gitops.report import (
    Days,
    Naming,
    Style,
    Teller,
    calendar_json,
    calendar_text,
    make_calendar,
    plan_json,
    plan_text,
)
from braze_gitops.state import (
    Head,
    Record,
    SendId,
    Serial,
    State,
    Status,
    decode_snapshot,
    encode_snapshot,
    texts_of,
)

TOP = Path(__file__).resolve().parent.parent / "golden"
PROJECT_FILE = TOP / "braze-gitops.yaml"
INPUTS = frozenset({"case.toml", "definitions", "before"})
OUTPUTS = frozenset({"state.json", "plan.json", "plan.txt", "calendar.json", "calendar.txt"})
KEYS: Mapping[str, type] = {
    "about": str,
    "now": datetime,
    "applied_at": datetime,
    "allow": list,
    "calendar": str,
}
TOOL, ZONES = "0.0.0", "2026a"
LINEAGE = Lineage("5d0c6c0e-1111-4222-8333-444455556666")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The settings of one case."""

    folder: Path
    now: datetime
    applied_at: datetime | None
    allow: tuple[str, ...]
    calendar: str | None = None


def case_folders() -> tuple[Path, ...]:
    """Return the folder of every case, sorted."""
    return tuple(sorted(one for one in TOP.iterdir() if one.is_dir()))


def read_case(folder: Path) -> Case:
    """Return a case; a file or key that is not known is an error, so that none is there for nothing.

    Raises:
        ValueError: something is unknown, missing, or of the wrong type.
    """
    unknown = {one.name for one in folder.iterdir()} - INPUTS - OUTPUTS
    if unknown:
        raise ValueError(f"{folder.name}: nobody reads {', '.join(sorted(unknown))}")
    settings: dict[str, object] = tomllib.loads((folder / "case.toml").read_text("utf-8"))
    for key, value in settings.items():
        if key not in KEYS or not isinstance(value, KEYS[key]):
            raise ValueError(f"{folder.name}: case.toml: `{key}` is not known, or not of its type")
    now, applied_at, allow = settings.get("now"), settings.get("applied_at"), settings.get("allow", [])
    calendar = settings.get("calendar")
    if not isinstance(now, datetime) or not settings.get("about"):
        raise ValueError(f"{folder.name}: case.toml needs `about` and `now`")
    if (folder / "before").exists() != (applied_at is not None):
        raise ValueError(f"{folder.name}: `before/` and `applied_at` go together")
    return Case(
        folder=folder,
        now=now.astimezone(UTC),
        applied_at=applied_at.astimezone(UTC) if isinstance(applied_at, datetime) else None,
        allow=tuple(str(one) for one in allow) if isinstance(allow, list) else (),
        calendar=calendar if isinstance(calendar, str) else None,
    )


def outputs_of(case: Case) -> Mapping[str, str]:
    """Return every file the case should hold beside its inputs, by name."""
    project = read_settings()
    environment = project.environments["production"]
    written: dict[str, str] = {}
    state = State(
        lineage=LINEAGE,
        serial=Serial(1),
        environment=environment.name,
        endpoint=environment.endpoint,
        head=Head(number=1, digest=digest_text("the first batch")),
    )
    if case.applied_at is not None:
        made = state_after(case, project, environment, state)
        snapshot = encode_snapshot(made, tool=TOOL)
        texts = {digest: made.texts[digest] for digest in texts_of(made)}
        written["state.json"] = snapshot.decode("utf-8")
        state = decode_snapshot(snapshot, texts)
    desired = read_desired(case, project, environment, "definitions")
    reviewed = review_of(case, project, environment, desired, state)
    naming = Naming(words=project.names, variables={one.address: one.variables_from for one in desired.schedules})
    written["plan.json"] = plan_json(reviewed, exit_code=6 if reviewed.refusals else 0)
    written["plan.txt"] = plan_text(
        reviewed, naming=naming, now=case.now, style=Style(), width=80, state_at=case.applied_at
    )
    if case.calendar is not None:
        teller = Teller(
            review=reviewed,
            desired={one.address: one for one in desired.schedules},
            naming=naming,
            now=case.now,
            cutoff=environment.cutoff,
        )
        calendar = make_calendar(
            teller, state, days=days_of(case.calendar, case.now), made_at=case.now, seed=LINEAGE, dashboard=None
        )
        written["calendar.json"] = calendar_json(calendar)
        written["calendar.txt"] = calendar_text(calendar, style=Style(), width=80)
    return written


def days_of(name: str, now: datetime) -> Days:
    """Return four weeks from the day before `now` on, in the zone of that name."""
    zone = find_zone(name)
    assert zone is not None, f"{name} is no zone"
    today = now.astimezone(zone).date()
    return Days(first_on=today - timedelta(days=1), last_on=today + timedelta(days=27), zone=zone, name=name)


def read_settings() -> Project:
    """Return the project that all cases share."""
    text = PROJECT_FILE.read_text("utf-8")
    project, findings = read_project(SourceText(path=PROJECT_FILE.name, text=text, digest=digest_text(text)))
    assert project is not None, findings
    return project


def read_desired(case: Case, project: Project, environment: Environment, folder: str) -> Desired:
    """Return what the definitions in `folder` want, as if that were `definitions/`; versions are fixed, so that a
    new release changes no case.
    """
    confined = Confined(case.folder)
    place = ProjectFolder(root=case.folder, confined=confined)
    desired, findings = load(
        read_definitions(place, folder),
        project=project,
        environment=environment,
        files=DiskTextFiles(confined),
        tool_version=TOOL,
    )
    assert desired is not None, findings
    return dataclasses.replace(desired, schedules=tuple(fixed(one, folder) for one in desired.schedules))


def fixed(one: DesiredSchedule, folder: str) -> DesiredSchedule:
    """Return a desired schedule that names `definitions/` for `folder`, and fixed versions."""
    files = {f"definitions{path.removeprefix(folder)}": digest for path, digest in one.inputs.files.items()}
    path = f"definitions{one.place.path.removeprefix(folder)}"
    return dataclasses.replace(
        one,
        inputs=dataclasses.replace(one.inputs, zones=ZONES, files=files),
        place=dataclasses.replace(one.place, path=path),
    )


def state_after(case: Case, project: Project, environment: Environment, empty: State) -> State:
    """Return the state once `before/` was applied without a hitch."""
    assert case.applied_at is not None
    desired = read_desired(case, project, environment, "before")
    plan = plan_of(desired, empty, environment, project, case.applied_at)
    records = {change.address: arranged(change.after) for change in plan.changes if change.after is not None}
    return dataclasses.replace(
        empty,
        serial=Serial(2),
        head=Head(number=2, digest=digest_text("the second batch")),
        definitions={one.name: case.applied_at for one in desired.schedules},
        records=MappingProxyType(dict(sorted(records.items()))),
        send_ids=tuple(
            SendId(campaign_id=campaign_id, send_id=send_id, created_at=case.applied_at)
            for campaign_id, send_id in sorted(pairs_made(plan.changes))
        ),
        texts=plan.texts,
    )


def arranged(record: Record) -> Record:
    """Return a record as it is after its create, or as it is if it waits."""
    if record.status is Status.DEFERRED:
        return record
    return dataclasses.replace(
        record, schedule_id=ScheduleId(f"sch-{record.address}"), dispatch_id=f"dis-{record.address}"
    )


def plan_of(desired: Desired, state: State, environment: Environment, project: Project, now: datetime) -> Plan:
    """Return the plan at `now`."""
    return make_plan(
        desired,
        state,
        environment=environment,
        names=project.names,
        now=now,
        commit="0123456789abcdef0123456789abcdef01234567",
        tool=TOOL,
        zones=ZONES,
    )


def review_of(case: Case, project: Project, environment: Environment, desired: Desired, state: State) -> Review:
    """Return the plan of a case with what the guards say of it."""
    return review(
        plan_of(desired, state, environment, project, case.now),
        environment=environment,
        limits=project.limits,
        allowances=[parse_allowance(text) for text in case.allow],
        desired=desired,
        state=state,
    )

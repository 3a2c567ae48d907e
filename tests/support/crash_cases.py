"""What a project says before and after a change that is going to be interrupted."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

PROJECT = """\
version: 1
definitions: schedules
environments:
  local: {sandbox: true, clock: 2026-11-20T09:00:00Z}
"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The definitions before and after, by name; the last ones are what an interrupted run was about to arrange.

    `markers` are what each address that is then arranged shows at Braze.
    """

    before: Mapping[str, str]
    after: Mapping[str, str]
    markers: Mapping[str, str]


def message(
    name: str, *, subject: str = "first", segment: str = "", extra: str = "", at: str = "2026-12-10T10:00:00Z"
) -> str:
    """Return a message definition; its marker in Braze is the first word of the subject."""
    return (
        f"name: {name}\nkind: message\n{extra}segment_id: {segment or f'seg-{name}'}\nbroadcast: true\n"
        f"schedule: {{time: {at}}}\n"
        f"messages:\n  email: {{app_id: app, from: S <s@x.example>, subject: '{name} {subject}', body: b}}\n"
    )


def campaign(name: str, *, time: str) -> str:
    """Return a campaign definition; its marker in Braze is a trigger property."""
    return (
        f"name: {name}\nkind: campaign\ncampaign_id: cmp\nrecipients: [{{external_user_id: u-{name}}}]\n"
        f"trigger_properties: {{marker: {name}}}\nschedule: {{time: '{time}'}}\n"
    )


def canvas(name: str, *, time: str) -> str:
    """Return a Canvas definition; its marker in Braze is a context property."""
    return (
        f"name: {name}\nkind: canvas\ncanvas_id: cnv\nrecipients: [{{external_user_id: u-{name}}}]\n"
        f"context: {{marker: {name}}}\nschedule: {{time: '{time}'}}\n"
    )


BEFORE: Mapping[str, str] = {
    "kept": message("kept"),
    "updated": message("updated"),
    "replaced": message("replaced"),
    "replaced-campaign": campaign("replaced-campaign", time="2026-12-11T10:00:00Z"),
    "moved-old": message("moved-old", subject="same"),
    "deleted": message("deleted"),
    "deleted-canvas": canvas("deleted-canvas", time="2026-12-12T10:00:00Z"),
    "renamed-edited": message("renamed-edited"),
    "retold": message("retold", extra="description: first\n"),
    "timed": campaign("timed", time="2026-12-11T10:00:00Z"),
}
AFTER: Mapping[str, str] = {
    "kept": BEFORE["kept"],
    "updated": message("updated", subject="second " + "x" * 600),
    "replaced": message("replaced", segment="seg-2"),
    "replaced-campaign": campaign("replaced-campaign", time="2026-12-11T10:00:00Z").replace("cmp", "cmp-2"),
    "moved-new": message("moved-new", segment="seg-moved-old", extra="moved_from: moved-old\n").replace(
        "'moved-new first'", "'moved-old same'"
    ),
    "renamed-new": message(
        "renamed-new", segment="seg-renamed-edited", extra="moved_from: renamed-edited\n", subject="second"
    ),
    "retold": message("retold", extra="description: second\n"),
    "timed": campaign("timed", time="2026-12-11T12:00:00Z"),
    # To the people of one that is cancelled before it, on another day.
    "created": message("created", segment="seg-deleted", at="2026-12-12T10:00:00Z"),
    "created-canvas": canvas("created-canvas", time="2026-12-13T10:00:00Z"),
    "later": message("later").replace("2026-12-10T10", "2027-06-10T10"),
}
# Which marker Braze shows for each address that is arranged after AFTER.
MARKERS: Mapping[str, str] = {
    **{name: name for name in AFTER if name != "later"},
    "moved-new": "moved-old",
}
MIXED = Case(before=BEFORE, after=AFTER, markers=MARKERS)


def creates(count: int) -> Case:
    """Return a project without a state that creates so many schedules, of every kind."""
    after = {}
    for number in range(count):
        name = f"new-{number:02}"
        match number % 4:
            case 0 | 1:
                after[name] = message(name, segment=f"seg-{name}")
            case 2:
                after[name] = campaign(name, time="2026-12-11T10:00:00Z")
            case _:
                after[name] = canvas(name, time="2026-12-12T10:00:00Z")
    return Case(before={}, after=after, markers={name: name for name in after})


def replaces(count: int) -> Case:
    """Return a project that replaces so many schedules, each by one of the same marker."""
    names = [f"replaced-{number:02}" for number in range(count)]
    return Case(
        before={name: message(name, segment=f"seg-{name}") for name in names},
        after={name: message(name, segment=f"other-{name}") for name in names},
        markers={name: name for name in names},
    )


def long_texts() -> Case:
    """Return a project whose state writes out long texts: two of them shared, one left behind."""
    shared, left = "shared " + "y" * 700, "left behind " + "z" * 700
    before = {
        "text-kept": message("text-kept", subject=shared, segment="seg-kept"),
        "text-changed": message("text-changed", subject=left, segment="seg-changed"),
    }
    after = {
        **before,
        "text-changed": message("text-changed", subject="new " + "w" * 900, segment="seg-changed"),
        "text-shared": message("text-shared", subject=shared, segment="seg-shared"),
        "text-alone": message("text-alone", subject="alone " + "v" * 800, segment="seg-alone"),
    }
    return Case(before=before, after=after, markers={name: name for name in after})


def send_ids(count: int) -> Case:
    """Return a project that makes send ids, one for each of so many creates and one that two of them share, and
    replaces a schedule that keeps its own.
    """
    kept = campaign("sent-kept", time="2026-12-11T10:00:00Z") + "send_id: kept\n"
    after = {"sent-kept": kept.replace("u-sent-kept", "u-other")}
    for number in range(count):
        name = f"sent-{number}"
        after[name] = campaign(name, time="2026-12-11T10:00:00Z") + f"send_id: own-{max(number, 1)}\n"
    return Case(before={"sent-kept": kept}, after=after, markers={name: name for name in after})


def with_key(count: int, *, now: datetime) -> Case:
    """Return a project that creates so many schedules in an environment with a key, in real time."""
    at = (now + timedelta(days=20)).strftime("%Y-%m-%dT%H:%M:00Z")
    after = {f"keyed-{n}": message(f"keyed-{n}", segment=f"seg-{n}", at=at) for n in range(count)}
    return Case(before={}, after=after, markers={name: name for name in after})


def write_definitions(folder: Path, definitions: Mapping[str, str], *, project: str = PROJECT) -> None:
    """Make the project in `folder` say just these definitions."""
    schedules = folder / "schedules"
    shutil.rmtree(schedules, ignore_errors=True)
    schedules.mkdir(parents=True)
    (folder / "braze-gitops.yaml").write_text(project)
    for name, text in definitions.items():
        (schedules / f"{name}.yaml").write_text(text)

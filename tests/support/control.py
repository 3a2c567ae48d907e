"""A project under control: definitions, allowances, a state outside of it, and what a Braze was asked for."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from braze_gitops.sandbox import read_log
from support.git_repository import GIT_ENVIRON
from support.program import Ended, run_program

KEY = "key-of-the-workspace-0001"


def message(
    name: str,
    *,
    at: datetime,
    to: str = "",
    extra: str = "",
    text: str = "Hi",
    subject: str = "",
    local: bool = False,
) -> str:
    """Return a broadcast; without `to` each name has a segment of its own. Its subject tells it in Braze's log."""
    when = at.strftime("%Y-%m-%dT%H:%M:%S")
    time = f"{{time: {when}, in_local_time: true}}" if local else f"{{time: {when}Z}}"
    segment = to or f"seg-{name}"
    return (
        f"name: {name}\nkind: message\n{extra}segment_id: {segment}\nbroadcast: true\nschedule: {time}\n"
        f"messages:\n  email: {{app_id: app, from: S <s@x.example>, subject: '{subject or name}', body: {text}}}\n"
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Controlled:
    """The project in `folder`, one of its environments, and the data folder of the Braze behind it."""

    folder: Path
    environment: str
    braze: Path

    def write(self, definitions: Mapping[str, str]) -> None:
        """Make the definitions these and no other."""
        schedules = self.folder / "schedules"
        schedules.mkdir(parents=True, exist_ok=True)
        for one in schedules.glob("*.yaml"):
            one.unlink()
        (schedules / "empty.yaml").write_text("# there may be nothing else\n")
        for name, text in definitions.items():
            (schedules / f"{name}.yaml").write_text(text)

    def allow(self, entries: Sequence[Mapping[str, str]]) -> None:
        """Write `allowances.yaml`; JSON is YAML."""
        whole = [{"environment": self.environment, "reason": "a test", **entry} for entry in entries]
        (self.folder / "allowances.yaml").write_text(json.dumps(whole))

    def run(self, *arguments: str, key: str = KEY, **variables: str) -> Ended:
        """Run the program here."""
        environ = {**GIT_ENVIRON, "HOME": str(self.folder), "TZ": "UTC", "BRAZE_API_KEY": key, **variables}
        return run_program(self.folder, *arguments, environ=environ)

    def apply(self, *arguments: str, key: str = KEY, **variables: str) -> Ended:
        """Apply without being asked."""
        return self.run("apply", "-e", self.environment, "--auto-approve", *arguments, key=key, **variables)

    def asked(self) -> list[str]:
        """Return what Braze was asked for and took, in order: `create teaser`, `delete teaser`."""
        names: dict[str, str] = {}
        told = []
        for one in read_log(self.braze):
            if not one.committed:
                continue
            name = _name_in(one.body)
            known = one.body.get("schedule_id")
            if isinstance(known, str):
                name = name or names.get(known, "?")
                names[known] = name
            made = one.answer.get("schedule_id")
            if isinstance(made, str):
                names[made] = name
            told.append(f"{one.path.rpartition('/')[2]} {name}")
        return told


def _name_in(body: Mapping[str, object]) -> str:
    """Return what tells a request's definition: the subject of its email, or its trigger property."""
    match body:
        case {"messages": {"email": {"subject": str(subject)}}}:
            return subject
        case {"trigger_properties": {"marker": str(marker)}}:
            return marker
        case _:
            return ""

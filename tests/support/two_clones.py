"""Two clones of one repository and one state outside of both; behind their environment is a Braze with a key."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from braze_gitops.sandbox import add_key, running_in_thread
from support.control import KEY, Controlled, message
from support.git_repository import Clone, make_remote

# Relative to now, for no clock of a real environment can be set.
SOON = (datetime.now(UTC) + timedelta(days=10)).replace(microsecond=0)
PROJECT = """\
version: 1
definitions: schedules
environments:
  live:
    endpoint: {url}
    api_key_env: BRAZE_API_KEY
    state: file:{state}
"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """Who works here: each has a clone and the project in it."""

    remote: Path
    ana: Clone
    ben: Clone
    braze: Path

    def project(self, clone: Clone) -> Controlled:
        """Return the project as it lies in a clone."""
        return Controlled(clone.folder, "live", self.braze)

    def merge(self, clone: Clone, definitions: Mapping[str, str]) -> str:
        """Bring the branch to these definitions and return the commit; the clone is on it then."""
        clone.pull()
        self.project(clone).write(definitions)
        return clone.commit()

    def asked(self) -> list[str]:
        """Return what Braze was asked for, whoever asked."""
        return self.project(self.ana).asked()

    def ids(self) -> Mapping[str, str]:
        """Return the schedule id of each address, as the state has it."""
        import json

        ended = self.project(self.ben).run("state", "list", "-e", "live", "--format", "json")
        return {one["address"]: one["schedule_id"] for one in json.loads(ended.stdout)["records"]}


def send(name: str, **words: str) -> str:
    """Return a broadcast ten days from now; each name has a segment of its own."""
    return message(name, at=SOON, **words)  # type: ignore[arg-type] # only its texts are given


@contextmanager
def workplace(folder: Path) -> Iterator[Workplace]:
    """Yield a workplace whose branch holds one definition, `first`, that nobody has applied yet."""
    braze = folder / "braze"
    with running_in_thread(braze, clock_start=datetime.now(UTC), durable=False) as running:
        add_key(braze, KEY, permissions=["*"])
        remote = make_remote(folder / "remote")
        ana = Clone(remote, folder / "ana")
        ana.write("braze-gitops.yaml", PROJECT.format(url=running.url, state=folder / "state"))
        project = Controlled(ana.folder, "live", braze)
        project.write({"first": send("first")})
        begun = project.run("state", "init", "-e", "live")
        assert 0 == begun.code, begun.said
        ana.commit()
        ana.pull()
        yield Workplace(remote=remote, ana=ana, ben=Clone(remote, folder / "ben"), braze=braze)

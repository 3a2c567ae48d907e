"""Who runs this, where, and from which commit: what a state writes down about a run."""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from braze_gitops.state import Machine, RunOpened


def is_ci(environ: Mapping[str, str]) -> bool:
    """Whether this is a CI run."""
    return environ.get("CI", "") not in {"", "0", "false"}


def who_runs(environ: Mapping[str, str]) -> str:
    """Return the person or account that runs this."""
    try:
        return environ.get("GITHUB_ACTOR") or getpass.getuser()
    except (OSError, KeyError):
        return f"user {os.getuid()}"


def machine(environ: Mapping[str, str]) -> Machine:
    """Return this machine, and in GitHub Actions the run and its concurrency group."""
    from braze_gitops.store import this_machine

    return this_machine(ci_group=environ.get("BRAZE_GITOPS_CI_GROUP", ""), ci_run=_ci_run(environ))


def opening(
    operation: str, environ: Mapping[str, str], *, commit: str | None, at: datetime, why: str = ""
) -> RunOpened:
    """Return what a run writes down before it changes anything; `why` is a person's reason."""
    from braze_gitops.state import RunId, RunOpened
    from braze_gitops.store import process_started

    here = machine(environ)
    return RunOpened(
        run=RunId(str(uuid4())),
        operation=operation,
        who=who_runs(environ),
        host=here.host,
        boot=here.boot,
        pid=os.getpid(),
        started=process_started(os.getpid()),
        why=why,
        ci_run=here.ci_run,
        ci_group=here.ci_group,
        commit=commit,
        at=at,
    )


def commit_of(folder: Path, environ: Mapping[str, str]) -> str | None:
    """Return the commit of the work tree that `folder` lies in, None without git or where git cannot say."""
    from braze_gitops.project import read_commit

    return read_commit(folder, environ)


def _ci_run(environ: Mapping[str, str]) -> str:
    """Return the address of this attempt of a GitHub run, empty elsewhere: a repeated run is another one."""
    parts = [environ.get(name, "") for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID")]
    attempt = environ.get("GITHUB_RUN_ATTEMPT", "1")
    return "{}/{}/actions/runs/{}/attempts/{}".format(*parts, attempt) if all(parts) else ""

"""page"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from braze_gitops.sandbox.values import LoggedCall, SandboxSchedule

CONTENT_SECURITY_POLICY = "default-src 'none'"


def render_page(*, now: datetime, schedules: Iterable[SandboxSchedule], calls: Iterable[LoggedCall]) -> str:
    """Page."""
    return f"{now} {len(list(schedules))} {len(list(calls))}"

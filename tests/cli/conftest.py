"""A project in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.installed_program import TEASER, ProjectOnDisk


@pytest.fixture
def project(tmp_path: Path) -> ProjectOnDisk:
    """Return a project with one broadcast, a sandbox, and a production environment that has no state."""
    return ProjectOnDisk(tmp_path, definitions={"teaser": TEASER})

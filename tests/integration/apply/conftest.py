"""A sandbox that serves, and a state beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from braze_gitops.sandbox import (
    running_in_thread,
)
from support.sandbox_apply import Place
from support.states import NOW


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Yield a sandbox that serves, its clock standing still, and an empty state."""
    with running_in_thread(tmp_path / "sandbox", clock_start=NOW, durable=False, frozen=True) as running:
        yield Place(tmp_path, running)

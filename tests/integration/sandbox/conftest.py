"""A sandbox in a thread, its clock standing, and a client that may do everything."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from braze_gitops.sandbox import RunningSandbox, running_in_thread
from support.sandbox_requests import START


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the data folder of this test's sandbox."""
    return tmp_path / "sandbox"


@pytest.fixture
def sandbox(folder: Path) -> Iterator[RunningSandbox]:
    """Yield a running sandbox."""
    with running_in_thread(folder, clock_start=START, durable=False, frozen=True) as running:
        yield running


@pytest.fixture
def client(sandbox: RunningSandbox) -> Iterator[httpx.Client]:
    """Yield a client that presents the sandbox's own key."""
    headers = {"Authorization": f"Bearer {sandbox.key}"}
    with httpx.Client(base_url=sandbox.url, headers=headers, trust_env=False, timeout=20) as http:
        yield http

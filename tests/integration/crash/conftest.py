"""What all of these tests share: the warm process, and the projects as they stand before something happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from support.crash_cases import Case
from support.crash_rounds import Prepare, Prepared, Round
from support.crashing import CrashHost


@pytest.fixture(scope="session")
def host() -> Iterator[CrashHost]:
    """A warm process that forks the runs."""
    host = CrashHost()
    yield host
    host.close()


@pytest.fixture(scope="session")
def prepare(host: CrashHost, tmp_path_factory: pytest.TempPathFactory) -> Prepare:
    """Return what makes a project ready, once for each name and number of workers."""
    made: dict[tuple[str, int], Prepared] = {}

    def get(name: str, case: Case, workers: int, first: Callable[[Round], object] | None = None) -> Prepared:
        key = (name, workers)
        if key not in made:
            folder = tmp_path_factory.mktemp("prepared") / "project"
            made[key] = Prepared(host, case, folder=folder, workers=workers, first=first)
        return made[key]

    return get

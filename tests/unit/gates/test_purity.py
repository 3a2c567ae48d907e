"""The purity gate: what a pure room may not do."""

import pytest
from gates.purity import check_purity
from gates.source import parse


@pytest.mark.parametrize(
    "text",
    [
        "import os",
        "from os import environ",
        "from pathlib import Path",
        "import time",
        "from random import choice",
        "import urllib.request",
        "from urllib import request",
        "import importlib.resources",
        "datetime.now(UTC)",
        "date.today()",
        "open('x')",
        "io.open('x')",
        "print(1)",
        "uuid.uuid4()",
        "path.read_text()",
    ],
    ids=str,
)
@pytest.mark.parametrize("room", ["model", "load", "state", "plan", "guard", "report"])
def test_touching_the_world_is_found(room: str, text: str) -> None:
    """Each way to reach a clock, a file, a variable or chance gives one line in each pure room."""
    assert 1 == len(check_purity([parse(f"braze_gitops/{room}/x.py", text)]))


@pytest.mark.parametrize(
    "text",
    [
        "import io",
        "from datetime import UTC",
        "builder.open(1)",
        "import urllib.parse",
        "from pathlib import PurePosixPath",
    ],
    ids=str,
)
def test_pure_code_passes(text: str) -> None:
    """What only computes gives no line."""
    assert () == check_purity([parse("braze_gitops/load/x.py", text)])


def test_shell_may_touch_the_world() -> None:
    """Rooms that are not pure are not asked."""
    assert () == check_purity([parse("braze_gitops/store/x.py", "import os")])


def test_pinned_read_is_for_its_file_only() -> None:
    """The zones may be read where they are, and nothing else there."""
    text = "import importlib.resources\nimport os"
    assert 1 == len(check_purity([parse("braze_gitops/load/zones.py", text)]))

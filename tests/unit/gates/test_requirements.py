"""The gate on requirements: pinned, hashed, no address, and all that is asked for."""

import pytest
from gates.requirements import check_compiled, check_satisfied, pins
from packaging.requirements import Requirement

HASH = "    --hash=sha256:" + "0" * 64
GOOD = (
    f"# Compiled\none==1.0 \\\n{HASH} \\\n{HASH}\n    # via two\ntwo==2.0 ; sys_platform == 'win32' \\\n{HASH}\n"
)


def test_compiled_file_passes() -> None:
    """Pins with hashes, markers and comments give no line."""
    assert () == check_compiled("dev.txt", GOOD)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("one==1.0\n", id="no hash"),
        pytest.param("one==1.0 \\\n", id="hash missing at the end"),
        pytest.param(f"one==1.0 \\\ntwo==1.0 \\\n{HASH}\n", id="hash missing in between"),
        pytest.param(f"one>=1.0 \\\n{HASH}\n", id="not exact"),
        pytest.param("--extra-index" + "-url x\n", id="address"),
        pytest.param("one @ https://example.com/one.whl\n", id="direct address"),
        pytest.param("-e .\n", id="editable"),
    ],
)
def test_loose_line_is_found(text: str) -> None:
    """What is not an exact version with a hash gives a line."""
    assert check_compiled("dev.txt", text) != ()


def test_pins_are_read_by_canonical_name() -> None:
    """Names are compared the way installers do."""
    assert pins(f"Types_PyYAML==6.0 \\\n{HASH}\n") == {"types-pyyaml": "6.0"}


@pytest.mark.parametrize(("asked", "complaints"), [("one>=1", 0), ("one>=2", 1), ("three", 1)])
def test_requirement_is_satisfied(asked: str, complaints: int) -> None:
    """A requirement that the pins leave out or break gives one line."""
    assert complaints == len(check_satisfied("dev.txt", pins(GOOD), [Requirement(asked)]))

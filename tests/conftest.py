"""What holds for every test: a clean environment, a varied time zone, and honest skips.

Network other than loopback is blocked by pytest-socket, order is random, warnings are errors: see pyproject.toml.
"""

import os
import random
import shutil
import time
from collections.abc import Generator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from support import ical_js
from support.figures import Figures

# The figures of a run: a laptop is quick, CI looks further and says how to repeat a failure.
settings.register_profile("quick", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "ci", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=200, print_blob=True
)

# What a name given to `@pytest.mark.needs` may be called on a machine.
PROGRAMS: Mapping[str, tuple[str, ...]] = {
    "browser": ("chromium", "chromium-browser", "google-chrome"),
    "git": ("git",),
    "make": ("make",),
    "node": ("node", "nodejs"),
    "openssl": ("openssl",),
}
# What a name given to it is where it is no program: a file that is there once `make javascript` has run.
PACKAGES: Mapping[str, Path] = {"ical.js": ical_js.INSTALLED}

# One on each side of UTC, one with half an hour, one far ahead, and one whose clocks change.
_ZONES = ("UTC", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Kiritimati", "Europe/Berlin")
_LOCALES = ("C.UTF-8", "C")

_CLEARED = ("CI", "TERM", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "PYTHONPATH", "XDG_CACHE_HOME")
_CLEARED_PREFIXES = ("BRAZE_", "GITHUB_", "RUNNER_", "ACTIONS_", "SSL_CERT_")
_CLEARED_SUFFIXES = ("_PROXY", "_proxy")

_in_ci = pytest.StashKey[bool]()
_skips = pytest.StashKey[set[str]]()


class _Skips:
    """Remembers why tests were skipped, also those that ran in a worker."""

    def __init__(self, reasons: set[str]) -> None:
        self._reasons = reasons

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the reason of a skipped test."""
        if report.skipped and isinstance(report.longrepr, tuple):
            self._reasons.add(str(report.longrepr[2]).removeprefix("Skipped: "))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that writes golden files anew; CI never gives it."""
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Clear the environment, then set time zone and locale from the run's random seed."""
    handed = getattr(config, "workerinput", None)
    config.stash[_in_ci] = bool(handed["in_ci"]) if handed else bool(os.environ.get("CI"))
    config.stash[_skips] = set()
    config.pluginmanager.register(_Skips(config.stash[_skips]))
    config.pluginmanager.register(Figures())
    if not config.getoption("--hypothesis-profile"):
        settings.load_profile("ci" if config.stash[_in_ci] else "quick")
    for name in tuple(os.environ):
        if name in _CLEARED or name.startswith(_CLEARED_PREFIXES) or name.endswith(_CLEARED_SUFFIXES):
            del os.environ[name]
    chance = random.Random(str(config.getoption("randomly_seed", default=0)))
    os.environ["TZ"] = chance.choice(_ZONES)
    os.environ["LC_ALL"] = chance.choice(_LOCALES)
    time.tzset()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell a worker whether this is CI, which its own environment no longer says."""
    config: pytest.Config = getattr(node, "config")  # noqa: B009 - xdist ships no type for its node
    getattr(node, "workerinput")["in_ci"] = config.stash[_in_ci]  # noqa: B009 - xdist ships no type for its node


def pytest_report_header() -> str:
    """Name what a failure may depend on."""
    return f"time zone {os.environ['TZ']}, locale {os.environ['LC_ALL']}"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs a program or package that is not here; in CI fail it, because there it must run."""
    for mark in item.iter_markers("needs"):
        for name in mark.args:
            missing = _missing(name)
            if not missing:
                continue
            if item.config.stash[_in_ci]:
                pytest.fail(f"needs a {name}, and CI must have one", pytrace=False)
            pytest.skip(f"needs a {name}: {missing}")


def _missing(name: str) -> str:
    """Return what is not there of a program or package, in words; empty if all is."""
    if name in PACKAGES:
        return "" if PACKAGES[name].is_file() else "run `make javascript`"
    if any(shutil.which(program) for program in PROGRAMS[name]):
        return ""
    return f"none of {', '.join(PROGRAMS[name])} is installed"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None]:
    """Say on the very last line what was not tested, so that nobody takes a part for the whole."""
    yield
    reporter = session.config.pluginmanager.getplugin("terminalreporter")
    needed = sorted(reason for reason in session.config.stash[_skips] if reason.startswith("needs a "))
    if reporter is not None and needed:
        reporter.write_line("skipped: " + "; ".join(needed))

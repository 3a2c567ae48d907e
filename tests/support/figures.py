"""Figures that tests measure about themselves, added up over the whole run and printed at its end.

A test hands one in with `record_property("figure: kills", 120)`; what several tests name alike is added up. It
works however the tests are spread over workers.
"""

from __future__ import annotations

from collections import Counter

import pytest

PREFIX = "figure: "


class Figures:
    """The plugin that adds up; registered where the results come together."""

    def __init__(self) -> None:
        self._sums: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add the figures of a test that passed."""
        if report.when != "call" or not report.passed:
            return
        for name, value in report.user_properties:
            if name.startswith(PREFIX) and isinstance(value, int):
                self._sums[name.removeprefix(PREFIX)] += value

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print one line for all figures, if there are any."""
        if self._sums:
            told = ", ".join(f"{value:,} {name}" for name, value in sorted(self._sums.items()))
            terminalreporter.write_line(f"figures: {told}")

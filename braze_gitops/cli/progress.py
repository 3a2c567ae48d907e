"""What a person sees while an apply runs: one line that is written over, or a line for each change."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import timedelta

from braze_gitops.cli.terminal import Terminal

_WORTH_A_LINE = frozenset({"waiting", "stopping"})
_TOLD_BY_THE_SIGNAL = "interrupted"


class TerminalProgress:
    """Hears the events of an apply; fits the port `apply.Progress`. `total` is how many changes call Braze."""

    def __init__(self, terminal: Terminal, *, total: int) -> None:
        self._terminal = terminal
        self._total = total
        self._done = 0
        self._trouble = 0
        self._last = ""
        self._began = time.monotonic()

    def happened(self, event: str, detail: Mapping[str, object]) -> None:
        """Take note of one event; returns at once and never raises."""
        from braze_gitops.report import event_line, event_words

        if event == "settled":
            self._done += 1
            self._trouble += detail.get("result") != "done"
            self._last = f"{detail.get('result')} {detail.get('address')}"
        elif event == "answered":
            self._last = f"{detail.get('verb')} {detail.get('address')}: {detail.get('verdict')}"
        if self._terminal.can_rewrite:
            self._show()
        elif event == "settled":
            self._terminal.tell(f"{event_line(self._count(), {})} {event_line(self._last, {})}\n")
        if event in _WORTH_A_LINE and detail.get("ending") != _TOLD_BY_THE_SIGNAL:
            self._terminal.tell(f"{event_words(event, detail)}\n")
        elif event == "unrecorded":
            # At once, and as `state recover` reads it back: this may be the last that anybody hears of an id.
            self._terminal.tell(f"{detail.get('line')}\n")

    def end(self) -> None:
        """Take the rewritten line away."""
        self._terminal.end_status()

    def _count(self) -> str:
        return f"{self._done}/{self._total}"

    def _show(self) -> None:
        from braze_gitops.report import progress_line

        line = progress_line(
            done=min(self._done, self._total),
            total=self._total,
            trouble=self._trouble,
            last=self._last,
            elapsed=timedelta(seconds=time.monotonic() - self._began),
            width=self._terminal.width,
        )
        self._terminal.show_status(line)

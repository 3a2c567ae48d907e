"""Ctrl-C while the program loads a part of itself: it was interrupted, whatever that part made of it."""

from __future__ import annotations

import pytest

from braze_gitops.cli import program
from braze_gitops.errors import ExitCode


def chained() -> Exception:
    """Return an error that an interruption stands behind."""
    error = ValueError("cannot be loaded")
    error.__context__ = KeyboardInterrupt()
    return error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (chained(), ExitCode.INTERRUPTED),
        (ValueError('Error building "model" validator:\n  KeyboardInterrupt: '), ExitCode.INTERRUPTED),
        (ValueError("cannot be loaded"), ExitCode.ERROR),
    ],
    ids=["behind it", "as text", "another one"],
)
def test_an_interruption_is_told_as_one(
    error: Exception, code: ExitCode, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Other errors are the program's own."""

    def fail(*_: object) -> int:
        raise error

    monkeypatch.setattr(program, "_invoke", fail)
    assert code == program.run([], environ={})
    assert (code == ExitCode.INTERRUPTED) is capsys.readouterr().err.startswith("interrupted")

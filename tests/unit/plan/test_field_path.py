"""Paths into a payload as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braze_gitops.plan.field_path import read_path, write_path


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        (("messages", "email", "subject"), "messages.email.subject"),
        (("recipients", 2, "email"), "recipients.2.email"),
        (("messages", "webhook", "request_headers", "X.Y"), 'messages.webhook.request_headers."X.Y"'),
        (("body_variables", "0"), 'body_variables."0"'),
    ],
    ids=["keys", "position", "key with a dot", "key that is a number"],
)
def test_path(steps: tuple[str | int, ...], path: str) -> None:
    """A path reads as a person would write it."""
    assert path == write_path(steps)


@given(st.lists(st.text() | st.integers(min_value=0, max_value=10**6), min_size=1))
def test_read_back(steps: list[str | int]) -> None:
    """Whatever the keys are, a path leads back to the same steps."""
    assert tuple(steps) == read_path(write_path(steps))

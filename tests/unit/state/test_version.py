"""The version of a state, as it is printed and as it is compared."""

import dataclasses

import pytest

from braze_gitops.model import digest_text
from braze_gitops.state import Head, Serial, Version, is_current, read_version, version_text
from support.states import Journal

DIGEST = digest_text("batch")
STATE = dataclasses.replace(Journal().state(), serial=Serial(12), head=Head(number=42, digest=DIGEST))


def test_version_names_serial_batch_and_digest() -> None:
    """The version is the serial, the last batch and the start of its digest."""
    assert f"serial 12, batch 42, {DIGEST[:12]}" == version_text(STATE)


@pytest.mark.parametrize(
    ("number", "digest", "expected"),
    [
        pytest.param(42, DIGEST, True, id="the same"),
        pytest.param(42, DIGEST[:8], True, id="the same, shortened"),
        pytest.param(42, digest_text("other"), False, id="another batch of that number"),
        pytest.param(42, "", False, id="no digest"),
        pytest.param(41, digest_text("other"), True, id="an earlier one"),
        pytest.param(43, DIGEST, False, id="a later one"),
    ],
)
def test_current_is_at_or_after_what_is_expected(*, number: int, digest: str, expected: bool) -> None:
    """A state is current if it is at the head that is expected, or after it."""
    assert expected is is_current(STATE, expected=Head(number=number, digest=digest))


def test_what_is_printed_can_be_given_back() -> None:
    """The text of a version reads as that version, its digest shortened."""
    expected = Version(serial=Serial(12), head=Head(number=42, digest=DIGEST[:12]))
    assert expected == read_version(version_text(STATE))


def test_the_whole_digest_may_be_given() -> None:
    """JSON holds it."""
    expected = Version(serial=Serial(12), head=STATE.head)
    assert expected == read_version(f" serial 12, batch 42, {DIGEST}\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "42",
        "serial 12",
        "serial 12, batch 42",
        "serial 12, batch 42, ",
        "serial 12, batch 42, 3fa9",
        "serial 12, batch 0, 3fa9c1d2e0b1",
        "serial -1, batch 42, 3fa9c1d2e0b1",
        "serial 12, batch 42, 3FA9C1D2E0B1",
        "serial 12, batch 42, 3fa9c1d2e0b1, written 2 days ago",
        f"serial 12, batch 42, {DIGEST}0",
        "serial 99999999999999999999, batch 42, 3fa9c1d2e0b1",
    ],
)
def test_anything_else_is_no_version(text: str) -> None:
    """A typing mistake is not taken for an old version."""
    assert read_version(text) is None

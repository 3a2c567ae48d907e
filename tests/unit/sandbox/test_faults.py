"""Faults as they are ordered."""

import pytest

from braze_gitops.errors import SandboxError
from braze_gitops.sandbox.faults import UNREACHABLE, is_carried_out, read_fault
from braze_gitops.sandbox.values import EVERY_PATH, Fault, FaultKind


def test_smallest_order() -> None:
    """A kind alone is an order: the next call, whatever its path."""
    assert Fault(kind=FaultKind.HTML, path=EVERY_PATH, skip=0, times=1) == read_fault({"kind": "html"})


def test_whole_order() -> None:
    """Every field of a fault can be ordered."""
    fields = {
        "kind": "slow",
        "path": "/p",
        "skip": 1,
        "times": 2,
        "committed": False,
        "delay_seconds": 0.5,
        "reset_seconds": 3,
    }
    expected = Fault(
        kind=FaultKind.SLOW, path="/p", skip=1, times=2, committed=False, delay_seconds=0.5, reset_seconds=3
    )
    assert expected == read_fault(fields)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"kind": "explode"},
        {"kind": "html", "when": "now"},
        {"kind": "html", "skip": -1},
        {"kind": "html", "times": True},
        {"kind": "html", "times": "1"},
        {"kind": "html", "committed": "yes"},
        {"kind": "slow", "delay_seconds": 10_000},
        {"kind": "rate_limited", "reset_seconds": 1.5},
        {"kind": "refused", "path": "/p"},
        {"kind": "no_tls", "committed": True},
    ],
)
def test_no_order(fields: dict[str, object]) -> None:
    """What is no order is refused with a reason."""
    with pytest.raises(SandboxError):
        read_fault(fields)


DONE_FIRST = {
    "cut_after", "cut_head", "truncated", "slow", "dripping", "huge", "endless", "not_http", "bad_gzip",
    "too_short", "too_long", "twice", "early", "stale", "hung_up", "bad_json", "html", "empty",
    "no_id", "other_id", "odd_id", "notice", "errors",
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(set(FaultKind) - UNREACHABLE))
def test_when_it_strikes(kind: FaultKind) -> None:
    """A fault strikes before the work or after it, unless the order says otherwise."""
    found = [is_carried_out(Fault(kind=kind, committed=committed)) for committed in (None, True, False)]
    assert [kind.value in DONE_FIRST, True, False] == found

"""Changes that leave the recorded payload as it is although the definition says something else: all go through."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from braze_gitops.sandbox import advance, read_log
from support.crashing import CrashHost, Order, live, message, state_of, write_definitions
from support.program import START, Ended, run_program, sandbox_in

TO_COME = message("other").replace("2026-12-10", "2027-01-20")


def _apply(folder: Path, *more: str) -> Ended:
    return run_program(folder, "apply", "-e", "local", "--auto-approve", *more)


def test_an_update_that_nobody_answered_in_time_is_written_down(tmp_path: Path) -> None:
    """Which version went out is unknown; the rest of the plan is made."""
    write_definitions(tmp_path, {"a": message("a")})
    with sandbox_in(tmp_path) as place:
        assert 0 == _apply(tmp_path).code
        write_definitions(tmp_path, {"a": message("a", subject="second")})
        advance(place, start=START, to=START.replace(month=12, day=10, hour=9, minute=44))
        _interrupted_update(tmp_path, place)
        advance(place, start=START, to=START.replace(month=12, day=10, hour=12))
        write_definitions(tmp_path, {"a": message("a", subject="second"), "other": TO_COME})
        ended = _apply(tmp_path)
        assert 0 == ended.code, ended.said
        assert "other" in live(place).values()
        state = state_of(tmp_path)
        assert state is not None
        assert [True] == [one.version_unknown for address, one in state.records.items() if address == "a"]


def _interrupted_update(folder: Path, place: Path) -> None:
    """Leave an update without an answer, as a run that was killed does."""
    host = CrashHost()
    calls = len(read_log(place))
    try:
        ended = host.run(
            Order(folder=folder, arguments=("apply", "-e", "local", "--auto-approve"), at=1, named="request")
        )
    finally:
        host.close()
    state = state_of(folder)
    assert state is not None
    assert ("request", calls) == (ended.struck, len(read_log(place)))
    assert any(record.unfinished is not None for record in state.records.values())


def test_lifting_a_protection_together_with_an_edit_lifts_it_first(tmp_path: Path) -> None:
    """The first apply lifts the protection, the second replaces; other changes are made at once."""
    protected = "lifecycle: {prevent_delete: true}\n"
    write_definitions(tmp_path, {"a": message("a", extra=protected)})
    with sandbox_in(tmp_path) as place:
        assert 0 == _apply(tmp_path).code
        write_definitions(tmp_path, {"a": message("a", segment="seg-2"), "other": TO_COME})
        first = _apply(tmp_path)
        assert 0 == first.code, first.said
        assert {"a", "other"} == set(live(place).values())
        assert 0 == sum(call.path.endswith("/delete") for call in read_log(place))
        second = _apply(tmp_path)
        assert 0 == second.code, second.said
        assert 1 == sum(call.path.endswith("/delete") for call in read_log(place))


def test_what_was_sent_can_be_renamed_and_edited(tmp_path: Path) -> None:
    """The record takes the new name; the edit reaches nobody and stops nothing."""
    write_definitions(tmp_path, {"a": message("a")})
    with sandbox_in(tmp_path) as place:
        assert 0 == _apply(tmp_path).code
        advance(place, start=START, to=START + timedelta(days=30))
        renamed = message("b", subject="second", extra="moved_from: a\n")
        write_definitions(tmp_path, {"b": renamed, "other": TO_COME})
        ended = _apply(tmp_path)
        assert 0 == ended.code, ended.said
        assert {"other"} == set(live(place).values())

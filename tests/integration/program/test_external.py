"""What a person said may exist is left alone, whatever else the definition says."""

from __future__ import annotations

from pathlib import Path

from braze_gitops.sandbox import Fault, FaultKind, order_fault, read_log
from support.crashing import message, write_definitions
from support.program import run_program, sandbox_in

APPLY = ("apply", "-e", "local", "--auto-approve")


def test_an_external_schedule_cannot_be_paused_from_here(tmp_path: Path) -> None:
    """Its address is blocked, no delete is made, and the rest of the plan goes on."""
    write_definitions(tmp_path, {"a": message("a")})
    with sandbox_in(tmp_path) as place:
        order_fault(place, Fault(kind=FaultKind.CUT_AFTER))
        assert 8 == run_program(tmp_path, *APPLY).code
        said = run_program(tmp_path, "state", "resolve", "a", "--assume-created", "-e", "local")
        assert 0 == said.code, said.said
        paused = message("a", extra="lifecycle: {paused: true}\n")
        write_definitions(tmp_path, {"a": paused, "b": message("b", segment="seg-2")})
        ended = run_program(tmp_path, *APPLY)
        assert 11 == ended.code, ended.said
        assert "cannot be changed from here" in " ".join(ended.stdout.split())
        paths = [call.path.rsplit("/", 1)[1] for call in read_log(place)]
        assert ["create", "create"] == paths

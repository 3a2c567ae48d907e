"""Which version of a state something is about, the same in every JSON."""

from __future__ import annotations

from collections.abc import Mapping

from braze_gitops.state import State, version_text


def version_fields(state: State) -> Mapping[str, object]:
    """Return lineage, serial and head of `state`; `version` is what `--expect-head` takes."""
    return {
        "lineage": state.lineage,
        "serial": state.serial,
        "head": {"number": state.head.number, "digest": state.head.digest},
        "version": version_text(state),
    }

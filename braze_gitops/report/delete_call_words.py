"""The call that cancels a schedule, for a person who makes it by hand."""

from __future__ import annotations

from collections.abc import Mapping

from braze_gitops.model import Kind

# The delete endpoints (braze-api.md 5.4, 5.7 and 5.9).
_DELETES: Mapping[Kind, str] = {
    Kind.MESSAGE: "/messages/schedule/delete",
    Kind.CAMPAIGN: "/campaigns/trigger/schedule/delete",
    Kind.CANVAS: "/canvas/trigger/schedule/delete",
}
_PARENTS: Mapping[Kind, str] = {Kind.CAMPAIGN: "campaign_id", Kind.CANVAS: "canvas_id"}


def delete_call_words(kind: Kind, *, schedule_id: str, parent: str | None) -> str:
    """Return the request that cancels a schedule; `parent` is its campaign or Canvas, None if not known."""
    parent_words = f'"{_PARENTS[kind]}": "{parent or "…"}", ' if kind in _PARENTS else ""
    return f'POST {_DELETES[kind]} with {{{parent_words}"schedule_id": "{schedule_id}"}}'

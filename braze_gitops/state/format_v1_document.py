"""Format version 1 as a document of the whole state: described beside the files of the store, which are sealed."""

from __future__ import annotations

from braze_gitops.state.format_v1_shapes import Snapshot


class Document(Snapshot, kw_only=True):
    """A snapshot with its texts, for a person to keep or to edit: it names its version and is not sealed."""

    texts: dict[str, str]

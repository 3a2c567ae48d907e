"""A state as one document: the snapshot and its texts in one file, for a person to keep, look at or edit.

It names the version it was made from and is not sealed, so that it can be edited; what it says is believed only
after it was compared with the state it came from.
"""

from __future__ import annotations

import dataclasses

from braze_gitops.state.fold import settle
from braze_gitops.state.format_v1 import snapshot_fields
from braze_gitops.state.json_text import escape_surrogates, write_block
from braze_gitops.state.state import State, texts_of


def encode_document(state: State, *, tool: str) -> bytes:
    """Return `state` as its next run will find it, as one JSON object; `tool` is the version of this program."""
    rested = dataclasses.replace(settle(state), run=None)
    texts = {digest: rested.texts[digest] for digest in sorted(texts_of(rested))}
    fields = (*snapshot_fields(rested, tool=tool), ("texts", texts))
    lines = ",\n".join(f'  "{name}": {write_block(value, margin="  ")}' for name, value in fields)
    return escape_surrogates(f"{{\n{lines}\n}}\n").encode()


def decode_document(content: bytes) -> State:
    """Return the state in a document, edited or not.

    Raises:
        StateTooNewError: a later version of the program wrote it.
        StateDamagedError: it is no such document, or a payload or a text does not fit its digest.
    """
    from braze_gitops.state.format_v1_reading import document_from

    return document_from(content)

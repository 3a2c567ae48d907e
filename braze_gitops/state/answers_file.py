"""The file that keeps answers a state could not take (`outcomes.json`, format version 1), as bytes.

One JSON object, sealed as the state's own files are: `lineage` and `environment` say whose it is, each of the
`answers` is one line, and `digest` is over every byte before it. It holds what the journal would have held, no key
and no person's id.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable

from braze_gitops.errors import StateDamagedError
from braze_gitops.model import Json, Lineage
from braze_gitops.state.entry_fields import write_entry
from braze_gitops.state.json_text import FORMAT_VERSION, seal, write_line
from braze_gitops.state.unrecorded import Unrecorded

_HINT = "give the log of that run instead: its RECORD lines say the same"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AnswersFile:
    """What such a file holds: whose answers they are, and the answers in the order they came."""

    lineage: Lineage
    environment: str
    answers: tuple[Unrecorded, ...]


def encode_answers(
    answers: Iterable[Unrecorded],
    *,
    lineage: Lineage,
    environment: str,
    tool: str,
    hide: Callable[[str], str],
) -> bytes:
    """Return the file; `hide` takes out of a text what no file may hold, such as a key."""
    lines = ",\n".join(f"    {hide(write_line(_write(one)))}" for one in answers)
    return seal(
        (
            f'  "version": {FORMAT_VERSION}',
            f'  "tool_version": {write_line(tool)}',
            f'  "lineage": {write_line(lineage)}',
            f'  "environment": {write_line(environment)}',
            f'  "answers": [\n{lines}\n  ]' if lines else '  "answers": []',
        )
    )


def decode_answers(content: bytes) -> AnswersFile:
    """Return what `encode_answers` wrote.

    Raises:
        StateTooNewError: a later version of the program wrote it.
        StateDamagedError: a digest does not fit, or it is not what this program writes.
    """
    from braze_gitops.state.format_v1_reading import answers_from

    try:
        found, answers = answers_from(content)
    except StateDamagedError as error:
        raise StateDamagedError(error.message, hint=_HINT) from error
    return AnswersFile(lineage=found.lineage, environment=found.environment, answers=answers)


def _write(one: Unrecorded) -> dict[str, Json]:
    name, fields = write_entry(one.entry)
    content: dict[str, Json] = {
        "address": one.address,
        "kind": one.kind,
        "verb": one.verb,
        "answered": {"entry": name, **fields},
    }
    if one.schedule_id is not None:
        content["schedule_id"] = one.schedule_id
    return content

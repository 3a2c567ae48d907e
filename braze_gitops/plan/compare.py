"""What differs between two payloads, and which differences an update cannot bring.

Both are compact payloads, normalised by the running version; their texts are written out, people stay digests.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from braze_gitops.errors import StateDamagedError
from braze_gitops.model import (
    UPDATABLE_FIELDS,
    Json,
    JsonObject,
    Kind,
    canonical_json,
    freeze,
    freeze_object,
)
from braze_gitops.plan.change import Difference, DifferenceKind
from braze_gitops.plan.deep_difference import deep_differences
from braze_gitops.plan.field_path import read_path, write_path

# Leaves of a compact payload, folded into one string each while the trees are compared: a long text is never given
# to the comparison itself, which would work out its lines. A string of the user's that starts alike is marked too.
_MARK = "\0"
_TEXT, _WHOLE, _STRING = "\0t", "\0w", "\0s"


def differences(before: JsonObject, after: JsonObject, *, texts: Mapping[str, str]) -> tuple[Difference, ...]:
    """Return what turns `before` into `after`, sorted by path; empty for equal payloads.

    `texts` holds the long texts both name. Sentences are added by `meaning.py`.
    """
    folded_before, folded_after = _fold_object(before), _fold_object(after)
    if folded_before == folded_after and canonical_json(before) == canonical_json(after):
        return ()
    found = deep_differences(folded_before, folded_after)
    return tuple(
        Difference(
            path=write_path(difference.steps),
            kind=difference.kind,
            before=_unfold(difference.before, texts),
            after=_unfold(difference.after, texts),
        )
        for difference in found
    )


def replace_paths(kind: Kind, found: Iterable[Difference]) -> tuple[str, ...]:
    """Return the paths that an update cannot bring, so that the schedule is cancelled and made again.

    An update carries `schedule` and, for a message, `messages`. Whether it merges messages or replaces them is not
    documented, so whatever goes away inside them takes a replace; so does a shape that changes (braze-api.md 5.1).
    """
    return tuple(difference.path for difference in found if _forces_replace(kind, difference))


def _forces_replace(kind: Kind, difference: Difference) -> bool:
    field = read_path(difference.path)[0]
    if field not in UPDATABLE_FIELDS[kind]:
        return True
    if field != "messages":
        return False
    loses_fields = isinstance(difference.before, Mapping | tuple)
    return difference.kind is DifferenceKind.REMOVED or (
        difference.kind is DifferenceKind.CHANGED and loses_fields
    )


def _fold_object(fields: JsonObject) -> dict[str, object]:
    folded = _fold(fields)
    assert isinstance(folded, dict), "a payload is an object"
    return folded


def _fold(value: Json) -> object:
    match value:
        case {"$text": str(digest)}:
            return _TEXT + digest
        case {"$people": _} | {"$env": _}:
            return _WHOLE + canonical_json(value)
        case {"$object": Mapping() as inner}:
            return {key: _fold(item) for key, item in inner.items()}
        case Mapping():
            return {key: _fold(item) for key, item in value.items()}
        case tuple():
            return [_fold(item) for item in value]
        case str() if value.startswith(_MARK):
            return _STRING + value
        case _:
            return value


def _unfold(value: object, texts: Mapping[str, str]) -> Json:
    match value:
        case str() if value.startswith(_TEXT):
            return _text(value.removeprefix(_TEXT), texts)
        case str() if value.startswith(_WHOLE):
            return freeze(json.loads(value.removeprefix(_WHOLE)))
        case str() if value.startswith(_STRING):
            return value.removeprefix(_STRING)
        case dict():
            return freeze_object({str(key): _unfold(item, texts) for key, item in value.items()})
        case list():
            return tuple(_unfold(item, texts) for item in value)
        case _:
            return freeze(value)


def _text(digest: str, texts: Mapping[str, str]) -> str:
    text = texts.get(digest)
    if text is None:
        raise StateDamagedError(
            f"the state names a text it does not hold: {digest}", hint="restore the state from a copy"
        )
    return text

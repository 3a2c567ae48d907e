"""The people a whole payload lists, by the ids that people know them by: for a reader who asked to see them."""

from __future__ import annotations

from collections.abc import Mapping

from braze_gitops.model import PEOPLE_FIELDS, Json, JsonObject

_IDS = ("external_user_id", "user_alias", "email", "phone", "braze_id")


def people_words(payload: JsonObject) -> tuple[str, ...]:
    """Return one text for each person that `payload` lists, in its order; an alias as `name (label)`.

    `payload` is a whole one: a compact one, as states and plans hold it, knows no ids.
    """
    found = []
    for field in PEOPLE_FIELDS:
        listed = payload.get(field)
        if isinstance(listed, tuple):
            found += [_words(one) for one in listed]
    return tuple(found)


def _words(one: Json) -> str:
    if not isinstance(one, Mapping):
        return str(one)
    if "alias_name" in one:
        return f"{one['alias_name']} ({one.get('alias_label', '')})"
    return next((_words(one[name]) for name in _IDS if one.get(name) is not None), "one without an id")

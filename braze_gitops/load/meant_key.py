"""What an unknown key was most likely meant to be: another word, another level, or a slip of the keyboard."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping

from braze_gitops.load.document import NodePath
from braze_gitops.load.findings import did_you_mean, nearest

# Words of other tools and of Braze's dashboard, by where they stand; of several the first that may stand there.
_PEOPLE = ("external_user_ids", "recipients")
_TOP: Mapping[str, tuple[str, ...]] = {
    "users": _PEOPLE,
    "user_ids": _PEOPLE,
    "external_ids": _PEOPLE,
    "external_id": _PEOPLE,
    "external_user_id": _PEOPLE,
    "people": _PEOPLE,
    "aliases": ("user_aliases", "recipients"),
    "segment": ("segment_id", "audience"),
    "audience_id": ("segment_id", "audience"),
    "filters": ("audience",),
    "campaign": ("campaign_id",),
    "canvas": ("canvas_id",),
    "channels": ("messages",),
    "content": ("messages",),
    "message": ("messages",),
    "id": ("name",),
}
_TIME: Mapping[str, tuple[str, ...]] = {
    "at": ("time",),
    "date": ("time",),
    "datetime": ("time",),
    "date_time": ("time",),
    "send_at": ("time",),
    "send_date": ("time",),
    "send_time": ("time",),
    "scheduled_at": ("time",),
    "start_time": ("time",),
    "tz": ("timezone",),
    "zone": ("timezone",),
    "time_zone": ("timezone",),
    "local_time": ("in_local_time",),
    "optimal_time": ("at_optimal_time",),
    "intelligent_timing": ("at_optimal_time",),
}
_CHANNELS: Mapping[str, tuple[str, ...]] = {
    "push": ("apple_push", "android_push"),
    "ios": ("apple_push",),
    "ios_push": ("apple_push",),
    "iphone_push": ("apple_push",),
    "apns": ("apple_push",),
    "android": ("android_push",),
    "fcm": ("android_push",),
    "browser_push": ("web_push",),
    "mail": ("email",),
    "card": ("content_card",),
    "text_message": ("sms",),
    "mms": ("sms",),
    "whatsapp": ("whats_app",),
}
_CONTENT: Mapping[str, tuple[str, ...]] = {
    "sender": ("from",),
    "from_address": ("from",),
    "html": ("body",),
    "html_body": ("body",),
    "text": ("body", "alert"),
    "message": ("body", "alert", "description"),
    "content": ("body", "alert", "description"),
    "payload": ("body",),
    "template_id": ("email_template_id",),
    "method": ("request_method",),
    "cta": ("uri_text", "buttons"),
    "cta_text": ("uri_text",),
    "link": ("custom_uri", "web_uri", "url"),
    "deep_link": ("custom_uri", "ios_uri"),
}
_REPEAT: Mapping[str, tuple[str, ...]] = {
    "freq": ("every",),
    "frequency": ("every",),
    "end": ("until",),
    "ends": ("until",),
    "end_date": ("until",),
    "end_time": ("until",),
    "last": ("until",),
    "to": ("until",),
    "times": ("count",),
    "occurrences": ("count",),
    "number": ("count",),
    "days": ("on",),
    "day": ("on",),
    "weekdays": ("on",),
    "by_day": ("on",),
    "time": ("at",),
    "hours": ("at",),
    "hour": ("at",),
    "exceptions": ("except",),
    "exdate": ("except",),
    "exclude": ("except",),
    "skip": ("except",),
    "without": ("except",),
    "rule": ("rrule",),
}
_PERSON: Mapping[str, tuple[str, ...]] = {
    "id": ("external_user_id",),
    "user_id": ("external_user_id",),
    "external_id": ("external_user_id",),
    "alias": ("user_alias",),
}

_SCHEDULE: NodePath = ("schedule",)
_BLOCK_OF_REPEAT: NodePath = ("schedule", "repeat")
_DATE = re.compile(r"[0-9]{4}-")

# Words that fit a message as well as a definition, so that their level says nothing.
_ANYWHERE = frozenset({"name", "description", "tags", "owner", "kind"})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What to do about an unknown key, and the paths of the keys that it was probably meant to be."""

    hint: str
    paths: tuple[NodePath, ...] = ()


def meant_by(
    path: NodePath, value: object, known: tuple[str, ...], keys_of: Callable[[NodePath], tuple[str, ...]]
) -> Meant:
    """Return what the unknown key at `path`, with this value, was meant to be.

    `known` are the keys that may stand beside it, `keys_of` gives those that may stand in a block of this kind of
    definition.
    """
    key, parent = str(path[-1]), path[:-1]
    if parent in {(), _SCHEDULE} and key in keys_of(_BLOCK_OF_REPEAT) and not (key == "at" and _has_date(value)):
        return Meant(hint="it belongs under `schedule.repeat`", paths=((*_BLOCK_OF_REPEAT, key),))
    word = next((word for word in _words(parent).get(key, ()) if word in known), None)
    if word is not None:
        return Meant(hint=f"did you mean `{word}`?", paths=((*parent, word),))
    if parent == () and key in _TIME:
        word = _TIME[key][0]
        return Meant(hint=f"did you mean `schedule: {word}`?", paths=(("schedule", word),))
    home = _home(key, parent, keys_of)
    if home is not None:
        return home
    near = nearest(key, known)
    return Meant(hint=did_you_mean(key, known), paths=((*parent, near),) if near is not None else ())


def _has_date(value: object) -> bool:
    """Whether a value begins with a date, as that of `schedule.time` does and a time of day does not."""
    return isinstance(value, str) and _DATE.match(value) is not None


def _words(parent: NodePath) -> Mapping[str, tuple[str, ...]]:
    match parent:
        case ():
            return _TOP
        case ("schedule",):
            return _TIME
        case ("schedule", "repeat"):
            return _REPEAT
        case ("messages",):
            return _CHANNELS
        case ("messages", _):
            return _CONTENT
        case ("recipients", _):
            return _PERSON
        case _:
            return {}


def _home(key: str, parent: NodePath, keys_of: Callable[[NodePath], tuple[str, ...]]) -> Meant | None:
    """Return where `key` would be at home, if it stands in one of the outer blocks and belongs to another."""
    is_outer = parent in {(), ("schedule",), ("lifecycle",), ("messages",)}
    if not is_outer and (len(parent) != 2 or parent[0] != "messages"):
        return None
    indent = "; indent it" if parent == () else ""
    for block in ("schedule", "lifecycle", "messages"):
        if key in keys_of((block,)):
            return Meant(hint=f"it belongs under `{block}:`{indent}", paths=((block, key),))
    if key in keys_of(()) and not (key in _ANYWHERE and parent[0] == "messages"):
        return Meant(hint="it belongs to the definition itself; write it without indentation", paths=((key,),))
    channels = (
        tuple(one for one in keys_of(("messages",)) if key in keys_of(("messages", one))) if is_outer else ()
    )
    if channels:
        example = "email" if "email" in channels else channels[0]
        hint = f"it belongs under a channel in `messages:`, such as `{example}:`{indent}"
        return Meant(hint=hint, paths=tuple(("messages", channel, key) for channel in channels))
    return None

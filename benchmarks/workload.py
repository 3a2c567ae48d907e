"""Schedules as people write them: 60 % messages, 30 % campaigns, 10 % Canvases; the same for one seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from braze_gitops.model import (
    Address,
    Desired,
    DesiredSchedule,
    Inputs,
    Json,
    JsonObject,
    Kind,
    Place,
    SendTime,
    TimeMode,
    digest_text,
    freeze_object,
    normal_form,
    schedule_object,
)

_KINDS = (*[Kind.MESSAGE] * 6, *[Kind.CAMPAIGN] * 3, Kind.CANVAS)
_THEMES = ("winter-sale", "welcome", "cart-reminder", "win-back", "price-drop", "renewal", "weekly-digest")
_TEXT = (
    "order today and choose the slot that fits your week best we keep the price for you until midnight members"
    " earn double points on every purchase returns are free for thirty days and our team answers within one hour"
)
_WORDS = tuple(_TEXT.split())
_TOOL, _ZONES = "0.1.0", "2026.2"


def wanted(count: int, *, now: datetime, seed: int = 1) -> Desired:
    """Return `count` schedules to send from a week after `now` on; every third email is a long text of its own."""
    found = (_schedule(number, random.Random(f"{seed} {number}"), now) for number in range(count))
    return Desired(schedules=tuple(sorted(found, key=lambda one: one.address)))


def _schedule(number: int, chance: random.Random, now: datetime) -> DesiredSchedule:
    kind = chance.choice(_KINDS)
    name = f"{chance.choice(_THEMES)}-{number:06d}"
    instant = now.replace(microsecond=0) + timedelta(days=7, minutes=15 * chance.randrange(7000))
    wall = (instant - timedelta(hours=5)).replace(tzinfo=None)
    time = SendTime(mode=TimeMode.PLAIN, wall=wall, zone="America/New_York", instant=instant)
    fields: dict[str, Json] = {"schedule": schedule_object(time), **dict(_content(kind, chance))}
    return DesiredSchedule(
        address=Address(name),
        name=name,
        kind=kind,
        payload=normal_form(kind, freeze_object(fields)),
        time=time,
        place=Place(path=f"schedules/{name}.yaml", line=1, column=1),
        inputs=Inputs(
            definition=digest_text(name),
            variables={"app_id": digest_text("app")} if kind is Kind.MESSAGE else {},
            files={},
            tool=_TOOL,
            zones=_ZONES,
        ),
        description=_sentence(chance, 8),
        owner="lifecycle@shop.example",
        tags=("black-friday", "email"),
    )


def _content(kind: Kind, chance: random.Random) -> Iterator[tuple[str, Json]]:
    """Yield the fields beside the time."""
    match kind:
        case Kind.MESSAGE:
            yield "segment_id", _id(chance)
            yield "broadcast", True
            yield "messages", _messages(chance)
        case Kind.CAMPAIGN:
            yield "campaign_id", _id(chance)
            yield "trigger_properties", _properties(chance)
            yield "recipients", _people(chance)
        case Kind.CANVAS:
            yield "canvas_id", _id(chance)
            yield "canvas_entry_properties", _properties(chance)
            yield "recipients", _people(chance)


def _messages(chance: random.Random) -> JsonObject:
    alert = _sentence(chance, 10)
    body = f"<p>{_sentence(chance, 30)}</p>\n" * (12 if chance.random() < 1 / 3 else 1)
    return {
        "email": {
            "app_id": _id(chance),
            "from": "Shop <news@shop.example>",
            "subject": _sentence(chance, 6),
            "body": body,
        },
        "apple_push": {"alert": {"title": "Shop", "body": alert}, "sound": "default", "badge": 1},
        "android_push": {"title": "Shop", "alert": alert, "time_to_live": 86400},
    }


def _properties(chance: random.Random) -> JsonObject:
    return {
        "coupon": f"SAVE{chance.randrange(10000):04d}",
        "discount_percent": chance.choice((5, 10, 15, 20)),
        "price": chance.randrange(500, 25000) / 100,
        "in_stock": chance.random() < 0.8,
        "steps": tuple(_sentence(chance, 5) for _ in range(3)),
    }


def _people(chance: random.Random) -> tuple[Json, ...]:
    return tuple({"external_user_id": f"user-{chance.randrange(10**8):08d}"} for _ in range(chance.randint(1, 8)))


def _id(chance: random.Random) -> str:
    digits = f"{chance.getrandbits(128):032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words)).capitalize() + "."

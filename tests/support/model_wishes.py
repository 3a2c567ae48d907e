"""What people wish for in the model-based tests: definitions as values, as YAML, and as Braze should get them.

What Braze should get is worked out here by hand, without any code of the program. Each wish is for one *thing*,
whose number stands in its audience, so that whatever reaches Braze tells which thing it belongs to.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from braze_gitops.load import load
from braze_gitops.model import (
    Desired,
    Environment,
    Limits,
    Project,
    SourceText,
    StateLocation,
    digest_text,
)
from support.memory_journal import ENDPOINT
from support.states import LINEAGE, TOOL
from support.yaml_sources import TextsByName

_THING = re.compile(r"thing-(\d+)-")
_TEXTS = ("Hi", "It starts tomorrow", "Hi {{${first_name} | default: 'there'}}", "long " * 150, "last call")

PRODUCTION = Environment(
    name="production",
    endpoint=ENDPOINT,
    instance=None,
    api_key_env="BRAZE_API_KEY",
    state=StateLocation(url="file:state"),
    lineage=LINEAGE,
    variables={},
)
PROJECT = Project(
    path="braze-gitops.yaml",
    definitions="schedules",
    branch="main",
    default_environment=None,
    names={},
    variables={},
    liquid_variables={},
    secrets=(),
    limits=Limits(),
    environments={
        "production": PRODUCTION,
        "staging": dataclasses.replace(PRODUCTION, name="staging"),
    },
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One definition; `audience` and `text` are numbers of variants, a minute is the finest time."""

    thing: int
    name: str
    kind: str
    at: datetime
    audience: int = 0
    text: int = 0
    push: bool = False
    local: bool = False
    paused: bool = False
    protected: bool = False
    skips: bool = False
    elsewhere: bool = False
    description: str = ""
    moved_from: str | None = None

    @property
    def is_active(self) -> bool:
        """Whether it should stand at Braze when its time allows."""
        return not (self.paused or self.elsewhere)

    @property
    def first_at(self) -> datetime:
        """Return the first instant at which it goes out: local time comes first in UTC+14."""
        return self.at - timedelta(hours=14) if self.local else self.at

    @property
    def last_at(self) -> datetime:
        """Return the last instant at which it goes out: local time comes last in UTC-12."""
        return self.at + timedelta(hours=12) if self.local else self.at


def body_of(wish: Wish) -> dict[str, object]:
    """Return what Braze should hold for `wish`, whole."""
    words = _TEXTS[wish.text]
    text = "%Y-%m-%dT%H:%M:%S" if wish.local else "%Y-%m-%dT%H:%M:%SZ"
    when = {"time": wish.at.strftime(text), "in_local_time": wish.local, "at_optimal_time": False}
    token = f"thing-{wish.thing}-"
    if wish.kind != "message":
        # A trigger's audience is its campaign and its people; what it says is not part of an update.
        return {
            f"{wish.kind}_id": f"{token}parent",
            "broadcast": False,
            "recipients": [{"external_user_id": f"{token}{number}"} for number in range(wish.audience + 1)],
            ("trigger_properties" if wish.kind == "campaign" else "context"): {"words": words},
            "schedule": when,
        }
    messages: dict[str, object] = {
        "email": {
            "app_id": "app",
            "from": "Shop <news@shop.example>",
            "subject": f"News of {token}",
            "body": words,
        }
    }
    if wish.push:
        messages["web_push"] = {"alert": words, "title": "News"}
    who: dict[str, object] = {"broadcast": True, "segment_id": f"{token}{wish.audience}"}
    if wish.audience > 1:
        people = [f"{token}{number}" for number in range(wish.audience)]
        who = {"broadcast": False, "external_user_ids": people}
    return {
        **who,
        "override_messaging_limits": False,
        "recipient_subscription_state": "subscribed",
        "messages": messages,
        "schedule": when,
    }


def thing_of(fields: Mapping[str, object]) -> int:
    """Return which thing a body at Braze, whole or as the state keeps it, belongs to."""
    found = _THING.search(json.dumps(fields))
    assert found is not None, f"a schedule of nobody: {fields}"
    return int(found[1])


def people_of(fields: Mapping[str, object]) -> str:
    """Return who gets it, as one text."""
    keys = ("segment_id", "external_user_ids", "recipients", "campaign_id", "canvas_id")
    return comparable({key: fields[key] for key in keys if key in fields})


def comparable(fields: object) -> str:
    """Return one text for bodies that mean the same."""
    return json.dumps(fields, sort_keys=True)


@functools.lru_cache(maxsize=16)
def load_wishes(wishes: tuple[Wish, ...]) -> Desired:
    """Return the desired schedules the program makes of `wishes`, from YAML text on."""
    text = "".join(f"---\n{json.dumps(_definition(wish), ensure_ascii=False)}\n" for wish in wishes)
    text = text or "# nothing\n"
    source = SourceText(path="schedules/all.yaml", text=text, digest=digest_text(text))
    desired, findings = load(
        [source], project=PROJECT, environment=PRODUCTION, files=TextsByName(), tool_version=TOOL
    )
    assert desired is not None, findings
    return desired


def _definition(wish: Wish) -> dict[str, object]:
    fields = body_of(wish)
    when = "%Y-%m-%dT%H:%M:%S" if wish.local else "%Y-%m-%dT%H:%M:%SZ"
    schedule: dict[str, object] = {"time": wish.at.strftime(when)}
    if wish.local:
        schedule["in_local_time"] = True
    lifecycle = {
        "paused": wish.paused,
        "prevent_delete": wish.protected,
        "on_missed": "skip" if wish.skips else "error",
    }
    found: dict[str, object] = {
        "name": wish.name,
        "kind": wish.kind,
        "description": wish.description,
        **fields,
        "schedule": schedule,
        "lifecycle": lifecycle,
    }
    if wish.moved_from is not None:
        found["moved_from"] = wish.moved_from
    if wish.elsewhere:
        found["environments"] = ["staging"]
    return found

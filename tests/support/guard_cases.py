"""For each guard a situation in which it stops something: what stands before, what is then wanted."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from braze_gitops.model import digest_json, freeze
from support.control import Controlled, message
from support.program import START

FAR = START + timedelta(days=20)
UNTIL = (START + timedelta(days=20)).date().isoformat()
OVER = (START - timedelta(days=1)).date().isoformat()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class GuardCase:
    """One guard at work.

    `before` is applied, the clock goes on by `later`, `between` comes about, and `after` is what the guard looks
    at. `asked` are the calls it stops, each with the address to allow for it, none where it stops the whole plan.
    """

    before: Mapping[str, str] = dataclasses.field(default_factory=dict)
    later: timedelta = timedelta()
    between: Callable[[Controlled], object] | None = None
    after: Mapping[str, str]
    asked: Mapping[str, str]
    limits: str = "{}"


def _both(at: datetime = FAR, extra: str = "") -> dict[str, str]:
    return {name: message(name, at=at, extra=extra) for name in ("one", "two")}


def _campaigns() -> dict[str, str]:
    return {
        name: f"name: {name}\nkind: campaign\ncampaign_id: cmp-{name}\nbroadcast: true\n"
        f"trigger_properties: {{marker: {name}}}\nschedule: {{time: '{FAR:%Y-%m-%dT%H:%M:%SZ}'}}\n"
        for name in ("one", "two")
    }


def _many(count: int) -> dict[str, str]:
    return {f"n{number}": message(f"n{number}", at=FAR) for number in range(count)}


def _weekly(name: str, at: datetime) -> str:
    """Return a weekly series of which the second send is left out."""
    left_out = (at + timedelta(days=7)).date().isoformat()
    repeat = f", repeat: {{every: week, count: 2, except: [{left_out}]}}"
    return message(name, at=at).replace("}\nmessages", f"{repeat}}}\nmessages", 1)


def _was_made_by_another_version(project: Controlled) -> None:
    """Let the state say what an earlier version of the program would have made of the same definitions."""
    document = project.folder / "pulled.json"
    words = ("-e", project.environment)
    assert 0 == project.run("state", "pull", "--out", str(document), *words).code
    whole = json.loads(document.read_text())
    for record in whole["schedules"].values():
        record["inputs"]["tool"] = "0.0.1"
        record["payload"]["messages"]["email"]["body"] = "Hi in another rendering"
        record["payload_digest"] = digest_json(freeze(record["payload"]))
    document.write_text(json.dumps(whole))
    pushed = project.run("state", "push", str(document), "--auto-approve", *words)
    assert 0 == pushed.code, pushed.said


_KEEP = {"keep": message("keep", at=FAR)}
_CREATES = {"create one": "one", "create two": "two"}
_DELETES = {"delete one": "one", "delete two": "two"}
_LISTED = {
    name: text.replace(f"segment_id: seg-{name}\nbroadcast: true", f"external_user_ids: [anna, {name}]")
    for name, text in _both().items()
}
_LOCAL = {name: message(name, at=START + timedelta(hours=20), local=True) for name in ("one", "two")}
_KNOWN = {f"known-{name}": message(f"known-{name}", at=FAR, to=f"seg-{name}") for name in ("one", "two")}

CASES: Mapping[str, GuardCase] = {
    "imminent": GuardCase(after=_both(START + timedelta(minutes=10)), asked=_CREATES),
    # In the first time zone it is 20 o'clock six hours from the start.
    "stop-sending": GuardCase(before={**_LOCAL, **_KEEP}, later=timedelta(hours=7), after=_KEEP, asked=_DELETES),
    "protected": GuardCase(
        before={**_both(extra="lifecycle: {prevent_delete: true}\n"), **_KEEP}, after=_KEEP, asked=_DELETES
    ),
    "duplicate-send": GuardCase(before=_KNOWN, after={**_KNOWN, **_both()}, asked=_CREATES),
    "tool-or-zone-data": GuardCase(
        before=_both(),
        between=_was_made_by_another_version,
        after=_both(),
        asked={"update one": "one", "update two": "two"},
    ),
    "too-close": GuardCase(
        before={name: _weekly(name, START + timedelta(days=1)) for name in ("one", "two")},
        later=timedelta(days=1, hours=1),
        after={name: _weekly(name, START + timedelta(days=3)) for name in ("one", "two")},
        asked={f"create {name}": f'{name}["{START + timedelta(days=3):%Y-%m-%d}"]' for name in ("one", "two")},
    ),
    "becomes-broadcast": GuardCase(
        before=_LISTED,
        after=_both(),
        asked={"delete one": "one", "create one": "one", "delete two": "two", "create two": "two"},
    ),
    "broadcast-to-all": GuardCase(after=_campaigns(), asked=_CREATES),
    "reaches-unsubscribed": GuardCase(after=_both(extra="recipient_subscription_state: all\n"), asked=_CREATES),
    "ignores-frequency-cap": GuardCase(after=_both(extra="override_messaging_limits: true\n"), asked=_CREATES),
    "empty": GuardCase(before=_both(), after={}, asked=dict.fromkeys(_DELETES, "")),
    "max-deletes": GuardCase(
        before={**_both(), **_KEEP}, after=_KEEP, asked=dict.fromkeys(_DELETES, ""), limits="{max_deletes: 1}"
    ),
    "max-delete-percent": GuardCase(
        before={**_many(9), **_both()},
        after=_many(9),
        asked=dict.fromkeys(_DELETES, ""),
        limits="{max_delete_percent: 18}",
    ),
}

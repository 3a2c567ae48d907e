"""Keys that people have a reason to write and that cannot stand there: each with the reason and the way out."""

from __future__ import annotations

from collections.abc import Mapping

from braze_gitops.load.document import NodePath
from braze_gitops.load.findings import Flaw

# Keyed by the path of the key; the reason, then what to do.
_REASONS: Mapping[NodePath, tuple[str, str]] = {
    ("api_key",): (
        "`api_key` never stands in a definition",
        "the project file names the environment variable that holds it",
    ),
    ("schedule_id",): (
        "`schedule_id` is kept by the program, in the state",
        "delete it; `braze-gitops import` takes a schedule that exists already",
    ),
    ("attachments",): (
        "`attachments` cannot be scheduled: Braze takes them for an immediate send only",
        "attach a file to an email under `messages.email.attachments`",
    ),
    ("messages", "windows_phone8_push"): (
        "`windows_phone8_push` has another name in a schedule",
        "write `windows_push`",
    ),
    ("messages", "windows_universal_push"): (
        "`windows_universal_push` has another name in a schedule",
        "write `windows8_push`",
    ),
    ("schedule", "repeat", "interval"): (
        "`repeat` has no `interval`: its short forms are every day, weekday, week or month",
        "write the rule out: `rrule: FREQ=WEEKLY;INTERVAL=2` is every second week",
    ),
    **{
        ("messages", key): ("in-app messages cannot be scheduled through the API", "use `content_card`")
        for key in ("in_app_message", "in_app_messages", "in_app", "iam")
    },
}

# What belongs to other kinds, by the key that only this kind has.
_OTHER_KINDS: Mapping[str, tuple[str, str]] = {
    "recipients": (
        "`recipients` is for campaigns and Canvases; Braze does not take it for a message",
        "list people under `external_user_ids` or `user_aliases`",
    ),
    "messages": (
        "`messages` is for kind `message` only: the content of a campaign or Canvas is in the dashboard",
        "delete it, or write `kind: message`",
    ),
    "segment_id": (
        "`segment_id` is for kind `message` only: a campaign or Canvas has its audience in the dashboard",
        "delete it, or narrow the audience under `audience`",
    ),
    "external_user_ids": (
        "`external_user_ids` is for kind `message` only",
        "list people under `recipients`, each with `external_user_id`",
    ),
    "user_aliases": (
        "`user_aliases` is for kind `message` only",
        "list people under `recipients`, each with `user_alias`",
    ),
    "recipient_subscription_state": (
        "`recipient_subscription_state` is for kind `message` only: the dashboard decides it elsewhere",
        "delete it",
    ),
    "override_messaging_limits": (
        "`override_messaging_limits` is for kind `message` only: the dashboard decides it elsewhere",
        "delete it",
    ),
    "trigger_properties": (
        "`trigger_properties` is for campaigns only",
        "write `context` for a Canvas; a message has its texts in `messages`",
    ),
    "context": ("`context` is for Canvases only", "write `trigger_properties` for a campaign"),
    "canvas_entry_properties": (
        "`canvas_entry_properties` is for Canvases only",
        "write `trigger_properties` for a campaign",
    ),
    "canvas_id": ("`canvas_id` is for kind `canvas` only", "write `kind: canvas`, or delete it"),
    "campaign_id": ("a Canvas takes no `campaign_id`", "write `kind: campaign`, or delete it"),
    "send_id": ("a Canvas takes no `send_id`", "delete it"),
}


# Of these, the ones that people also write inside a recipient.
_IN_RECIPIENT = frozenset({"trigger_properties", "context", "canvas_entry_properties"})


def explain_key(path: NodePath) -> Flaw | None:
    """Return why the unknown key at `path` cannot stand there; None if there is no more to say than that."""
    key = str(path[-1])
    reason = _REASONS.get(path)
    if len(path) == 1 or (path[0] == "recipients" and key in _IN_RECIPIENT):
        reason = reason or _OTHER_KINDS.get(key)
    if reason is None:
        return None
    return Flaw(code="unknown-key", message=reason[0], path=path, at_key=True, hint=reason[1])

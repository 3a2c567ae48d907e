"""Who may be listed as a recipient or an alias (braze-api.md 7.2, 7.3)."""

import pytest

from braze_gitops.sandbox.rules_recipient import CAMPAIGN_RECIPIENT, CANVAS_RECIPIENT, USER_ALIAS

ALIAS: dict[str, object] = {"alias_name": "a" * 236, "alias_label": "label"}

TAKEN: list[dict[str, object]] = [
    {"external_user_id": "ana"},
    {"user_alias": ALIAS},
    {"braze_id": "b"},
    {"email": "ana@shop.example", "prioritization": ["identified", "most_recently_updated"]},
    {"external_user_id": "ana", "send_to_existing_only": True},
    {"external_user_id": "ana", "send_to_existing_only": False, "attributes": {"plan": "pro"}},
]


@pytest.mark.parametrize("recipient", TAKEN)
def test_taken(recipient: dict[str, object]) -> None:
    """A recipient is named in one of four ways, for campaigns and Canvases alike."""
    found = [tuple(check(recipient, "r")) for check in (CAMPAIGN_RECIPIENT, CANVAS_RECIPIENT)]
    assert [(), ()] == found


REFUSED: dict[str, tuple[object, str]] = {
    "nobody": ({}, "r"),
    "two ways": ({"external_user_id": "ana", "braze_id": "b"}, "r"),
    "alias as text": ({"user_alias": "ana"}, "r.user_alias"),
    "alias without label": ({"user_alias": {"alias_name": "a"}}, "r.user_alias.alias_label"),
    "email alone": ({"email": "ana@shop.example"}, "r.prioritization"),
    "email with no order": ({"email": "ana@shop.example", "prioritization": []}, "r.prioritization"),
    "unknown order": ({"email": "a@b", "prioritization": ["newest"]}, "r.prioritization[0]"),
    "alias and existing": ({"user_alias": ALIAS, "send_to_existing_only": True}, "r.send_to_existing_only"),
    "new without attributes": (
        {"external_user_id": "ana", "send_to_existing_only": False},
        "r.send_to_existing_only",
    ),
    "empty id": ({"external_user_id": " "}, "r.external_user_id"),
    "number": ({"external_user_id": 7}, "r.external_user_id"),
    "unknown": ({"external_user_id": "ana", "phone": "1"}, "r.phone"),
    "text": ("ana", "r"),
}


@pytest.mark.parametrize(("recipient", "place"), REFUSED.values(), ids=REFUSED)
def test_refused(recipient: object, place: str) -> None:
    """A recipient that breaks a rule is refused at its place."""
    assert place in {problem.place for problem in CAMPAIGN_RECIPIENT(recipient, "r")}


CAMPAIGN_ALONE = {"external_user_id": "ana", "trigger_properties": {"a": 1}}
CAMPAIGN_GROUPS = {"external_user_id": "ana", "attributes": {"subscription_groups": []}}
CANVAS_ALONE = {"external_user_id": "ana", "context": {"a": 1}}
CANVAS_OLD = {"external_user_id": "ana", "canvas_entry_properties": {"a": 1}}


@pytest.mark.parametrize("recipient", [CAMPAIGN_ALONE, CAMPAIGN_GROUPS])
def test_only_for_campaigns(recipient: object) -> None:
    """Trigger properties and subscription groups belong to campaigns."""
    found = [bool(tuple(check(recipient, "r"))) for check in (CAMPAIGN_RECIPIENT, CANVAS_RECIPIENT)]
    assert [False, True] == found


@pytest.mark.parametrize("recipient", [CANVAS_ALONE, CANVAS_OLD])
def test_only_for_canvases(recipient: object) -> None:
    """Context, under its new or its old name, belongs to Canvases."""
    found = [bool(tuple(check(recipient, "r"))) for check in (CAMPAIGN_RECIPIENT, CANVAS_RECIPIENT)]
    assert [True, False] == found


def test_both_contexts() -> None:
    """A recipient has its context under one name."""
    assert ["r"] == [problem.place for problem in CANVAS_RECIPIENT({**CANVAS_ALONE, **CANVAS_OLD}, "r")]


@pytest.mark.parametrize("name", ["", "a" * 237, "é" * 119, 7], ids=["empty", "237", "238 bytes", "number"])
def test_alias_names(name: object) -> None:
    """An alias's name and label have 1 to 236 bytes."""
    alias = {"alias_name": name, "alias_label": name}
    assert ["u.alias_name", "u.alias_label"] == [problem.place for problem in USER_ALIAS(alias, "u")]

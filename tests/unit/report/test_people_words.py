"""The ids of listed people, for who asked to see them."""

from __future__ import annotations

from braze_gitops.model import freeze_object
from braze_gitops.report import people_words


def test_every_way_to_list_people() -> None:
    """Plain ids, aliases and recipients are told in the order in which they stand."""
    payload = freeze_object(
        {
            "external_user_ids": ["anna"],
            "user_aliases": [{"alias_name": "ben", "alias_label": "shop"}],
            "recipients": [
                {"external_user_id": "cem", "trigger_properties": {"a": 1}},
                {"user_alias": {"alias_name": "dora", "alias_label": "crm"}},
                {"email": "eva@example.com"},
                {},
            ],
        }
    )
    told = ("anna", "ben (shop)", "cem", "dora (crm)", "eva@example.com", "one without an id")
    assert told == people_words(payload)


def test_nobody_is_listed() -> None:
    """A broadcast names nobody."""
    assert () == people_words(freeze_object({"broadcast": True}))

"""Who a payload reaches, in a sentence."""

from collections.abc import Mapping

import pytest

from braze_gitops.model import Address, Json, Kind, freeze_object
from braze_gitops.report import Naming
from braze_gitops.report.audience_words import audience_words, people_count, reach_words
from support.reviews import BROADCAST

NAMING = Naming(words={"segments": {"seg-8f1c": "Newsletter readers"}, "campaigns": {"cmp-1": "Cart"}})
ORDERS = {"custom_attribute": {"custom_attribute_name": "orders", "comparison": "greater_than", "value": 3}}
PEOPLE = {"$people": {"count": 3, "digests": ("a", "b", "c")}}


@pytest.mark.parametrize(
    ("kind", "payload", "words"),
    [
        pytest.param(
            Kind.MESSAGE,
            BROADCAST,
            "broadcast to segment “Newsletter readers” (seg-8f1c); only people who opted in",
            id="segment",
        ),
        pytest.param(
            Kind.MESSAGE,
            {"broadcast": True, "recipient_subscription_state": "all", "override_messaging_limits": True},
            "broadcast to EVERYONE: no segment and no audience is named; ALSO PEOPLE WHO UNSUBSCRIBED; "
            "IGNORES FREQUENCY CAPPING",
            id="everyone",
        ),
        pytest.param(
            Kind.MESSAGE,
            {"broadcast": True, "segment_id": "seg-2", "audience": ORDERS},
            "broadcast to segment seg-2, and of it only people whose “orders” is greater than 3",
            id="segment and audience",
        ),
        pytest.param(
            Kind.MESSAGE,
            {"external_user_ids": PEOPLE, "user_aliases": ({"alias_name": "x", "alias_label": "y"},)},
            "4 listed people",
            id="people",
        ),
        pytest.param(
            Kind.MESSAGE,
            {"external_user_ids": ("a",), "segment_id": "seg-2", "recipient_subscription_state": "odd"},
            "1 listed person, those of them in segment seg-2; odd",
            id="one person in a segment",
        ),
        pytest.param(
            Kind.CAMPAIGN,
            {"broadcast": True, "campaign_id": "cmp-1"},
            "broadcast to the whole audience of campaign “Cart” (cmp-1)",
            id="campaign",
        ),
        pytest.param(
            Kind.CANVAS,
            {"broadcast": True, "canvas_id": "cnv-1", "audience": ORDERS},
            "broadcast to people whose “orders” is greater than 3, within Canvas cnv-1",
            id="canvas audience",
        ),
        pytest.param(
            Kind.CAMPAIGN,
            {"recipients": PEOPLE, "campaign_id": "cmp-1"},
            "3 listed people through campaign “Cart” (cmp-1)",
            id="campaign people",
        ),
        pytest.param(
            Kind.CANVAS,
            {"recipients": PEOPLE, "audience": ORDERS},
            "3 listed people through Canvas, only people whose “orders” is greater than 3",
            id="no parent",
        ),
    ],
)
def test_reach(kind: Kind, payload: Mapping[str, Json], words: str) -> None:
    """Everything that widens or narrows who gets it is said."""
    assert words == reach_words(kind, freeze_object(payload), address=Address("a"), naming=NAMING)


@pytest.mark.parametrize(
    ("audience", "words"),
    [
        pytest.param(
            {"AND": (ORDERS, ORDERS)}, "“orders” is greater than 3 and “orders” is greater than 3", id="and"
        ),
        pytest.param(
            {"AND": (ORDERS, {"OR": (ORDERS, ORDERS)})},
            "“orders” is greater than 3 and (“orders” is greater than 3 or “orders” is greater than 3)",
            id="or inside and",
        ),
        pytest.param(
            {"AND": ({"AND": (ORDERS,)}, {"OR": (ORDERS,)})},
            "“orders” is greater than 3 and “orders” is greater than 3",
            id="flat",
        ),
        pytest.param(
            {"email_subscription_status": {"comparison": "is", "value": "opted_in"}},
            "email subscription is opted in",
            id="status",
        ),
        pytest.param(
            {"last_used_app": {"comparison": "after", "value": "2026-01-01T00:00:00Z"}},
            "last use of the app is after “2026-01-01T00:00:00Z”",
            id="last use",
        ),
        pytest.param(
            {
                "custom_attribute": {
                    "custom_attribute_name": "born",
                    "comparison": "less_than_x_days_ago",
                    "value": 2,
                }
            },
            "“born” is less than 2 days ago",
            id="days",
        ),
        pytest.param(
            {
                "custom_attribute": {
                    "custom_attribute_name": "born",
                    "comparison": "less_than_x_days_ago",
                    "value": "?",
                }
            },
            "“born” is less than “?” ago",
            id="days that are no number",
        ),
        pytest.param(
            {"custom_attribute": {"custom_attribute_name": "plan", "comparison": "exists"}},
            "“plan” is set",
            id="exists",
        ),
        pytest.param({"AND": "all"}, '{"AND": "all"}', id="no list"),
        pytest.param({"a": 1, "b": 2}, '{"a": 1, "b": 2}', id="two keys"),
        pytest.param(
            {"later_filter": {"comparison": "is", "value": True}}, "later_filter is yes", id="unknown filter"
        ),
    ],
)
def test_conditions(audience: Mapping[str, Json], words: str) -> None:
    """A connected audience reads as a condition; what is not understood is shown as it is."""
    assert words == audience_words(freeze_object(audience))


def test_a_long_condition_is_cut() -> None:
    """An audience of many filters does not fill the page."""
    assert audience_words(freeze_object({"OR": [ORDERS] * 200})).endswith("…")


def test_what_is_no_list_of_people_counts_as_none() -> None:
    """A field that lists nobody adds nobody."""
    assert 0 == people_count({"recipients": "x"})

"""What `whats_app` takes for each message type (braze-api.md 8.9)."""

import pytest

from braze_gitops.sandbox.rules_request import MESSAGE_CREATE
from support.sandbox_requests import with_channel

SECTION: dict[str, object] = {"section_title": "S", "list_rows": [{"row_title": "R", "row_description": "D"}]}
TEMPLATE: dict[str, object] = {"template_name": "t", "template_language_code": "en"}
QUICK: dict[str, object] = {"body": "B", "buttons": [{"text": "Yes"}]}
LIST: dict[str, object] = {"body": "B", "list": {"list_button_text": "L", "list_sections": [SECTION]}}
FLOW: dict[str, object] = {"body": "B", "flow_button": {"caption": "Go", "flow_id": "f"}}


def whats_app(kind: str, message: object) -> dict[str, object]:
    """Return a create with that WhatsApp message."""
    return with_channel("whats_app", message_type=kind, message=message)


TAKEN = [
    ("template_message", TEMPLATE),
    (
        "template_message",
        {
            **TEMPLATE,
            "header_variables": {"0": "a"},
            "body_variables": {"0": "a", "1": "b"},
            "button_variables": {"0": "path"},
            "header_media_uri": "https://a",
        },
    ),
    ("text_response_message", {"body": "B", "preview_url": True}),
    ("text_image_response_message", {"image_uri": "https://a", "caption": "C"}),
    ("quick_reply_response_message", {**QUICK, "header_text": "H", "footer": "F"}),
    ("list_response_message", {**LIST, "header": "H", "footer": "F"}),
    ("flow_response_message", {**FLOW, "generate_custom_attribute": True}),
]


@pytest.mark.parametrize(("kind", "message"), TAKEN)
def test_taken(kind: str, message: object) -> None:
    """Each message type takes its own fields."""
    assert () == tuple(MESSAGE_CREATE(whats_app(kind, message), ""))


LONG_LIST = {"list_button_text": "L", "list_sections": [{**SECTION, "list_rows": [{"row_title": "R"}] * 11}]}
REFUSED = {
    "unknown type": ("video_message", {}, "_type"),
    "no object": ("text_response_message", "B", ""),
    "field of another type": ("text_response_message", {"body": "B", "caption": "C"}, ".caption"),
    "template without language": ("template_message", {"template_name": "t"}, ".template_language_code"),
    "two headers": (
        "template_message",
        {**TEMPLATE, "header_variables": {"0": "a", "1": "b"}},
        ".header_variables",
    ),
    "named variable": ("template_message", {**TEMPLATE, "body_variables": {"name": "a"}}, ".body_variables.name"),
    "variables as a list": ("template_message", {**TEMPLATE, "body_variables": ["a"]}, ".body_variables"),
    "variable as a number": ("template_message", {**TEMPLATE, "body_variables": {"0": 1}}, ".body_variables.0"),
    "quick reply without buttons": ("quick_reply_response_message", {**QUICK, "buttons": []}, ".buttons"),
    "two kinds of header": (
        "quick_reply_response_message",
        {**QUICK, "header_text": "H", "header_image_uri": "https://a"},
        "",
    ),
    "eleven rows": ("list_response_message", {**LIST, "list": LONG_LIST}, ".list.list_sections"),
    "list without sections": (
        "list_response_message",
        {**LIST, "list": {"list_button_text": "L", "list_sections": []}},
        ".list.list_sections",
    ),
    "long caption": (
        "flow_response_message",
        {**FLOW, "flow_button": {"caption": "x" * 21, "flow_id": "f"}},
        ".flow_button.caption",
    ),
    "flow without id": (
        "flow_response_message",
        {**FLOW, "flow_button": {"caption": "x"}},
        ".flow_button.flow_id",
    ),
}


@pytest.mark.parametrize(("kind", "message", "place"), REFUSED.values(), ids=REFUSED)
def test_refused(kind: str, message: object, place: str) -> None:
    """What does not belong to the type is refused, at its place."""
    problems = MESSAGE_CREATE(whats_app(kind, message), "")
    assert f"messages.whats_app.message{place}" in {problem.place for problem in problems}

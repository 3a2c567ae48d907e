"""What `whats_app` takes: one message object for each message type (braze-api.md 8.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from braze_gitops.sandbox.fields import Check, Problem, flag, list_of, one_at_most, table, text

__all__ = ["WHATS_APP"]

MOST_ROWS = 10
MOST_CAPTION_CHARACTERS = 20

TEXT = text()
WORDS = text(empty=False)
INDEX = re.compile(r"0|[1-9][0-9]*")


def variables(*, at_most: int | None = None) -> Check:
    """Check template variables: an object keyed by zero-based index as a string, values as strings."""

    def check(value: object, place: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(place=place, text="must be an object")
            return
        if at_most is not None and len(value) > at_most:
            yield Problem(place=place, text=f"must hold at most {at_most}")
        for name, entry in value.items():
            if not INDEX.fullmatch(name):
                yield Problem(place=f"{place}.{name}", text="must be named by its index, from 0")
            yield from TEXT(entry, f"{place}.{name}")

    return check


def caption(value: object, place: str) -> Iterator[Problem]:
    """Check the caption of a flow's button."""
    yield from WORDS(value, place)
    if isinstance(value, str) and len(value) > MOST_CAPTION_CHARACTERS:
        yield Problem(place=place, text=f"must be at most {MOST_CAPTION_CHARACTERS} characters")


def rows_fit(fields: Mapping[str, object], place: str) -> Iterator[Problem]:
    """Rule: at most ten rows over all sections."""
    sections = fields["list_sections"]
    rows = sum(len(section["list_rows"]) for section in sections) if isinstance(sections, list) else 0
    if rows > MOST_ROWS:
        yield Problem(place=f"{place}.list_sections", text=f"must hold at most {MOST_ROWS} rows in all")


SECTION = table(
    {
        "section_title": WORDS,
        "list_rows": list_of(
            table({"row_title": WORDS, "row_description": TEXT}, required=["row_title"]), at_least=1
        ),
    },
    required=["section_title", "list_rows"],
)

MESSAGES: dict[str, Check] = {
    "template_message": table(
        {
            "template_name": WORDS,
            "template_language_code": WORDS,
            "header_variables": variables(at_most=1),
            "body_variables": variables(),
            "button_variables": variables(at_most=1),
            "header_media_uri": TEXT,
        },
        required=["template_name", "template_language_code"],
    ),
    "text_response_message": table({"body": WORDS, "preview_url": flag()}, required=["body"]),
    "text_image_response_message": table({"image_uri": WORDS, "caption": TEXT}, required=["image_uri"]),
    "quick_reply_response_message": table(
        {
            "body": WORDS,
            "buttons": list_of(table({"text": WORDS}, required=["text"]), at_least=1),
            "header_text": TEXT,
            "header_image_uri": TEXT,
            "footer": TEXT,
        },
        required=["body", "buttons"],
        rules=[one_at_most("header_text", "header_image_uri")],
    ),
    "list_response_message": table(
        {
            "body": WORDS,
            "header": TEXT,
            "footer": TEXT,
            "list": table(
                {"list_button_text": WORDS, "list_sections": list_of(SECTION, at_least=1)},
                required=["list_button_text", "list_sections"],
                rules=[rows_fit],
            ),
        },
        required=["body", "list"],
    ),
    "flow_response_message": table(
        {
            "body": WORDS,
            "header_text": TEXT,
            "footer": TEXT,
            "flow_button": table(
                {"caption": caption, "flow_id": WORDS},
                required=["caption", "flow_id"],
            ),
            "generate_custom_attribute": flag(),
        },
        required=["body", "flow_button"],
    ),
}


def message_type(value: object, place: str) -> Iterator[Problem]:
    """Check the message type, in the same words as any other choice."""
    if not isinstance(value, str) or value not in MESSAGES:
        yield Problem(place=place, text=f"must be one of {', '.join(MESSAGES)}")


def anything(value: object, place: str) -> Iterator[Problem]:
    """Check nothing yet: what a message may hold depends on its type, asked by message_fits."""
    del value, place
    yield from ()


def message_fits(fields: Mapping[str, object], place: str) -> Iterator[Problem]:
    """Rule: the message object is the one of its type."""
    yield from MESSAGES[str(fields["message_type"])](fields["message"], f"{place}.message")


WHATS_APP: Check = table(
    {
        "app_id": WORDS,
        "subscription_group_id": WORDS,
        "message_type": message_type,
        "message": anything,
        "message_variation_id": WORDS,
    },
    required=["app_id", "subscription_group_id", "message_type", "message"],
    rules=[message_fits],
)

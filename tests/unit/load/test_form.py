"""`form`: which texts have the form they must have."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from braze_gitops.load import form

_ROWS: list[tuple[Callable[[str], bool], str, bool]] = [
    (form.is_email_address, "a@b.example", True),
    (form.is_email_address, "a@b", True),
    (form.is_email_address, "a b@c.example", False),
    (form.is_email_address, "a@b@c", False),
    (form.is_email_address, "<a@b.example>", False),
    (form.is_email_address, "", False),
    (form.is_reply_to, "NO_REPLY_TO", True),
    (form.is_reply_to, "a@b.example", True),
    (form.is_reply_to, "no_reply_to", False),
    (form.is_sender, "Shop <news@shop.example>", True),
    (form.is_sender, "Shop<news@shop.example>", True),
    (form.is_sender, '"Shop, Inc." <news@shop.example>', True),
    (form.is_sender, "<news@shop.example>", False),
    (form.is_sender, "  <news@shop.example>", False),
    (form.is_sender, "news@shop.example", False),
    (form.is_sender, "Shop <news>", False),
    (form.is_sender, "Shop <news@shop.example> more", False),
    (form.is_web_url, "https://shop.example/a?b=c#d", True),
    (form.is_web_url, "http://127.0.0.1:8080", True),
    (form.is_web_url, "ftp://shop.example", False),
    (form.is_web_url, "https:///a", False),
    (form.is_web_url, "https://[::1", False),
    (form.is_web_url, "https://shop.example/a b", False),
    (form.is_web_url, "//shop.example", False),
    (form.is_date_time, "2026-11-27", True),
    (form.is_date_time, "2026-11-27T09:00", True),
    (form.is_date_time, "2015-02-20T13:14:47-05:00", True),
    (form.is_date_time, "2019-07-22T13:17:55+0000", True),
    (form.is_date_time, "2026-11-27T09:00:00.123Z", True),
    (form.is_date_time, "2026-02-30", False),
    (form.is_date_time, "2026-11-27T25:00:00", False),
    (form.is_date_time, "20261127", False),
    (form.is_date_time, "٢٠٢٦-11-27", False),
    (form.is_date_time, "", False),
    (form.is_number_text, "0", True),
    (form.is_number_text, "12", True),
    (form.is_number_text, "-1", False),
    (form.is_number_text, "a", False),
    (form.is_short_ascii, "s" * 64, True),
    (form.is_short_ascii, "s" * 65, False),
    (form.is_short_ascii, "ß", False),
]


@pytest.mark.parametrize(("test", "text", "is_so"), _ROWS, ids=[f"{row[0].__name__} {row[1]}" for row in _ROWS])
def test_a_form_is_told(test: Callable[[str], bool], text: str, *, is_so: bool) -> None:
    """Each row: a test, a text, whether it has the form."""
    assert is_so is test(text)


def test_bytes_are_counted_as_utf_8() -> None:
    """Letters with accents count as two bytes, an emoji as four."""
    assert (1, 2, 4) == tuple(form.byte_length(text) for text in ("a", "é", "🎁"))

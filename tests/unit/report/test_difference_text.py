"""A difference in a sentence: before, after, and for long texts the words that changed."""

import pytest

from braze_gitops.model import Address
from braze_gitops.plan import Difference, DifferenceKind
from braze_gitops.report import Naming, Page, Style
from braze_gitops.report.difference_text import add_difference
from support.reviews import changed

LONG = " ".join(f"w{number}" for number in range(60))
NAMING = Naming(words={"apps": {"app-1": "Web shop"}})


def told(difference: Difference, *, texts_from: dict[str, str] | None = None) -> list[str]:
    """Return the lines of one difference."""
    page = Page(Style(), 100)
    add_difference(page, difference, address=Address("a"), naming=NAMING, texts_from=texts_from or {}, indent=0)
    return page.text().splitlines()


@pytest.mark.parametrize(
    ("difference", "lines"),
    [
        pytest.param(
            changed("messages.email.subject", "Hi", "Hello"), ["email subject: “Hi” → “Hello”"], id="text"
        ),
        pytest.param(changed("broadcast", False, True), ["broadcast: no → yes"], id="switch"),
        pytest.param(
            changed("schedule.time", "a", "b", "moves from Mon to Tue"),
            ["send time: moves from Mon to Tue"],
            id="time",
        ),
        pytest.param(
            changed("audience.AND.0", 1, 2, "the audience filter changes"),
            ["the audience filter changes"],
            id="sentence",
        ),
        pytest.param(
            Difference(path="messages.email.preheader", kind=DifferenceKind.ADDED, before=None, after="New"),
            ["email preheader added: “New”"],
            id="added",
        ),
        pytest.param(
            Difference(path="messages.sms.app_id", kind=DifferenceKind.REMOVED, before="app-1", after=None),
            ["SMS app id removed: “Web shop” (app-1)"],
            id="removed",
        ),
        pytest.param(
            changed("messages.sms.app_id", "app-2", "app-1"),
            ["SMS app id: “app-2” → “Web shop” (app-1)"],
            id="names",
        ),
        pytest.param(
            changed("messages.sms.body", "pay\u00a0now", "pay now"),
            [r"SMS body: \u{201c}pay now\u{201d} → \u{201c}pay now\u{201d}"],
            id="look-alikes",
        ),
        pytest.param(
            changed(
                "messages.email.subject", "Hello you, it starts tomorrow at 9", "Hello you, it starts today at 9"
            ),
            ["email subject:", "  - Hello you, it starts tomorrow at 9", "  + Hello you, it starts today at 9"],
            id="two lines",
        ),
        pytest.param(
            changed("messages.sms.body", LONG, LONG.replace(" ", "\n")),
            ["SMS body:", "  only spaces or line breaks differ"],
            id="white space",
        ),
        pytest.param(
            changed("messages.sms.body", LONG, LONG.replace("w0 ", "W0 ")),
            ["SMS body:", "  - w0 w1 w2 w3 w4…", "  + W0 w1 w2 w3 w4…"],
            id="at the start",
        ),
    ],
)
def test_differences(difference: Difference, lines: list[str]) -> None:
    """What changed is told in words, from before to after."""
    assert lines == told(difference)


def test_a_text_from_a_file_names_the_file() -> None:
    """A text that lies beside the definition is told with its file."""
    difference = changed("messages.email.body", LONG, f"{LONG} end")
    assert (
        "email body (from teaser.html):" == told(difference, texts_from={"messages.email.body": "teaser.html"})[0]
    )


@pytest.mark.parametrize(
    ("places", "line"), [(4, "  and 1 more place"), (5, "  and 2 more places")], ids=["one", "more"]
)
def test_many_places_are_counted(places: int, line: str) -> None:
    """Of many changed places the first are shown, the others counted."""
    after = LONG
    for number in range(places):
        after = after.replace(f"w{number * 12} ", "new ")
    assert line == told(changed("messages.sms.body", LONG, after))[-1]

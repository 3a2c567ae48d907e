"""The page for people."""

import base64
import hashlib
import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

from braze_gitops.sandbox.page import CONTENT_SECURITY_POLICY, render_page
from braze_gitops.sandbox.values import LoggedCall, SandboxSchedule, ScheduleStatus
from support.sandbox_requests import MESSAGE

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\"'&\u202e"


def schedule(status: ScheduleStatus, *, number: int = 0, text: str = "Hello") -> SandboxSchedule:
    """Return a schedule of that status, its text in every place that is shown."""
    return SandboxSchedule(
        schedule_id=f"id-{number}",
        dispatch_id="dispatch",
        kind="message",
        status=status,
        fields={**MESSAGE, "segment_id": text, "messages": {text: {"subject": text}}},
        first_at=NOW + timedelta(days=1, minutes=number),
        last_at=NOW + timedelta(days=1, minutes=number),
        created_at=NOW,
        deleted_at=NOW if status is ScheduleStatus.DELETED else None,
    )


def call(path: str) -> LoggedCall:
    """Return a logged call of that path."""
    return LoggedCall(
        number=1,
        at=NOW,
        request_id="request",
        method="POST",
        path=path,
        query="",
        body={},
        text="",
        status=None,
        answer={},
        answer_text="",
        committed=True,
        fault="cut_after",
    )


class Elements(HTMLParser):
    """Collects the elements of a page, and checks that each that is opened is closed in its turn."""

    EMPTY = frozenset({"meta", "link"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.open: list[str] = []
        self.crossed = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        del attrs
        self.names.append(tag)
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Check that it is the one opened last."""
        self.crossed = self.crossed or self.open.pop() != tag


@pytest.mark.parametrize("status", ScheduleStatus)
def test_hostile_texts(status: ScheduleStatus) -> None:
    """Texts of requests bring no element in, wherever they are shown."""
    page = render_page(now=NOW, schedules=[schedule(status, text=HOSTILE)], calls=[call(HOSTILE)])
    assert (False, False) == ("script" in Elements(page).names, "\u202e" in page)


def test_well_formed() -> None:
    """Elements are closed in the order in which they were opened."""
    schedules = [schedule(status, number=number) for number, status in enumerate(ScheduleStatus)]
    found = Elements(render_page(now=NOW, schedules=schedules, calls=[call("/p")]))
    assert (False, []) == (found.crossed, found.open)


def test_banner() -> None:
    """The page says loudly that it is no Braze, and what it was built from."""
    page = render_page(now=NOW, schedules=[], calls=[])
    assert ("SANDBOX: nobody receives anything" in page, "public documentation" in page) == (True, True)


def test_style_allowed() -> None:
    """The policy lets exactly this page's style sheet in, and nothing else."""
    page = render_page(now=NOW, schedules=[], calls=[])
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    content = "" if style is None else style.group(1)
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in CONTENT_SECURITY_POLICY


def test_counts() -> None:
    """Everything is counted at the top."""
    schedules = [schedule(ScheduleStatus.SENT), schedule(ScheduleStatus.SENT, number=1)]
    page = render_page(now=NOW, schedules=schedules, calls=[])
    assert "0 being sent, 0 scheduled, 2 “sent”, 0 cancelled" in page


def test_long_lists() -> None:
    """Thousands are not shown one by one."""
    schedules = [schedule(ScheduleStatus.SCHEDULED, number=number) for number in range(200)]
    page = render_page(now=NOW, schedules=schedules, calls=[])
    assert (50, True) == (page.count("<article"), "and 150 more" in page)


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours as WCAG counts it."""

    def luminance(colour: str) -> float:
        channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_contrast(scheme: int) -> None:
    """Every ink stands out from every ground it is used on by 4.5 to 1."""
    blocks = re.findall(r":root \{(.*?)\}", render_page(now=NOW, schedules=[], calls=[]), re.DOTALL)
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", blocks[scheme]))
    inks = [colours[name] for name in ("ink", "quiet", "scheduled", "sending", "sent", "deleted")]
    least = min(contrast(ink, colours[ground]) for ink in inks for ground in ("ground", "sheet"))
    assert min(least, contrast(colours["alarm"], colours["alarm-ink"])) >= 4.5

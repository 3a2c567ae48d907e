"""The lines of `allowances.yaml` that let pass what a guard holds."""

from __future__ import annotations

import itertools
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from braze_gitops.guard import ADDRESS_GUARDS, PLAN_GUARDS, Review
from braze_gitops.plan import BlockCode
from braze_gitops.report.page import Page
from braze_gitops.report.style import Style

_DAYS = timedelta(days=7)
_SHOWN = 6
_PLAIN = re.compile(r"[a-z][a-z0-9._-]*\Z")
_NOT_TEXT = frozenset({"null", "true", "false"})
_INTRO = "To let it pass, add to allowances.yaml in the pull request that needs it, and say why:"


def add_ways(page: Page, review: Review) -> None:
    """Add the entries for all that is held and could be allowed; nothing where there is none."""
    environment, now = review.plan.origin.environment, review.plan.now
    subjects = tuple(_subjects(review))
    entries = [entry_lines(*one, environment=environment, now=now) for one in subjects]
    if not entries:
        return
    page.line(_INTRO)
    page.blank()
    for entry in entries[:_SHOWN]:
        for line in entry:
            page.verbatim(line)
    if len(entries) > _SHOWN:
        _add_patterns(page, subjects)
    page.blank()


def _add_patterns(page: Page, subjects: Sequence[tuple[str, str, str]]) -> None:
    """Add how many entries are not printed, and the pattern that stands for all addresses of a guard.

    It is a comment: a pattern also fits what nobody has looked at yet.
    """
    page.verbatim(f"# and {len(subjects) - _SHOWN:,} more")
    addresses: defaultdict[str, list[str]] = defaultdict(list)
    for guard, key, subject in subjects:
        if key == "address":
            addresses[guard].append(subject)
    for guard, of_it in addresses.items():
        begin = _common_begin(of_it)
        if len(of_it) > 1 and begin:
            end = _common_begin([one[len(begin) :][::-1] for one in of_it])[::-1]
            page.verbatim(
                f"# one line in place of `address:` fits all that {guard} holds, and what else is called so:"
            )
            page.verbatim(f"#   pattern: {_scalar(f'{begin}*{end}')}")


def _common_begin(words: Sequence[str]) -> str:
    """Return what all of them begin with: what the first and the last in order do."""
    first, last = min(words), max(words)
    alike = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(one for one, _ in alike)


def key_way_text(
    guard: str, fingerprint: str, *, environment: str, now: datetime, style: Style, width: int
) -> str:
    """Return the entry that lets one key pass, introduced; `now` is aware, UTC."""
    page = Page(style, width)
    page.line(_INTRO)
    page.blank()
    for line in entry_lines(guard, "fingerprint", fingerprint, environment=environment, now=now):
        page.verbatim(line)
    page.blank()
    return page.text()


def entry_lines(guard: str, key: str, subject: str, *, environment: str, now: datetime) -> tuple[str, ...]:
    """Return one entry as a file of allowances has it; without a subject where `key` is empty."""
    about = (f"  {key}: {_scalar(subject)}",) if key else ()
    until = (now + _DAYS).date().isoformat()
    return (
        f"- guard: {guard}",
        *about,
        f"  environment: {environment}",
        "  reason: WHY",
        f"  until: {until}",
    )


def _subjects(review: Review) -> Iterator[tuple[str, str, str]]:
    for finding in review.refusals:
        if finding.code in PLAN_GUARDS:
            yield finding.code, "", ""
    for address, blocks in review.blocks.items():
        codes = [block.code for block in blocks if block.code is not BlockCode.WAITS]
        # Where something holds that nothing can allow, an allowance for the rest would pass nothing.
        if all(code in ADDRESS_GUARDS for code in codes):
            for code in codes:
                yield code.value, "address", address


def _scalar(text: str) -> str:
    return text if _PLAIN.match(text) and text not in _NOT_TEXT else json.dumps(text, ensure_ascii=False)

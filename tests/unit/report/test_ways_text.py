"""The lines of `allowances.yaml` that a plan prints are a file of allowances once a person has said why."""

from __future__ import annotations

import json
from datetime import timedelta

from braze_gitops.guard import GUARD_SCOPES, Review
from braze_gitops.load import read_allowances
from braze_gitops.model import Address, Finding, Severity, matches
from braze_gitops.plan import Block, BlockCode
from braze_gitops.report import Naming, Style, key_way_text, plan_text
from support.reviews import NOW, a_block, a_change, a_plan, a_review
from support.yaml_sources import source

NAMING = Naming(words={}, variables={})


def told(review: Review) -> str:
    """Return the plan as a terminal of 80 columns shows it."""
    return plan_text(review, naming=NAMING, now=NOW, style=Style(), width=80)


def printed(text: str) -> str:
    """Return the lines of the file in a text, as a person copies them."""
    lines = text.partition("say why:\n")[2].splitlines()
    return "\n".join(line for line in lines if line.startswith(("- ", "  ", "#"))) + "\n"


def review_of(*held: tuple[str, tuple[BlockCode, ...]], refusals: tuple[str, ...] = ()) -> Review:
    """Return a review in which something holds each address."""
    blocks = {Address(at): tuple(a_block(code, address=at) for code in codes) for at, codes in held}
    found = tuple(Finding(severity=Severity.ERROR, code=code, message="no") for code in refusals)
    return a_review(a_plan(*(a_change(at) for at, _ in held)), blocks=blocks, refusals=found)


def test_the_lines_are_a_file_of_allowances() -> None:
    """Whatever the guard is about, and however an address is spelt."""
    odd = 'weekly["it\'s: # \u00e4"]'
    review = review_of(
        (odd, (BlockCode.IMMINENT, BlockCode.PROTECTED)), ("null", (BlockCode.IMMINENT,)), refusals=("empty",)
    )
    text = printed(told(review))
    entries, findings = read_allowances(
        source(text.replace("WHY", "announced")), guards=GUARD_SCOPES, environments={"production": NOW}
    )
    assert ([("empty", "*"), ("imminent", odd), ("protected", odd), ("imminent", "null")], ()) == (
        [(one.guard, one.pattern) for one in entries],
        findings,
    )
    assert {(NOW + timedelta(days=8)).date()} == {one.until.date() for one in entries}


def test_they_are_not_taken_before_a_person_says_why() -> None:
    """What was pasted and left as it is allows nothing."""
    text = printed(told(review_of(("teaser", (BlockCode.IMMINENT,)))))
    entries, findings = read_allowances(source(text), guards=GUARD_SCOPES, environments={"production": NOW})
    assert ((), ["allowance-reason"]) == (entries, [one.code for one in findings])


def test_nothing_where_nothing_can_be_allowed() -> None:
    """What another reason holds as well gets no lines, which would let nothing pass; nor does a wait alone."""
    review = review_of(
        ("a", (BlockCode.MISSED, BlockCode.PROTECTED)), ("b", (BlockCode.WAITS,)), refusals=("another-lineage",)
    )
    assert "allowances.yaml" not in told(review)


def test_many_are_not_all_printed() -> None:
    """Beyond a handful a pattern is the better way: one for each guard that holds several."""
    days = (f'wk["2026-12-0{number}"]' for number in range(1, 8))
    review = review_of(*((day, (BlockCode.IMMINENT,)) for day in days), ("other", (BlockCode.PROTECTED,)))
    text = told(review)
    assert (6, True) == (text.count("reason: WHY"), "\n# and 2 more\n# one line in place of `address:`" in text)
    written = [line.removeprefix("#   pattern: ") for line in text.splitlines() if "  pattern: " in line]
    (pattern,) = map(json.loads, written)
    assert 'wk["2026-12-0*"]' == pattern
    assert matches(Address('wk["2026-12-07"]'), pattern)


def test_what_has_nothing_in_common_has_no_pattern() -> None:
    """One that fits everything is no advice."""
    review = review_of(*((f"{number}-a", (BlockCode.IMMINENT,)) for number in range(9)), refusals=("empty",))
    assert ("# and 4 more" in told(review), "pattern" in told(review)) == (True, False)


def test_a_key() -> None:
    """The lines for a key name its fingerprint."""
    text = key_way_text("unknown-key", "0123", environment="live", now=NOW, style=Style(), width=80)
    assert '- guard: unknown-key\n  fingerprint: "0123"\n  environment: live\n' in text


def test_a_block_without_a_guard_is_left_out() -> None:
    """A block that the table made has a way out of its own."""
    block = Block(code=BlockCode.IN_DOUBT, message="no", hint="look")
    review = a_review(a_plan(a_change("teaser")), blocks={Address("teaser"): (block,)})
    assert "reason: WHY" not in told(review)

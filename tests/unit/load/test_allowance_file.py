"""`allowances.yaml`: what an entry allows, and everything that is wrong with the file, each with its place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import jsonschema  # type: ignore[import-untyped]  # it ships no types; a verdict is read from it
import pytest

from braze_gitops.load import allowances_json_schema, read_allowances
from braze_gitops.load.yaml_text import LIST, read_documents
from braze_gitops.model import AllowanceEntry, Finding, GuardScope, thaw
from support.yaml_sources import source

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
GUARDS = {
    "imminent": GuardScope.ADDRESS,
    "protected": GuardScope.ADDRESS,
    "empty": GuardScope.PLAN,
    "unknown-key": GuardScope.KEY,
}
ENTRY = """\
- guard: imminent
  address: teaser
  environment: production
  reason: it was announced
  until: 2026-11-27
"""
SCHEMA = jsonschema.Draft202012Validator(thaw(allowances_json_schema(GUARDS)))


def read(text: str, *, now: datetime | None = NOW) -> tuple[tuple[AllowanceEntry, ...], tuple[Finding, ...]]:
    """Return what is in the file, for a project with two environments."""
    environments = {"sandbox": None, "production": now}
    return read_allowances(source(text, "allowances.yaml"), guards=GUARDS, environments=environments)


def entry(before: str = "", after: str = "") -> str:
    """Return the ordinary entry with one text in place of another."""
    assert before in ENTRY
    return ENTRY.replace(before, after)


def fits(text: str) -> bool:
    """Whether an editor finds nothing wrong with a file."""
    (document,), _ = read_documents(source(text), as_list=True)
    return bool(SCHEMA.is_valid(document.value[LIST]))


def test_an_entry_with_its_place() -> None:
    """A day is held to its end, and the place is that of the guard."""
    (found,), findings = read(f"# why\n{ENTRY}")
    assert ((), "imminent", "teaser", "production", "it was announced", datetime(2026, 11, 28, tzinfo=UTC)) == (
        findings,
        found.guard,
        found.pattern,
        found.environment,
        found.reason,
        found.until,
    )
    assert ("allowances.yaml:2:10", "- guard: imminent") == (str(found.place), found.place.excerpt)


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        (entry("address: teaser", 'address: weekly["2026-12-01"]'), 'weekly["2026-12-01"]'),
        (entry("address: teaser", "pattern: black-*"), "black-*"),
        (entry("address: teaser", "pattern: week?"), "week?"),
        (entry("imminent\n  address: teaser", "empty"), "*"),
        (entry("imminent\n  address: teaser", "unknown-key\n  fingerprint: 0123abcd"), "0123abcd"),
    ],
    ids=["a key", "any text", "one character", "whole plan", "key of Braze"],
)
def test_what_an_entry_is_for(text: str, pattern: str) -> None:
    """Each guard has its own subject; the editor's schema takes the same."""
    (found,), findings = read(text)
    assert (pattern, (), True) == (found.pattern, findings, fits(text))


@pytest.mark.parametrize(
    ("until", "ends_at"),
    [
        ("2026-12-20", datetime(2026, 12, 21, tzinfo=UTC)),
        ("2026-12-20T09:00:00Z", NOW + timedelta(days=30)),
        ("2026-12-20T10:00+01:00", NOW + timedelta(days=30)),
        ("2026-11-01", datetime(2026, 11, 2, tzinfo=UTC)),
    ],
    ids=["the last day", "the last instant", "in another zone", "over"],
)
def test_until(until: str, ends_at: datetime) -> None:
    """Thirty days ahead is still taken, and so is what is over: that is for a guard to say."""
    (found,), findings = read(entry("2026-11-27", until))
    assert (ends_at, ()) == (found.until, findings)


def test_no_present_no_bound() -> None:
    """An environment that is not planned now has a clock of its own, which is not looked at."""
    (found,), _ = read(entry("2026-11-27", "2027-11-27"), now=None)
    assert 2027 == found.until.year


@pytest.mark.parametrize(
    ("text", "code", "at", "message", "hint"),
    [
        (entry("guard:", "gaurd:"), "unknown-key", "1:3", "`gaurd` is not known here", "did you mean `guard`?"),
        (entry("imminent", "iminent"), "allowance-guard", "1:10", "`iminent`", "did you mean `imminent`?"),
        (entry("imminent", "missed"), "allowance-guard", "1:10", "`missed`", "one of `empty`, `imminent`"),
        (entry("  address: teaser\n", ""), "allowance-subject", "1:3", "either `address` or `pattern`", "copy"),
        (
            entry("address: teaser", "address: teaser\n  pattern: t*"),
            "allowance-subject",
            "1:3",
            "either `address` or `pattern`",
            "copy the lines",
        ),
        (entry("teaser", "No Address"), "allowance-subject", "2:12", "No Address is no address", "quotes"),
        (
            entry("address: teaser", "pattern: teaser"),
            "allowance-subject",
            "2:12",
            "teaser is no pattern, without a `*` or `?` in it: write `address:`",
            "",
        ),
        (entry("imminent", "empty"), "allowance-subject", "2:12", "`empty` is about the whole plan", ""),
        (entry("imminent", "unknown-key"), "allowance-subject", "2:12", "is about a key", ""),
        (
            entry("address: teaser", "fingerprint: a\n  address: teaser"),
            "allowance-subject",
            "2:16",
            "is about addresses",
            "",
        ),
        (
            entry("imminent\n  address: teaser", "unknown-key"),
            "allowance-subject",
            "1:3",
            "needs `fingerprint`",
            "",
        ),
        (entry("production", "producton"), "environment-unknown", "3:16", "`producton`", "`production`?"),
        (entry("it was announced", "WHY"), "allowance-reason", "4:11", "still says WHY", "pull request"),
        (entry("it was announced", ""), "wrong-type", "4:3", "`reason` has no value", ""),
        (entry("  reason: it was announced\n", ""), "missing-key", "1:3", "`reason` is missing", "say why"),
        (entry("  until: 2026-11-27\n", ""), "missing-key", "1:3", "`until` is missing", "like 2026-12-01"),
        (entry("2026-11-27", "soon"), "allowance-until", "5:10", "soon is no day", "like 2026-12-01"),
        (entry("2026-11-27", "1026-11-27"), "allowance-until", "5:10", "1026-11-27 is no day", ""),
        (entry("2026-11-27", "2026-11-27T09:00"), "allowance-until", "5:10", "which zone", "2026-11-27T09:00Z"),
        (entry("2026-11-27", "2026-12-21"), "allowance-too-long", "5:10", "30 days at most", "2026-12-20"),
        (entry("2026-11-27", "2026-12-20T09:00:01Z"), "allowance-too-long", "5:10", "30 days at most", ""),
        ("guard: imminent\n", "allowances-list", "1:1", "must be a list", "- guard:"),
        ("- imminent\n", "allowances-list", "1:3", "must be a block of keys", "- guard:"),
        (entry("reason:", "guard:"), "key-twice", "4:3", "`guard` stands here twice", "line 1"),
    ],
)  # fmt: skip
def test_mistakes(text: str, code: str, at: str, message: str, hint: str) -> None:
    """A mistake is told at its line and column with the way out, and then nothing at all is allowed."""
    entries, findings = read(text)
    found = {finding.code: finding for finding in findings}[code]
    assert ((), f"allowances.yaml:{at}") == (entries, str(found.place))
    assert (True, True) == (message in found.message, hint in found.hint), found


def test_all_mistakes_at_once() -> None:
    """One mistake hides no other, and a good entry beside a bad one is not taken."""
    entries, findings = read(ENTRY + entry("imminent", "x") + entry("production", "y"))
    assert ((), ["allowance-guard", "environment-unknown"]) == (entries, [one.code for one in findings])


@pytest.mark.parametrize(
    "text", ["# nothing is allowed\n", "[]\n", "---\n"], ids=["a comment", "no entry", "no value"]
)
def test_nothing_is_allowed(text: str) -> None:
    """A file without entries is in order."""
    assert ((), ()) == read(text)


def test_a_file_that_is_no_yaml() -> None:
    """A file that cannot be read allows nothing."""
    entries, findings = read(f"{ENTRY}  - [\n")
    assert ((), "yaml-syntax") == (entries, findings[-1].code)


@pytest.mark.parametrize(
    "text",
    [
        entry("imminent", "x"),
        entry("imminent", "empty"),
        entry("  address: teaser\n", ""),
        entry("2026-11-27", "soon"),
    ],
)
def test_the_schema_refuses_it_as_well(text: str) -> None:
    """An editor marks what cannot be right."""
    assert not fits(text)

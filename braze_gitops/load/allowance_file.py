"""`allowances.yaml`: a list of reviewed permissions, each to pass one guard in one environment for a while.

An entry:

    guard         which guard; an unknown one is an error
    address       the one address it is for; or
    pattern       addresses, with `*` for any text and `?` for one character; neither for a guard of the whole plan
    fingerprint   in place of both, for a guard of keys
    environment   one of the project file
    reason        why, for whoever reads the state's history later
    until         a day, which is the last one it holds on, or an instant, both in UTC; at most 30 days ahead
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta

from braze_gitops.load.findings import did_you_mean, short
from braze_gitops.load.form import read_date_time
from braze_gitops.load.section import Section
from braze_gitops.load.time_text import FIRST_YEAR, LAST_YEAR
from braze_gitops.load.yaml_text import LIST, read_documents
from braze_gitops.model import (
    AllowanceEntry,
    Finding,
    GuardScope,
    SourceText,
    has_errors,
    split_address,
)

ALLOWANCES_FILE = "allowances.yaml"
LONGEST = timedelta(days=30)
# Stands where a person is to say why; an entry that still holds it was not finished.
REASON_TO_WRITE = "WHY"

_KEYS = ("address", "environment", "fingerprint", "guard", "pattern", "reason", "until")
_SUBJECTS = ("address", "pattern", "fingerprint")
_TAKES: Mapping[GuardScope, tuple[str, ...]] = {
    GuardScope.ADDRESS: ("address", "pattern"),
    GuardScope.PLAN: (),
    GuardScope.KEY: ("fingerprint",),
}
_ABOUT: Mapping[GuardScope, str] = {
    GuardScope.ADDRESS: "addresses",
    GuardScope.PLAN: "the whole plan",
    GuardScope.KEY: "a key",
}
_COPY = "copy the lines that the plan prints"
_UNTIL_HINT = "write a day like 2026-12-01, or an instant like 2026-12-01T18:00:00Z"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What an entry may name: guards, and environments with the present of each where that is known."""

    guards: Mapping[str, GuardScope]
    environments: Mapping[str, datetime | None]


def read_allowances(
    source: SourceText, *, guards: Mapping[str, GuardScope], environments: Mapping[str, datetime | None]
) -> tuple[tuple[AllowanceEntry, ...], tuple[Finding, ...]]:
    """Return the entries of the file, none if there is an error, and all that is wrong with it.

    `environments` are those of the project file, each with its present (aware, UTC), which bounds `until`; None
    where that is not to be looked at now.
    """
    documents, found = read_documents(source, as_list=True)
    findings = list(found)
    known = _Known(guards=guards, environments=environments)
    entries = []
    for document in documents:
        root = Section(document, (), document.value, findings)
        for section in _items(root):
            entry = _entry(section, known)
            if entry is not None:
                entries.append(entry)
    return (() if has_errors(findings) else tuple(entries)), tuple(findings)


def _items(root: Section) -> Iterator[Section]:
    value = root.value.get(LIST)
    if not isinstance(value, list):
        root.error("allowances-list", "the allowances must be a list", hint="begin each entry with `- guard:`")
        return
    for number, item in enumerate(value):
        if isinstance(item, dict):
            yield Section(root.document, (LIST, number), item, root.findings)
        else:
            message = "an allowance must be a block of keys"
            place = root.document.locate((LIST, number), False)
            root.error_at(
                place, "allowances-list", message, hint="write `- guard: …`, then the other keys below it"
            )


def _entry(section: Section, known: _Known) -> AllowanceEntry | None:
    """Return the entry, None if it cannot be read; what is wrong is noted."""
    section.only(_KEYS)
    guard = _guard(section, known.guards)
    pattern = _pattern(section, guard, known.guards[guard]) if guard else ""
    environment = _environment(section, known)
    reason = _needed(section, "reason", "say why it may pass: `reason: …`")
    if reason == REASON_TO_WRITE:
        hint = "write it for whoever reads it in the pull request"
        section.error("allowance-reason", f"`reason` still says {REASON_TO_WRITE}", "reason", hint=hint)
    until = _until(section, known.environments.get(environment))
    if until is None or not (guard and pattern and environment and reason):
        return None
    return AllowanceEntry(
        guard=guard,
        pattern=pattern,
        environment=environment,
        reason=reason,
        until=until,
        place=section.document.locate((*section.path, "guard"), False),
    )


def _needed(section: Section, key: str, hint: str) -> str:
    if not section.has(key):
        section.error("missing-key", f"the key `{key}` is missing in this allowance", hint=hint, at_key=True)
    return section.text(key)


def _guard(section: Section, guards: Mapping[str, GuardScope]) -> str:
    guard = _needed(section, "guard", "name the guard that the plan says it is held by")
    if not guard or guard in guards:
        return guard
    hint = did_you_mean(guard, guards) or f"the guards are {', '.join(sorted(guards))}"
    section.error("allowance-guard", f"there is no guard `{short(guard)}` that can be allowed", "guard", hint=hint)
    return ""


def _pattern(section: Section, guard: str, scope: GuardScope) -> str:
    """Return what the entry is for, empty if that cannot be told."""
    takes = _TAKES[scope]
    misplaced = [key for key in _SUBJECTS if section.has(key) and key not in takes]
    for key in misplaced:
        message = f"`{guard}` is about {_ABOUT[scope]}: `{key}` has no meaning here"
        section.error("allowance-subject", message, key, hint=_COPY)
    if misplaced:
        return ""
    if not takes:
        return "*"
    written = [key for key in takes if section.has(key)]
    if len(written) != 1:
        words = " or ".join(f"`{key}`" for key in takes)
        message = f"an allowance of `{guard}` needs {'either ' if len(takes) > 1 else ''}{words}"
        section.error("allowance-subject", message, hint=_COPY, at_key=True)
        return ""
    (key,) = written
    text = section.text(key)
    fault = _subject_fault(key, text) if text else ""
    if fault:
        hint = "copy it from the plan; in YAML it may need single quotes around it"
        section.error("allowance-subject", f"{short(text)} {fault}", key, hint=hint)
    return "" if fault else text


def _subject_fault(key: str, text: str) -> str:
    if key == "pattern" and not {"*", "?"} & set(text):
        return "is no pattern, without a `*` or `?` in it: write `address:`"
    if key == "address":
        try:
            split_address(text)
        except ValueError:
            return "is no address"
    return ""


def _environment(section: Section, known: _Known) -> str:
    name = _needed(section, "environment", "say for which environment: `environment: …`")
    if not name or name in known.environments:
        return name
    hint = did_you_mean(name, known.environments)
    section.error("environment-unknown", f"there is no environment `{short(name)}`", "environment", hint=hint)
    return ""


def _until(section: Section, now: datetime | None) -> datetime | None:
    """Return the instant from which the entry holds no more, None if it names none or lies too far ahead."""
    text = _needed(section, "until", _UNTIL_HINT)
    moment = read_date_time(text) if text else None
    if moment is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        if text:
            section.error("allowance-until", f"{short(text)} is no day and no instant", "until", hint=_UNTIL_HINT)
        return None
    is_day = len(text) == len("2026-12-01")
    if moment.tzinfo is None and not is_day:
        message = f"{text} does not say in which zone it is"
        section.error("allowance-until", message, "until", hint=f"write {text}Z for UTC")
        return None
    ends_at = moment.astimezone(UTC) if not is_day else datetime.combine(moment, time(), UTC) + timedelta(days=1)
    if now is None:
        return ends_at
    latest = now + LONGEST
    too_far = moment.date() > latest.date() if is_day else ends_at > latest
    if too_far:
        message = f"an allowance holds {LONGEST.days} days at most, and this is {text}"
        hint = f"write `until: {latest.date().isoformat()}` or earlier; a later pull request can renew it"
        section.error("allowance-too-long", message, "until", hint=hint)
        return None
    return ends_at

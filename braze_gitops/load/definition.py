"""One definition: its tables, then its rules, and what both say about it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from braze_gitops.load.definition_schema import TABLES, Definition
from braze_gitops.load.document import Document, NodePath
from braze_gitops.load.findings import Flaw, choices, did_you_mean, finding_of, without_consequences
from braze_gitops.load.loose import block, items, step
from braze_gitops.load.rules_audience import check_audience
from braze_gitops.load.rules_content import check_content
from braze_gitops.load.rules_identity import check_environments, check_moved_from, check_name
from braze_gitops.load.rules_push import check_pushes
from braze_gitops.load.rules_request import check_body_size, check_channels, check_properties, check_tracking
from braze_gitops.load.rules_target import check_people, check_recipients, check_target, split_repeats
from braze_gitops.load.rules_values import check_values
from braze_gitops.load.sends import Send, read_sends
from braze_gitops.load.shape import find_faults
from braze_gitops.load.time_problem import TimeProblem
from braze_gitops.load.wording import flaws_of
from braze_gitops.model import (
    PEOPLE_FIELDS,
    Finding,
    JsonObject,
    Kind,
    Severity,
    freeze_object,
    has_errors,
    normal_form,
    schedule_object,
)

# The keys of a definition that are ours and never reach Braze (design.md section 3); `schedule` is rewritten.
OWN_KEYS = frozenset(
    {
        "name",
        "kind",
        "description",
        "owner",
        "tags",
        "environments",
        "lifecycle",
        "for_each",
        "moved_from",
        "schedule",
    }
)


# More than anybody reads; the rest is counted. A file of a hundred thousand flaws must not take minutes.
MAX_FLAWS = 200


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A definition without errors: its kind, its sends, and the whole body of the first create in normal form."""

    kind: Kind
    sends: tuple[Send, ...]
    payload: JsonObject

    def payload_of(self, send: Send) -> JsonObject:
        """Return the whole body of the create of `send` in normal form."""
        return MappingProxyType({**self.payload, "schedule": schedule_object(send.time)})


def check_definition(
    document: Document, value: Mapping[str, object], *, environments: Iterable[str], is_item: bool = False
) -> tuple[Checked | None, tuple[Finding, ...]]:
    """Return what `value`, the resolved `document`, asks for, and what is wrong with it; None if it has an error.

    `environments` are the names the project file has; `is_item` says that it is read for one item of a `for_each`.
    Findings come in no particular order.
    """
    kind, kind_flaws = _read_kind(value)
    if kind is None:
        return None, tuple(finding_of(flaw, document) for flaw in kind_flaws)
    sends, time_flaws = _read_sends(value)
    table = TABLES[kind]
    # Rules look at the keys this kind has; of the others the table says that they cannot stand there.
    known = {key: item for key, item in value.items() if key in table.model_fields}
    body = _body_of(known, sends)
    messages = block(known.get("messages"))
    flaws = [
        *kind_flaws,
        *_without_better_told(_table_flaws(table, value), value, time_flaws),
        *time_flaws,
        *check_name(value),
        *check_environments(value, environments),
        *check_moved_from(value, has_items=is_item),
        *check_target(kind, value),
        *check_people(known),
        *check_recipients(kind, known),
        *check_tracking(kind, known),
        *check_channels(known),
        *check_pushes(messages),
        *_check_content(messages, sends),
        *check_properties(known),
        *check_audience(known.get("audience")),
        *check_body_size(body),
    ]
    findings = tuple(finding_of(flaw, document) for flaw in _first_of_each_place(without_consequences(flaws)))
    if not sends or has_errors(findings):
        return None, findings
    return Checked(kind=kind, sends=sends, payload=normal_form(kind, freeze_object(body))), findings


def check_unresolved(document: Document) -> tuple[Finding, ...]:
    """Return what the tables say about a document whose templates or files have errors of their own.

    What stands in a template or a file reference is left out, and so is every rule: their findings would be about
    values that are not known.
    """
    kind, kind_flaws = _read_kind(document.value)
    flaws = [*kind_flaws, *(_table_flaws(TABLES[kind], document.value) if kind is not None else ())]
    known = (flaw for flaw in flaws if not _is_unresolved(document.value, flaw))
    return tuple(finding_of(flaw, document) for flaw in _first_of_each_place(without_consequences(known)))


def _is_unresolved(value: object, flaw: Flaw) -> bool:
    """Whether `flaw` is about what a template or a file is to give, or about something inside of a reference."""
    path = flaw.path[:-1] if flaw.code in _ABOUT_A_KEY else flaw.path
    for part in path:
        value = step(value, part)
        if isinstance(value, dict) and ("from_file" in value or "from_env" in value):
            return True
    return isinstance(value, str) and "<<" in value


def _read_kind(value: Mapping[str, object]) -> tuple[Kind | None, tuple[Flaw, ...]]:
    """Return the kind, or the one that the other keys speak for, and what is wrong with what is written."""
    written = value.get("kind")
    kinds = [str(kind) for kind in Kind]
    if isinstance(written, str) and written in kinds:
        return Kind(written), ()
    guess = next((kind for kind, key in _TELLING.items() if key in value), None)
    if "kind" not in value:
        hint = f"add a line `kind: {guess}`" if guess else f"add a line `kind: …`, one of {choices(kinds)}"
        return guess, (Flaw(code="missing-key", message="the key `kind` is missing", path=(), hint=hint),)
    if written is None:
        return guess, () if guess else tuple(check_values(None, ("kind",)))
    hint = did_you_mean(written, kinds) if isinstance(written, str) else f"one of {choices(kinds)}"
    return guess, (Flaw(code="not-allowed-value", message="this is no kind", path=("kind",), hint=hint),)


# A key that only this kind has, in the order in which they are looked for.
_TELLING: Mapping[Kind, str] = {
    Kind.CANVAS: "canvas_id",
    Kind.MESSAGE: "messages",
    Kind.CAMPAIGN: "campaign_id",
}


def _table_flaws(table: type[Definition], value: Mapping[str, object]) -> Iterator[Flaw]:
    # `kind` has been looked at before.
    faults = [fault for fault in find_faults(table, value) if fault.loc != ("kind",)]
    yield from flaws_of(faults[:MAX_FLAWS], table, value)
    if len(faults) > MAX_FLAWS:
        yield _more(len(faults) - MAX_FLAWS, Severity.ERROR)
    for key, item in value.items():
        if not isinstance(item, str):
            yield from check_values(item, (key,))


def _check_content(messages: Mapping[str, object], sends: tuple[Send, ...]) -> Iterator[Flaw]:
    """Yield what is wrong with the content for the first and for the last send."""
    for send_time in dict.fromkeys(send.time for send in (*sends[:1], *sends[-1:])) or (None,):
        yield from check_content(messages, send_time)


def _body_of(value: Mapping[str, object], sends: tuple[Send, ...]) -> dict[str, object]:
    """Return the whole body of a create, without the repeats among people."""
    body = {key: item for key, item in value.items() if key not in OWN_KEYS}
    for field in PEOPLE_FIELDS:
        if field in body:
            entries = items(body[field])
            body[field] = [entries[index] for index in split_repeats(entries)[0]]
    if sends:
        body["schedule"] = dict(schedule_object(sends[0].time))
    return body


def _read_sends(value: Mapping[str, object]) -> tuple[tuple[Send, ...], tuple[Flaw, ...]]:
    schedule = value.get("schedule")
    if not isinstance(schedule, dict):
        return (), ()
    sends, problems = read_sends(schedule)
    return sends, tuple(
        Flaw(
            code=problem.code,
            message=problem.message,
            path=("schedule", problem.key, *problem.inside) if problem.key in schedule else ("schedule",),
            at_key=problem.key not in schedule,
            hint=problem.hint,
            severity=problem.severity,
            lacks=_lacks(problem),
        )
        for problem in problems
        if problem.code != "time-missing"  # the table says so
    )


# Code of a problem → the keys of which each would settle it.
_SETTLED_BY: Mapping[str, tuple[NodePath, ...]] = {
    "time-without-zone": (
        ("schedule", "timezone"),
        ("schedule", "in_local_time"),
        ("schedule", "at_optimal_time"),
    ),
    "repeat-endless": (("schedule", "repeat", "until"), ("schedule", "repeat", "count")),
    "repeat-rule": (("schedule", "repeat", "every"), ("schedule", "repeat", "rrule")),
}


def _lacks(problem: TimeProblem) -> tuple[NodePath, ...]:
    return () if problem.inside else _SETTLED_BY.get(problem.code, ())


def _without_better_told(
    flaws: Iterable[Flaw], value: Mapping[str, object], told: Iterable[Flaw]
) -> Iterator[Flaw]:
    """Yield the flaws of the table but those of a scalar of the schedule about whose value `told` says more.

    To put quotes around a number that is no time in any case would lead to the next error.
    """
    better = {flaw.path for flaw in told}
    for flaw in flaws:
        found: object = value
        for part in flaw.path:
            found = step(found, part)
        if not (flaw.code == "wrong-type" and flaw.path in better and isinstance(found, bool | int | float)):
            yield flaw


def _first_of_each_place(flaws: Iterable[Flaw]) -> tuple[Flaw, ...]:
    """Return the flaws, without those about a value of which an earlier one has said that it is no good.

    Of more than `MAX_FLAWS` the first are returned, and one that counts the rest and weighs what the worst does.
    """
    kept: list[Flaw] = []
    settled: set[NodePath] = set()
    for flaw in flaws:
        if flaw.path not in settled:
            kept.append(flaw)
        if flaw.code in _SETTLING:
            settled.add(flaw.path)
    if len(kept) <= MAX_FLAWS:
        return tuple(kept)
    rest = kept[MAX_FLAWS:]
    return (*kept[:MAX_FLAWS], _more(len(rest), min((flaw.severity for flaw in rest), key=tuple(Severity).index)))


def _more(number: int, severity: Severity) -> Flaw:
    message = f"there are {number:,} more like these in this definition"
    return Flaw(code="too-many-errors", message=message, path=("name",), at_key=True, severity=severity)


_ABOUT_A_KEY = frozenset({"unknown-key", "no-value"})
_SETTLING = frozenset({"wrong-type", "no-value", "empty", "not-allowed-value"})

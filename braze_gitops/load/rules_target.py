"""Rules about who gets it: the target, the broadcast rules, the people one by one (braze-api.md 5, 7.2, 7.5, 10).

| listed people | broadcast | outcome |
| --- | --- | --- |
| none | true | segment, audience, or the campaign's or Canvas's whole audience (a message: one of the first two) |
| none | false or absent | error |
| some | false or absent | those people |
| some | true | error |
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from braze_gitops.load.findings import Flaw, choices, needs_key, not_together
from braze_gitops.load.loose import block, items, json_text
from braze_gitops.model import PEOPLE_FIELDS, Kind, Severity

MAX_PEOPLE = 50
IDENTITIES = ("external_user_id", "user_alias", "braze_id", "email")

_PEOPLE = tuple((field,) for field in PEOPLE_FIELDS)
_WAYS_OUT = (
    "three ways out: a segment or an audience with `broadcast: true`; one definition for each named group of at "
    "most 50; an attribute on these people, and an audience that filters by it"
)


def check_target(kind: Kind, value: Mapping[str, object]) -> Iterator[Flaw]:
    """Yield what is wrong with the choice between people, segment, audience and broadcast."""
    listed = [field for field in PEOPLE_FIELDS if field in value]
    named = [field for field in ("segment_id", "audience") if field in value]
    broadcast = value.get("broadcast") is True
    if listed and broadcast:
        yield Flaw(
            code="broadcast-with-people",
            message=f"`broadcast: true` and `{listed[0]}` cannot stand together",
            path=("broadcast",),
            hint=f"delete `broadcast` to send to these people only, or delete `{listed[0]}`",
        )
    elif kind is Kind.MESSAGE and not listed and not named:
        yield Flaw(
            code="no-target",
            message="this message is for nobody",
            path=("broadcast",) if "broadcast" in value else ("name",),
            at_key=True,
            hint=f"add {choices(('segment_id', 'audience', 'external_user_ids', 'user_aliases'))}",
            lacks=(("segment_id",), ("audience",), *_PEOPLE),
        )
    elif not listed and not broadcast:
        yield _broadcast_needed(kind, value, named)


def _broadcast_needed(kind: Kind, value: Mapping[str, object], named: Sequence[str]) -> Flaw:
    target = f"everybody in `{named[0]}`" if named else f"the {kind}'s whole audience"
    people = "`external_user_ids` or `user_aliases`" if kind is Kind.MESSAGE else "`recipients`"
    key = "broadcast" if "broadcast" in value else named[0] if named else "name"
    return Flaw(
        code="broadcast-needed",
        message="nobody is listed, and `broadcast: true` is not written",
        path=(key,),
        at_key=key != "broadcast",
        hint=f"write `broadcast: true` to send to {target}, or list people under {people}",
        lacks=(("broadcast",), *_PEOPLE),
    )


def check_people(value: Mapping[str, object]) -> Iterator[Flaw]:
    """Yield a warning for each person listed twice, and an error for more than 50 different ones."""
    count, last = 0, ""
    for field in PEOPLE_FIELDS:
        entries = items(value.get(field))
        kept, repeats = split_repeats(entries)
        last_of = {json_text(entries[index]): index for index in kept} if repeats else {}
        count += len(kept)
        last = field if entries else last
        for index in repeats:
            yield Flaw(
                code="repeated-person",
                message=f"entry {index + 1} of `{field}` stands there again further down, and is sent once",
                path=(field, index),
                hint="delete one of the two",
                other=(field, last_of[json_text(entries[index])]),
                severity=Severity.WARNING,
            )
    if count > MAX_PEOPLE:
        yield Flaw(
            code="too-many-people",
            message=f"{count} people are listed; Braze takes at most {MAX_PEOPLE} in one schedule",
            path=(last,),
            at_key=True,
            hint=_WAYS_OUT,
        )


def split_repeats(entries: Sequence[object]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the positions of the entries that stay, and of the exact repeats that are left out.

    Of equal ones the last stays: where a person is listed twice with different properties, Braze takes the last
    (braze-api.md 7.2), and leaving out an earlier repeat does not change which that is.
    """
    last = {json_text(entry): index for index, entry in enumerate(entries)}
    if len(last) == len(entries):
        return tuple(range(len(entries))), ()
    stays = set(last.values())
    return tuple(sorted(stays)), tuple(index for index in range(len(entries)) if index not in stays)


def check_recipients(kind: Kind, value: Mapping[str, object]) -> Iterator[Flaw]:
    """Yield what is wrong with single recipients, and a warning for each person listed with other properties."""
    entries = items(value.get("recipients"))
    for index, entry in enumerate(entries):
        if isinstance(entry, dict):
            yield from _check_recipient(kind, entry, index)
    seen: dict[str, int] = {}
    for index in split_repeats(entries)[0]:
        entry = block(entries[index])
        person = json_text({key: entry[key] for key in IDENTITIES if key in entry})
        if person in seen and person != "{}":
            yield Flaw(
                code="repeated-person",
                message="this person is listed before with other properties; Braze takes the last",
                path=("recipients", index),
                hint="keep one of the two",
                severity=Severity.WARNING,
                other=("recipients", seen[person]),
            )
        seen[person] = index


def _check_recipient(kind: Kind, entry: Mapping[str, object], index: int) -> Iterator[Flaw]:
    path = ("recipients", index)
    named = [key for key in IDENTITIES if key in entry]
    if len(named) != 1:
        said = f"says in {len(named)} ways who it is" if named else "does not say who it is"
        yield Flaw(
            code="person-id",
            message=f"entry {index + 1} of `recipients` {said}",
            path=path,
            hint=f"write exactly one of {choices(IDENTITIES)}",
            lacks=() if named else tuple((*path, key) for key in IDENTITIES),
        )
    if "email" in entry and "prioritization" not in entry:
        yield needs_key(path, "email", "prioritization", "it says which profile, when several have the address")
    if entry.get("send_to_existing_only") is False and "attributes" not in entry:
        yield needs_key(path, "send_to_existing_only", "attributes", "write what the new person is to have")
    if "send_to_existing_only" in entry and "user_alias" in entry:
        message = "`send_to_existing_only` and `user_alias` cannot stand together"
        yield not_together(path, "send_to_existing_only", message, "delete `send_to_existing_only`")
    if kind is Kind.CANVAS and "subscription_groups" in block(entry.get("attributes")):
        yield Flaw(
            code="subscription-groups",
            message="for a Canvas, Braze takes `subscription_groups` only where it has been enabled",
            path=(*path, "attributes", "subscription_groups"),
            at_key=True,
            hint="ask Braze, or delete it",
            severity=Severity.WARNING,
        )

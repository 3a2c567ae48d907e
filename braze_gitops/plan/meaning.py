"""Differences in words: what an edit means to the people who get the message, where a field does not say it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import assert_never

from braze_gitops.model import PEOPLE_FIELDS, Json, JsonObject, SendTime, TimeMode
from braze_gitops.plan.change import Difference, DifferenceKind
from braze_gitops.plan.field_path import read_path
from braze_gitops.plan.words import clock_and_place, clock_words, date_words
from braze_gitops.state import Record, people_of

# Which section of the project's `names` has words for which field.
_SECTIONS: Mapping[str, str] = {
    "segment_id": "segments",
    "campaign_id": "campaigns",
    "canvas_id": "canvases",
    "app_id": "apps",
}
_NOUNS: Mapping[str, str] = {
    "segment_id": "segment",
    "campaign_id": "campaign",
    "canvas_id": "Canvas",
    "app_id": "app",
}
_LENGTHS: Mapping[TimeMode, str] = {
    TimeMode.LOCAL: "26-hour local send",
    TimeMode.OPTIMAL: "send at each person's best time",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Words for ids: the project's `names` (section → id → words) and, by payload path, the variable used."""

    names: Mapping[str, Mapping[str, str]]
    variables_from: Mapping[str, str]

    def name_of(self, field: str, path: str, value: Json) -> str:
        """Return the id with its words: `Newsletter readers (seg-8f1c)`, else with its variable, else alone."""
        words = self.names.get(_SECTIONS[field], {}).get(str(value)) or self.variables_from.get(path)
        return f"{words} ({value})" if words else str(value)


def with_sentences(
    found: Iterable[Difference], *, before: Record, after: Record, vocabulary: Vocabulary
) -> tuple[Difference, ...]:
    """Return the differences between two records, each that means more than its fields with a sentence.

    What several fields say together (the parts of a schedule, people and `broadcast`) is said once, at the first.
    """
    said: set[str] = set()
    worded = []
    for difference in found:
        sentence = _sentence(difference, before, after, vocabulary)
        if sentence in said:
            sentence = ""
        said.add(sentence)
        worded.append(dataclasses.replace(difference, sentence=sentence))
    return tuple(worded)


def _sentence(difference: Difference, before: Record, after: Record, vocabulary: Vocabulary) -> str:
    steps = read_path(difference.path)
    field, last = steps[0], steps[-1]
    if field == "schedule":
        return _of_time(before.time, after.time)
    if field == "broadcast" or field in PEOPLE_FIELDS:
        return _of_people(str(field), before.payload, after.payload)
    if field == "audience":
        return _of_presence(difference, "audience filter") if len(steps) == 1 else "the audience filter changes"
    if field == "messages" and len(steps) == 2:
        return _of_presence(difference, f"channel {last}")
    if isinstance(last, str) and last in _SECTIONS:
        return _of_id(difference, last, vocabulary)
    return ""


def _of_presence(difference: Difference, what: str) -> str:
    match difference.kind:
        case DifferenceKind.ADDED:
            return f"{what} is added"
        case DifferenceKind.REMOVED:
            return f"{what} is removed"
        case DifferenceKind.CHANGED:
            return f"{what} changes"
        case kind:
            assert_never(kind)


def _of_id(difference: Difference, field: str, vocabulary: Vocabulary) -> str:
    noun, path = _NOUNS[field], difference.path
    # The variable belongs to the new definition: of the old id only the project's names may know more.
    known = Vocabulary(names=vocabulary.names, variables_from={})
    match difference.kind:
        case DifferenceKind.ADDED:
            return f"{noun} {vocabulary.name_of(field, path, difference.after)} is added"
        case DifferenceKind.REMOVED:
            return f"{noun} {known.name_of(field, path, difference.before)} is removed"
        case DifferenceKind.CHANGED:
            before = known.name_of(field, path, difference.before)
            return f"{noun} changes from {before} to {vocabulary.name_of(field, path, difference.after)}"
        case kind:
            assert_never(kind)


def _of_time(before: SendTime, after: SendTime) -> str:
    if before.mode is not after.mode:
        return f"{_length(before)} becomes {_whole(after)}"
    if before.mode is TimeMode.OPTIMAL:
        return f"moves from {date_words(before.wall)} to {date_words(after.wall)}, at each person's best time"
    same_day = before.wall.date() == after.wall.date()
    start = f"{date_words(before.wall)} {clock_words(before.wall)}"
    if before.zone != after.zone:
        start = f"{date_words(before.wall)} {clock_and_place(before)}"
    return f"moves from {start} to {'' if same_day else date_words(after.wall) + ' '}{clock_and_place(after)}"


def _length(time: SendTime) -> str:
    return _LENGTHS.get(time.mode) or f"one instant, {clock_and_place(time)},"


def _whole(time: SendTime) -> str:
    match time.mode:
        case TimeMode.PLAIN:
            return f"one instant, {clock_and_place(time)}"
        case TimeMode.LOCAL:
            return f"a {_LENGTHS[time.mode]}: {clock_and_place(time)}"
        case TimeMode.OPTIMAL:
            return f"a {_LENGTHS[time.mode]} on {date_words(time.wall)}"
        case mode:
            assert_never(mode)


def _of_people(field: str, before: JsonObject, after: JsonObject) -> str:
    people_before, people_after = people_of(before), people_of(after)
    if people_before and not people_after and after.get("broadcast"):
        count = sum(people.count for people in people_before.values())
        verb = "becomes" if count == 1 else "become"
        return f"{_people(count)} {verb} a broadcast: everyone the segment or audience holds gets it"
    if people_after and not people_before and before.get("broadcast"):
        count = sum(people.count for people in people_after.values())
        return f"a broadcast becomes {_people(count)}"
    if field == "broadcast":
        return "becomes a broadcast" if after.get("broadcast") else "is no longer a broadcast"
    digests_before = people_before[field].digests if field in people_before else ()
    digests_after = people_after[field].digests if field in people_after else ()
    added = len(set(digests_after) - set(digests_before))
    removed = len(set(digests_before) - set(digests_after))
    return f"people change: +{added} −{removed}"


def _people(count: int) -> str:
    return "1 listed person" if count == 1 else f"{count} listed people"

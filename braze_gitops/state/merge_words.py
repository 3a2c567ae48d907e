"""What a late answer makes known, and what a person said before it came, in words."""

from __future__ import annotations

from typing import assert_never

from braze_gitops.model import Verb, Verdict
from braze_gitops.state.entry import DoubtResolved
from braze_gitops.state.unrecorded import Unrecorded


def merged_words(one: Unrecorded) -> str:
    """Return what is known now of a create, update or delete that waited for this answer."""
    match one.verb:
        case Verb.CREATE:
            return _create_words(one)
        case Verb.UPDATE:
            return _update_words(one)
        case Verb.DELETE:
            return _delete_words(one)
        case Verb.CREATE_SEND_ID:
            return "the send id is kept already, and nothing waits for its answer"
        case _:
            assert_never(one.verb)


def said_words(word: DoubtResolved) -> str:
    """Return a word of a person: who said what."""
    what = word.resolution.value.replace("_", " ")
    ident = f" {word.schedule_id}" if word.schedule_id is not None else ""
    return f"{word.who} said since: {what}{ident}"


def _create_words(one: Unrecorded) -> str:
    match one.entry.answer.verdict:
        case Verdict.DONE if one.schedule_id is not None:
            return "its schedule id is known now"
        case Verdict.DONE | Verdict.UNKNOWN:
            return "what came back is known now; whether it was created is not"
        case _:
            return "it was not created: the next apply may"


def _update_words(one: Unrecorded) -> str:
    match one.entry.answer.verdict:
        case Verdict.DONE:
            return "the update is known to be done"
        case Verdict.UNKNOWN:
            return "what came back is known now; the next apply repeats the update while there is time"
        case _:
            return "the update was not done: the next apply makes it"


def _delete_words(one: Unrecorded) -> str:
    match one.entry.answer.verdict:
        case Verdict.DONE:
            return "the cancellation is known to be done"
        case Verdict.UNKNOWN:
            return "what came back is known now; the next apply repeats the cancellation while there is time"
        case Verdict.REJECTED:
            return "Braze refused the cancellation"
        case _:
            return "the cancellation was not done: the next apply makes it"

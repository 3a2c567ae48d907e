"""The sets of the decision table in the words of people who plan sends; one entry for every set a row uses."""

from __future__ import annotations

from collections.abc import Mapping

from decisions import terms
from decisions.cell import Known, Late, Of, Spot, Wish

GIT: Mapping[frozenset[Wish], str] = {
    terms.WANTED: "a definition",
    terms.DIFFERENT: "any edit",
    terms.SAME: "no edit of what is sent",
    terms.SAME | terms.DIFFERENT: "any edit, or none",
    terms.IN_PLACE: "an edit that can be made in place",
    frozenset({Wish.ELSEWHERE}): "an edit that takes a new schedule",
    frozenset({Wish.EQUAL}): "no edit",
    frozenset({Wish.WORDS}): "other description, owner or tags",
    frozenset({Wish.ABSENT}): "no definition any more",
    frozenset({Wish.PAUSED}): "`paused: true`",
}
OF: Mapping[frozenset[Of], str] = {
    frozenset(Of): "",
    terms.SERIES: ", for a send of a series",
}
LATE: Mapping[frozenset[Late], str] = {
    frozenset(Late): "",
    frozenset({Late.ORDINARY}): "",
    frozenset({Late.SKIP}): " with `on_missed: skip`",
    frozenset({Late.EARLIER}): ": a date of a series, from before that was first applied",
    frozenset({Late.NAMED}): ": a date of a series, from before an apply that did something",
}
ARRANGED: Mapping[frozenset[Known], str] = {
    terms.UNRECORDED: "nothing",
    terms.NEVER_CREATED: "nothing, or it waits",
    frozenset({Known.NONE}): "nothing",
    frozenset({Known.DEFERRED}): "it waits (*deferred*)",
    frozenset({Known.IN_HISTORY}): "nothing; sent before under this name",
    terms.ARRANGED: "scheduled",
    terms.ARRANGED - terms.DELETE_OPEN: "scheduled",
    terms.SURE: "scheduled",
    terms.LIFTED: "scheduled and protected; the definition does not ask for that any more",
    terms.UNSURE: "scheduled or imported; what Braze has is not known",
    terms.UPDATE_LATE: "scheduled; a change to a time that is over by now was never answered",
    terms.UPDATE_AHEAD: "scheduled; a change to a later time was never answered",
    terms.DELETE_OPEN: "scheduled; a cancellation was never answered",
    frozenset({Known.IMPORTED}): "imported, and not brought in line yet",
    frozenset({Known.EXTERNAL}): "counts as created, its id is not known (*external*)",
    frozenset({Known.IN_DOUBT}): "*in doubt*: Braze never answered whether it was created",
    frozenset({Known.VANISHED}): "*vanished*: Braze refused to cancel it",
    frozenset({Known.HALTED}): "scheduled, and a halt matches it",
    frozenset({Known.HALTED_NEW}): "nothing, and a halt matches it",
}
WHEN: Mapping[frozenset[Spot], str] = {
    frozenset(Spot): "",
    terms.BEYOND: "too far ahead",
    terms.AHEAD: "in good time",
    terms.NEAR: "in the last minutes",
    terms.EARLY: "before the last minutes",
    terms.INSIDE: "to come",
    terms.TO_COME: "to come",
    terms.BEGUN: "has come, and is not over",
    terms.OVER: "over",
    terms.COME: "has come",
}

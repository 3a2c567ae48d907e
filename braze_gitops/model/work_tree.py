"""What git says of the work tree that a plan was made from."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import StrEnum


class Relation(StrEnum):
    """How the commit of the work tree stands to another one.

    `APART`: each has history that the other has not. `ABSENT`: the other one is not in this clone, or there is
    none. `UNTOLD`: the clone is shallow, and its history ends before an answer.
    """

    SAME = "same"
    NEWER = "newer"
    OLDER = "older"
    APART = "apart"
    ABSENT = "absent"
    UNTOLD = "untold"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BranchView:
    """How the commit stands to the branch that holds what should happen.

    `remote` is the remote that has the branch, empty where there is none. `known` compares with the branch as this
    clone knows it: that of the remote as it was fetched last, without a remote the local one. `tip` is what the
    remote gave as the present tip: None if it was not asked or did not answer, empty if it has no such branch;
    `at_tip` compares with it then. `silence` says why it did not answer, empty else.
    """

    name: str
    remote: str
    known: Relation
    tip: str | None = None
    at_tip: Relation = Relation.ABSENT
    silence: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WorkTree:
    """A work tree of git: `commit` is None before the first one.

    `applied` says how the commit stands to each commit that was asked about. `changed` are the files a plan was
    made from that are not as the commit has them, untracked and left-out ones included, sorted, relative to the
    project. `fault` is what git said when it could not tell; everything else then means nothing.
    """

    commit: str | None
    branch: BranchView
    applied: Mapping[str, Relation] = dataclasses.field(default_factory=dict)
    changed: tuple[str, ...] = ()
    fault: str = ""

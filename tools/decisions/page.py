"""The page of the docs that tells people what a plan decides, made from the decision table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from braze_gitops.plan import Action, BlockCode
from braze_gitops.report.action_words import action_symbol, action_word
from decisions import words
from decisions.cell import Chapter, Fit, Hold, Row, Wish
from decisions.table import CHAPTERS, HOLDS, IMPOSSIBLE

PAGE = Path("docs/what-a-plan-decides.md")

_OPENING = """\
# What a plan decides

A plan looks at each name: what git says of it, what was arranged under it, and what time it is. Below stands
every case, by situation. **In each table the first line that fits holds.**

- *Blocked*: it is shown, counted and not made, and the plan says what to do; the rest of the plan goes on.
- *Held*: blocked until that guard is allowed ([guards.md](guards.md)). The other guards look at people and
  content; they can hold any change that is made here.
- A rename (`moved_from`) first gives what is arranged its new name, without a call. Then these tables hold.

## What the words about time mean

| a time given as | has come | is over |
| --- | --- | --- |
| one instant (`timezone`, or an offset) | at that instant | 15 minutes later (`cutoff`) |
| each person's own clock (`in_local_time`) | when it has come in the first time zone, UTC+14 | 26 hours later |
| each person's best hour (`at_optimal_time`) | when its date has begun in UTC+14 | 50 hours later |

What has come and is not over is going out, or may be: on a person's own clock that is so as soon as it has come in
any zone, until it has come in the last one, UTC-12.

- *In the last minutes*: it comes in 15 minutes or less (`cutoff` of the environment). *In good time*: later.
- *Too far ahead*: it is over more than 83 days from now (`horizon_days`). It *waits* (is *deferred*), and the plan
  says by when the next apply must run.
- *Old time* is the arranged one, *new time* what git says.
"""

_HELD = """\

## Whatever git says: stopped, or not known

These come before every line above. The plan shows what it would do, and does not do it.

| arranged | the plan |
| --- | --- |
"""

_IMPOSSIBLE = """\

## What is not in these tables

The tables hold for messages, campaigns and Canvases and for each way to give a time, also where that changes.
Every other combination cannot be, or says nothing new:

"""


def page() -> str:
    """Return the whole page."""
    parts = [_OPENING, *(_chapter(chapter) for chapter in CHAPTERS), _HELD]
    parts += [f"| {words.ARRANGED[hold.fit.known]} | {_held(hold)} |\n" for hold in HOLDS]
    return "".join((*parts, _IMPOSSIBLE, *(f"- {one.why}\n" for one in IMPOSSIBLE)))


def _chapter(chapter: Chapter) -> str:
    rows = "".join(f"| {' | '.join(_cells(row))} |\n" for row in chapter.rows)
    head = "| git says | arranged | when | the plan |\n| --- | --- | --- | --- |\n"
    return f"\n## {chapter.title}\n\n{chapter.intro}\n\n{head}{rows}"


def _cells(row: Row) -> Iterator[str]:
    fit = row.fit
    yield words.GIT[fit.wishes] + words.OF[fit.of] + words.LATE[fit.late]
    yield words.ARRANGED[fit.known]
    yield _when(fit)
    yield _verdict(row) + row.says


def _when(fit: Fit) -> str:
    """Return when a row holds: of a removed or paused definition only the old time counts."""
    new, old = words.WHEN[fit.wanted], words.WHEN[fit.recorded]
    if fit.near:
        return "both to come, one in the last minutes"
    if not (new and old) or fit.wishes <= {Wish.ABSENT, Wish.PAUSED}:
        return new or old or "any time"
    return f"new and old time: {new}" if new == old else f"new time: {new}; old time: {old}"


def _verdict(row: Row) -> str:
    """Return what the plan prints beside the name, with what stops it."""
    if row.action is None:
        return ""
    sign = f"`{action_symbol(row.action)} {action_word(row.action)}`"
    if row.then is Action.DEFER:
        sign += f", then `{action_symbol(row.then)} {action_word(row.then)}`"
    guarded = f", **held** if protected (`{BlockCode.PROTECTED}`)" if row.guarded and row.block is None else ""
    return f"{sign}{_stopped(row.block, row.needs)}{guarded}. "


def _stopped(block: BlockCode | None, needs: Iterable[BlockCode]) -> str:
    if block is not None:
        return f", **blocked** (`{block}`)"
    return "".join(f", **held** (`{need}`)" for need in needs)


def _held(hold: Hold) -> str:
    return f"**blocked** (`{hold.block}`). {hold.says}"

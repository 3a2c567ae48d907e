"""What one run knows of the send ids its changes need, for all its workers (design.md 5.6).

A pair is asked for once in a run, by whoever comes first; the others wait for that answer. What it allows:

    done                    go on: Braze knows the send id
    unknown                 go on: Braze refuses a create with a send id it does not know, and says so
    refused (4xx)           go on, with Braze's words as a remark: it may exist already
    never left, limited     nothing: the change fails, and the next change that needs the pair asks again
    denied                  nothing: the run stops

A replace goes on only when it is done: otherwise what is arranged would be cancelled for a create that Braze may
refuse.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict

from braze_gitops.model import Answer, SendIdPair, Verdict

_SETTLING = frozenset({Verdict.DONE, Verdict.UNKNOWN, Verdict.REJECTED})


class SendIds:
    """The pairs asked for in this run, each with the answer that settles it."""

    def __init__(self) -> None:
        self._turns: defaultdict[SendIdPair, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._answers: dict[SendIdPair, Answer] = {}

    def turn(self, pair: SendIdPair) -> asyncio.Lock:
        """Return the lock to hold while a pair is looked up and asked for."""
        return self._turns[pair]

    def answer(self, pair: SendIdPair) -> Answer | None:
        """Return the answer that settles a pair for this run; None while it may be asked for."""
        return self._answers.get(pair)

    def hear(self, pair: SendIdPair, answer: Answer) -> None:
        """Take what Braze said to a pair, or to a create that names it; what is known to exist stays so."""
        known = self._answers.get(pair)
        if answer.verdict in _SETTLING and (known is None or known.verdict is not Verdict.DONE):
            self._answers[pair] = answer

"""Group commit: what is handed in together is written together, and nobody is left waiting."""

import asyncio

import pytest

from braze_gitops.apply.committer import Committer
from braze_gitops.errors import StateConflictError, StoreError
from braze_gitops.model import digest_text
from braze_gitops.state import KeyTrusted
from support.applying import StepClock
from support.memory_journal import MemoryJournal
from support.states import NOW, TOOL


def key(text: str) -> KeyTrusted:
    """Return an entry."""
    return KeyTrusted(fingerprint=text, at=NOW)


def committer(journal: MemoryJournal) -> Committer:
    """Return a committer that writes to `journal`."""
    return Committer(journal=journal, state=journal.state(), clock=StepClock(), new_id=lambda: "n", tool=TOOL)


def test_what_is_handed_in_together_is_one_batch() -> None:
    """Two tickets, one write, in their order."""

    async def go() -> None:
        one = committer(journal)
        tickets = [one.submit((key("a"),)), one.submit((key("b"),))]
        one.close()
        await one.write()
        await asyncio.gather(*(ticket.durable() for ticket in tickets))

    journal = MemoryJournal()
    asyncio.run(go())
    assert [(key("a"), key("b"))] == [batch.entries for batch, _ in journal.batches[1:]]


def test_a_text_travels_once() -> None:
    """Neither twice in a row nor when the state has it."""

    async def go() -> None:
        one = committer(journal)
        for name in "ab":
            ticket = one.submit((key(name),), {digest_text("text"): "text"})
            one.close()
            await one.write()
            await ticket.durable()

    journal = MemoryJournal()
    asyncio.run(go())
    assert [{digest_text("text"): "text"}, {}] == [dict(batch.texts) for batch, _ in journal.batches[1:]]


@pytest.mark.parametrize("error", [StateConflictError("overtaken"), StoreError("full")])
def test_after_a_failure_nothing_is_written(error: StateConflictError | StoreError) -> None:
    """Every later ticket gets the same failure, and the journal is not asked again."""

    async def go() -> list[BaseException | None]:
        one = committer(journal)
        tickets = [one.submit((key("a"),))]
        writing = asyncio.ensure_future(one.write())
        first = await asyncio.gather(tickets[0].durable(), return_exceptions=True)
        late = one.submit((key("b"),))
        one.close()
        await writing
        return [*first, *await asyncio.gather(late.durable(), return_exceptions=True)]

    journal = MemoryJournal()
    journal.fail = {1: error}
    assert [error, error] == asyncio.run(go())
    assert journal.appends == 1


def test_a_writer_that_breaks_leaves_nobody_waiting() -> None:
    """An error nobody foresaw ends the writing, and every ticket fails."""

    async def go() -> list[BaseException | None]:
        one = committer(journal)
        ticket = one.submit((key("a"),))
        writing = asyncio.ensure_future(one.write())
        found = await asyncio.gather(ticket.durable(), writing, return_exceptions=True)
        late = one.submit((key("b"),))
        return [*found, *await asyncio.gather(late.durable(), return_exceptions=True)]

    journal = MemoryJournal()
    journal.fail = {1: ValueError("a batch that does not follow")}
    kinds = [type(one) for one in asyncio.run(go())]
    assert [StoreError, ValueError, StoreError] == kinds

"""The last moment at which a request can be held back: the connection stands, and nothing is written yet."""

import asyncio
import socket

from braze_gitops.braze import connector
from braze_gitops.model import Exchange, Verdict
from support.braze_calls import CREATE, CREATED, KEY, verdict
from support.raw_server import raw_server, read_request, response


def ask(url: str, *answers: bool) -> list[Exchange]:
    """Return what comes of one call for each answer to whether it may leave, over one client."""

    async def calls() -> list[Exchange]:
        client = connector(url, KEY)()
        made = []
        for answer in answers:

            async def leaving(answer: bool = answer) -> bool:  # noqa: FBT001 - bound for this call
                return answer

            made.append(await client.perform(CREATE, leaving=leaving))
        await client.close()
        return made

    return asyncio.run(calls())


def test_a_request_that_may_not_leave_never_reaches_the_server() -> None:
    """It is told as not sent, so that nobody takes it for in doubt."""
    with raw_server(response("201 Created", CREATED)) as server:
        (held,) = ask(server.url, False)
        assert ([], False, Verdict.NOT_SENT) == (server.requests, held.left, verdict(held))


def test_a_request_that_may_leave_is_made() -> None:
    """Asking changes nothing else."""
    with raw_server(response("201 Created", CREATED)) as server:
        (made,) = ask(server.url, True)
        assert (1, Verdict.DONE) == (len(server.requests), verdict(made))


def test_a_client_goes_on_after_a_request_that_was_held_back() -> None:
    """The next call is made, over a connection of its own."""
    with raw_server(response("201 Created", CREATED)) as server:
        _, made, held = ask(server.url, False, True, False)
        assert (1, Verdict.DONE, Verdict.NOT_SENT) == (len(server.requests), verdict(made), verdict(held))


def test_it_is_asked_when_the_connection_stands() -> None:
    """A connection that took its time is behind it: what the answer rests on is not old by then."""
    seen: list[str] = []

    def meet(stream: socket.socket) -> None:
        seen.append("request")
        stream.sendall(response("201 Created", CREATED))
        read_request(stream)

    async def call(url: str) -> None:
        async def leaving() -> bool:
            seen.append("asked")
            return True

        client = connector(url, KEY)()
        await client.perform(CREATE, leaving=leaving)
        await client.close()

    with raw_server(meet) as server:
        asyncio.run(call(server.url))
    assert ["asked", "request"] == seen


def test_a_server_that_is_not_there_is_not_asked_for() -> None:
    """Without a connection there is nothing to hold back."""
    asked: list[str] = []

    async def call(url: str) -> Exchange:
        async def leaving() -> bool:
            asked.append("asked")
            return True

        client = connector(url, KEY)()
        exchange = await client.perform(CREATE, leaving=leaving)
        await client.close()
        return exchange

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    exchange = asyncio.run(call(f"http://127.0.0.1:{port}"))
    assert ([], False) == (asked, exchange.left)

"""What the dashboard has scheduled, over real HTTP."""

import asyncio
import json
import socket
from datetime import date

import pytest

from braze_gitops.braze import BrazeClient, connector
from braze_gitops.errors import RateLimitedError, UnauthorizedError, UnavailableError
from support.braze_calls import KEY
from support.raw_server import raw_server, response


def cut(stream: socket.socket) -> None:
    """Close without an answer."""
    stream.shutdown(socket.SHUT_RDWR)


def broadcasts(answer: bytes) -> tuple[object, ...]:
    """Return the rows of an answer."""

    async def once(url: str) -> tuple[object, ...]:
        client: BrazeClient = connector(url, KEY)()
        try:
            return await client.scheduled_broadcasts(date(2026, 12, 1))
        finally:
            await client.close()

    with raw_server(answer) as server:
        rows = asyncio.run(once(server.url))
        assert server.requests[0].startswith(b"GET /messages/scheduled_broadcasts?end_time=2026-12-01 HTTP/1.1")
        return rows


def test_scheduled_broadcasts_may_be_long() -> None:
    """A list over 8 KiB is read whole."""
    row = {"name": "n" * 100, "id": "c", "type": "Campaign", "tags": [], "next_send_time": "2026-11-27 09:00:00"}
    body = json.dumps({"message": "success", "scheduled_broadcasts": [row] * 200}).encode()
    assert 200 == len(broadcasts(response("200 OK", body)))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        pytest.param(response("401 Unauthorized", b"{}"), UnauthorizedError, id="401"),
        pytest.param(response("429 Too Many Requests", b"{}"), RateLimitedError, id="429"),
        pytest.param(response("200 OK", b"{}"), UnavailableError, id="no list"),
        pytest.param(response("200 OK", b"<html>"), UnavailableError, id="html"),
        pytest.param(cut, UnavailableError, id="cut"),
    ],
)
def test_scheduled_broadcasts_that_cannot_be_had(answer: bytes, error: type[Exception]) -> None:
    """An error says which kind."""
    with pytest.raises(error):
        broadcasts(answer)

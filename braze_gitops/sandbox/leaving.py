"""How an answer leaves: as the server library writes it, or as bytes that no well-behaved server would send.

Such bytes go straight to the connection's transport, which the server library then only has to close.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from braze_gitops.sandbox.serving import Serving
from braze_gitops.sandbox.spoiling import Departure, Manner

__all__ = ["Leaving", "until_disconnect"]

EARLY_HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
NOT_HTTP = b"\x16\x03\x01\x02\x00SSH-2.0-OpenSSH_9.6\r\n\x00\xff\xfe what is this\r\n\r\n"
CHUNK = b" " * 16 * 1024


class Leaving(Response):
    """An answer on its way: in the manner that a fault says, plain otherwise."""

    def __init__(self, departure: Departure, serving: Serving) -> None:
        super().__init__(
            departure.content.encode(),
            status_code=departure.status,
            headers=dict(departure.headers),
            media_type=departure.content_type,
        )
        self.departure = departure
        self.serving = serving

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what leaves; the work itself is committed by now."""
        line = Line(self.serving, scope, receive)
        body = bytes(self.body)
        if self.departure.manner is not Manner.DRIPPING and self.departure.delay_seconds:
            await line.wait(self.departure.delay_seconds)
        match self.departure.manner:
            case Manner.PLAIN:
                await super().__call__(scope, receive, send)
            case Manner.EARLY:
                line.write(EARLY_HINTS)
                await super().__call__(scope, receive, send)
            case Manner.STALE:
                line.break_off_later()
                await super().__call__(scope, receive, send)
            case Manner.HUNG_UP:
                await super().__call__(scope, receive, send)
                await line.hang_up()
            case Manner.RESET:
                await line.break_off()
            case Manner.DRIPPING | Manner.ENDLESS:
                await self.pour(line, send)
            case Manner.TOO_SHORT | Manner.TWICE:
                whole = self.written(len(body) - 1 if self.departure.manner is Manner.TOO_SHORT else None)
                line.write(whole if self.departure.manner is Manner.TOO_SHORT else whole + whole)
                await line.hold()
            case _:
                line.write(self.cut_short(body))
                await line.hang_up()

    def cut_short(self, body: bytes) -> bytes:
        """Return the bytes after which the connection is closed."""
        match self.departure.manner:
            case Manner.CUT_HEAD:
                head = self.written()[: -len(body)] if body else self.written()
                return head[: len(head) // 2]
            case Manner.CUT_BODY:
                return self.written()[: -(len(body) // 2) or None]
            case Manner.NOT_HTTP:
                return NOT_HTTP
            case Manner.TOO_LONG:
                return self.written(len(body) + 100)
            case _:
                return b""

    def written(self, length: int | None = None) -> bytes:
        """Return head and body as they go over the wire, with the length it claims, by default the true one."""
        reason = HTTPStatus(self.status_code).phrase
        lines = [f"HTTP/1.1 {self.status_code} {reason}".encode()]
        for name, value in self.raw_headers:
            claimed = length is not None and name == b"content-length"
            lines.append(name + b": " + (str(length).encode() if claimed else value))
        return b"\r\n".join(lines) + b"\r\n\r\n" + bytes(self.body)

    async def pour(self, line: Line, send: Send) -> None:
        """Send a body byte by byte, or without end, until it is out or nobody listens."""
        endless = self.departure.manner is Manner.ENDLESS
        headers = [pair for pair in self.raw_headers if not endless or pair[0] != b"content-length"]
        await send({"type": "http.response.start", "status": self.status_code, "headers": headers})
        body = bytes(self.body)
        if endless:
            await send({"type": "http.response.body", "body": body, "more_body": True})
            while await line.is_heard(0):
                await send({"type": "http.response.body", "body": CHUNK, "more_body": True})
            return
        for place in range(len(body)):
            if not await line.is_heard(self.departure.delay_seconds):
                return
            await send({"type": "http.response.body", "body": body[place : place + 1], "more_body": True})
        await send({"type": "http.response.body", "body": b""})


class Line:
    """The connection an answer leaves on, below HTTP."""

    def __init__(self, serving: Serving, scope: Scope, receive: Receive) -> None:
        client: object = scope["client"]
        self.serving = serving
        self.client = client if isinstance(client, tuple) else None
        self.transport = serving.connections.get(self.client) if self.client is not None else None
        self.receive = receive
        self.gone: asyncio.Task[None] | None = None

    def write(self, content: bytes) -> None:
        """Put bytes on the wire."""
        if self.transport is not None:
            self.transport.write(content)

    async def wait(self, seconds: float) -> None:
        """Wait that long, or until the server ends."""
        try:
            await asyncio.wait_for(self.serving.closing.wait(), timeout=seconds)
        except TimeoutError:
            return

    async def is_heard(self, seconds: float) -> bool:
        """Tell, after that long, whether the client still listens and the server goes on."""
        self.gone = self.gone or asyncio.ensure_future(until_disconnect(self.receive))
        closing = asyncio.ensure_future(self.serving.closing.wait())
        await asyncio.wait({self.gone, closing}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        closing.cancel()
        if self.serving.closing.is_set():
            await self.hang_up()
        return not self.gone.done()

    async def hold(self) -> None:
        """Leave the connection open until the client closes it or the server ends."""
        while await self.is_heard(3600):
            pass

    async def hang_up(self) -> None:
        """Close the client's connection once what was written is out, and wait until it is closed."""
        if self.transport is not None:
            self.transport.close()
            await (self.gone or until_disconnect(self.receive))

    async def break_off(self) -> None:
        """Reset the client's connection, and wait until it is gone."""
        if self.transport is not None:
            self.serving.break_off(self.transport)
            await until_disconnect(self.receive)

    def break_off_later(self) -> None:
        """Let the next request on this connection find it broken, unread."""
        if self.client is not None:
            self.serving.stale.add(self.client)


async def until_disconnect(receive: Receive) -> None:
    """Wait until the client has hung up."""
    while (await receive())["type"] != "http.disconnect":
        pass

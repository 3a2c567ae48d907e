"""A server that answers every create after a fixed time and keeps nothing, so that it costs next to nothing.

Started as a program of its own: `python fake_braze.py MILLISECONDS` prints its port and serves until its standard
input ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

_END = b"\r\n\r\n"
_LENGTH = b"content-length: "


@contextlib.contextmanager
def serving(seconds: float) -> Iterator[str]:
    """Yield the URL of a server in a process of its own that answers after `seconds`; it ends with the block."""
    command = (sys.executable, str(Path(__file__).resolve()), str(seconds))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.stdin.close()
            process.wait(timeout=10)


def answer_of(now: datetime) -> tuple[dict[str, str], str]:
    """Return the headers and the body of one answer, as Braze's to a create."""
    headers = {
        "content-type": "application/json",
        "date": now.strftime("%a, %d %b %Y %H:%M:%S GMT"),
        "x-ratelimit-limit": "250000",
        "x-ratelimit-remaining": "249000",
        "x-ratelimit-reset": "1790000000",
    }
    return headers, f'{{"dispatch_id":"{uuid4().hex}","schedule_id":"{uuid4()}","message":"success"}}'


class _Connection(asyncio.Protocol):
    """One connection: a request, a wait, an answer, and again."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._read = bytearray()
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        head, end, rest = bytes(self._read).partition(_END)
        _, named, length = head.lower().partition(_LENGTH)
        if end and len(rest) >= (int(length.split(b"\r\n")[0]) if named else 0):
            self._read.clear()
            asyncio.get_running_loop().call_later(self._seconds, self._answer)

    def _answer(self) -> None:
        headers, body = answer_of(datetime.now(UTC))
        lines = (f"{name}: {value}\r\n" for name, value in headers.items())
        text = f"HTTP/1.1 201 Created\r\n{''.join(lines)}content-length: {len(body)}\r\n\r\n{body}"
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(text.encode())


async def _serve(seconds: float) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(seconds), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1])))

"""uvicorn, set up for the sandbox: no signals and no logs of its own, and connections that can be found."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from braze_gitops.sandbox.serving import Serving

__all__ = ["QuietServer"]

BACKLOG = 256
KEEP_ALIVE_SECONDS = 600
DRAIN_SECONDS = 2.0


class QuietServer(uvicorn.Server):
    """uvicorn's server, with our way to begin and to end: `started` is called once, `closing` is the end."""

    def __init__(self, app: Starlette, serving: Serving, *, started: Callable[[], None]) -> None:
        config = uvicorn.Config(
            app,
            http=findable(serving),
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            log_level="critical",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,  # ours follows the sandbox clock
            backlog=BACKLOG,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
        )
        super().__init__(config)
        self.closing = serving.closing
        self.tell_started = started

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave signals alone: uvicorn would raise them once more when it has ended."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Say so once requests are taken."""
        await super().startup(sockets=sockets)
        self.tell_started()

    async def main_loop(self) -> None:
        """Wait for the wish to end instead of asking ten times a second."""
        await self.closing.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more connections, let the answers under way leave, and end as soon as they have."""
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        with suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                await self.drained()
        for task in self.server_state.tasks:
            task.cancel()

    async def drained(self) -> None:
        """Return when no connection is open and no answer under way; uvicorn has no event for it."""
        while self.server_state.connections or self.server_state.tasks:  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.005)


def findable(serving: Serving) -> type[H11Protocol]:
    """Return the protocol whose open connections stand in `serving.connections` by their client's address."""

    class FindableProtocol(H11Protocol):
        """uvicorn's own, listed while it is open."""

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn does
            super().connection_made(transport)
            if self.client is not None:
                serving.connections[self.client] = transport

        def data_received(self, data: bytes) -> None:
            """Take what arrived; on a connection that is to be stale nothing is read any more."""
            if self.client in serving.stale:
                serving.break_off(self.transport)
            else:
                super().data_received(data)

        def connection_lost(self, exc: Exception | None) -> None:
            if self.client is not None:
                serving.connections.pop(self.client, None)
                serving.stale.discard(self.client)
            super().connection_lost(exc)

    return FindableProtocol

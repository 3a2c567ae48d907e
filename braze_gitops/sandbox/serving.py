"""What a server knows while it serves, shared by its routes."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from braze_gitops.sandbox.values import RunningSandbox

if TYPE_CHECKING:
    import sqlite3

__all__ = ["Serving"]


@dataclass(slots=True, kw_only=True)
class Serving:
    """One server's life: its folder, its open database, who holds it, and the wish to end.

    `connections` finds the transport of a client's address, so that a fault can cut it; one whose client stands
    in `stale` breaks off when it is used again. `unheld` is called when the last holder has gone.
    """

    folder: Path
    clock_start: datetime
    connection: sqlite3.Connection
    running: RunningSandbox
    instance: str
    closing: asyncio.Event
    unheld: Callable[[], None]
    holders: int = 0
    connections: dict[tuple[str, int], asyncio.Transport] = field(default_factory=dict)
    stale: set[tuple[str, int]] = field(default_factory=set)

    @staticmethod
    def break_off(transport: asyncio.Transport) -> None:
        """Reset a connection: what is on its way is dropped, and the client hears of it at once."""
        connection: socket.socket | None = transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()

"""Faults that strike before a request reaches any server: they lie in the address that a run is given.

Refused: a port of this machine that is taken and does not listen. Unknown host: a name that no server of names
knows (RFC 2606). No TLS: the sandbox's own port as https, where nobody speaks it.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from braze_gitops.sandbox.faults import UNREACHABLE, take_unreachable
from braze_gitops.sandbox.storage import open_database, ordering
from braze_gitops.sandbox.values import FaultKind, RunningSandbox

__all__ = ["misled", "unreachable"]

LOOPBACK = "127.0.0.1"
UNKNOWN_HOST = "https://rest.sandbox.invalid"


@contextmanager
def misled(folder: Path, running: RunningSandbox) -> Iterator[RunningSandbox]:
    """Yield the sandbox under the address that a run which joins is to use, by what was ordered."""
    fault = None
    if read_orders(folder):
        with ordering(folder) as connection:
            fault = take_unreachable(connection)
    if fault is None:
        yield running
        return
    with unreachable(fault.kind, running) as url:
        yield replace(running, url=url)


def read_orders(folder: Path) -> bool:
    """Tell whether any such fault is ordered; to find none writes nothing."""
    with closing(open_database(folder)) as connection:
        rows = connection.execute("SELECT kind FROM faults WHERE times > 0").fetchall()
    return any(row["kind"] in UNREACHABLE for row in rows)


@contextmanager
def unreachable(kind: FaultKind, running: RunningSandbox) -> Iterator[str]:
    """Yield an address at which no request ever arrives, for as long as it is needed.

    Raises ValueError for a kind that does strike a request.
    """
    match kind:
        case FaultKind.REFUSED:
            with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as taken:
                taken.bind((LOOPBACK, 0))
                yield f"http://{LOOPBACK}:{taken.getsockname()[1]}"
        case FaultKind.UNKNOWN_HOST:
            yield UNKNOWN_HOST
        case FaultKind.NO_TLS:
            yield running.url.replace("http://", "https://", 1)
        case _:
            raise ValueError(f"{kind.value} strikes a request that arrives")

"""The boundaries of requests, put into the connections of a process that is thrown away afterwards."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

import httpx

from braze_gitops.net import Connection
from support.boundaries import COMMITTED, Boundaries

Listener: TypeAlias = Callable[[str, Mapping[str, object]], Awaitable[None]]


def watch_requests(boundaries: Boundaries) -> None:
    """Let every connection that this process opens from now on pass `boundaries`."""
    opened = Connection._open
    numbers = itertools.count()

    async def watch(request: httpx.Request) -> None:
        boundaries.cross("request")
        theirs: Listener = request.extensions["trace"]
        request.extensions["trace"] = _listener(boundaries, next(numbers), request.content.decode(), theirs)

    def watched(self: Connection) -> httpx.AsyncClient:
        client = opened(self)
        client.event_hooks = {"request": [watch]}
        return client

    Connection._open = watched  # type: ignore[method-assign] # this process is thrown away


def _listener(boundaries: Boundaries, number: int, body: str, theirs: Listener) -> Listener:
    async def hear(event: str, info: Mapping[str, object]) -> None:
        match event:
            case "http11.send_request_headers.started":
                boundaries.leaving(number)
                try:
                    await theirs(event, info)
                except BaseException:
                    boundaries.held(number)
                    raise
                boundaries.cross("looked")
            case "http11.send_request_body.started":
                boundaries.cross("half sent")
            case "http11.receive_response_headers.started":
                boundaries.left(number, body)
                boundaries.cross(COMMITTED, body=body)
            case "http11.receive_response_headers.complete":
                boundaries.cross("answer begun")
            case "http11.receive_response_body.complete":
                boundaries.cross("answer read")

    return hear

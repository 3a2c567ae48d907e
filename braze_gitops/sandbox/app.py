"""The server's routes: Braze's addresses, our own under /sandbox/, and the page at `/`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from braze_gitops.sandbox.admin import admin_routes, is_local
from braze_gitops.sandbox.answering import MOST_BYTES, Arrival, respond
from braze_gitops.sandbox.clock import read_clock
from braze_gitops.sandbox.leaving import Leaving, until_disconnect
from braze_gitops.sandbox.page import CONTENT_SECURITY_POLICY, render_page
from braze_gitops.sandbox.reading import list_calls, list_schedules
from braze_gitops.sandbox.serving import Serving

__all__ = ["make_app"]

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
CALLS_SHOWN = 15


def make_app(serving: Serving) -> Starlette:
    """Return the application of one server."""
    return Starlette(
        routes=[
            Route("/", page_endpoint(serving)),
            Route("/sandbox/hold", hold_endpoint(serving)),
            *admin_routes(serving),
            Route("/{path:path}", braze_endpoint(serving), methods=METHODS),
        ]
    )


def braze_endpoint(serving: Serving) -> Callable[[Request], Awaitable[Response]]:
    """Return the endpoint for all of Braze's addresses, known or not."""

    async def endpoint(request: Request) -> Response:
        try:
            content = await read_content(request)
        except ClientDisconnect:
            return Response()  # it hung up before its request was whole: nothing arrived, nobody listens
        arrival = Arrival(
            method=request.method,
            path=request.url.path,
            query=request.url.query,
            authorization=request.headers.get("authorization", ""),
            content_type=request.headers.get("content-type", ""),
            content=content,
        )
        now = read_clock(serving.folder, start=serving.clock_start)
        return Leaving(respond(serving.connection, arrival, now=now), serving)

    return endpoint


async def read_content(request: Request) -> bytes | None:
    """Return a request's body, None if it is too large; all of it is read, so that the answer is heard."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size <= MOST_BYTES:
            parts.append(part)
    return b"".join(parts) if size <= MOST_BYTES else None


def hold_endpoint(serving: Serving) -> Callable[[Request], Awaitable[Response]]:
    """Return the endpoint whose open answer keeps the server alive for whoever reads it."""

    async def endpoint(request: Request) -> Response:
        if not is_local(request):
            return JSONResponse({"message": "only from this machine"}, status_code=403)
        if request.query_params.get("instance") != serving.instance:
            return JSONResponse({"message": "another sandbox listens here now"}, status_code=409)
        if serving.closing.is_set():
            return JSONResponse({"message": "this sandbox is ending"}, status_code=503)
        return Holding(serving)

    return endpoint


class Holding(Response):
    """An answer that says where the server is and then stays open until its reader or the server ends."""

    def __init__(self, serving: Serving) -> None:
        super().__init__(media_type="application/json")
        self.serving = serving
        del self.headers["content-length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count as a holder from the first byte to the disconnect, which the kernel brings about."""
        del scope
        serving = self.serving
        serving.holders += 1
        try:
            where = json.dumps({"url": serving.running.url, "key": serving.running.key}, indent=1)
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": f"{where}\n".encode(), "more_body": True})
            gone = asyncio.ensure_future(until_disconnect(receive))
            closing = asyncio.ensure_future(serving.closing.wait())
            _, waiting = await asyncio.wait({gone, closing}, return_when=asyncio.FIRST_COMPLETED)
            for task in waiting:
                task.cancel()
            await send({"type": "http.response.body", "body": b""})
        finally:
            serving.holders -= 1
            if serving.holders == 0:
                serving.unheld()


def page_endpoint(serving: Serving) -> Callable[[Request], Awaitable[Response]]:
    """Return the endpoint of the page for people."""

    async def endpoint(request: Request) -> Response:
        if not is_local(request):
            return Response("only from this machine", status_code=403, media_type="text/plain")
        now = read_clock(serving.folder, start=serving.clock_start)
        content = render_page(
            now=now,
            schedules=list_schedules(serving.connection, now=now),
            calls=list_calls(serving.connection, newest=CALLS_SHOWN),
        )
        headers = {
            "Content-Security-Policy": CONTENT_SECURITY_POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
        }
        return Response(content, headers=headers, media_type="text/html")

    return endpoint

"""The client: one call in, one exchange out, over a connection of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import date
from ssl import SSLContext
from urllib.parse import urlsplit

from braze_gitops import __version__
from braze_gitops.braze.broadcast import ScheduledBroadcast, read_broadcasts
from braze_gitops.braze.redaction import Redaction
from braze_gitops.braze.wire import WireRequest, broadcasts_request, request_of
from braze_gitops.errors import UsageError
from braze_gitops.model import (
    Answer,
    Call,
    CreateCall,
    CreateSendIdCall,
    DeleteCall,
    Exchange,
    Secret,
    UpdateCall,
    read_answer,
    verb_of,
)
from braze_gitops.net import Connection, Failure, Reply, Timeouts, make_tls

USED_HEADERS = (
    "content-type",
    "date",
    "retry-after",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "x-request-id",
)
BODY_LIMIT = 8 * 1024
# A secret that begins inside the limit is read to its end, so that no half of one is ever kept.
_READ_LIMIT = 2 * BODY_LIMIT
_BROADCASTS_LIMIT = 16 * 1024 * 1024
_HEADER_LENGTH = 200
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class BrazeClient:
    """The way to one Braze workspace, for one worker; fits the port `apply.ports.Braze`.

    Every request carries the key as a Bearer token and nowhere else (braze-api.md 2). What comes back is redacted
    before anybody sees it, the 401 that echoes the key included.
    """

    def __init__(
        self,
        endpoint: str,
        key: Secret,
        *,
        tls: SSLContext | None,
        redacted: Iterable[Secret] = (),
        timeouts: Timeouts | None = None,
    ) -> None:
        self._endpoint = endpoint
        self._key = key
        self._redaction = Redaction((key, *redacted))
        self._connection = Connection(tls=tls, timeouts=timeouts or Timeouts())

    async def perform(self, call: Call, *, leaving: Callable[[], Awaitable[bool]] | None = None) -> Exchange:
        """Make one request and return what came back, redacted; never repeats, never follows a redirect.

        `leaving` is asked right before the first byte; answers it no, nothing is sent. Raises nothing for
        anything the network or the server does.
        """
        reply = await self._send(request_of(call), limit=_READ_LIMIT, leaving=leaving)
        return self._exchange(reply, limit=BODY_LIMIT)

    async def create(self, call: CreateCall) -> Answer:
        """Create a schedule of any kind; not idempotent (braze-api.md 5.2, 5.5, 5.8)."""
        return await self._answer(call)

    async def update(self, call: UpdateCall) -> Answer:
        """Replace the schedule and, for a message, the messages (braze-api.md 5.3, 5.6, 5.9)."""
        return await self._answer(call)

    async def delete(self, call: DeleteCall) -> Answer:
        """Cancel a schedule (braze-api.md 5.4, 5.7, 5.9)."""
        return await self._answer(call)

    async def create_send_id(self, call: CreateSendIdCall) -> Answer:
        """Make a send id for a campaign; 100 a day (braze-api.md 6.1)."""
        return await self._answer(call)

    async def scheduled_broadcasts(self, until: date) -> tuple[ScheduledBroadcast, ...]:
        """Return what the dashboard has scheduled between now and `until`, in Braze's order (braze-api.md 6.2).

        Raises:
            BrazeError: there is no answer, or none that can be read; its class says which.
        """
        reply = await self._send(broadcasts_request(until), limit=_BROADCASTS_LIMIT)
        return read_broadcasts(self._exchange(reply, limit=_BROADCASTS_LIMIT))

    async def close(self) -> None:
        """Close the connection."""
        await self._connection.close()

    async def _answer(self, call: Call) -> Answer:
        return read_answer(verb_of(call), await self.perform(call))

    async def _send(
        self, request: WireRequest, *, limit: int, leaving: Callable[[], Awaitable[bool]] | None = None
    ) -> Reply | Failure:
        headers = {
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "Authorization": f"Bearer {self._key.reveal()}",
            "User-Agent": f"braze-gitops/{__version__}",
        }
        if request.content:
            headers["Content-Type"] = "application/json"
        return await self._connection.send(
            request.method,
            self._endpoint + request.path,
            headers=headers,
            content=request.content,
            limit=limit,
            leaving=leaving,
        )

    def _exchange(self, reply: Reply | Failure, *, limit: int) -> Exchange:
        """Return what came, with nothing secret in it and nothing that is not used."""
        if isinstance(reply, Failure):
            return Exchange(left=reply.left, complete=False, failure=self._redaction.text(reply.words))
        headers = {
            name: self._redaction.text(reply.headers[name])[:_HEADER_LENGTH]
            for name in USED_HEADERS
            if name in reply.headers
        }
        body = self._redaction.body(reply.body.decode("utf-8", "replace"))
        kept = body.encode("utf-8", "replace")[:limit].decode("utf-8", "ignore")
        return Exchange(
            status=reply.status,
            headers=headers,
            body=kept,
            complete=reply.complete and kept == body,
            failure=self._redaction.text(reply.failure),
        )


def connector(
    endpoint: str, key: Secret, *, redacted: Iterable[Secret] = (), timeouts: Timeouts | None = None
) -> Callable[[], BrazeClient]:
    """Return a function that makes a client for `endpoint`, one a worker; all share their certificate checks.

    `endpoint` has no trailing slash; it is https, or http on this machine alone (the sandbox), which is never
    reached through a proxy. `redacted` are further secrets that may not appear in an exchange.

    Raises:
        UsageError: the endpoint, the key or the certificates cannot be used.
    """
    is_local = _check_endpoint(endpoint)
    _check_key(key)
    tls = None if is_local else make_tls()
    secrets = tuple(redacted)
    return lambda: BrazeClient(endpoint, key, tls=tls, redacted=secrets, timeouts=timeouts)


def _check_endpoint(endpoint: str) -> bool:
    """Return whether `endpoint` is plain HTTP on this machine."""
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    bare = f"{parts.scheme}://{parts.netloc}" == endpoint and "@" not in parts.netloc and port != 0
    if host and bare and endpoint.isascii() and endpoint.isprintable() and " " not in endpoint:
        if parts.scheme == "https":
            return False
        if parts.scheme == "http" and host in _LOOPBACK:
            return True
    raise UsageError(
        f"not the address of a Braze REST endpoint: {endpoint}",
        hint="write https://, the host, and nothing after it, such as https://rest.iad-01.braze.com",
    )


def _check_key(key: Secret) -> None:
    text = key.reveal()
    if not text or not text.isascii() or not text.isprintable() or set(text) & set(" \"'\\"):
        raise UsageError(
            f"the key in {key.name} is empty, or holds blanks, quotes or line breaks",
            hint="set it to the key alone, as Braze shows it",
        )

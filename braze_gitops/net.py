"""HTTP over httpx, the one module that knows it: a request goes in, a reply or a failure comes out.

Whoever uses it learns of every failure whether the request may have left, because that decides whether it may be
made again (design.md 5.5). Redirects are never followed, nothing is repeated here, certificates are always
checked, and a body is never read further than asked.
"""

from __future__ import annotations

import asyncio
import dataclasses
import os
import ssl
from collections.abc import Awaitable, Callable, Mapping
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path

import httpx

from braze_gitops.errors import UsageError

__all__ = ["FAILURES", "Connection", "Failure", "Reply", "Timeouts", "make_tls"]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long, in seconds, a connection, one step of an answer, and a whole request may take."""

    connect: float = 5.0
    answer: float = 30.0
    whole: float = 35.0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a server answered: header names in lower case, of the body no more than was asked for.

    `complete` is False when the body went on beyond the limit, or ended before its end; `failure` then says why.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    complete: bool
    failure: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """No answer came; `left` says whether any byte of the request may have reached the server."""

    left: bool
    words: str


# Every exception class of httpx, families included: may the request have left, and what a person reads. What is
# not known to be raised before the first byte counts as left.
FAILURES: Mapping[type[Exception], tuple[bool, str]] = {
    httpx.ConnectError: (False, "no connection could be made"),
    httpx.ConnectTimeout: (False, "no connection could be made in time"),
    httpx.PoolTimeout: (False, "no connection was free in time"),
    httpx.ProxyError: (False, "the proxy did not let the connection through"),
    httpx.UnsupportedProtocol: (False, "the address cannot be used for a request"),
    httpx.InvalidURL: (True, "the server sent the request to an address that is none"),
    httpx.WriteError: (True, "the connection broke while the request was sent"),
    httpx.WriteTimeout: (True, "the request could not be sent in time"),
    httpx.ReadError: (True, "the connection broke before an answer came"),
    httpx.ReadTimeout: (True, "no answer came in time"),
    httpx.CloseError: (True, "the connection broke while it was closed"),
    httpx.RemoteProtocolError: (True, "the answer is no HTTP, or the connection ended before it"),
    httpx.LocalProtocolError: (True, "the request could not be written as HTTP"),
    httpx.DecodingError: (True, "the answer is packed in a way that cannot be read"),
    httpx.TooManyRedirects: (True, "the server sent the request elsewhere"),
    httpx.HTTPStatusError: (True, "the server answered with an error"),
    httpx.CookieConflict: (True, "the answer could not be read"),
    httpx.ResponseNotRead: (True, "the answer could not be read"),
    httpx.StreamConsumed: (True, "the answer could not be read"),
    httpx.StreamClosed: (True, "the answer could not be read"),
    httpx.RequestNotRead: (True, "the answer could not be read"),
    httpx.StreamError: (True, "the answer could not be read"),
    httpx.TimeoutException: (True, "no answer came in time"),
    httpx.NetworkError: (True, "the connection broke"),
    httpx.ProtocolError: (True, "the two sides do not understand one another"),
    httpx.TransportError: (True, "the connection broke"),
    httpx.RequestError: (True, "the request failed"),
    httpx.HTTPError: (True, "the request failed"),
    TimeoutError: (True, "no answer came in time"),
    OSError: (True, "the connection broke"),
}
_CAUGHT = tuple(FAILURES)
_DETAIL_LENGTH = 200
# What the connection tells of itself when it stands and nothing of the request is written yet.
_ABOUT_TO_WRITE = "http11.send_request_headers.started"


class _HeldBackError(Exception):
    """Whoever asked for the request does not want it any more; nothing of it was written."""


def make_tls() -> ssl.SSLContext:
    """Return the certificate checks that all connections share.

    Whom `SSL_CERT_FILE` and `SSL_CERT_DIR` name is trusted, both where both are set, and nobody else; without them
    the authorities that browsers trust. Nothing turns the checks off.

    Raises:
        UsageError: the certificates these name cannot be read.
    """
    file, folders = os.environ.get("SSL_CERT_FILE") or None, os.environ.get("SSL_CERT_DIR") or None
    try:
        if folders is not None and not any(Path(one).is_dir() for one in folders.split(os.pathsep)):
            raise FileNotFoundError(f"there is no folder {folders}")
        if file is None and folders is None:
            tls = httpx.create_ssl_context(verify=True, trust_env=False)
        else:
            tls = ssl.create_default_context(cafile=file, capath=folders)
    except OSError as error:
        raise UsageError(
            f"the certificates cannot be read: {error}",
            hint="SSL_CERT_FILE must name a file in PEM form, SSL_CERT_DIR a folder of such files",
        ) from error
    tls.minimum_version = ssl.TLSVersion.TLSv1_2
    return tls


class Connection:
    """The way to one server, for one request at a time, each over a connection of its own.

    A connection that is kept may be closed by the server just as the next request is sent, which leaves a create
    in doubt, and what came after one answer on it would be taken for the next. `tls` comes from `make_tls`; None
    for a server on this machine, which is then never reached through a proxy.
    """

    def __init__(self, *, tls: ssl.SSLContext | None, timeouts: Timeouts) -> None:
        self._tls = tls
        self._timeouts = timeouts
        self._client: httpx.AsyncClient | None = None

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        content: bytes = b"",
        limit: int,
        leaving: Callable[[], Awaitable[bool]] | None = None,
    ) -> Reply | Failure:
        """Make one request and return what came; of the body at most `limit` bytes.

        `leaving` is asked once the connection stands, right before the first byte is written, and before anything
        is asked of a proxy; answers it no, the request never left.
        """
        try:
            client = self._client = self._client or self._open()
        except (ValueError, ImportError, httpx.InvalidURL) as error:
            return Failure(left=False, words=f"the proxy settings cannot be used ({type(error).__name__})")
        try:
            sent = {**headers, "Connection": "close"}
            request = client.build_request(method, url, headers=sent, content=content or None)
        except (ValueError, httpx.InvalidURL) as error:
            return Failure(left=False, words=f"the request cannot be written ({type(error).__name__})")
        watch, reading = _Watch(leaving), _Reading(limit=limit)
        request.extensions["trace"] = watch.hear
        try:
            async with asyncio.timeout(self._timeouts.whole):
                response = await client.send(request, stream=True, auth=_no_auth, follow_redirects=False)
                try:
                    await reading.take(response)
                finally:
                    await response.aclose()
        except _HeldBackError:
            return Failure(left=False, words="the request was held back")
        except _CAUGHT as error:
            left, words = _judge(error)
            if left and watch.asks_proxy_alone:
                left, words = False, f"the proxy did not let the connection through: {words}"
            return reading.reply(failure=words) or Failure(left=left, words=words)
        return reading.reply() or Failure(left=True, words="no answer came")

    async def close(self) -> None:
        """Close the connection; it opens again with the next request."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    def _open(self) -> httpx.AsyncClient:
        client = httpx.AsyncClient(
            verify=self._tls if self._tls is not None else _no_tls(),
            trust_env=self._tls is not None,
            http1=True,
            http2=False,
            follow_redirects=False,
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=0),
            timeout=httpx.Timeout(
                connect=self._timeouts.connect,
                read=self._timeouts.answer,
                write=self._timeouts.answer,
                pool=self._timeouts.connect,
            ),
        )
        client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))
        client.headers.clear()
        return client


class _Reading:
    """What has been read of an answer so far, so that a break in the middle loses nothing."""

    def __init__(self, *, limit: int) -> None:
        self._limit = limit
        self._status: int | None = None
        self._headers: dict[str, str] = {}
        self._body = bytearray()
        self._complete = False

    async def take(self, response: httpx.Response) -> None:
        self._status = response.status_code
        self._headers = {name.lower(): value for name, value in response.headers.items()}
        async for chunk in response.aiter_bytes():
            self._body += chunk
            if len(self._body) > self._limit:
                return
        self._complete = True

    def reply(self, *, failure: str = "") -> Reply | None:
        """Return the answer, None if not even its status came."""
        if self._status is None:
            return None
        return Reply(
            status=self._status,
            headers=self._headers,
            body=bytes(self._body[: self._limit]),
            complete=self._complete,
            failure="" if self._complete else failure or "the answer is too long",
        )


class _Watch:
    """Hears what a connection tells of itself, and stops a request that may not leave before its first byte.

    `asks_proxy_alone` is True while a proxy was asked for the way and the request itself is not begun. It is set
    by what was heard, never by silence: a library that tells of other moments makes more count as left, not less.
    """

    def __init__(self, leaving: Callable[[], Awaitable[bool]] | None) -> None:
        self._leaving = leaving
        self.asks_proxy_alone = False

    async def hear(self, event: str, details: Mapping[str, object]) -> None:
        if event != _ABOUT_TO_WRITE:
            return
        if self._leaving is not None and not await self._leaving():
            raise _HeldBackError
        self.asks_proxy_alone = getattr(details.get("request"), "method", None) == b"CONNECT"


def _no_auth(request: httpx.Request) -> httpx.Request:
    """Add nothing: the one key a request carries is the one its caller wrote."""
    return request


def _no_tls() -> ssl.SSLContext:
    """Return checks that trust nobody, for a connection that uses none."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _judge(error: BaseException) -> tuple[bool, str]:
    """Return whether the request may have left and what a person reads; the closest class in the table holds."""
    left, words = next(FAILURES[kind] for kind in type(error).__mro__ if kind in FAILURES)
    detail = "".join(one if one.isprintable() else " " for one in str(error))[:_DETAIL_LENGTH].strip()
    return left, f"{words}: {detail}" if detail else words

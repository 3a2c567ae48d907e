"""The client over real HTTP: what it sends, what it makes of every answer and failure, and that the key never shows."""

import asyncio
import base64
import gzip
import json
import logging
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from support.raw_server import RawServer, raw_server, read_request, response

from braze_gitops import __version__
from braze_gitops.braze import BrazeClient, connector
from braze_gitops.errors import RateLimitedError, UnauthorizedError, UnavailableError, UsageError
from braze_gitops.model import (
    Call,
    CreateCall,
    CreateSendIdCall,
    DeleteCall,
    Exchange,
    Kind,
    ScheduleId,
    Secret,
    UpdateCall,
    Verb,
    Verdict,
    freeze_object,
    read_answer,
)
from braze_gitops.net import Timeouts

KEY_TEXT = "11112222-canary/key+canary-333344445555"
KEY = Secret(KEY_TEXT, name="BRAZE_API_KEY")
CREATE = CreateCall(
    kind=Kind.MESSAGE,
    payload=freeze_object({"schedule": {"time": "2026-11-27T09:00:00Z"}, "broadcast": True, "note": "é"}),
)
CREATED = b'{"message":"success","schedule_id":"id-1"}'
QUICK = Timeouts(connect=0.5, answer=0.3, whole=0.6)


def make(call: Call, url: str, *, timeouts: Timeouts | None = None, key: Secret = KEY) -> Exchange:
    """Return what comes back from one call to `url`."""

    async def once() -> Exchange:
        client = connector(url, key, timeouts=timeouts)()
        try:
            return await client.perform(call)
        finally:
            await client.close()

    return asyncio.run(once())


def verdict(exchange: Exchange) -> Verdict:
    """Return what it means for a create."""
    return read_answer(Verb.CREATE, exchange).verdict


# ------------------------------------------------------------------------------------------------ requests


def request_for(call: Call) -> tuple[str, dict[str, str], bytes]:
    """Return first line, headers and body of the request that makes `call`."""
    with raw_server(response("201 Created", CREATED)) as server:
        make(call, server.url)
    (request,) = server.requests
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    return first, {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}, body


def test_a_request_carries_the_key_as_bearer_and_nothing_else() -> None:
    """The headers are these, and no others."""
    first, headers, body = request_for(CREATE)
    assert first == "POST /messages/schedule/create HTTP/1.1"
    assert headers.pop("host").startswith("127.0.0.1:")
    assert {
        "accept": "application/json",
        "accept-encoding": "identity",
        "authorization": f"Bearer {KEY_TEXT}",
        "content-type": "application/json",
        "content-length": str(len(body)),
        "user-agent": f"braze-gitops/{__version__}",
    } == headers


def test_a_body_is_canonical_utf_8_json() -> None:
    """Keys sorted, no spaces, no escapes."""
    expected = '{"broadcast":true,"note":"é","schedule":{"time":"2026-11-27T09:00:00Z"}}'
    assert expected.encode() == request_for(CREATE)[2]


@pytest.mark.parametrize(
    "call, path, body",
    [
        pytest.param(
            UpdateCall(
                kind=Kind.CANVAS,
                schedule_id=ScheduleId("id-1"),
                parent_id="cnv",
                schedule=freeze_object({"time": "t"}),
                messages=None,
            ),
            "/canvas/trigger/schedule/update",
            {"canvas_id": "cnv", "schedule_id": "id-1", "schedule": {"time": "t"}},
            id="canvas update",
        ),
        pytest.param(
            DeleteCall(kind=Kind.CAMPAIGN, schedule_id=ScheduleId("id-1"), parent_id="cmp"),
            "/campaigns/trigger/schedule/delete",
            {"campaign_id": "cmp", "schedule_id": "id-1"},
            id="campaign delete",
        ),
        pytest.param(
            CreateSendIdCall(campaign_id="cmp", send_id="s1"),
            "/sends/id/create",
            {"campaign_id": "cmp", "send_id": "s1"},
            id="send id",
        ),
    ],
)
def test_other_calls_over_the_wire(call: Call, path: str, body: object) -> None:
    """Path and body of a call of each kind."""
    first, _, sent = request_for(call)
    assert (f"POST {path} HTTP/1.1", body) == (first, json.loads(sent))


def test_one_connection_serves_many_calls() -> None:
    """The second call opens no new connection."""
    ports: list[int] = []

    def remember(stream: socket.socket) -> None:
        ports.append(stream.getpeername()[1])
        for _ in range(2):
            stream.sendall(response("201 Created", CREATED))
            read_request(stream)

    async def twice(url: str) -> None:
        client = connector(url, KEY)()
        await client.perform(CREATE)
        await client.perform(CREATE)
        await client.close()

    with raw_server(remember) as server:
        asyncio.run(twice(server.url))
    assert len(ports) == 1


def test_cookies_are_not_kept() -> None:
    """What a server sets is not sent back."""

    async def twice(url: str) -> None:
        client = connector(url, KEY)()
        await client.perform(CREATE)
        await client.perform(CREATE)
        await client.close()

    with raw_server(response("201 Created", CREATED, headers=("Set-Cookie: a=b",))) as server:
        asyncio.run(twice(server.url))
    assert b"cookie" not in server.requests[1].lower()


# ------------------------------------------------------------------------------------------------- answers


def test_a_created_schedule() -> None:
    """Status, used headers in lower case, and the body as it was."""
    headers = ("X-RateLimit-Remaining: 9", "Date: Fri, 20 Nov 2026 09:00:00 GMT", "X-Secret-Of-Theirs: 1")
    with raw_server(response("201 Created", CREATED, headers=headers)) as server:
        exchange = make(CREATE, server.url)
    assert Exchange(
        status=201,
        headers={"x-ratelimit-remaining": "9", "date": "Fri, 20 Nov 2026 09:00:00 GMT"},
        body=CREATED.decode(),
    ) == exchange


def test_a_redirect_is_not_followed() -> None:
    """The other place hears nothing, least of all the key."""
    with (
        raw_server(response("201 Created", CREATED)) as elsewhere,
        raw_server(response("307 Temporary Redirect", headers=(f"Location: {elsewhere.url}/x",))) as server,
    ):
        exchange = make(CREATE, server.url)
    assert (307, Verdict.UNKNOWN, []) == (exchange.status, verdict(exchange), elsewhere.requests)


def test_a_huge_body_is_not_read_to_its_end() -> None:
    """Of a gigabyte that is announced no more than a little is taken, and 8 KiB are kept."""

    def pour(stream: socket.socket) -> None:
        stream.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 1000000000\r\n\r\n")
        try:
            for _ in range(15_000):
                stream.sendall(b"x" * 65536)
        except OSError:
            return

    with raw_server(pour) as server:
        exchange = make(CREATE, server.url)
    assert (201, False, 8192, Verdict.UNKNOWN) == (
        exchange.status,
        exchange.complete,
        len(exchange.body),
        verdict(exchange),
    )


def test_a_dripping_body_is_bounded_in_time() -> None:
    """A byte now and then keeps no worker for ever."""
    ended = threading.Event()

    def drip(stream: socket.socket) -> None:
        stream.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 100000\r\n\r\n")
        try:
            while not ended.wait(0.05):
                stream.sendall(b" ")
        except OSError:
            return

    with raw_server(drip) as server:
        started = time.monotonic()
        exchange = make(CREATE, server.url, timeouts=QUICK)
        ended.set()
    assert (201, False) == (exchange.status, exchange.complete)
    assert time.monotonic() - started < 5


def cut(stream: socket.socket) -> None:
    """Close without an answer."""
    stream.shutdown(socket.SHUT_RDWR)


def reset(stream: socket.socket) -> None:
    """Break the connection off."""
    stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    stream.close()


def say_nothing(stream: socket.socket) -> None:
    """Wait for the other side to give up."""
    stream.recv(1)


@pytest.mark.parametrize(
    "answer, status",
    [
        pytest.param(cut, None, id="closed before an answer"),
        pytest.param(reset, None, id="reset before an answer"),
        pytest.param(say_nothing, None, id="no answer in time"),
        pytest.param(b"HELLO WORLD\r\n\r\n", None, id="no HTTP"),
        pytest.param(b"HTTP/1.1 201 Created\r\nContent-Le", None, id="half a head"),
        pytest.param(response("201 Created", CREATED, length=500), 201, id="truncated body"),
        pytest.param(response("201 Created", b""), 201, id="empty body"),
        pytest.param(response("201 Created", b"<html>"), 201, id="html"),
        pytest.param(response("201 Created", b"\xff\xfe{"), 201, id="no UTF-8"),
        pytest.param(
            response("201 Created", b"not gzip", headers=("Content-Encoding: gzip",)), 201, id="not what it claims"
        ),
        pytest.param(response("500 Internal Server Error", b"{}"), 500, id="500"),
        pytest.param(response("202 Accepted", b'{"message":"queued"}'), 202, id="queued"),
        pytest.param(response("302 Found", headers=("Location: http://[",)), 302, id="redirect to nowhere"),
    ],
)
def test_what_left_without_a_clear_answer_is_unknown(answer: bytes, status: int | None) -> None:
    """It may have been done: a create is in doubt."""

    def then_close(stream: socket.socket) -> None:
        if callable(answer):
            answer(stream)
        else:
            stream.sendall(answer)

    with raw_server(then_close) as server:
        exchange = make(CREATE, server.url, timeouts=QUICK)
    assert (status, True, Verdict.UNKNOWN) == (exchange.status, exchange.left, verdict(exchange))


def test_an_answer_packed_against_our_wish_is_still_read() -> None:
    """An id is not lost because something in between packs answers."""
    packed = gzip.compress(CREATED)
    with raw_server(response("201 Created", packed, headers=("Content-Encoding: gzip",))) as server:
        assert Verdict.DONE is verdict(make(CREATE, server.url))


def unused_port() -> int:
    """Return a port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as once:
        return int(once.getsockname()[1])


def test_a_refused_connection_never_left() -> None:
    """Nobody listens."""
    exchange = make(CREATE, f"http://127.0.0.1:{unused_port()}")
    assert (False, Verdict.NOT_SENT) == (exchange.left, verdict(exchange))


def test_a_name_nobody_knows_never_left() -> None:
    """`.invalid` is no host."""
    exchange = make(CREATE, "https://rest.invalid")
    assert (False, Verdict.NOT_SENT) == (exchange.left, verdict(exchange))


# ---------------------------------------------------------------------------------------------------- TLS


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a certificate for 127.0.0.1 and rest.shop.example that signs itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    subject = ("-subj", "/CN=rest.shop.example")
    names = ("-addext", "subjectAltName=DNS:rest.shop.example,IP:127.0.0.1")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-keyout", str(key), "-out", str(cert), *subject, *names],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return cert, key


@pytest.fixture
def secure(certificate: tuple[Path, Path]) -> Iterator[RawServer]:
    """Yield a server that speaks TLS with that certificate."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(*certificate)
    with raw_server(response("201 Created", CREATED), tls=tls) as server:
        yield server


@pytest.mark.needs("openssl")
def test_a_certificate_nobody_signed_is_refused_before_anything_leaves(secure: RawServer) -> None:
    """The request is never sent."""
    exchange = make(CREATE, f"https://127.0.0.1:{secure.port}")
    assert (False, []) == (exchange.left, secure.requests)
    assert "certificate" in exchange.failure.lower()


@pytest.mark.needs("openssl")
def test_ssl_cert_file_is_trusted(
    secure: RawServer, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A company's own authority works."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    assert Verdict.DONE is verdict(make(CREATE, f"https://127.0.0.1:{secure.port}"))


def test_ssl_cert_file_that_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Not silently another set of certificates."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    with pytest.raises(UsageError):
        connector("https://rest.shop.example", KEY)


# -------------------------------------------------------------------------------------------------- proxies


@pytest.mark.needs("openssl")
def test_a_proxy_is_used(
    secure: RawServer, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The request goes through CONNECT, and the proxy never sees the key."""

    def tunnel(stream: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", secure.port)) as onward:
            stream.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            back = threading.Thread(target=_pump, args=(onward, stream))
            back.start()
            _pump(stream, onward)
            back.join(timeout=10)

    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with raw_server(tunnel) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        exchange = make(CREATE, "https://rest.shop.example")
    assert Verdict.DONE is verdict(exchange)
    assert proxy.requests[0].startswith(b"CONNECT rest.shop.example:443 ")
    assert KEY_TEXT.encode() not in proxy.requests[0]


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while chunk := source.recv(65536):
            target.sendall(chunk)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return


def test_a_proxy_that_refuses_never_let_it_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    """407 to CONNECT."""
    with raw_server(response("407 Proxy Authentication Required")) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        exchange = make(CREATE, "https://rest.shop.example")
    assert (False, Verdict.NOT_SENT) == (exchange.left, verdict(exchange))


def test_a_proxy_that_cannot_be_used_never_let_it_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings nobody can follow are a failure in words, without the password in them."""
    monkeypatch.setenv("HTTPS_PROXY", "ftp://ana:hunter2@127.0.0.1:1")
    exchange = make(CREATE, "https://rest.shop.example")
    assert (False, True, False) == (exchange.left, "proxy" in exchange.failure, "hunter2" in exchange.failure)


def test_this_machine_is_never_reached_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sandbox works where HTTP_PROXY is set."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with raw_server(response("201 Created", CREATED)) as server:
        assert Verdict.DONE is verdict(make(CREATE, server.url))


# -------------------------------------------------------------------------------------------------- the key

ECHOES = [
    pytest.param(f'{{"message":"Invalid API key: {KEY_TEXT}"}}'.encode(), id="plain"),
    pytest.param(base64.b64encode(KEY_TEXT.encode()), id="base64"),
    pytest.param(KEY_TEXT.replace("/", "%2F").replace("+", "%2B").encode(), id="URL"),
    pytest.param(json.dumps({"message": KEY_TEXT}).replace("/", "\\/").encode(), id="escaped slash"),
    pytest.param(
        ('{"message":"' + "".join(f"\\u{ord(one):04x}" for one in KEY_TEXT) + '"}').encode(), id="escaped whole"
    ),
    pytest.param(b'{"message":"' + b"x" * (8192 - 30) + KEY_TEXT.encode() + b'"}', id="across the limit"),
]


@pytest.mark.parametrize("body", ECHOES)
def test_a_key_that_is_echoed_is_redacted(body: bytes) -> None:
    """Nothing in the exchange or its reading shows the key or a part of it."""
    headers = (f"X-Request-Id: {KEY_TEXT}",)
    with raw_server(response("401 Unauthorized", body, headers=headers)) as server:
        exchange = make(CREATE, server.url)
    shown = repr(exchange) + repr(read_answer(Verb.CREATE, exchange))
    for part in (KEY_TEXT, "canary", base64.b64encode(KEY_TEXT.encode()).decode(), "canary%2Fkey"):
        assert part not in shown


def test_no_log_shows_the_key(caplog: pytest.LogCaptureFixture) -> None:
    """Neither httpx nor httpcore at DEBUG, the 401 that echoes it included."""
    caplog.set_level(logging.DEBUG)
    body = f'{{"message":"Invalid API key: {KEY_TEXT}"}}'.encode()
    with raw_server(response("401 Unauthorized", body)) as server:
        make(CREATE, server.url)
    assert caplog.records
    assert not [one for one in caplog.records if KEY_TEXT in one.getMessage() or KEY_TEXT in repr(one.args)]


@pytest.mark.parametrize("text", ["", " k3y-x", "k3y-x\n", '"k3y-x"', "schlüssel"])
def test_a_key_that_cannot_be_sent_is_refused_by_its_name(text: str) -> None:
    """The message names the variable and not its content."""
    with pytest.raises(UsageError) as caught:
        connector("https://rest.shop.example", Secret(text, name="BRAZE_API_KEY"))
    assert "BRAZE_API_KEY" in str(caught.value)
    assert not text or text.strip() not in str(caught.value)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://rest.shop.example",
        "https://rest.shop.example/",
        "https://rest.shop.example/path",
        "https://ana:pw@rest.shop.example",
        "https://",
        "ftp://rest.shop.example",
        "rest.shop.example",
        "https://rest.shop.example:99999",
        "https://rest.shop.example\n",
        "https://rest shop.example",
        "http://127.0.0.1.shop.example",
    ],
)
def test_an_endpoint_that_is_none_is_refused(endpoint: str) -> None:
    """Only https, and http on this machine."""
    with pytest.raises(UsageError):
        connector(endpoint, KEY)


# ------------------------------------------------------------------------------------ scheduled broadcasts


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
    "answer, error",
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

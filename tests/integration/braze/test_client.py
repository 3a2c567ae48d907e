"""The client over real HTTP: what it sends, what it makes of every answer, and that the key never shows."""

import asyncio
import gzip
import json
import socket
import threading
import time

import pytest

from braze_gitops import __version__
from braze_gitops.braze import connector
from braze_gitops.model import (
    Call,
    CreateSendIdCall,
    DeleteCall,
    Exchange,
    Kind,
    ScheduleId,
    UpdateCall,
    Verdict,
    freeze_object,
)
from support.braze_calls import CREATE, CREATED, KEY, KEY_TEXT, QUICK, make, verdict
from support.raw_server import raw_server, read_request, response


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
        "connection": "close",
        "content-type": "application/json",
        "content-length": str(len(body)),
        "user-agent": f"braze-gitops/{__version__}",
    } == headers


def test_a_body_is_canonical_utf_8_json() -> None:
    """Keys sorted, no spaces, no escapes."""
    expected = '{"broadcast":true,"note":"é","schedule":{"time":"2026-11-27T09:00:00Z"}}'
    assert expected.encode() == request_for(CREATE)[2]


@pytest.mark.parametrize(
    ("call", "path", "body"),
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


async def twice(url: str) -> tuple[Exchange, Exchange]:
    """Return what comes back from two calls of one worker."""
    client = connector(url, KEY)()
    try:
        return await client.perform(CREATE), await client.perform(CREATE)
    finally:
        await client.close()


def test_every_call_has_a_connection_of_its_own() -> None:
    """One that is kept may be closed by the server just as a create is sent."""
    ports: set[int] = set()

    def remember(stream: socket.socket) -> None:
        ports.add(stream.getpeername()[1])
        stream.sendall(response("201 Created", CREATED))
        read_request(stream)

    with raw_server(remember) as server:
        asyncio.run(twice(server.url))
    assert len(ports) == 2


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(response("201 Created", b'{"message":"success","schedule_id":"id-1"}'), id="a second answer"),
        pytest.param(b'x"}', id="more than its length says"),
        pytest.param(b"HTTP/1.1 103 Early Hints\r\n\r\n", id="a hint"),
    ],
)
def test_what_follows_an_answer_is_never_taken_for_the_next(more: bytes) -> None:
    """The second call hears what was said to the second call."""
    answers = iter([response("201 Created", CREATED) + more, response("400 Bad Request", b'{"message":"no"}')])

    def say(stream: socket.socket) -> None:
        stream.sendall(next(answers))
        read_request(stream)

    with raw_server(say) as server:
        first, second = asyncio.run(twice(server.url))
    assert (201, 400) == (first.status, second.status)


def test_cookies_are_not_kept() -> None:
    """What a server sets is not sent back."""
    with raw_server(response("201 Created", CREATED, headers=("Set-Cookie: a=b",))) as server:
        asyncio.run(twice(server.url))
    assert b"cookie" not in server.requests[1].lower()


def test_a_created_schedule() -> None:
    """Status, used headers in lower case, and the body as it was."""
    headers = ("X-RateLimit-Remaining: 9", "Date: Fri, 20 Nov 2026 09:00:00 GMT", "X-Secret-Of-Theirs: 1")
    with raw_server(response("201 Created", CREATED, headers=headers)) as server:
        exchange = make(CREATE, server.url)
    assert (
        Exchange(
            status=201,
            headers={"x-ratelimit-remaining": "9", "date": "Fri, 20 Nov 2026 09:00:00 GMT"},
            body=CREATED.decode(),
        )
        == exchange
    )


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
    ("answer", "status"),
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

"""A server that answers with exactly these bytes, for what a well-behaved one cannot be made to send."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

Answer: TypeAlias = "bytes | Callable[[socket.socket], None]"


@dataclass
class RawServer:
    """Where it listens, and every request that came, head and body, in order of arrival."""

    port: int
    requests: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Return its address, without a trailing slash."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def raw_server(answer: Answer, *, tls: ssl.SSLContext | None = None) -> Iterator[RawServer]:
    """Yield a server that meets every request with `answer`, bytes or what to do with the connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = RawServer(port=listening.getsockname()[1])
        ended = threading.Event()
        thread = threading.Thread(target=_serve, args=(listening, server, answer, tls, ended), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            ended.set()
            with socket.create_connection(("127.0.0.1", server.port)):
                pass
            thread.join(timeout=10)


def _serve(
    listening: socket.socket,
    server: RawServer,
    answer: Answer,
    tls: ssl.SSLContext | None,
    ended: threading.Event,
) -> None:
    while True:
        connection, _ = listening.accept()
        if ended.is_set():
            connection.close()
            return
        threading.Thread(target=_meet, args=(connection, server, answer, tls), daemon=True).start()


def _meet(connection: socket.socket, server: RawServer, answer: Answer, tls: ssl.SSLContext | None) -> None:
    try:
        with tls.wrap_socket(connection, server_side=True) if tls is not None else connection as stream:
            while request := read_request(stream):
                server.requests.append(request)
                if callable(answer):
                    answer(stream)
                    return
                stream.sendall(answer)
    except OSError:
        connection.close()


def read_request(stream: socket.socket) -> bytes:
    """Return one request, empty when the other side has closed."""
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = stream.recv(65536)
        if not chunk:
            return b""
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
    )
    while len(body) < length:
        body += stream.recv(65536)
    return head + b"\r\n\r\n" + body


def response(status: str, body: bytes = b"", *, headers: tuple[str, ...] = (), length: int | None = None) -> bytes:
    """Return an HTTP answer; `length` is what it claims, by default the truth."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

"""A proxy that lets a connection through, and a server that speaks TLS."""

import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path


def tunnel_to(port: int) -> Callable[[socket.socket], None]:
    """Return what a proxy does that answers CONNECT and then passes bytes on to that port of this machine."""

    def tunnel(stream: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", port)) as onward:
            stream.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            back = threading.Thread(target=_pump, args=(onward, stream))
            back.start()
            _pump(stream, onward)
            back.join(timeout=10)

    return tunnel


def server_tls(certificate: Path, key: Path) -> ssl.SSLContext:
    """Return what a server needs to show that certificate."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    return tls


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while chunk := source.recv(65536):
            target.sendall(chunk)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return

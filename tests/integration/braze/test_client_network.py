"""Certificates and proxies: what the network of a company asks for, and what never leaves."""

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from braze_gitops.braze import connector
from braze_gitops.errors import UsageError
from braze_gitops.model import (
    Verdict,
)
from support.braze_calls import CREATE, CREATED, KEY, KEY_TEXT, make, verdict
from support.raw_server import RawServer, raw_server, response


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
    monkeypatch.setenv("HTTPS_PROXY", "ftp://ana:{}@127.0.0.1:1".format("hunter2"))
    exchange = make(CREATE, "https://rest.shop.example")
    assert (False, True, False) == (exchange.left, "proxy" in exchange.failure, "hunter2" in exchange.failure)


def test_this_machine_is_never_reached_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sandbox works where HTTP_PROXY is set."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with raw_server(response("201 Created", CREATED)) as server:
        assert Verdict.DONE is verdict(make(CREATE, server.url))

"""Certificates and proxies: what the network of a company asks for, and what never leaves."""

import socket
from pathlib import Path

import pytest

from braze_gitops.braze import connector
from braze_gitops.errors import UsageError
from braze_gitops.model import (
    Verdict,
)
from support.braze_calls import CREATE, CREATED, KEY, KEY_TEXT, QUICK, make, verdict
from support.raw_server import Answer, RawServer, raw_server, response
from support.tunnels import server_tls, tunnel_to


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
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with raw_server(tunnel_to(secure.port)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        exchange = make(CREATE, "https://rest.shop.example")
    assert Verdict.DONE is verdict(exchange)
    assert proxy.requests[0].startswith(b"CONNECT rest.shop.example:443 ")
    assert KEY_TEXT.encode() not in proxy.requests[0]


def cut(stream: socket.socket) -> None:
    """Close without an answer."""
    stream.shutdown(socket.SHUT_RDWR)


def say_nothing(stream: socket.socket) -> None:
    """Wait for the other side to give up."""
    stream.recv(1)


def open_and_cut(stream: socket.socket) -> None:
    """Let the connection through, and close it."""
    stream.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    stream.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(response("407 Proxy Authentication Required"), id="it wants a password"),
        pytest.param(response("403 Forbidden", b"<html>"), id="it forbids"),
        pytest.param(response("502 Bad Gateway"), id="it cannot get there"),
        pytest.param(response("302 Found", headers=("Location: https://login.shop.example/",)), id="a login page"),
        pytest.param(cut, id="it closes"),
        pytest.param(say_nothing, id="it says nothing in time"),
        pytest.param(b"SSH-2.0-OpenSSH_9.6\r\n\r\n", id="it is none"),
        pytest.param(b"HTTP/1.1 200 OK\r\nConte", id="half an answer"),
        pytest.param(open_and_cut, id="it closes before the handshake"),
    ],
)
def test_a_proxy_that_refuses_never_let_it_leave(monkeypatch: pytest.MonkeyPatch, answer: Answer) -> None:
    """Nothing of the request is written before the connection stands: a create is not in doubt."""

    def then_close(stream: socket.socket) -> None:
        if callable(answer):
            answer(stream)
        else:
            stream.sendall(answer)

    with raw_server(then_close) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        exchange = make(CREATE, "https://rest.shop.example", timeouts=QUICK)
    assert (False, Verdict.NOT_SENT) == (exchange.left, verdict(exchange))
    assert {b"CONNECT"} == {request.split(b" ")[0] for request in proxy.requests}


@pytest.mark.needs("openssl")
def test_what_breaks_behind_a_proxy_may_have_left(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The request went through the tunnel, and the answer did not come back."""
    tls = server_tls(*certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with raw_server(cut, tls=tls) as server, raw_server(tunnel_to(server.port)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        exchange = make(CREATE, "https://rest.shop.example")
    assert (True, Verdict.UNKNOWN, 1) == (exchange.left, verdict(exchange), len(server.requests))


@pytest.mark.needs("openssl")
@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_a_proxy_is_told_its_password_and_nothing_else_is(
    secure: RawServer, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """It stands in the CONNECT alone, and in no word of ours."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with raw_server(tunnel_to(secure.port)) as proxy:
        monkeypatch.setenv(name, proxy.url.replace("http://", "http://ana:{}@".format("hunter2")))
        exchange = make(CREATE, "https://rest.shop.example")
    assert Verdict.DONE is verdict(exchange)
    assert b"Proxy-Authorization: Basic YW5hOmh1bnRlcjI=" in proxy.requests[0]
    assert b"proxy-authorization" not in secure.requests[0].lower()
    assert "hunter2" not in repr(exchange)


@pytest.mark.needs("openssl")
@pytest.mark.parametrize("name", ["127.0.0.1", "*"])
def test_no_proxy_is_heeded(
    secure: RawServer, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A host that is named there is reached straight."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", name)
    assert Verdict.DONE is verdict(make(CREATE, f"https://127.0.0.1:{secure.port}"))


def test_a_proxy_that_is_not_there_never_let_it_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
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

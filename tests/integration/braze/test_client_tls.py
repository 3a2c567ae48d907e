"""Certificates are always checked: whatever the environment says, and whoever answers."""

import ssl
import subprocess
from pathlib import Path

import pytest

from braze_gitops.braze import connector
from braze_gitops.errors import UsageError
from braze_gitops.model import Verdict
from support.braze_calls import CREATE, CREATED, KEY, make, verdict
from support.raw_server import RawServer, raw_server, response
from support.tunnels import server_tls

pytestmark = pytest.mark.needs("openssl")

# What turns checks off elsewhere, or is taken for other programs' certificates.
ELSEWHERE = [
    ("PYTHONHTTPSVERIFY", "0"),
    ("SSL_VERIFY", "false"),
    ("SSL_NO_VERIFY", "1"),
    ("HTTPX_VERIFY", "0"),
    ("CURL_INSECURE", "1"),
    ("GIT_SSL_NO_VERIFY", "1"),
    ("NODE_TLS_REJECT_UNAUTHORIZED", "0"),
    ("REQUESTS_CA_BUNDLE", ""),
    ("CURL_CA_BUNDLE", ""),
    ("SSL_CERT_FILE", ""),
    ("SSL_CERT_DIR", ""),
    ("REQUESTS_CA_BUNDLE", "the certificate"),
    ("CURL_CA_BUNDLE", "the certificate"),
]


def hash_of(certificate: Path) -> str:
    """Return by what a folder of certificates names this one."""
    arguments = ["openssl", "x509", "-hash", "-noout", "-in", str(certificate)]
    return subprocess.run(arguments, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.parametrize(("name", "value"), ELSEWHERE)
def test_no_variable_turns_checks_off(
    secure: RawServer,
    certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
) -> None:
    """A certificate nobody signed is refused, and the request never leaves."""
    monkeypatch.setenv(name, str(certificate[0]) if value == "the certificate" else value)
    exchange = make(CREATE, f"https://127.0.0.1:{secure.port}")
    assert (False, Verdict.NOT_SENT, []) == (exchange.left, verdict(exchange), secure.requests)


def test_an_authority_of_ones_own(authority: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """What it signed is taken where SSL_CERT_FILE names it."""
    ca, cert, key = authority
    monkeypatch.setenv("SSL_CERT_FILE", str(ca))
    with raw_server(response("201 Created", CREATED), tls=server_tls(cert, key)) as server:
        assert Verdict.DONE is verdict(make(CREATE, f"https://127.0.0.1:{server.port}"))


def test_an_authority_in_a_folder(
    authority: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """SSL_CERT_DIR holds files named by their hash."""
    ca, cert, key = authority
    (tmp_path / f"{hash_of(ca)}.0").write_bytes(ca.read_bytes())
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    with raw_server(response("201 Created", CREATED), tls=server_tls(cert, key)) as server:
        assert Verdict.DONE is verdict(make(CREATE, f"https://127.0.0.1:{server.port}"))


def test_file_and_folder_together(
    secure: RawServer,
    certificate: tuple[Path, Path],
    authority: tuple[Path, Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Both hold: the folder does not take the place of the file."""
    ca, cert, key = authority
    (tmp_path / f"{hash_of(ca)}.0").write_bytes(ca.read_bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    with raw_server(response("201 Created", CREATED), tls=server_tls(cert, key)) as server:
        found = [verdict(make(CREATE, f"https://127.0.0.1:{port}")) for port in (server.port, secure.port)]
    assert [Verdict.DONE, Verdict.DONE] == found


def test_a_folder_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Not silently no authority at all."""
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    with pytest.raises(UsageError):
        connector("https://rest.shop.example", KEY)


def test_another_authority_is_refused(
    secure: RawServer, authority: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """To trust one is not to trust all."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority[0]))
    exchange = make(CREATE, f"https://127.0.0.1:{secure.port}")
    assert (False, Verdict.NOT_SENT, []) == (exchange.left, verdict(exchange), secure.requests)


def test_another_name_is_refused(
    secure: RawServer, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The certificate is trusted, and is that of another host."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    exchange = make(CREATE, f"https://localhost:{secure.port}")
    assert (False, Verdict.NOT_SENT, []) == (exchange.left, verdict(exchange), secure.requests)
    assert "hostname mismatch" in exchange.failure.lower()


def test_tls_before_1_2_is_refused(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that speaks no newer one."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    tls = server_tls(*certificate)
    tls.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="deprecated"):
        tls.minimum_version, tls.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with raw_server(response("201 Created", CREATED), tls=tls) as server:
        exchange = make(CREATE, f"https://127.0.0.1:{server.port}")
    assert (False, Verdict.NOT_SENT, []) == (exchange.left, verdict(exchange), server.requests)


def test_plain_http_where_tls_should_be(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is sent in the clear."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with raw_server(response("201 Created", CREATED)) as server:
        exchange = make(CREATE, f"https://127.0.0.1:{server.port}")
        heard = b"".join(server.requests)
    assert (False, Verdict.NOT_SENT) == (exchange.left, verdict(exchange))
    assert b"Bearer" not in heard

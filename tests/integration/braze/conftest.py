"""Certificates made for the run, and servers that show them."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.braze_calls import CREATED
from support.raw_server import RawServer, raw_server, response
from support.tunnels import server_tls


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
    with raw_server(response("201 Created", CREATED), tls=server_tls(*certificate)) as server:
        yield server


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """Return the certificate of an authority, and a certificate for 127.0.0.1 that it signed, with its key."""
    folder = tmp_path_factory.mktemp("authority")
    ca, ca_key, cert, key = (folder / name for name in ("ca.pem", "ca.key", "cert.pem", "key.pem"))
    request, names = folder / "request.pem", folder / "names"
    names.write_text("subjectAltName=DNS:rest.shop.example,IP:127.0.0.1\n", encoding="utf-8")
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    for arguments in (
        ("req", "-x509", *curve, "-days", "2", "-keyout", ca_key, "-out", ca, "-subj", "/CN=Shop authority"),
        ("req", "-new", *curve, "-keyout", key, "-out", request, "-subj", "/CN=rest.shop.example"),
        ("x509", "-req", "-in", request, "-CA", ca, "-CAkey", ca_key, "-CAcreateserial", "-days", "2",
         "-extfile", names, "-out", cert),
    ):  # fmt: skip
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
    return ca, cert, key

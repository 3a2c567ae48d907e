"""The door to httpx: no exception class of it is without a meaning here."""

import httpx
import pytest

from braze_gitops.net import FAILURES, make_tls

CLASSES = sorted(
    (one for one in vars(httpx).values() if isinstance(one, type) and issubclass(one, Exception)),
    key=lambda one: one.__name__,
)
NEVER_LEFT = {"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"}


def test_there_are_classes_to_look_at() -> None:
    """The list below is not empty by accident."""
    assert {httpx.ConnectError, httpx.ReadTimeout, httpx.InvalidURL} <= set(CLASSES)


@pytest.mark.parametrize("one", CLASSES)
def test_every_exception_of_httpx_is_mapped(one: type[Exception]) -> None:
    """By name, not through its family: a new class has to be looked at."""
    assert one in FAILURES


@pytest.mark.parametrize("one", CLASSES)
def test_only_what_cannot_have_left_counts_as_such(one: type[Exception]) -> None:
    """Anything else may have reached Braze, so that a create is not made again."""
    left, _ = FAILURES[one]
    assert (one.__name__ not in NEVER_LEFT) is left


def test_certificates_are_checked() -> None:
    """There is no way to turn that off."""
    tls = make_tls()
    assert (True, "CERT_REQUIRED", "TLSv1_2") == (
        tls.check_hostname,
        tls.verify_mode.name,
        tls.minimum_version.name,
    )

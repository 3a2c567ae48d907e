"""Endpoints that may be named, and tricks that may not."""

import pytest

from braze_gitops.load.endpoint import INSTANCES, endpoint_fault


@pytest.mark.parametrize(
    "endpoint",
    [
        *INSTANCES.values(),
        "https://rest.fra-99.braze.eu",
        "http://127.0.0.1:8080",
        "http://localhost",
        "http://[::1]:9",
        "https://localhost:1",
    ],
)
def test_braze_and_loopback_are_allowed(endpoint: str) -> None:
    """Every instance, instances to come, and this machine."""
    assert endpoint_fault(endpoint, allow_endpoint=None) is None


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://rest.iad-01.braze.com",
        "https://rest.iad-01.braze.com/",
        "https://rest.iad-01.braze.com/path",
        "https://rest.iad-01.braze.com:8443",
        "https://rest.iad-01.braze.com@evil.example",
        "https://user" + ":pass@rest.iad-01.braze.com",
        "https://rest.iad-01.braze.com\\@evil.example",
        "https://rest.iad-01.braze.com\n",
        "https://rest.iad-01.braze.com?x",
        "https://rest.iad-01.braze.com#x",
        "https://REST.iad-01.braze.com",
        "https://169.254.169.254",
        "https://2130706433",
        "https://0x7f.1",
        "http://127.0.0.1.evil.example",
        "http://localhost" + ":80@evil.example",
        "http://localhost:123456",
        "https://evil",
        "https://evil.exаmple",
        "https://-a.example",
        "https://" + "a." * 200 + "example",
        "ftp://rest.iad-01.braze.com",
        "//rest.iad-01.braze.com",
        "",
    ],
)
def test_no_trick_passes_even_when_it_is_allowed(endpoint: str) -> None:
    """User parts, ports, paths, numbers, other schemes and look-alikes are refused whatever the run allows."""
    fault = endpoint_fault(endpoint, allow_endpoint=endpoint)
    assert fault is not None
    assert "no https address" in fault[0]


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://rest.iad-01.braze.com.evil.example",
        "https://rest.iad-01.braze.co",
        "https://xrest.iad-01.braze.com",
    ],
)
def test_look_alikes_need_to_be_allowed(endpoint: str) -> None:
    """A host that only resembles Braze's is somebody else's."""
    faults = [
        endpoint_fault(endpoint, allow_endpoint=allowed) is None for allowed in (None, "", "1", "*", endpoint)
    ]
    assert [False, False, False, False, True] == faults

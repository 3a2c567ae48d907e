"""Which REST endpoint an environment may name: Braze's instances, loopback, or one the run itself allows."""

from __future__ import annotations

import re
from collections.abc import Mapping

# braze-api.md section 3.
INSTANCES: Mapping[str, str] = {
    "US-01": "https://rest.iad-01.braze.com",
    "US-02": "https://rest.iad-02.braze.com",
    "US-03": "https://rest.iad-03.braze.com",
    "US-04": "https://rest.iad-04.braze.com",
    "US-05": "https://rest.iad-05.braze.com",
    "US-06": "https://rest.iad-06.braze.com",
    "US-07": "https://rest.iad-07.braze.com",
    "US-08": "https://rest.iad-08.braze.com",
    "US-10": "https://rest.us-10.braze.com",
    "EU-01": "https://rest.fra-01.braze.eu",
    "EU-02": "https://rest.fra-02.braze.eu",
    "AU-01": "https://rest.au-01.braze.com",
    "ID-01": "https://rest.id-01.braze.com",
    "JP-01": "https://rest.jp-01.braze.com",
    "KR-01": "https://rest.kr-01.braze.com",
}

ALLOW_VARIABLE = "BRAZE_GITOPS_ALLOW_ENDPOINT"

_BRAZE = re.compile(r"https://rest\.[a-z]{2,4}-[0-9]{2}\.braze\.(?:com|eu)\Z")
_LOOPBACK = re.compile(r"https?://(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?\Z")
_HTTPS = re.compile(r"https://(?=[a-z0-9.-]{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*\Z")


def endpoint_fault(endpoint: str, *, allow_endpoint: str | None) -> tuple[str, str] | None:
    """Return message and hint for an endpoint that must not be used, or None.

    `allow_endpoint` is the value of `BRAZE_GITOPS_ALLOW_ENDPOINT` in the run's own environment: the endpoints,
    with commas between, that are allowed although they are no Braze host. A pull request cannot set it, so it
    cannot send the key elsewhere.
    """
    if _BRAZE.match(endpoint) or _LOOPBACK.match(endpoint):
        return None
    if not _HTTPS.match(endpoint):
        hint = "write it like https://rest.iad-01.braze.com: lower case, no user, port, path or slash at the end"
        return "`endpoint` is no https address of a host", hint
    allowed = {item.strip() for item in (allow_endpoint or "").split(",")}
    if endpoint in allowed:
        return None
    hint = f"if it is meant, set {ALLOW_VARIABLE}={endpoint} in the environment of the run"
    return f"{endpoint} is no REST endpoint of Braze", hint

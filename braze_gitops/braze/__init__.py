"""Braze over HTTP: a call in, a redacted exchange out; eleven endpoints, one client a worker.

Never repeats a request, follows a redirect, touches the state or knows what a plan is. Importing this room loads
httpx: a command imports it when it is about to call.
"""

from braze_gitops.braze.broadcast import ScheduledBroadcast, read_broadcasts, read_next_send_time
from braze_gitops.braze.client import BrazeClient, connector
from braze_gitops.braze.redaction import Redaction
from braze_gitops.braze.wire import SCHEDULE_PATHS, WireRequest, broadcasts_request, request_of

__all__ = [
    "SCHEDULE_PATHS",
    "BrazeClient",
    "Redaction",
    "ScheduledBroadcast",
    "WireRequest",
    "broadcasts_request",
    "connector",
    "read_broadcasts",
    "read_next_send_time",
    "request_of",
]

"""One call to some server, with a key that must never show."""

import asyncio

from braze_gitops.braze import connector
from braze_gitops.model import (
    Call,
    CreateCall,
    Exchange,
    Kind,
    Secret,
    Verb,
    Verdict,
    freeze_object,
    read_answer,
)
from braze_gitops.net import Timeouts

KEY_TEXT = "11112222-canary/key+canary-333344445555"
KEY = Secret(KEY_TEXT, name="BRAZE_API_KEY")
CREATE = CreateCall(
    kind=Kind.MESSAGE,
    payload=freeze_object({"schedule": {"time": "2026-11-27T09:00:00Z"}, "broadcast": True, "note": "é"}),
)
CREATED = b'{"message":"success","schedule_id":"id-1"}'
QUICK = Timeouts(connect=0.5, answer=0.3, whole=0.6)


def make(call: Call, url: str, *, timeouts: Timeouts | None = None, key: Secret = KEY) -> Exchange:
    """Return what comes back from one call to `url`."""

    async def once() -> Exchange:
        client = connector(url, key, timeouts=timeouts)()
        try:
            return await client.perform(call)
        finally:
            await client.close()

    return asyncio.run(once())


def verdict(exchange: Exchange) -> Verdict:
    """Return what it means for a create."""
    return read_answer(Verb.CREATE, exchange).verdict

"""The key shows nowhere, and goes nowhere but to an endpoint of Braze."""

import asyncio
import base64
import json
import logging

import pytest

from braze_gitops.braze import connector
from braze_gitops.errors import UsageError
from braze_gitops.model import (
    Exchange,
    Secret,
    Verb,
    read_answer,
)
from support.braze_calls import CREATE, KEY, KEY_TEXT, make
from support.raw_server import raw_server, response

ECHOES = [
    pytest.param(f'{{"message":"Invalid API key: {KEY_TEXT}"}}'.encode(), id="plain"),
    pytest.param(base64.b64encode(KEY_TEXT.encode()), id="base64"),
    pytest.param(KEY_TEXT.replace("/", "%2F").replace("+", "%2B").encode(), id="URL"),
    pytest.param(json.dumps({"message": KEY_TEXT}).replace("/", "\\/").encode(), id="escaped slash"),
    pytest.param(
        ('{"message":"' + "".join(f"\\u{ord(one):04x}" for one in KEY_TEXT) + '"}').encode(), id="escaped whole"
    ),
    pytest.param(b'{"message":"' + b"x" * (8192 - 30) + KEY_TEXT.encode() + b'"}', id="across the limit"),
]


@pytest.mark.parametrize("body", ECHOES)
def test_a_key_that_is_echoed_is_redacted(body: bytes) -> None:
    """Nothing in the exchange or its reading shows the key or a part of it."""
    headers = (f"X-Request-Id: {KEY_TEXT}",)
    with raw_server(response("401 Unauthorized", body, headers=headers)) as server:
        exchange = make(CREATE, server.url)
    shown = repr(exchange) + repr(read_answer(Verb.CREATE, exchange))
    for part in (KEY_TEXT, "canary", base64.b64encode(KEY_TEXT.encode()).decode(), "canary%2Fkey"):
        assert part not in shown


@pytest.mark.parametrize("status", ["200 OK", "307 Temporary Redirect", "401 Unauthorized", "502 Bad Gateway"])
def test_a_secret_of_a_definition_is_redacted_like_the_key(status: str) -> None:
    """Whoever echoes the request's body in a page, with any status."""
    secret = Secret("hook/token+4711-4712-4713", name="HOOK_TOKEN")
    body = f"<pre>{secret.reveal()} {base64.b64encode(secret.reveal().encode()).decode()}</pre>".encode()

    async def once(url: str) -> Exchange:
        client = connector(url, KEY, redacted=[secret])()
        try:
            return await client.perform(CREATE)
        finally:
            await client.close()

    headers = (f"Location: /{KEY_TEXT}", f"X-Request-Id: {secret.reveal()}")
    with raw_server(response(status, body, headers=headers)) as server:
        shown = repr(asyncio.run(once(server.url)))
    assert ("HOOK_TOKEN" in shown, "4711" in shown, "canary" in shown) == (True, False, False)


def test_no_log_shows_the_key(caplog: pytest.LogCaptureFixture) -> None:
    """Neither httpx nor httpcore at DEBUG, the 401 that echoes it included."""
    caplog.set_level(logging.DEBUG)
    body = f'{{"message":"Invalid API key: {KEY_TEXT}"}}'.encode()
    with raw_server(response("401 Unauthorized", body)) as server:
        make(CREATE, server.url)
    assert caplog.records
    assert not [one for one in caplog.records if KEY_TEXT in one.getMessage() or KEY_TEXT in repr(one.args)]


@pytest.mark.parametrize("text", ["", " k3y-x", "k3y-x\n", '"k3y-x"', "schlüssel"])
def test_a_key_that_cannot_be_sent_is_refused_by_its_name(text: str) -> None:
    """The message names the variable and not its content."""
    with pytest.raises(UsageError) as caught:
        connector("https://rest.shop.example", Secret(text, name="BRAZE_API_KEY"))
    assert "BRAZE_API_KEY" in str(caught.value)
    assert not text or text.strip() not in str(caught.value)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://rest.shop.example",
        "https://rest.shop.example/",
        "https://rest.shop.example/path",
        "https://ana@rest.shop.example",
        "https://",
        "ftp://rest.shop.example",
        "rest.shop.example",
        "https://rest.shop.example:99999",
        "https://rest.shop.example\n",
        "https://rest shop.example",
        "http://127.0.0.1.shop.example",
    ],
)
def test_an_endpoint_that_is_none_is_refused(endpoint: str) -> None:
    """Only https, and http on this machine."""
    with pytest.raises(UsageError):
        connector(endpoint, KEY)

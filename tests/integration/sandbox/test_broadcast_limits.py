"""The sandbox's limits on broadcasts of triggers (braze-api.md 10): 10 a minute to one audience, 250 over all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from braze_gitops.sandbox import advance
from support.sandbox_requests import CANVAS, CANVAS_PATH, MESSAGE, MESSAGE_PATH
from support.states import NOW

GOLD = {"custom_attribute": {"custom_attribute_name": "tier", "comparison": "equals", "value": "gold"}}


def broadcast(**more: object) -> dict[str, object]:
    """Return a broadcast of a Canvas."""
    rest = {name: value for name, value in CANVAS.items() if name not in ("recipients", "broadcast", "audience")}
    return {**rest, "broadcast": True, **more}


def statuses(client: httpx.Client, count: int, fields: Mapping[str, object], path: str = CANVAS_PATH) -> list[int]:
    """Return what so many creates are answered with."""
    return [client.post(f"{path}/create", json=fields).status_code for _ in range(count)]


def test_the_eleventh_to_one_audience_is_refused(client: httpx.Client) -> None:
    """Ten are taken."""
    assert [*[201] * 10, 429] == statuses(client, 11, broadcast())


def test_a_refusal_names_its_limit_and_its_end(client: httpx.Client) -> None:
    """The headers are those of the limit that was reached."""
    statuses(client, 10, broadcast())
    headers = client.post(f"{CANVAS_PATH}/create", json=broadcast()).headers
    found = [headers[f"x-ratelimit-{name}"] for name in ("limit", "remaining", "reset")]
    assert ["10", "0", str(int((NOW + timedelta(minutes=1)).timestamp()))] == found


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"canvas_id": "another"}, id="another Canvas"),
        pytest.param({"audience": GOLD}, id="another audience"),
    ],
)
def test_another_audience_has_its_own_ten(client: httpx.Client, other: dict[str, object]) -> None:
    """One audience is one campaign or Canvas with one `audience`."""
    statuses(client, 10, broadcast())
    assert [201] * 10 == statuses(client, 10, broadcast(**other))


def test_the_next_minute_takes_ten_more(client: httpx.Client, folder: Path) -> None:
    """The minute is one of the sandbox's clock."""
    statuses(client, 10, broadcast())
    advance(folder, start=NOW, by=timedelta(minutes=1))
    assert [*[201] * 10, 429] == statuses(client, 11, broadcast())


def test_the_251st_is_refused(client: httpx.Client) -> None:
    """Over all audiences."""
    taken = [statuses(client, 10, broadcast(canvas_id=f"canvas-{number}")) for number in range(25)]
    assert ([[201] * 10] * 25, [429]) == (taken, statuses(client, 1, broadcast(canvas_id="one-more")))


def test_what_reaches_listed_people_and_messages_count_for_nothing(client: httpx.Client) -> None:
    """Neither limit is theirs."""
    people = {**broadcast(), "broadcast": False, "recipients": [{"external_user_id": "anna"}]}
    assert [201] * 12 == statuses(client, 12, people)
    assert [201] * 12 == statuses(client, 12, MESSAGE, MESSAGE_PATH)

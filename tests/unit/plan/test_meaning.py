"""What differences mean, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from braze_gitops.model import DesiredSchedule, Json, Kind, SendTime, TimeMode
from support.plans import ANCHOR, change_of, make_desired, make_recorded, make_state, plan_of

NAMES = {"segments": {"seg-8f1c": "Newsletter readers"}, "campaigns": {"camp-1": "Spring"}}


def sentences(before: DesiredSchedule, after: DesiredSchedule, *, named: bool = True) -> list[str]:
    """Return the sentences of the differences between two schedules of one address, in the order they are told."""
    words = NAMES if named else {}
    plan = plan_of([after], make_state(make_recorded(before), texts_of=[before]), names=words)
    return [one.sentence for one in change_of(plan).differences if one.sentence]


def plain(hour: int, zone: str, offset: int, *, day: int = 27) -> SendTime:
    """Return a plain time in November 2026 as written in a zone so many hours from UTC."""
    wall = datetime(2026, 11, day, hour)  # noqa: DTZ001 - a wall time has no zone
    return SendTime(
        mode=TimeMode.PLAIN, wall=wall, zone=zone, instant=(wall - timedelta(hours=offset)).replace(tzinfo=UTC)
    )


def away(mode: TimeMode, *, day: int = 28, hour: int = 9) -> SendTime:
    """Return a local or optimal time in November 2026."""
    return SendTime(mode=mode, wall=datetime(2026, 11, day, hour))  # noqa: DTZ001 - a wall time has no zone


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (
            away(TimeMode.LOCAL),
            plain(1, "America/Los_Angeles", -8),
            "26-hour local send becomes one instant, 01:00 in Los Angeles (09:00 UTC)",
        ),
        (
            plain(9, "UTC", 0),
            away(TimeMode.LOCAL),
            "one instant, 09:00 UTC, becomes a 26-hour local send: 09:00 on each person's own clock",
        ),
        (
            away(TimeMode.LOCAL),
            away(TimeMode.OPTIMAL),
            "26-hour local send becomes a send at each person's best time on Sat 28 Nov 2026",
        ),
        (
            away(TimeMode.OPTIMAL),
            away(TimeMode.LOCAL),
            "send at each person's best time becomes a 26-hour local send: 09:00 on each person's own clock",
        ),
        (
            away(TimeMode.OPTIMAL),
            away(TimeMode.OPTIMAL, day=29),
            "moves from Sat 28 Nov 2026 to Sun 29 Nov 2026, at each person's best time",
        ),
        (
            away(TimeMode.LOCAL),
            away(TimeMode.LOCAL, hour=10),
            "moves from Sat 28 Nov 2026 09:00 to 10:00 on each person's own clock",
        ),
        (
            plain(8, "America/New_York", -5),
            plain(9, "America/New_York", -5),
            "moves from Fri 27 Nov 2026 08:00 to 09:00 in New York (14:00 UTC)",
        ),
        (
            plain(8, "America/New_York", -5),
            plain(20, "America/New_York", -5, day=28),
            "moves from Fri 27 Nov 2026 08:00 to Sat 28 Nov 2026 20:00 in New York (Sun 29 Nov 2026 01:00 UTC)",
        ),
        (
            plain(8, "America/New_York", -5),
            plain(8, "+01:00", 1),
            "moves from Fri 27 Nov 2026 08:00 in New York (13:00 UTC) to 08:00 UTC+01:00 (07:00 UTC)",
        ),
    ],
    ids=[
        "local to plain",
        "plain to local",
        "local to optimal",
        "optimal to local",
        "another optimal date",
        "another local hour",
        "another hour",
        "another day",
        "another zone",
    ],
)
def test_time(before: SendTime, after: SendTime, sentence: str) -> None:
    """A new time is said once, with what it means."""
    assert [sentence] == sentences(make_desired(time=before), make_desired(time=after))


def test_seconds_are_told() -> None:
    """A time with seconds is told with its seconds."""
    later = make_desired(at=ANCHOR + timedelta(seconds=30))
    assert ["moves from Fri 27 Nov 2026 05:00 to 05:00:30 in New York (10:00:30 UTC)"] == sentences(
        make_desired(), later
    )


def canvas(*people: str, **fields: Json) -> DesiredSchedule:
    """Return a Canvas for the people."""
    whole = {"recipients": tuple({"external_user_id": one} for one in people), **fields}
    return make_desired(kind=Kind.CANVAS, fields=whole, without=[] if people else ["recipients"])


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (canvas("anna", "ben"), canvas("anna", "cid", "dora", "eve"), ["people change: +3 −1"]),
        (
            canvas("anna", "ben"),
            canvas(broadcast=True),
            ["2 listed people become a broadcast: everyone the segment or audience holds gets it"],
        ),
        (
            canvas("anna"),
            canvas(broadcast=True),
            ["1 listed person becomes a broadcast: everyone the segment or audience holds gets it"],
        ),
        (canvas(broadcast=True), canvas("anna", "ben"), ["a broadcast becomes 2 listed people"]),
    ],
    ids=["others", "broadcast", "one to broadcast", "from a broadcast"],
)
def test_people(before: DesiredSchedule, after: DesiredSchedule, said: list[str]) -> None:
    """People are counted, never named."""
    assert said == sentences(before, after)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"broadcast": True}, {"broadcast": False}, ["is no longer a broadcast"]),
        ({"broadcast": False}, {"broadcast": True}, ["becomes a broadcast"]),
        (
            {},
            {"segment_id": "seg-2"},
            ["segment changes from Newsletter readers (seg-8f1c) to segments.newsletter (seg-2)"],
        ),
        (
            {"campaign_id": "camp-2"},
            {"campaign_id": "camp-1"},
            ["campaign changes from camp-2 to Spring (camp-1)"],
        ),
        ({}, {"campaign_id": "camp-1"}, ["campaign Spring (camp-1) is added"]),
        ({"campaign_id": "camp-1"}, {}, ["campaign Spring (camp-1) is removed"]),
        ({}, {"audience": {"AND": ()}}, ["audience filter is added"]),
        ({"audience": {"AND": ()}}, {}, ["audience filter is removed"]),
        ({"audience": {"AND": ()}}, {"audience": {"OR": ()}}, ["the audience filter changes"]),
        ({"audience": "x"}, {"audience": "y"}, ["audience filter changes"]),
        ({"send_id": "a", "campaign_id": "c"}, {"send_id": "b", "campaign_id": "c"}, []),
    ],
    ids=[
        "no broadcast",
        "broadcast",
        "segment",
        "campaign",
        "campaign added",
        "campaign removed",
        "audience added",
        "audience removed",
        "audience changed",
        "audience of another shape",
        "nothing to add",
    ],
)
def test_reach(before: Mapping[str, Json], after: Mapping[str, Json], said: list[str]) -> None:
    """Who is reached is said in words, with the names the project gives."""
    assert said == sentences(make_desired(fields=before), make_desired(fields=after))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"email": {"subject": "Hi"}}, {"email": {"subject": "Hi"}, "sms": {}}, ["channel sms is added"]),
        ({"email": {"subject": "Hi"}, "sms": {}}, {"email": {"subject": "Hi"}}, ["channel sms is removed"]),
        ({"email": {"subject": "Hi"}}, {"email": {"subject": "Ho"}}, []),
    ],
    ids=["added", "removed", "edited"],
)
def test_channels(before: Json, after: Json, said: list[str]) -> None:
    """A channel that comes or goes is said; a text speaks for itself."""
    assert said == sentences(make_desired(fields={"messages": before}), make_desired(fields={"messages": after}))


def test_app_without_a_name() -> None:
    """An id no one has named stands alone."""
    before, after = ({"messages": {"sms": {"app_id": app}}} for app in ("app-1", "app-2"))
    assert ["app changes from app-1 to app-2"] == sentences(
        make_desired(fields=before), make_desired(fields=after)
    )

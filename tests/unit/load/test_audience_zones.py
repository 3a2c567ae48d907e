"""The first and the last zone of an environment's people."""

from datetime import date, timedelta

import pytest

from braze_gitops.load.project_file import read_project
from braze_gitops.model import WORLD, AudienceZones, Finding
from support.yaml_sources import source

WINTER, SUMMER = date(2027, 1, 15), date(2027, 7, 15)


def read(zones: str | None) -> tuple[AudienceZones | None, tuple[Finding, ...]]:
    """Return what a project file with one environment makes of `audience_zones`."""
    setting = f", audience_zones: {zones}" if zones is not None else ""
    text = f"version: 1\nenvironments:\n  one: {{sandbox: true{setting}}}\n"
    project, findings = read_project(source(text, "braze-gitops.yaml"))
    return (project.environments["one"].audience_zones if project is not None else None), findings


def test_without_the_key_the_whole_world_counts() -> None:
    """From UTC+14 to UTC-12."""
    assert (WORLD, ()) == read(None)


@pytest.mark.parametrize(
    ("written", "names", "winter", "summer"),
    [
        pytest.param("[UTC+14, UTC-12]", ("UTC+14", "UTC-12"), (-12, 14), (-12, 14), id="the world, written out"),
        pytest.param("['+09:00', '-0330']", ("UTC+9", "UTC-3:30"), (-3.5, 9), (-3.5, 9), id="offsets"),
        pytest.param("[UTC+5:45, UTC]", ("UTC+5:45", "UTC"), (0, 5.75), (0, 5.75), id="minutes, and UTC"),
        pytest.param("[UTC+0, UTC-0]", ("UTC", "UTC"), (0, 0), (0, 0), id="nothing but UTC"),
        pytest.param(
            "[America/New_York, America/Los_Angeles]",
            ("America/New_York", "America/Los_Angeles"),
            (-8, -5),
            (-7, -4),
            id="places",
        ),
        pytest.param("[Europe/Berlin, Europe/Berlin]", ("Europe/Berlin",) * 2, (1, 1), (2, 2), id="one place"),
        pytest.param(
            "[Pacific/Chatham, Pacific/Tongatapu]",
            ("Pacific/Chatham", "Pacific/Tongatapu"),
            (13, 13.75),
            (12.75, 13),
            id="each farther east for half the year",
        ),
    ],
)
def test_zones_are_read(
    written: str, names: tuple[str, str], winter: tuple[float, float], summer: tuple[float, float]
) -> None:
    """Names and offsets; a place has the offset of the day, and the widest of both counts."""
    zones, findings = read(written)
    assert zones is not None
    assert (names, ()) == ((zones.first.name, zones.last.name), findings)
    hours = [tuple(offset / timedelta(hours=1) for offset in zones.offsets_on(day)) for day in (WINTER, SUMMER)]
    assert [winter, summer] == hours


@pytest.mark.parametrize(
    ("written", "code", "column", "said"),
    [
        pytest.param("", "audience-zones-form", 24, "audience_zones: [", id="no value"),
        pytest.param("Asia/Tokyo", "audience-zones-form", 40, "audience_zones: [", id="no list"),
        pytest.param("[]", "audience-zones-form", 40, "the whole world counts", id="nobody"),
        pytest.param("[UTC, UTC, UTC]", "audience-zones-form", 40, "audience_zones: [", id="three"),
        pytest.param("[+14, UTC]", "audience-zones-form", 41, "UTC+9", id="a number"),
        pytest.param("[UTC, UTC+15]", "audience-zones-offset", 46, "UTC+14 and UTC-12", id="too far east"),
        pytest.param("[UTC, UTC-13]", "audience-zones-offset", 46, "UTC+14 and UTC-12", id="too far west"),
        pytest.param("[Tokyo, UTC]", "audience-zones-unknown", 41, "did you mean `Asia/Tokyo`?", id="a city"),
        pytest.param("[UTC, PST]", "audience-zones-unknown", 46, "America/Los_Angeles", id="an abbreviation"),
        pytest.param("[UTC-12, UTC+14]", "audience-zones-order", 40, "[UTC+14, UTC-12]", id="turned around"),
        pytest.param(
            "[Europe/London, Africa/Lagos]",
            "audience-zones-order",
            40,
            "[Africa/Lagos, Europe/London]",
            id="west for a part of the year",
        ),
    ],
)
def test_what_is_no_pair_of_zones_is_an_error(written: str, code: str, column: int, said: str) -> None:
    """With its place and what to write."""
    zones, findings = read(written)
    assert zones is None
    (finding,) = findings
    assert finding.place is not None
    assert (code, 3, column) == (finding.code, finding.place.line, finding.place.column)
    assert said in finding.hint


def test_both_ends_are_looked_at() -> None:
    """Two wrong zones are two errors."""
    _, findings = read("[Tokyo, Honolulu]")
    assert ["audience-zones-unknown"] * 2 == [finding.code for finding in findings]

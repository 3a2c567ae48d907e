"""The project file as settings."""

from datetime import UTC, datetime, timedelta

import pytest

from braze_gitops.load.project_file import read_project
from braze_gitops.model import (
    SANDBOX_ENDPOINT,
    Environment,
    Finding,
    Limits,
    Lineage,
    Project,
    SecretDeclaration,
    StateLocation,
)
from support.yaml_sources import source

FULL = """\
version: 1
definitions: campaigns/2026/
branch: trunk
default_environment: sandbox
names: {segments: {seg-1: Readers}, apps: {a: App}}
variables: {brand: Shop}
liquid_variables: {greeting: "Hi {{${first_name}}}"}
secrets:
  HOOK_TOKEN: {hosts: [hooks.shop.example], version: 2}
  OTHER: {hosts: [a.example, b.example], version: 1, paths: [messages.webhook.url]}
guards: {max_deletes: 5, max_delete_percent: 0}
environments:
  sandbox: {sandbox: true, clock: 2026-11-20T09:00:00Z, variables: {app_id: a}}
  eu-1:
    instance: EU-01
    api_key_env: BRAZE_API_KEY
    state: {url: "file:/srv/state", lasting_disk: true}
    lineage: 5d0c6c0e-1111-4222-8333-444455556666
    horizon_days: 30
    cutoff: 2h
    rate_limit_per_hour: 100
    parallelism: 16
"""
BRAZE = "instance: US-01, api_key_env: K"


def read(text: str, *, allow_endpoint: str | None = None) -> tuple[Project | None, tuple[Finding, ...]]:
    """Read a project file."""
    return read_project(source(text, "braze-gitops.yaml"), allow_endpoint=allow_endpoint)


def with_environment(settings: str) -> str:
    """Return a project file with one environment, written in one line."""
    return f"version: 1\nenvironments:\n  one: {{{settings}}}\n"


def test_a_full_project_file_is_read() -> None:
    """Every setting lands where it belongs."""
    project, findings = read(FULL)
    assert ((), Limits(max_deletes=5, max_delete_percent=0)) == (findings, project and project.limits)
    assert project is not None
    assert ("campaigns/2026", "trunk", "sandbox") == (
        project.definitions,
        project.branch,
        project.default_environment,
    )
    assert {"segments": {"seg-1": "Readers"}, "apps": {"a": "App"}} == project.names
    assert ({"brand": "Shop"}, {"greeting": "Hi {{${first_name}}}"}) == (
        project.variables,
        project.liquid_variables,
    )


def test_secrets_are_declared() -> None:
    """Webhooks are where a secret may stand, unless `paths` says otherwise."""
    project, _ = read(FULL)
    assert project is not None
    assert project.secrets == (
        SecretDeclaration(
            name="HOOK_TOKEN", version=2, paths=("messages.webhook.*",), hosts=("hooks.shop.example",)
        ),
        SecretDeclaration(
            name="OTHER", version=1, paths=("messages.webhook.url",), hosts=("a.example", "b.example")
        ),
    )


def test_environments_are_read() -> None:
    """A sandbox and a workspace, each with what it says and the defaults for the rest."""
    project, _ = read(FULL)
    assert project is not None
    sandbox = Environment(
        name="sandbox",
        endpoint=SANDBOX_ENDPOINT,
        instance=None,
        api_key_env=None,
        state=StateLocation(url="file:.braze-gitops/state/sandbox"),
        lineage=None,
        variables={"app_id": "a"},
        clock_start=datetime(2026, 11, 20, 9, tzinfo=UTC),
    )
    workspace = Environment(
        name="eu-1",
        endpoint="https://rest.fra-01.braze.eu",
        instance="EU-01",
        api_key_env="BRAZE_API_KEY",
        state=StateLocation(url="file:/srv/state", lasting_disk=True),
        lineage=Lineage("5d0c6c0e-1111-4222-8333-444455556666"),
        variables={},
        horizon=timedelta(days=30),
        cutoff=timedelta(hours=2),
        rate_limit_per_hour=100,
        parallelism=16,
    )
    assert {"sandbox": sandbox, "eu-1": workspace} == project.environments


def test_little_is_needed() -> None:
    """Everything but the version and one environment has a default."""
    project, findings = read("version: 1\nvariables:\nenvironments: {dev: {sandbox: true}}\n")
    assert () == findings
    assert project is not None
    assert ("schedules", "main", None, Limits()) == (
        project.definitions,
        project.branch,
        project.default_environment,
        project.limits,
    )


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        pytest.param("", "file-empty", 0, id="empty"),
        pytest.param("# x\n", "project-documents", 0, id="no document"),
        pytest.param("version: 1\n---\nversion: 1\n", "project-documents", 0, id="two documents"),
        pytest.param("a: [", "yaml-syntax", 1, id="syntax"),
        pytest.param("environments: {a: {sandbox: true}}", "project-version", 1, id="no version"),
        pytest.param("version: 2\nenvironments: {a: {sandbox: true}}", "project-version", 1, id="later version"),
        pytest.param(
            "version: true\nenvironments: {a: {sandbox: true}}", "project-version", 1, id="true as version"
        ),
        pytest.param(
            "version: '1'\nenvironments: {a: {sandbox: true}}", "project-version", 1, id="text as version"
        ),
        pytest.param("version: 1\n", "environments-missing", 1, id="no environment"),
        pytest.param(
            "version: 1\nenvironments: {}\ndefault_environment: x",
            "environments-missing",
            2,
            id="no environment at all",
        ),
    ],
)
def test_a_file_that_is_no_project_is_an_error(text: str, code: str, line: int) -> None:
    """There is no project, and the first finding says why."""
    project, findings = read(text)
    place = next(finding.place for finding in findings if finding.code == code)
    assert (None, line) == (project, place.line if place else None)


@pytest.mark.parametrize(
    ("line", "code", "marked", "hint"),
    [
        pytest.param("defintions: x", "unknown-key", "defintions", "did you mean `definitions`?", id="misspelt"),
        pytest.param("zzz: x", "unknown-key", "zzz", "there are: branch", id="unknown"),
        pytest.param("policies: []", "not-yet", "policies", "take them out", id="policies"),
        pytest.param("definitions: ../x", "definitions-path", "../x", "definitions: schedules", id="outside"),
        pytest.param("definitions: /etc", "definitions-path", "/etc", "definitions: schedules", id="absolute"),
        pytest.param(r"definitions: a\b", "definitions-path", r"a\b", "definitions: schedules", id="backslash"),
        pytest.param("definitions: [a]", "wrong-type", "[a]", "", id="list as folder"),
        pytest.param("branch: ''", "wrong-type", "''", "", id="empty branch"),
        pytest.param("branch:", "wrong-type", "branch", "", id="branch without value"),
        pytest.param(
            "default_environment: prod", "environment-unknown", "prod", "there are: one", id="default unknown"
        ),
        pytest.param(
            "names: {segment: {}}", "unknown-key", "segment", "did you mean `segments`?", id="names misspelt"
        ),
        pytest.param("names: {segments: {a: 5}}", "wrong-type", "5", "", id="number as name"),
        pytest.param("names: []", "wrong-type", "[]", "", id="list as map"),
        pytest.param("variables: {each: 1}", "variable-name", "each", "app_id", id="reserved name"),
        pytest.param("variables: {a-b: 1}", "variable-name", "a-b", "app_id", id="hyphen"),
        pytest.param("variables: {a: }", "variable-empty", "}", "give it one", id="no value"),
        pytest.param("variables: {a: << b >>}", "variable-template", "<< b >>", "the text itself", id="template"),
        pytest.param(
            "variables: {a: [{b: '<<c'}]}", "variable-template", "[{b: '<<c'}]", "the text", id="template inside"
        ),
        pytest.param(
            "variables: {a: {'<<': 1}}", "variable-template", "{'<<': 1}", "the text", id="template as key"
        ),
        pytest.param("liquid_variables: {a b: x}", "variable-name", "a b", "app_id", id="liquid name"),
        pytest.param("guards: {max_deletes: -1}", "wrong-type", "-1", "", id="negative limit"),
        pytest.param("guards: {max_deletes: true}", "wrong-type", "true", "", id="true as limit"),
        pytest.param("guards: {max_delete_percent: 101}", "wrong-type", "101", "", id="more than all"),
        pytest.param("guards: {max_delete: 1}", "unknown-key", "max_delete", "max_deletes", id="guard misspelt"),
        pytest.param(
            "secrets: {GITHUB_TOKEN: {hosts: [a.b], version: 1}}",
            "secret-name",
            "GITHUB_TOKEN",
            "its own",
            id="reserved secret",
        ),
        pytest.param(
            "secrets: {BRAZE_API_KEY: {hosts: [a.b], version: 1}}",
            "secret-name",
            "BRAZE_API_KEY",
            "its own",
            id="the usual key",
        ),
        pytest.param(
            "secrets: {K: {hosts: [a.b], version: 1}}",
            "secret-name",
            "K",
            "its own",
            id="the key of an environment",
        ),
        pytest.param(
            "secrets: {AWS_X: {hosts: [a.b], version: 1}}", "secret-name", "AWS_X", "its own", id="cloud name"
        ),
        pytest.param(
            "secrets: {hook: {hosts: [a.b], version: 1}}",
            "secret-name",
            "hook",
            "HOOK_TOKEN",
            id="lower case secret",
        ),
        pytest.param(
            "secrets: {T: {version: 1}}", "secret-hosts", "{version: 1}", "hooks.shop.example", id="no hosts"
        ),
        pytest.param(
            "secrets: {T: {hosts: ['https://a.b'], version: 1}}",
            "secret-hosts",
            "['https://a.b']",
            "https",
            id="URL as host",
        ),
        pytest.param(
            "secrets: {T: {hosts: [a.b]}}", "secret-version", "{hosts: [a.b]}", "version: 1", id="no version"
        ),
        pytest.param("secrets: {T: {hosts: [a.b], version: 0}}", "wrong-type", "0", "", id="version zero"),
        pytest.param(
            "secrets: {T: {hosts: [a.b], version: 1, paths: [segment_id]}}",
            "secret-paths",
            "[segment_id]",
            "messages.webhook",
            id="path elsewhere",
        ),
        pytest.param(
            "secrets: {T: {hosts: [a.b], version: 1, paths: x}}", "wrong-type", "x", "", id="text as paths"
        ),
        pytest.param(
            "secrets: {T: {hosts: [a.b], version: 1, host: x}}",
            "unknown-key",
            "host",
            "hosts",
            id="unknown in secret",
        ),
    ],
)
def test_a_wrong_setting_is_an_error_at_its_place(line: str, code: str, marked: str, hint: str) -> None:
    """Each wrong setting is marked, with a hint, and there is no project."""
    project, findings = read(f"version: 1\n{line}\nenvironments: {{one: {{{BRAZE}}}}}\n")
    finding = next(each for each in findings if each.code == code)
    place = finding.place
    assert place is not None
    assert (None, 2, marked) == (project, place.line, place.excerpt[place.column - 1 :][: place.width])
    assert hint in finding.hint


@pytest.mark.parametrize(
    ("settings", "code", "hint"),
    [
        pytest.param("api_key_env: K", "environment-endpoint", "instance: US-01", id="no endpoint"),
        pytest.param(
            "instance: US-01, endpoint: https://rest.iad-01.braze.com, api_key_env: K",
            "environment-endpoint",
            "one of the two",
            id="two endpoints",
        ),
        pytest.param("instance: US-09, api_key_env: K", "instance-unknown", "US-01, US-02", id="unknown instance"),
        pytest.param(
            "instance: zzz, api_key_env: K", "instance-unknown", "there are: US-01", id="no instance at all"
        ),
        pytest.param(
            "instance: us-01, api_key_env: K", "instance-unknown", "did you mean US-01?", id="lower case instance"
        ),
        pytest.param("instance: 1, api_key_env: K", "wrong-type", "", id="number as instance"),
        pytest.param("endpoint: 1, api_key_env: K", "wrong-type", "", id="number as endpoint"),
        pytest.param("instance: US-01", "api-key-missing", "BRAZE_API_KEY", id="no key"),
        pytest.param("instance: US-01, api_key_env: braze", "api-key-name", "BRAZE_API_KEY", id="lower case key"),
        pytest.param("instance: US-01, api_key_env: 5", "api-key-name", "BRAZE_API_KEY", id="number as key"),
        pytest.param(
            "instance: US-01, api_key_env: GITHUB_TOKEN", "api-key-name", "BRAZE_API_KEY", id="somebody else's key"
        ),
        pytest.param(f"{BRAZE}, api_key: x", "unknown-key", "api_key_env", id="a key in the file"),
        pytest.param(f"{BRAZE}, state: git", "not-yet", "file:.braze-gitops/state/one", id="state in git"),
        pytest.param(f"{BRAZE}, state: s3://bucket/x", "not-yet", "file:", id="state in S3"),
        pytest.param(f"{BRAZE}, state: {{url: 'gs://x'}}", "not-yet", "file:", id="state map elsewhere"),
        pytest.param(f"{BRAZE}, state: 'file:'", "state-form", "file:", id="no path"),
        pytest.param(f"{BRAZE}, state: state.json", "state-form", "file:", id="path alone"),
        pytest.param(f"{BRAZE}, state: 5", "wrong-type", "", id="number as state"),
        pytest.param(f"{BRAZE}, state: {{lasting_disk: 1}}", "wrong-type", "", id="number as flag"),
        pytest.param(f"{BRAZE}, state: {{path: x}}", "unknown-key", "url", id="unknown in state"),
        pytest.param(f"{BRAZE}, lineage: x", "lineage-form", "git", id="lineage"),
        pytest.param(
            f"{BRAZE}, clock: '2026-11-20T09:00:00Z'", "clock-without-sandbox", "take it out", id="clock of Braze"
        ),
        pytest.param(
            "sandbox: true, clock: 2026-11-20", "clock-format", "2026-11-20T09:00:00Z", id="date as clock"
        ),
        pytest.param(
            "sandbox: true, clock: 2026-11-20T09:00:00", "clock-without-zone", "Z", id="clock without zone"
        ),
        pytest.param("sandbox: true, instance: US-01", "sandbox-and-braze", "take out", id="sandbox and instance"),
        pytest.param("sandbox: true, api_key_env: K", "sandbox-and-braze", "take out", id="sandbox and key"),
        pytest.param("sandbox: 1", "wrong-type", "", id="number as sandbox"),
        pytest.param(f"{BRAZE}, cutoff: 15 min", "duration-form", "15m", id="duration"),
        pytest.param(f"{BRAZE}, cutoff: 8d", "duration-form", "15m", id="long duration"),
        pytest.param(f"{BRAZE}, horizon_days: 0", "wrong-type", "", id="no horizon"),
        pytest.param(f"{BRAZE}, parallelism: 17", "wrong-type", "", id="too parallel"),
        pytest.param(f"{BRAZE}, rate_limit_per_hour: 1.5", "wrong-type", "", id="half a call"),
        pytest.param(f"{BRAZE}, variables: {{if: 1}}", "variable-name", "app_id", id="reserved variable"),
        pytest.param(f"{BRAZE}, colour: red", "unknown-key", "", id="unknown"),
    ],
)
def test_a_wrong_environment_is_an_error(settings: str, code: str, hint: str) -> None:
    """Each mistake in an environment has its finding in its line, and there is no project."""
    project, findings = read(with_environment(settings))
    finding = next(each for each in findings if each.code == code)
    assert (None, 3) == (project, finding.place and finding.place.line)
    assert hint in finding.hint


@pytest.mark.parametrize("name", ["Prod", "a_b", "-a", "a" * 64, "a.b"])
def test_an_environment_needs_a_plain_name(name: str) -> None:
    """Names are lower case letters, digits and hyphens."""
    assert "environment-name" in [
        f.code for f in read(f"version: 1\nenvironments: {{{name}: {{sandbox: true}}}}")[1]
    ]


def test_a_variable_must_not_stand_under_liquid_as_well() -> None:
    """One name has one meaning in every environment."""
    text = "version: 1\nliquid_variables: {a: x}\nenvironments: {one: {sandbox: true, variables: {a: 1}}}\n"
    assert ["variable-twice"] == [finding.code for finding in read(text)[1]]


def test_all_errors_come_at_once() -> None:
    """One run shows all that is wrong."""
    codes = [f.code for f in read("version: 3\nx: 1\nenvironments: {a: {}, B: {sandbox: 1}}\n")[1]]
    expected = {
        "project-version",
        "unknown-key",
        "environment-endpoint",
        "api-key-missing",
        "environment-name",
        "wrong-type",
    }
    assert expected == set(codes)


KEY = "0a1b2c3d-1111-4222-8333-444455556666"


@pytest.mark.parametrize(
    "settings",
    [
        f"instance: US-01, api_key_env: {KEY}, parallelism: 99",
        f"instance: US-01, api_key: {KEY}",
        f"instance: US-01, key: {KEY}",
        f"instance: US-01, api_key_env: 'secret{KEY[8:]}'",
        f"instance: US-01, api_key_env: {KEY}, state: [",
    ],
)
def test_a_key_in_the_file_is_never_shown(settings: str) -> None:
    """Neither a message nor a source line repeats what may be a key."""
    _, findings = read(with_environment(settings))
    assert findings
    assert KEY[8:] not in str(findings)


def test_a_lineage_is_shown_though_it_looks_like_a_key() -> None:
    """The source line of a lineage is no secret."""
    _, (finding,) = read(
        f"version: 1\nenvironments:\n  a:\n    sandbox: true\n    lineage: {KEY} # x\n    lineage: y1234567\n"
    )
    assert finding.place is not None
    assert "lineage: y1234567" in finding.place.excerpt


def test_an_own_endpoint_needs_the_word_of_the_run() -> None:
    """A host that is not Braze's is refused unless the run's own environment names it."""
    text = with_environment("endpoint: https://braze.proxy.example, api_key_env: K")
    refused, findings = read(text)
    allowed, _ = read(text, allow_endpoint="https://x.example, https://braze.proxy.example")
    assert (None, ["endpoint-refused"]) == (refused, [finding.code for finding in findings])
    assert allowed is not None
    assert "https://braze.proxy.example" == allowed.environments["one"].endpoint

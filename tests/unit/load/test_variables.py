"""The variables of an environment."""

from braze_gitops.load.project_file import read_project
from braze_gitops.load.variables import lay_over, variables_of
from braze_gitops.model import freeze_object
from support.yaml_sources import source

TEXT = """\
version: 1
variables: {brand: Shop, segments: {a: 1, b: 1}}
liquid_variables: {greeting: "{{x}}"}
environments:
  sandbox: {sandbox: true, variables: {segments: {b: 2}, app_id: x}}
"""


def test_an_environment_lies_over_the_project() -> None:
    """Maps are merged key by key, anything else is replaced; Liquid stays apart."""
    project, _ = read_project(source(TEXT, "braze-gitops.yaml"))
    assert project is not None
    found = variables_of(project, project.environments["sandbox"])
    assert {"brand": "Shop", "segments": {"a": 1, "b": 2}, "app_id": "x"} == found.values
    assert ("app_id", "brand", "greeting", "segments") == found.names()


def test_a_map_replaces_what_is_no_map_and_the_other_way() -> None:
    """Only two maps are merged."""
    below, above = freeze_object({"a": {"x": 1}, "b": [1]}), freeze_object({"a": 2, "b": {"y": 2}})
    assert {"a": 2, "b": {"y": 2}} == lay_over(below, above)

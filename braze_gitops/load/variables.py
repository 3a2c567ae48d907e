"""The variables of one environment: the project's, with the environment's laid over them."""

from __future__ import annotations

from collections.abc import Mapping

from braze_gitops.load.expression import Variables
from braze_gitops.model import Environment, Json, JsonObject, Project, freeze_object

__all__ = ["Variables", "lay_over", "variables_of"]


def variables_of(project: Project, environment: Environment) -> Variables:
    """Return what `<< >>` can name in `environment`."""
    return Variables(
        values=lay_over(project.variables, environment.variables),
        liquid=project.liquid_variables,
        environment=environment.name,
        elsewhere={
            other.name: lay_over(project.variables, other.variables)
            for other in project.environments.values()
            if other.name != environment.name
        },
    )


def lay_over(below: JsonObject, above: JsonObject) -> JsonObject:
    """Return `below` with `above` over it: maps are merged key by key, anything else is replaced whole."""
    merged: dict[str, Json] = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        both_maps = isinstance(under, Mapping) and isinstance(value, Mapping)
        merged[key] = lay_over(under, value) if both_maps else value  # type: ignore[arg-type]  # both are maps
    return freeze_object(merged)

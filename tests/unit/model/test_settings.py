"""An environment knows whether the local Braze stands behind it."""

from __future__ import annotations

import pytest

from braze_gitops.model import SANDBOX_ENDPOINT, Environment, StateLocation, freeze_object


@pytest.mark.parametrize(
    ("endpoint", "is_sandbox"), [(SANDBOX_ENDPOINT, True), ("https://rest.iad-01.braze.com", False)]
)
def test_is_sandbox(endpoint: str, is_sandbox: bool) -> None:  # noqa: FBT001 -- a row of the table
    """The word `sandbox` as endpoint says so, and nothing else."""
    environment = Environment(
        name="local",
        endpoint=endpoint,
        instance=None,
        api_key_env=None,
        state=StateLocation(url="file:state"),
        lineage=None,
        variables=freeze_object({}),
    )
    assert is_sandbox == environment.is_sandbox

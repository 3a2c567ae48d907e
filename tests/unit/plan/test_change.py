"""What a change says of itself."""

from __future__ import annotations

import pytest

from braze_gitops.plan import Action
from support.reviews import a_change

CALLING = {Action.CREATE, Action.UPDATE, Action.REPLACE, Action.DELETE}


@pytest.mark.parametrize("action", Action)
def test_what_calls_braze(action: Action) -> None:
    """Four actions ask something of Braze; the others are written to the state alone."""
    assert (action in CALLING) is a_change(action=action).makes_calls

"""What can be read from a payload without knowing more of it."""

import pytest

from braze_gitops.model import Json, SendIdPair, freeze_object, send_id_pair


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"campaign_id": "camp", "send_id": "send"}, ("camp", "send"), id="both"),
        pytest.param({"campaign_id": "camp"}, None, id="no send id"),
        pytest.param({"send_id": "send"}, None, id="no campaign"),
        pytest.param({"campaign_id": {"$text": "0" * 64}, "send_id": "send"}, None, id="no text"),
    ],
)
def test_send_id_pair(fields: dict[str, Json], expected: SendIdPair | None) -> None:
    """A send is counted under a send id only together with its campaign."""
    assert expected == send_id_pair(freeze_object(fields))

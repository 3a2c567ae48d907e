"""The names people know things by: the words of the project file beside an id, else the variable it came from."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType

from braze_gitops.model import WORLD, Address, AudienceZones

_SECTIONS: Mapping[str, str] = {
    "segment_id": "segments",
    "campaign_id": "campaigns",
    "canvas_id": "canvases",
    "app_id": "apps",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """What ids and places are called: `words` is the project's `names` (section → id → words).

    `variables` maps an address to the dotted payload path → the variable its whole value came from. `zones` are
    those between which the people of the environment live.
    """

    words: Mapping[str, Mapping[str, str]] = dataclasses.field(default_factory=lambda: MappingProxyType({}))
    variables: Mapping[Address, Mapping[str, str]] = dataclasses.field(
        default_factory=lambda: MappingProxyType({})
    )
    zones: AudienceZones = WORLD

    def called(self, field: str, value: str, address: Address, *, path: str | None = None) -> str:
        """Return `value`, an id that stands in `field`, with its name, else with the variable it came from.

        `“Newsletter readers” (seg-8f1c)`, `seg-8f1c (segments.newsletter)`, `seg-8f1c`.
        """
        words = self.words.get(_SECTIONS.get(field, ""), {}).get(value)
        if words:
            return f"“{words}” ({value})"
        variable = self.variables.get(address, {}).get(path or field)
        return f"{value} ({variable})" if variable else value

"""Rules about any value, wherever it stands: it is there, and JSON can say it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from braze_gitops.load.document import NodePath
from braze_gitops.load.findings import Flaw, dotted


def check_values(value: object, path: NodePath = ()) -> Iterator[Flaw]:
    """Yield a flaw for every key or item without a value, and for every number that JSON cannot say."""
    match value:
        case None:
            yield Flaw(
                code="no-value",
                message=f"`{dotted(path)}` has no value",
                path=path,
                at_key=True,
                hint="write a value after it, or delete it",
                lacks=(path,),
            )
        case float() if not math.isfinite(value):
            yield Flaw(code="out-of-range", message=f"`{dotted(path)}` is not a number one can send", path=path)
        case Mapping():
            for key, item in value.items():
                if not isinstance(item, str):
                    yield from check_values(item, (*path, key))
        case list():
            for index, item in enumerate(value):
                if not isinstance(item, str):
                    yield from check_values(item, (*path, index))
        case _:
            pass

"""An exemption carries its reason: `type: ignore[code]`, `noqa: CODE` and `pragma: no cover`; the last are few."""

import io
import re
import tokenize
from collections.abc import Iterable, Iterator

from gates.source import Module

NO_COVER_CAP = 5

_TYPE_IGNORE = re.compile(r"#\s*type:\s*ignore(?P<code>\[[\w\-, ]+\])?(?P<rest>.*)")
_NOQA = re.compile(r"#\s*(?:ruff:\s*)?noqa(?P<code>:\s*[A-Z]+\d+(?:[, ]+[A-Z]+\d+)*)?(?P<rest>.*)", re.IGNORECASE)
_NO_COVER = re.compile(r"#\s*pragma:\s*no\s*(?:cover|branch)(?P<rest>.*)")
# Three words at least: "why" in fewer is no reason.
_REASON = re.compile(r"\w+\W+\w+\W+\w+")


def check_reasons(modules: Iterable[Module]) -> tuple[str, ...]:
    """Return one line for each exemption without code or reason, and one for too many `pragma: no cover`."""
    modules = tuple(modules)
    wrong = [complaint for module in modules for complaint in _unexplained(module)]
    exempt = sum(count_no_cover(module) for module in modules)
    if exempt > NO_COVER_CAP:
        wrong.append(f"pragma: no cover stands {exempt} times, and {NO_COVER_CAP} is the cap")
    return tuple(wrong)


def count_no_cover(module: Module) -> int:
    """Return how many comments of the module take lines or branches out of the coverage."""
    return sum(1 for _, comment in comments(module) if _NO_COVER.search(comment))


def comments(module: Module) -> Iterator[tuple[int, str]]:
    """Yield line number and text of each comment; a comment inside a string is none."""
    for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def _unexplained(module: Module) -> Iterator[str]:
    for line, comment in comments(module):
        for pattern, label in ((_TYPE_IGNORE, "type: ignore"), (_NOQA, "noqa"), (_NO_COVER, "pragma: no cover")):
            match = pattern.search(comment)
            if match is None:
                continue
            if "code" in pattern.groupindex and not match["code"]:
                yield f"{module.path}:{line}: {label} without a code"
            elif not _REASON.search(match["rest"]):
                yield f"{module.path}:{line}: {label} without a reason beside it"

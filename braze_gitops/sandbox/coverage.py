"""The table of docs/sandbox.md, made from the endpoints: what is supported, and what is our guess.

`python -m braze_gitops.sandbox.coverage docs/sandbox.md` writes it anew between its two marks.
"""

from __future__ import annotations

import sys
from pathlib import Path

from braze_gitops.sandbox.endpoints import CHECKED_AGAINST, ENDPOINTS

__all__ = ["BEGIN", "END", "coverage_table", "with_table"]

BEGIN = "<!-- made from the endpoints; python -m braze_gitops.sandbox.coverage docs/sandbox.md -->"
END = "<!-- end of what is made -->"


def coverage_table() -> str:
    """Return the Markdown table: an endpoint a row, our decisions by number, and the list of decisions."""
    decisions: dict[str, int] = {}
    rows = []
    for endpoint in ENDPOINTS:
        numbers = [decisions.setdefault(text, len(decisions) + 1) for text in endpoint.decisions]
        marks = ", ".join(str(number) for number in numbers)
        call = f"`{endpoint.method} {endpoint.path}`"
        rows.append(f"| {call} | yes | {CHECKED_AGAINST} | `{endpoint.permission}` | {marks} |")
    return "\n".join(
        [
            "| endpoint | supported | checked against the docs of | permission | decisions of ours |",
            "| --- | --- | --- | --- | --- |",
            *rows,
            "",
            "Where the documentation is silent or contradicts itself, the sandbox had to choose:",
            "",
            *(f"{number}. {text[0].upper()}{text[1:]}." for text, number in decisions.items()),
        ]
    )


def with_table(page: str) -> str:
    """Return a page with the table between its two marks made anew; ValueError if it lacks them."""
    before, _, rest = page.partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise ValueError("the page has no place for the table")
    return f"{before}{BEGIN}\n\n{coverage_table()}\n\n{END}{after}"


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(with_table(target.read_text(encoding="utf-8")), encoding="utf-8")

"""Writes the page of the docs that tells what a plan decides, from the table in `decisions`."""

from __future__ import annotations

from pathlib import Path

from decisions.page import PAGE, page

TOP = Path(__file__).resolve().parent.parent


def main() -> None:
    """Write it, and say where."""
    (TOP / PAGE).write_text(page(), encoding="utf-8")
    print(PAGE)


if __name__ == "__main__":
    main()

"""What an apply says that leaves the work to a newer commit."""

from __future__ import annotations


def overtaken_text(*, commit: str, tip: str, branch: str, remote: str) -> str:
    """Return why nothing was done: which commit this is, and which one does the work; without a line end."""
    return (
        f"`{branch}` of {remote} has gone on from commit {commit[:12]} to {tip}, "
        "and the run of that commit does the work."
    )

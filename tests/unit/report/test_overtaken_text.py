"""What an overtaken apply says."""

from __future__ import annotations

from braze_gitops.report import overtaken_text


def test_it_names_both_commits() -> None:
    """This one in short, the one that does the work in full, and where that is."""
    text = overtaken_text(commit="a" * 40, tip="b" * 40, branch="main", remote="origin")
    assert text == (
        f"`main` of origin has gone on from commit {'a' * 12} to {'b' * 40}, "
        "and the run of that commit does the work."
    )

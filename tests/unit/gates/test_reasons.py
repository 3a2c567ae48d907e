"""The gate on exemptions: each with its code and its reason."""

import pytest
from gates.reasons import NO_COVER_CAP, check_reasons, count_no_cover
from gates.source import parse

WHY = "the library ships no types"


@pytest.mark.parametrize(
    "comment",
    [
        "# type: ignore",
        f"# type: ignore  # {WHY}",
        "# type: ignore[attr-defined]",
        "# type: ignore[attr-defined]  # why",
        "# noqa",
        "# noqa: S301",
        "# noqa: S301, S302",
        "# pragma: no cover",
    ],
)
def test_bare_exemption_is_found(comment: str) -> None:
    """An exemption without a code or a reason gives one line."""
    assert 1 == len(check_reasons([parse("tests/x.py", f"x = 1  {comment}\n")]))


@pytest.mark.parametrize(
    "comment",
    [
        f"# type: ignore[attr-defined]  # {WHY}",
        f"# noqa: S301 - {WHY}",
        f"# noqa: S301, S302  # {WHY}",
        f"# pragma: no cover - {WHY}",
        "# an ordinary comment",
    ],
)
def test_explained_exemption_passes(comment: str) -> None:
    """With code and reason it gives no line."""
    assert () == check_reasons([parse("tests/x.py", f"x = 1  {comment}\n")])


def test_text_in_a_string_is_no_exemption() -> None:
    """Only comments count."""
    assert () == check_reasons([parse("tests/x.py", 'x = "# noqa"\n')])


@pytest.mark.parametrize(("more", "complaints"), [(0, 0), (1, 1)])
def test_no_cover_is_capped(more: int, complaints: int) -> None:
    """As many as the cap pass, one more does not."""
    text = f"x = 1  # pragma: no cover - {WHY}\n" * (NO_COVER_CAP + more)
    assert complaints == len(check_reasons([parse("braze_gitops/x.py", text)]))


def test_no_cover_is_counted() -> None:
    """Lines and branches taken out of coverage are counted alike."""
    assert 2 == count_no_cover(parse("x.py", "x = 1  # pragma: no cover\ny = 1  # pragma: no branch\n"))

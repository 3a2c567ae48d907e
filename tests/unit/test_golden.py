"""Golden cases: definitions and a state in, the plan as JSON and as text out.

`--update-golden` writes the files anew; the difference is reviewed as part of the change.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from support.golden import OUTPUTS, case_folders, outputs_of, read_case


@pytest.mark.parametrize("folder", case_folders(), ids=lambda folder: folder.name)
def test_golden(folder: Path, request: pytest.FixtureRequest) -> None:
    """A case plans to exactly what its files say, and holds no file beside them."""
    expected = outputs_of(read_case(folder))
    if request.config.getoption("--update-golden"):
        for name, text in expected.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    actual = {name: (folder / name).read_bytes().decode("utf-8") for name in OUTPUTS if (folder / name).exists()}
    assert expected == actual


def case(folder: Path, settings: str, *files: str) -> Path:
    """Write a case with these settings and files."""
    (folder / "definitions").mkdir()
    (folder / "case.toml").write_text(settings, "utf-8")
    for name in files:
        (folder / name).write_text("", "utf-8")
    return folder


@pytest.mark.parametrize(
    ("settings", "files", "said"),
    [
        pytest.param('about = "x"\nnow = 2026-11-20T09:00:00Z\n', ("notes.txt",), "nobody reads", id="file"),
        pytest.param('about = "x"\nnow = 2026-11-20T09:00:00Z\nalow = []\n', (), "`alow` is not known", id="key"),
        pytest.param('about = "x"\nnow = "2026-11-20"\n', (), "`now` is not known, or not", id="type"),
        pytest.param("now = 2026-11-20T09:00:00Z\n", (), "needs `about`", id="missing"),
        pytest.param(
            'about = "x"\nnow = 2026-11-20T09:00:00Z\napplied_at = 2026-11-20T09:00:00Z\n',
            (),
            "go together",
            id="no before",
        ),
    ],
)
def test_what_nobody_reads_is_refused(tmp_path: Path, settings: str, files: tuple[str, ...], said: str) -> None:
    """A misspelt key or a stray file does not stand in a case for nothing."""
    with pytest.raises(ValueError, match=said):
        read_case(case(tmp_path, settings, *files))

"""What an unquoted YAML scalar means."""

import pytest

from braze_gitops.load.plain_scalar import MAX_NUMBER, read_scalar
from braze_gitops.model import Severity


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(text, id=text)
        for text in (
            "NO",
            "no",
            "yes",
            "on",
            "Off",
            "y",
            "tRUE",
            "nULL",
            "2026-11-27",
            "2026-11-27T09:00:00",
            "10:00",
            "12:30:45",
            "1_000",
            "0b11",
            "0o8",
            "+0x1F",
            "1.2.3",
            "1,5",
            "e3",
            ".",
            "-",
            "+",
            "--1",
            "=",
            "<<",
            "infinity",
            "nan",
            "١٢",
        )
    ],
)
def test_what_only_looks_like_another_type_is_text(text: str) -> None:
    """Dates, times of day, YAML 1.1 truth values and near-numbers stay text."""
    assert (text, None) == read_scalar(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param(text, value, id=text or "empty")
        for text, value in (
            ("", None),
            ("~", None),
            ("null", None),
            ("NULL", None),
            ("true", True),
            ("False", False),
            ("0", 0),
            ("-7", -7),
            ("+7", 7),
            ("0o17", 15),
            ("0x1F", 31),
            ("1.5", 1.5),
            (".5", 0.5),
            ("1.", 1.0),
            ("1e3", 1000.0),
            ("-1E-2", -0.01),
            (str(MAX_NUMBER), MAX_NUMBER),
        )
    ],
)
def test_the_core_schema_is_read(text: str, value: object) -> None:
    """Null, truth values and numbers are those of the YAML 1.2 core schema."""
    read, problem = read_scalar(text)
    assert (value, type(value), None) == (read, type(read), problem)


@pytest.mark.parametrize(("text", "value"), [("010", 10), ("-007", -7), ("00", 0)])
def test_a_leading_zero_warns(text: str, value: int) -> None:
    """A number with a leading zero is the number, with a warning, since it is often an id."""
    read, problem = read_scalar(text)
    assert problem is not None
    assert (value, Severity.WARNING, "leading-zero") == (read, problem.severity, problem.code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param(".inf", "not-finite", id="infinite"),
        pytest.param("-.INF", "not-finite", id="minus infinite"),
        pytest.param(".NaN", "not-finite", id="not a number"),
        pytest.param("1e999", "number-too-large", id="float overflow"),
        pytest.param(str(MAX_NUMBER + 1), "number-too-large", id="one too many"),
        pytest.param("9" * 50_000, "number-too-large", id="more digits than Python reads"),
        pytest.param("0x" + "f" * 40, "number-too-large", id="hexadecimal"),
    ],
)
def test_numbers_that_cannot_be_sent_are_refused(text: str, code: str) -> None:
    """Infinite and overlarge numbers are errors, stay text, and the message stays short."""
    read, problem = read_scalar(text)
    assert problem is not None
    assert (text, Severity.ERROR, code, True) == (read, problem.severity, problem.code, len(problem.message) < 100)

"""Reading bodies by the letter of the standard."""

import pytest

from braze_gitops.sandbox.answering import NotJsonError, parse_json

NO_JSON = {
    "empty": b"",
    "words": b"hello",
    "trailing comma": b'{"a": 1,}',
    "NaN": b'{"a": NaN}',
    "infinity": b'{"a": -Infinity}',
    "a name twice": b'{"a": 1, "a": 2}',
    "a name twice inside": b'{"a": [{"b": 1, "b": 1}]}',
    "no UTF-8": b'{"a": "\xff"}',
    "half a pair": b'{"a": "\\ud800"}',
    "endless depth": b"[" * 100_000,
    "endless number": b'{"a": ' + b"9" * 10_000 + b"}",
    "byte order mark": b'\xef\xbb\xbf{"a": 1}',
}


@pytest.mark.parametrize("content", NO_JSON.values(), ids=NO_JSON)
def test_no_json(content: bytes) -> None:
    """What two readers would not agree on is refused."""
    with pytest.raises(NotJsonError):
        parse_json(content)


def test_json() -> None:
    """A JSON value comes out as it is."""
    assert {"a": [1, 2.5, None, True, "é😀"]} == parse_json(
        '{"a": [1, 2.5, null, true, "é\\ud83d\\ude00"]}'.encode()
    )

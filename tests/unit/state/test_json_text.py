"""JSON as the state's files hold it: strict to read, one way to write."""

import json

import pytest
from hypothesis import given

from braze_gitops.errors import StateDamagedError, StateTooNewError
from braze_gitops.model import Json, canonical_json, freeze, thaw
from braze_gitops.state.json_text import (
    Parsed,
    body_of,
    digest_of,
    escape_surrogates,
    freeze_parsed,
    in_order,
    parse_body,
    parse_json,
    seal,
    write_block,
    write_line,
)
from support.state_strategies import jsons

SEALED = seal(['  "version": 1', '  "a": [1, {"b": null}]'])


def open_sealed(sealed: bytes) -> dict[str, Parsed]:
    """Return the object in a sealed file, read strictly."""
    return parse_body(body_of(sealed))


@given(value=jsons)
def test_block_is_json_with_two_spaces(value: Json) -> None:
    """A block is what JSON looks like with two spaces a level."""
    assert json.dumps(thaw(value), indent=2, ensure_ascii=False) == write_block(value)


@given(value=jsons)
def test_block_comes_back(value: Json) -> None:
    """What is written as a block is read as it was, to the last type."""
    assert canonical_json(value) == canonical_json(parse_json(write_block(value).encode()))


@given(value=jsons)
def test_line_comes_back_on_one_line(value: Json) -> None:
    """What is written as a line is one line, and read as it was."""
    line = write_line(value)
    assert (canonical_json(value), 0) == (canonical_json(parse_json(line.encode())), line.count("\n"))


def test_in_order_sorts_every_object() -> None:
    """The keys of all objects come sorted, those in lists included."""
    value = freeze({"b": [{"d": 1, "c": 2}], "a": 1})
    assert '{"a": 1, "b": [{"c": 2, "d": 1}]}' == json.dumps(thaw(in_order(value)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(b'{"a": 1, "a": 1}', "a key stands twice", id="key twice"),
        pytest.param(b"[NaN]", "NaN is no number", id="NaN"),
        pytest.param(b"[-Infinity]", "-Infinity is no number", id="infinity"),
        pytest.param(b"[1e999]", "a number is too large", id="number beyond floats"),
        pytest.param(b"[" + b"9" * 5000 + b"]", "limit", id="number with too many digits"),
        pytest.param(b"[" * 100_000, "nested too deep", id="nested too deep"),
        pytest.param(b'"\xff"', "utf-8", id="not UTF-8"),
        pytest.param(b'"\xed\xa0\x80"', "utf-8", id="half a character"),
        pytest.param(b"{", "Expecting", id="cut"),
        pytest.param(b"{} {}", "Extra", id="two values"),
        pytest.param(b"", "Expecting", id="nothing"),
        pytest.param(b'"a\nb"', "control character", id="line break in a text"),
    ],
)
def test_what_is_not_strict_json_is_refused(text: bytes, message: str) -> None:
    """JSON with anything that could be read in two ways is refused."""
    with pytest.raises(ValueError, match=message):
        parse_json(text)


def test_half_characters_are_escaped() -> None:
    """A text with half a character, as an answer may hold one, is written and comes back."""
    text = "before \ud83d after"
    assert text == parse_json(escape_surrogates(write_line(text)).encode())


def test_sealed_comes_back() -> None:
    """What was sealed opens, digest left out."""
    assert {"version": 1, "a": (1, {"b": None})} == freeze_parsed(open_sealed(SEALED))


def test_digest_stands_at_the_end() -> None:
    """The digest of a sealed file is the last thing in it."""
    assert SEALED.endswith(f'"digest": "{digest_of(SEALED)}"\n}}\n'.encode())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "is empty", id="nothing"),
        pytest.param(SEALED[:-1], "digest does not fit", id="last byte gone"),
        pytest.param(SEALED[: len(SEALED) // 2], "is damaged: ", id="cut in half"),
        pytest.param(SEALED + b"\n", "digest does not fit", id="line added"),
        pytest.param(SEALED.replace(b"\n", b"\r\n"), "line ends were changed", id="line ends of Windows"),
        pytest.param(SEALED.replace(b"null", b"true"), "digest does not fit", id="value changed"),
        pytest.param(b"[1]", "digest does not fit", id="no object"),
        pytest.param(seal(['  "version": 2.5']), "names no format version", id="version that is no number"),
        pytest.param(seal(['  "version": true']), "names no format version", id="version that is a flag"),
        pytest.param(seal(['  "version": 0']), "names no format version", id="version 0"),
        pytest.param(seal(['  "a": 1']), "names no format version", id="no version"),
        pytest.param(
            seal(['  "version": 1', '  "version": 1']), "a key stands twice", id="sealed with a key twice"
        ),
        pytest.param(seal(["[", "]"]), "not what this program writes", id="sealed and no JSON"),
    ],
)
def test_damage_is_refused(content: bytes, message: str) -> None:
    """What is not exactly what was sealed is refused with what is wrong."""
    with pytest.raises(StateDamagedError, match=message):
        open_sealed(content)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(seal(['  "version": 2', '  "new": 1']), id="sealed the same way"),
        pytest.param(b'{"version": 3, "seal": "another"}', id="sealed another way"),
    ],
)
def test_later_version_is_told(content: bytes) -> None:
    """A file of a later format is told apart from a damaged one, whatever else is in it."""
    with pytest.raises(StateTooNewError, match="format version"):
        open_sealed(content)


def test_every_flipped_bit_is_seen() -> None:
    """No byte can be changed in any way that two masks make without being refused."""
    seen = 0
    for position in range(len(SEALED)):
        for mask in (0x01, 0x80):
            damaged = bytearray(SEALED)
            damaged[position] ^= mask
            with pytest.raises((StateDamagedError, StateTooNewError)):
                open_sealed(bytes(damaged))
            seen += 1
    assert 2 * len(SEALED) == seen


def test_too_deep_a_value_is_refused() -> None:
    """What is nested deeper than anything this program makes is refused, not followed until the stack ends."""
    value: Parsed = []
    for _ in range(3000):
        value = [value]
    with pytest.raises(ValueError, match="too deep"):
        freeze_parsed(value)

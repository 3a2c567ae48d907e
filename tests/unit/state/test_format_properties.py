"""Of any state and any batch: they come back, byte for byte. Of any bytes: they are refused in words."""

import dataclasses
import hashlib
import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import given

from braze_gitops.errors import StateDamagedError, StateTooNewError
from braze_gitops.state import (
    Batch,
    State,
    decode_batch,
    decode_snapshot,
    encode_batch,
    encode_snapshot,
)
from braze_gitops.state.json_text import seal
from support.own_time import own_time
from support.state_strategies import batches, states

SAMPLES = Path(__file__).parent / "samples"
SECONDS_ALLOWED = 1.0


@given(state=states())
def test_state_comes_back(state: State) -> None:
    """A state is read as it was written, and written as it was read."""
    content = encode_snapshot(state, tool="t")
    found = decode_snapshot(content, {})
    assert (state, content) == (found, encode_snapshot(found, tool="t"))


@given(batch=batches())
def test_batch_comes_back(batch: Batch) -> None:
    """A batch is read as it was written, and written as it was read."""
    content = encode_batch(batch)
    found = decode_batch(content)
    assert (batch, content) == (found, encode_batch(found))


# -------------------------------------------------------------------------------------------- fuzzing

NASTY: tuple[object, ...] = (
    None,
    True,
    -1,
    0,
    2**80,
    1e308,
    "",
    "\ud800",
    "x" * 5000,
    "0" * 64,
    [],
    {},
    [[[[]]]],
    {"$text": "x"},
    {"$object": {"$text": 1}},
    "9999-12-31T23:59:59.999999Z",
    "0001-01-01T00:00:00Z",
    "2026-02-30T00:00:00Z",
)


def damaged_bytes(chance: random.Random, content: bytes) -> bytes:
    """Return `content` with bytes flipped, cut out, doubled or replaced."""
    found = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(found))
        end = min(len(found), start + chance.choice([1, 2, 8, 100, 10_000]))
        match chance.randrange(5):
            case 0:
                found[start] ^= 1 << chance.randrange(8)
            case 1:
                del found[start:end]
            case 2:
                found[start:start] = found[start:end]
            case 3:
                found[start:end] = chance.randbytes(end - start)
            case _:
                found[start:start] = chance.choice([b"[", b'{"a":', b"\xff\xfe", b"NaN", b"1e999", b"9"]) * 3000
        if not found:
            break
    return bytes(found)


def damaged_value(chance: random.Random, content: bytes) -> bytes:
    """Return `content` with one value replaced, a key doubled or left out, under a digest that fits."""
    fields = json.loads(content)
    del fields["digest"]
    found: object = fields
    parent: object = fields
    step: object = ""
    while isinstance(found, (dict, list)) and found and (found is fields or chance.random() < 0.8):
        parent = found
        step = chance.choice(list(found)) if isinstance(found, dict) else chance.randrange(len(found))
        found = parent[step]
    if isinstance(parent, dict) and chance.random() < 0.2:
        del parent[step]
    else:
        parent[step] = chance.choice(NASTY)  # type: ignore[index]  # of the same shape as above
    lines = [f'  "{name}": {json.dumps(value)}' for name, value in fields.items()]
    if chance.random() < 0.1:
        lines.append(lines[0])
    if chance.random() < 0.1:
        deep = chance.choice([50, 300, 900, 5000])
        lines.append('  "deep": ' + '{"a": ' * deep + "1" + "}" * deep)
    return seal(lines)


def damaged_text(chance: random.Random, content: bytes) -> bytes:
    """Return `content` with bytes of its JSON text changed, under a digest that fits."""
    body = content[: content.rindex(b',\n  "digest": "')]
    found = bytearray(body)
    for _ in range(chance.randint(1, 2)):
        start = chance.randrange(len(found))
        match chance.randrange(4):
            case 0:
                found[start] ^= 1 << chance.randrange(8)
            case 1:
                found[start] = chance.choice(b'0123456789-.eE"\\{}[],: \n$nNtuxX')
            case 2:
                del found[start]
            case _:
                found[start:start] = chance.choice(PIECES)
    return b'%b,\n  "digest": "%b"\n}\n' % (bytes(found), hashlib.sha256(found).hexdigest().encode())


PIECES = (
    rb"\ud800",
    rb"\udc00\ud800",
    rb"\ud83d\ude00",
    rb"\u0000",
    rb"\u00",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xc0\x80",
    b"\xef\xbb\xbf",
    b"\x00",
    b"\x7f",
    b"1e400",
    b"-0",
    b"0.1",
    b"e-400",
    b"9" * 30,
    b"9" * 5000,
    b"NaN",
    b"-Infinity",
    b"null",
    b"[" * 300,
    b'{"$text": "',
)


_REFUSED = f"{StateDamagedError}: "
_TOLD_LATE = f"{_REFUSED}the payload of "
_TOLD_EARLY = "payload is not a payload as the state keeps it"


class Decode(Protocol):
    """Reads one of the files."""

    def __call__(self, content: bytes, *, strictly: bool) -> object:
        """Return what the file holds."""


FILES: tuple[tuple[str, Decode], ...] = (
    ("snapshot_v1.json", lambda content, *, strictly: decode_snapshot(content, {}, strictly=strictly)),
    ("batch_v1.json", decode_batch),
)


def plain(value: object) -> object:
    """Return a value as what it is made of, to the last type; a payload that was kept as a text is read."""
    if dataclasses.is_dataclass(value):
        return (type(value), *(plain(getattr(value, field.name)) for field in dataclasses.fields(value)))
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return tuple(map(plain, value)) if isinstance(value, tuple) else value


def outcome(decode: Decode, content: bytes, *, strictly: bool) -> str:
    """Return what is read, every payload of it, or the words of a refusal; any other error is one of the test."""
    try:
        return repr(plain(decode(content, strictly=strictly)))
    except (StateDamagedError, StateTooNewError) as error:
        return f"{type(error)}: {error.message}" if error.hint else "refused with no way out"


def surprise(decode: Decode, content: bytes) -> str:
    """Return what went wrong beyond a refusal in words; empty if nothing did.

    Both ways of reading say the same, to the last type; but a key that stands twice is seen by one alone, and what
    is no payload is told in other words by whoever looks at it.
    """
    with own_time() as took:
        found = outcome(decode, content, strictly=False)
    if took.seconds > SECONDS_ALLOWED or found == "refused with no way out":
        return f"took {took.seconds:.1f} s: {found}"
    strict = outcome(decode, content, strictly=True)
    are_refused = found.startswith(_REFUSED) and strict.startswith(_REFUSED)
    # Where there is another damage as well, each way of reading comes to another one first.
    is_told_late = are_refused and (found.startswith(_TOLD_LATE) or _TOLD_EARLY in strict)
    if found == strict or is_told_late or "a key stands twice" in strict:
        return ""
    return f"read as {found} and, strictly, as {strict}"


def surprises(count: int, *, seed: int) -> list[str]:
    """Return what went wrong over `count` damaged inputs."""
    chance = random.Random(seed)
    found = []
    for name, decode in FILES:
        content = (SAMPLES / name).read_bytes()
        for _ in range(count // 2):
            damage = chance.choice([damaged_bytes, damaged_value, damaged_text])
            found.append(surprise(decode, damage(chance, content)))
    return [one for one in found if one]


def test_damaged_input_is_refused_in_words() -> None:
    """Whatever bytes come, they are read or refused with a way out, in no time, by both parsers alike."""
    assert [] == surprises(300, seed=1)


@pytest.mark.deep
def test_much_damaged_input_is_refused_in_words() -> None:
    """As the quick one, over 10,000 inputs."""
    assert [] == surprises(10_000, seed=2)

"""YAML read into bounded documents with places."""

import itertools
import random
import sys

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from braze_gitops.load.document import NodePath
from braze_gitops.load.yaml_text import MAX_BYTES, read_documents
from braze_gitops.model import Place, Severity
from support.own_time import own_time
from support.yaml_sources import DEFINITION, first_finding, read_one, source

# Counting lines for coverage makes the same work take several times as long.
_SECOND = 1 if sys.gettrace() is None else 5


def test_a_definition_is_read() -> None:
    """Maps, lists and scalars come as plain values; each document has its number."""
    documents, findings = read_documents(source(DEFINITION))
    first, second = documents
    assert (0, "schedules/teaser.yaml", "2026-11-27T09:00:00") == (
        first.number,
        first.path,
        first.value["schedule"]["time"],  # type: ignore[index]  # the shape stands just above
    )
    assert (
        1,
        {"name": "second", "kind": "canvas", "trigger": None, "amounts": [1, -2, 31, 1000.0, True, None, 10]},
    ) == (second.number, second.value)
    assert ["leading-zero"] == [finding.code for finding in findings]


@pytest.mark.parametrize(
    "text",
    ["# nothing here yet\n", "---\n---\n", "---\n# a\n---\n", "\n# a\n\n"],
    ids=["comment", "marks", "both", "blank"],
)
def test_a_file_of_comments_holds_no_documents(text: str) -> None:
    """Comments and empty documents are fine and yield nothing."""
    assert ((), ()) == read_documents(source(text))


@pytest.mark.parametrize("text", ["", "\n\n", "  ", "\ufeff"])
def test_an_empty_file_is_an_error(text: str) -> None:
    """A file cut short to nothing must not look like one without definitions."""
    assert "file-empty" == first_finding(text).code


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_system_are_read(newline: str) -> None:
    """CRLF and CR end lines as LF does, and lines are counted the same."""
    document = read_one(f"a: 1{newline}b: |{newline}  x{newline}  y{newline}")
    assert {"a": 1, "b": "x\ny\n"} == document.value
    assert 2 == document.locate(("b",), True).line


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    """A file saved with a BOM has the same keys and columns."""
    document = read_one("\ufeffa: 1\n")
    assert ({"a": 1}, 1) == (document.value, document.locate(("a",), True).column)


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "words"),
    [
        pytest.param("a: 1\nb: 2\na: 3\n", "key-twice", 3, 1, "line 1", id="key twice"),
        pytest.param("x:\n  a: 1\n  'a': 3\n", "key-twice", 3, 3, "line 2", id="key twice, quoted"),
        pytest.param("a: {b: 1, b: 2}", "key-twice", 1, 11, "line 1", id="key twice in one line"),
        pytest.param(
            "<<: {a: 1}\n<<: {b: 1}\na: 1\na: 2", "key-twice", 4, 1, "line 3", id="key twice beside merges"
        ),
        pytest.param("1: x", "key-not-text", 1, 1, "quotes", id="number as key"),
        pytest.param("true: x", "key-not-text", 1, 1, "quotes", id="truth as key"),
        pytest.param("~: x", "key-not-text", 1, 1, "quotes", id="nothing as key"),
        pytest.param("? [a]\n: b", "key-not-text", 1, 3, "quotes", id="list as key"),
        pytest.param("a: &x b\n*x : c", "key-not-text", 2, 1, "quotes", id="alias as key"),
        pytest.param("a: !!python/object/apply:os.system [id]", "tag", 1, 4, "quotes", id="python tag"),
        pytest.param("a: !!str 1", "tag", 1, 4, "quotes", id="standard tag"),
        pytest.param("!x {a: 1}", "tag", 1, 1, "quotes", id="map with a tag"),
        pytest.param("a: .inf", "not-finite", 1, 4, "quotes", id="infinite"),
        pytest.param("a: 12345678901234567890", "number-too-large", 1, 4, "quotes", id="large number"),
        pytest.param('a: "x\\0y"', "character-forbidden", 1, 4, "character", id="escaped NUL"),
        pytest.param("a: *x", "alias-unknown", 1, 4, "quotes", id="unknown alias"),
        pytest.param("a: &x b\n---\nc: *x", "alias-unknown", 3, 4, "quotes", id="alias of another document"),
        pytest.param("a: &x [*x]", "alias-cycle", 1, 8, "quotes", id="alias inside of itself"),
        pytest.param("<<: [{a: 1}, b]", "merge-not-map", 1, 5, "map", id="merge of a text"),
        pytest.param("<<: a", "merge-not-map", 1, 5, "map", id="merge of one text"),
        pytest.param("- a", "not-a-map", 1, 1, "key: value", id="list at the top"),
        pytest.param("hello", "not-a-map", 1, 1, "key: value", id="text at the top"),
        pytest.param("a: 1\nb: [", "yaml-syntax", 2, 4, "close", id="syntax"),
    ],
)
def test_an_error_has_code_place_and_hint(text: str, code: str, line: int, column: int, words: str) -> None:
    """Each error says what it is, where, and what to do."""
    finding = first_finding(text)
    assert finding.place is not None
    seen = (finding.severity, finding.code, finding.place.line, finding.place.column)
    assert (Severity.ERROR, code, line, column) == seen
    assert words in finding.hint


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param("name: a\nkind: x\nb: 1\nname: b\nkind: x\nb: 1\n", "4:1", id="name first"),
        pytest.param("kind: x\nname: a\nb: 1\nkind: x\nb: 1\nname: b\n", "6:1", id="name last"),
        pytest.param("name: a\nname: b\nname: c\n", "2:1", id="three"),
    ],
)
def test_two_definitions_that_ran_together_are_one_error(text: str, place: str) -> None:
    """A forgotten line of dashes is one finding, however many keys stand twice."""
    (finding,) = read_documents(source(text))[1]
    assert f"schedules/teaser.yaml:{place}" == str(finding.place)
    assert ("key-twice", True) == (finding.code, "`---`" in finding.message)
    assert "write --- between two definitions; if this is one, it stands in line" in finding.hint


def test_each_document_has_its_own_repeats() -> None:
    """A repeated name in one document hides nothing of the next, nor of a block inside."""
    text = "name: a\nname: b\nx: {c: 1, c: 2}\n---\nkind: a\nkind: b\n"
    assert [2, 3, 6] == [finding.place.line for finding in read_documents(source(text))[1] if finding.place]


def test_errors_of_all_documents_come_at_once() -> None:
    """Reading goes on behind an error, and what stood before broken text is kept."""
    documents, findings = read_documents(source("a: 1\na: 2\n---\n1: x\n---\nb: [\n"))
    assert ["key-twice", "key-not-text", "yaml-syntax"] == [finding.code for finding in findings]
    assert [{"a": 1}, {"1": "x"}] == [document.value for document in documents]


def test_no_more_than_a_hundred_errors_are_told() -> None:
    """A file of the wrong kind does not fill the screen."""
    codes = [finding.code for finding in read_documents(source("a: 1\n" * 5_000))[1]]
    assert (101, "too-many-errors") == (len(codes), codes[-1])


def test_no_more_than_a_hundred_warnings_are_told() -> None:
    """Warnings are bounded as errors are."""
    assert 100 == len(read_documents(source(f"a: [{'010, ' * 300}]"))[1])


@pytest.mark.parametrize(
    ("path", "key", "expected"),
    [
        pytest.param(("a",), True, (1, 1, 1), id="key"),
        pytest.param(("a", "b"), False, (2, 6, 3), id="plain value"),
        pytest.param(("a", "q"), False, (3, 6, 9), id="quoted value with its quotes"),
        pytest.param(("a", "l", 1), False, (4, 10, 2), id="list item"),
        pytest.param(("a", "l", 1), True, (4, 10, 2), id="a list item has no key"),
        pytest.param(("a", "t"), False, (5, 6, 1), id="block text at its sign"),
        pytest.param(("a",), False, (2, 3, 6), id="map at its first key"),
        pytest.param(("a", "none", "x"), False, (2, 3, 6), id="not there: the nearest ancestor"),
        pytest.param(("a", "none"), True, (2, 3, 6), id="key not there: the nearest ancestor"),
        pytest.param((), False, (1, 1, 2), id="the document"),
    ],
)
def test_a_place_is_found_when_asked_for(path: NodePath, key: bool, expected: tuple[int, int, int]) -> None:  # noqa: FBT001 - as `locate` has it
    """Line, column and width mark the value or its key."""
    document = read_one("a:\n  b: cde\n  q: 'é😀  fgh'\n  l: [x, yz]\n  t: |\n    long\n")
    place = document.locate(path, key)
    assert expected == (place.line, place.column, place.width)


def test_a_place_shows_its_line() -> None:
    """The excerpt is the source line, columns count characters."""
    document = read_one('a: "😀", b: 1\n'.replace(", b: 1", "") + "c: é d\n")
    assert Place(path="schedules/teaser.yaml", line=2, column=4, width=3, excerpt="c: é d") == document.locate(
        ("c",), False
    )


def test_a_place_in_a_later_document_is_found() -> None:
    """Each document of a file knows its own places."""
    documents, _ = read_documents(source("a: 1\n---\n# c\na: 2\n"))
    assert (1, 4) == (documents[0].locate(("a",), True).line, documents[1].locate(("a",), True).line)


def test_what_a_merge_brings_in_has_the_place_it_came_from() -> None:
    """Merged keys are those of the map that was named; keys of the map itself win, then what is named first."""
    document = read_one("a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  <<: [*a, *b]\n  x: 3\nd:\n  <<: *a\n")
    assert {"x": 3, "y": 1, "z": 2} == document.value["c"]
    lines = [document.locate(path, True).line for path in (("c", "x"), ("c", "z"), ("d", "y"))]
    assert [5, 2, 1] == lines


def test_an_alias_has_its_own_place_and_the_children_of_what_it_names() -> None:
    """A value under an alias is found where it is written."""
    document = read_one("a: &a {x: [1]}\nb: *a\n")
    assert (2, 1) == (document.locate(("b",), False).line, document.locate(("b", "x", 0), False).line)


def test_an_anchor_on_a_key_can_be_used() -> None:
    """A name is a text like any other."""
    assert {"a": 1, "b": "a"} == read_one("&k a: 1\nb: *k\n").value


def test_quoted_scalars_stay_text() -> None:
    """Quotes and block signs make text of anything, a merge sign included."""
    assert {"a": "1", "b": "null", "c": "010\n", "<<": "x"} == read_one(
        "a: '1'\nb: \"null\"\nc: |\n  010\n'<<': x\n"
    ).value


def _laughs() -> str:
    names = "abcdefghi"
    rows = (f"{name}: &{name} [{', '.join(['*' + before] * 9)}]" for before, name in itertools.pairwise(names))
    return "a: &a [lol, lol, lol]\n" + "\n".join(rows)


def _merges() -> str:
    first = "m0: &m0 {" + ", ".join(f"k{number}: 1" for number in range(900)) + "}\n"
    return first + "".join(f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 30)}]}}\n" for n in range(1, 30))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("[" * 100_000, "too-deep", id="100,000 brackets"),
        pytest.param("{a: " * 100_000, "too-deep", id="100,000 braces"),
        pytest.param("- " * 100_000, "too-deep", id="100,000 items"),
        pytest.param("? " * 100_000, "key-not-text", id="100,000 keys"),
        pytest.param("".join(f"{' ' * n}a:\n" for n in range(60)), "too-deep", id="60 indents"),
        pytest.param(
            "a: &a " + "[" * 30 + "]" * 30 + "\nb: " + "[" * 30 + "*a" + "]" * 30, "too-deep", id="deep alias"
        ),
        pytest.param(_laughs(), "too-many-values", id="billion laughs"),
        pytest.param(_merges(), "too-many-values", id="merge bomb"),
        pytest.param(
            "a: &a " + "x" * 500_000 + f"\nb: [{', '.join(['*a'] * 900)}]",
            "too-many-values",
            id="long text repeated",
        ),
        pytest.param(f"a: &a x\nb: [{', '.join(['*a'] * 1_001)}]", "too-many-aliases", id="1,001 aliases"),
        pytest.param(f"a: [{'x, ' * 100_000}]", "too-many-values", id="100,000 items in a list"),
        pytest.param(f"a: [{'[], ' * 100_000}]", "too-many-values", id="100,000 lists in a list"),
        pytest.param("a: 1\n" * (MAX_BYTES // 5 + 1), "file-too-large", id="more than 1 MB"),
        pytest.param("a: " + "é" * 500_000, "file-too-large", id="more than 1 MB in bytes"),
        pytest.param("a: {{" + " " * 900_000 + "x", "key-not-text", id="Liquid and many blanks"),
        pytest.param("a: %" + " " * 900_000 + "x", "yaml-syntax", id="a sign and many blanks"),
        pytest.param("a: " + "b:" * 400_000 + " c", "yaml-syntax", id="many colons"),
    ],
)
def test_a_bomb_ends_at_its_limit(text: str, code: str) -> None:
    """Depth, size and repetition end with one plain error, well under a second."""
    with own_time() as took:
        documents, findings = read_documents(source(text))
    assert took.seconds < _SECOND
    assert ((), [code]) == (documents, [finding.code for finding in findings])


def test_a_thousand_aliases_are_allowed() -> None:
    """The limit itself is within the limits."""
    assert 1_000 == len(read_one(f"a: &a x\nb: [{', '.join(['*a'] * 1_000)}]").value["b"])  # type: ignore[arg-type]  # it is a list here


_PIECES = (
    *"abc01:-?[]{}&*!|>'\"%@`#,.~=<\\ \t\n\r\0\x85\u2028\ufeff\u202e😀é",
    *(": ", "- ", "---\n", "...\n", "<<: ", "&a ", "*a", "{{", "}}", "{%", "\\ud83d", "\\x", "? ", "!!"),
    *("%YAML 1.1\n", "%TAG ! x\n", "\n  ", "\n\t", "0x", "1e9", ".inf", "null"),
)


def _mutant(chance: random.Random) -> str:
    text = chance.choice((DEFINITION, DEFINITION, "a: [1, {b: c}]\n", ""))
    for _ in range(chance.randint(1, 12)):
        at = chance.randint(0, len(text))
        match chance.randint(0, 4):
            case 0:
                text = text[:at] + text[at + chance.randint(1, 20) :]
            case 1:
                text = text[:at] + chance.choice(_PIECES) * chance.choice((1, 1, 1, 3, 300)) + text[at:]
            case 2:
                text = text[:at] + text[chance.randint(0, len(text)) :]
            case 3:
                text = (
                    text[:at] + chr(chance.choice((chance.randint(0, 255), chance.randint(0, 0xFFFF)))) + text[at:]
                )
            case _:
                text = text[:at] + "".join(chance.choices(_PIECES, k=15)) + text[at:]
    return text


def _endure(text: str) -> None:
    """Read a text, ask for a place, and be quick about both."""
    with own_time() as took:
        documents, findings = read_documents(source(text))
        for document in documents:
            document.locate(("messages", "email", "body"), False)
    assert took.seconds < _SECOND
    assert all(finding.place is not None and finding.message for finding in findings)


@pytest.mark.parametrize("seed", range(3))
def test_a_hundred_mutants_raise_nothing(seed: int) -> None:
    """Whatever a text is, it gives documents and findings, never an exception."""
    chance = random.Random(seed)
    for _ in range(100):
        _endure(_mutant(chance))


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(100, 110))
def test_ten_thousand_mutants_raise_nothing(seed: int) -> None:
    """Ten thousand mutants of real files: no exception, none over a second."""
    chance = random.Random(seed)
    for _ in range(1_000):
        _endure(_mutant(chance))


@given(st.text(max_size=200))
def test_any_text_raises_nothing(text: str) -> None:
    """Any text at all, lone surrogates included, gives documents and findings."""
    _endure(text)


_TEXTS = st.text(st.characters(categories=("L", "N", "P", "Zs")))
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | _TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text("abcdef", min_size=1), _VALUES, min_size=1, max_size=5))
def test_what_is_written_is_read_again(value: dict[str, object]) -> None:
    """A value written by the library with quotes where needed comes back as it was."""
    text = yaml.safe_dump(value, allow_unicode=True, default_style='"', default_flow_style=True)
    plain = text.replace('!!null "null"', "null")
    for tag in ("!!bool", "!!int"):
        plain = _untagged(plain, tag)
    assert value == read_one(plain).value


def _untagged(text: str, tag: str) -> str:
    """Return the text with `!!int "1"` written as `1`."""
    while (at := text.find(f'{tag} "')) >= 0:
        end = text.index('"', at + len(tag) + 2)
        text = text[:at] + text[at + len(tag) + 2 : end] + text[end + 1 :]
    return text

"""What an answer means: every row of the outcome table, and nothing a server sends breaks the reading."""

import json

import hypothesis
import pytest
from hypothesis import strategies as st

from braze_gitops.model import Answer, Exchange, Verb, Verdict, read_answer
from support.own_time import own_time

CREATED = '{"message":"success","schedule_id":"id-1","dispatch_id":"d-1"}'
SUCCESS = '{"message":"success"}'

TABLE = [
    pytest.param(201, CREATED, Verdict.DONE, Verdict.DONE, id="201 with an id"),
    pytest.param(200, SUCCESS, Verdict.UNKNOWN, Verdict.DONE, id="200 without an id"),
    pytest.param(204, "", Verdict.UNKNOWN, Verdict.DONE, id="empty"),
    pytest.param(202, CREATED, Verdict.UNKNOWN, Verdict.UNKNOWN, id="202 queued"),
    pytest.param(200, "<html>", Verdict.UNKNOWN, Verdict.UNKNOWN, id="html"),
    pytest.param(200, "[]", Verdict.UNKNOWN, Verdict.UNKNOWN, id="a list"),
    pytest.param(201, '{"schedule_id":"a","schedule_id":"b"}', Verdict.UNKNOWN, Verdict.UNKNOWN, id="two ids"),
    pytest.param(301, "", Verdict.UNKNOWN, Verdict.UNKNOWN, id="redirect"),
    pytest.param(400, "{}", Verdict.REJECTED, Verdict.REJECTED, id="400"),
    pytest.param(401, "{}", Verdict.DENIED, Verdict.DENIED, id="401"),
    pytest.param(403, "{}", Verdict.DENIED, Verdict.DENIED, id="403"),
    pytest.param(404, "{}", Verdict.REJECTED, Verdict.REJECTED, id="404"),
    pytest.param(405, "{}", Verdict.REJECTED, Verdict.REJECTED, id="405"),
    pytest.param(408, "{}", Verdict.UNKNOWN, Verdict.UNKNOWN, id="408"),
    pytest.param(413, "{}", Verdict.REJECTED, Verdict.REJECTED, id="413"),
    pytest.param(415, "{}", Verdict.REJECTED, Verdict.REJECTED, id="415"),
    pytest.param(422, "{}", Verdict.REJECTED, Verdict.REJECTED, id="422"),
    pytest.param(429, "{}", Verdict.LIMITED, Verdict.LIMITED, id="429"),
    pytest.param(500, "{}", Verdict.UNKNOWN, Verdict.UNKNOWN, id="500"),
    pytest.param(502, "{}", Verdict.UNKNOWN, Verdict.UNKNOWN, id="502"),
    pytest.param(503, "{}", Verdict.UNKNOWN, Verdict.UNKNOWN, id="503"),
    pytest.param(504, "{}", Verdict.UNKNOWN, Verdict.UNKNOWN, id="504"),
    pytest.param(100, "", Verdict.UNKNOWN, Verdict.UNKNOWN, id="100"),
]


@pytest.mark.parametrize(("status", "body", "create", "other"), TABLE)
def test_the_outcome_table(status: int, body: str, create: Verdict, other: Verdict) -> None:
    """Each status means what the table says, to a create and to what may be repeated."""
    exchange = Exchange(status=status, body=body)
    assert (create, other, other) == tuple(
        read_answer(verb, exchange).verdict for verb in (Verb.CREATE, Verb.UPDATE, Verb.DELETE)
    )


# Every status there is, in spans; what a body of each form makes of a 2xx stands in the table above.
SPANS: tuple[tuple[range, Verdict], ...] = (
    (range(100, 200), Verdict.UNKNOWN),
    (range(200, 202), Verdict.DONE),
    (range(202, 203), Verdict.UNKNOWN),
    (range(203, 300), Verdict.DONE),
    (range(300, 400), Verdict.UNKNOWN),
    (range(400, 401), Verdict.REJECTED),
    (range(401, 402), Verdict.DENIED),
    (range(402, 403), Verdict.REJECTED),
    (range(403, 404), Verdict.DENIED),
    (range(404, 408), Verdict.REJECTED),
    (range(408, 409), Verdict.UNKNOWN),
    (range(409, 429), Verdict.REJECTED),
    (range(429, 430), Verdict.LIMITED),
    (range(430, 500), Verdict.REJECTED),
    (range(500, 1000), Verdict.UNKNOWN),
)


def test_the_spans_leave_no_status_out() -> None:
    """From 100 to 999."""
    assert list(range(100, 1000)) == [status for span, _ in SPANS for status in span]


@pytest.mark.parametrize("verb", list(Verb))
@pytest.mark.parametrize(
    ("span", "verdict"), SPANS, ids=lambda one: str(one.start) if isinstance(one, range) else ""
)
def test_every_status_of_every_verb(verb: Verb, span: range, verdict: Verdict) -> None:
    """With a body that would be a success."""
    body = '{"message":"success","schedule_id":"id-1","send_id":"s-1"}'
    read = {read_answer(verb, Exchange(status=status, body=body)).verdict for status in span}
    assert {verdict} == read


@pytest.mark.parametrize("verb", list(Verb))
@pytest.mark.parametrize("status", [200, 202, 302, 400, 401, 408, 429, 500])
def test_no_body_makes_a_status_more_than_it_is(verb: Verb, status: int) -> None:
    """Cut short, a page, a list or nothing: never done unless whole, never not done unless the status says so."""
    sure = read_answer(verb, Exchange(status=status, body="{}")).verdict
    for body, complete in (("<html>", True), ("[]", True), ("{}", False), ('{"schedule_id":7}', True)):
        verdict = read_answer(verb, Exchange(status=status, body=body, complete=complete)).verdict
        assert verdict in (
            (Verdict.UNKNOWN, Verdict.DONE) if status == 200 and complete else (sure, Verdict.UNKNOWN)
        )


@pytest.mark.parametrize("verb", list(Verb))
def test_a_success_cut_short_is_unknown(verb: Verb) -> None:
    """Half an answer is not believed."""
    assert read_answer(verb, Exchange(status=201, body=CREATED, complete=False)).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(("left", "verdict"), [(True, Verdict.UNKNOWN), (False, Verdict.NOT_SENT)])
def test_without_an_answer_it_counts_whether_it_left(left: bool, verdict: Verdict) -> None:  # noqa: FBT001 -- a table's column
    """What never left is not sent; what may have left is unknown."""
    answer = read_answer(Verb.CREATE, Exchange(left=left, complete=False, failure="the connection broke"))
    assert Answer(verdict=verdict, message="the connection broke") == answer


def test_a_create_gives_both_ids() -> None:
    """Schedule id and dispatch id are read."""
    answer = read_answer(Verb.CREATE, Exchange(status=201, body=CREATED))
    assert ("id-1", "d-1") == (answer.schedule_id, answer.dispatch_id)


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ('{"message":"success","send_id":"november"}', Verdict.DONE),
        (SUCCESS, Verdict.UNKNOWN),
        ("", Verdict.UNKNOWN),
    ],
    ids=["named", "not named", "empty"],
)
def test_a_send_id_must_be_named_by_its_answer(body: str, verdict: Verdict) -> None:
    """As a schedule by its id."""
    assert verdict is read_answer(Verb.CREATE_SEND_ID, Exchange(status=201, body=body)).verdict


@pytest.mark.parametrize("value", ["", "   ", 7, None, ["x"], "x" * 300, "a\nb", "\ud800"])
def test_what_cannot_be_an_id_is_none(value: object) -> None:
    """A create with such an id is unknown."""
    answer = read_answer(Verb.CREATE, Exchange(status=201, body=json.dumps({"schedule_id": value})))
    assert (Verdict.UNKNOWN, None) == (answer.verdict, answer.schedule_id)


@pytest.mark.parametrize(
    ("body", "remarks"),
    [
        pytest.param({"notice": "paused"}, ("paused",), id="notice"),
        pytest.param({"errors": ["a", "b"]}, ("a", "b"), id="errors"),
        pytest.param({"errors": [{"message": "a"}]}, ("a",), id="errors that are objects"),
        pytest.param({"errors": [7, {}]}, ("an error without words",) * 2, id="errors without words"),
        pytest.param({"errors": "a"}, ("a",), id="errors that are no list"),
        pytest.param({"errors": []}, (), id="no errors"),
        pytest.param({"message": "queued"}, ('the answer says "queued"',), id="another message"),
        pytest.param({"schedule_id": 7}, ("the answer has a `schedule_id` that can be none: 7",), id="an odd id"),
        pytest.param({"errors": ["e"] * 22}, (*["e"] * 20, "and 2 more errors"), id="very many errors"),
    ],
)
def test_remarks_are_never_silent(body: object, remarks: tuple[str, ...]) -> None:
    """Notice, errors and an unusual message are handed on."""
    assert remarks == read_answer(Verb.UPDATE, Exchange(status=200, body=json.dumps(body))).remarks


@pytest.mark.parametrize(
    ("exchange", "message"),
    [
        pytest.param(Exchange(status=400, body='{"message":"No Recipients"}'), "400 No Recipients", id="message"),
        pytest.param(Exchange(status=400, body='{"error":"bad syntax"}'), "400 bad syntax", id="error"),
        pytest.param(Exchange(status=502, body="<html>"), "502", id="no words"),
        pytest.param(Exchange(status=201, body="{", complete=False), "201 the answer was cut short", id="cut"),
        pytest.param(
            Exchange(status=201, complete=False, failure="the answer is too long"),
            "201 the answer is too long",
            id="why it was cut",
        ),
    ],
)
def test_the_message_says_status_and_words(exchange: Exchange, message: str) -> None:
    """What a person reads of an answer."""
    assert message == read_answer(Verb.CREATE, exchange).message


def test_texts_are_one_bounded_line() -> None:
    """Control characters are shown escaped, long texts cut."""
    body = json.dumps({"message": "a\x1b[31m\ud800" + "x" * 600})
    message = read_answer(Verb.CREATE, Exchange(status=400, body=body)).message
    assert message.startswith("400 a\\x1b[31m\\ud800x")
    assert message.isprintable()
    assert len(message) < 530


jsons = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)
bodies = st.one_of(
    st.text(),
    st.dictionaries(
        st.sampled_from(["message", "schedule_id", "dispatch_id", "errors", "error", "notice", "x"]), jsons
    ).map(json.dumps),
    st.builds(
        lambda opening, times: opening * times,
        st.sampled_from(["[", '{"a":', '{"errors":[']),
        st.integers(0, 8000),
    ),
    st.builds(lambda deep: '{"errors":' + "[" * deep + "]" * deep + "}", st.integers(0, 4000)),
    st.integers(0, 8000).map(lambda digits: '{"schedule_id":' + "9" * digits + "}"),
    st.binary().map(lambda raw: raw.decode("utf-8", "replace")),
)


def check_any_answer(status: int | None, body: str, verb: Verb, *, complete: bool) -> None:
    """Read it within a second, and make sure that nothing unsure is called done."""
    with own_time() as took:
        answer = read_answer(verb, Exchange(status=status, body=body, complete=complete))
    assert took.seconds < 1
    json.dumps([answer.message, *answer.remarks, answer.schedule_id]).encode()
    "".join((answer.message, *answer.remarks)).encode()
    if answer.verdict is Verdict.DONE:
        assert complete
        assert status is not None
        assert 200 <= status < 300
        assert verb is not Verb.CREATE or answer.schedule_id


_any = hypothesis.given(
    st.none() | st.integers(100, 599) | st.sampled_from([200, 201]), bodies, st.sampled_from(Verb), st.booleans()
)


@_any
@hypothesis.settings(max_examples=300)
def test_any_answer_can_be_read(status: int | None, body: str, verb: Verb, complete: bool) -> None:  # noqa: FBT001 -- drawn by hypothesis here
    """No exception, none over a second."""
    check_any_answer(status, body, verb, complete=complete)


@pytest.mark.deep
@pytest.mark.timeout(300)
@_any
@hypothesis.settings(max_examples=10_000)
def test_ten_thousand_answers_can_be_read(status: int | None, body: str, verb: Verb, complete: bool) -> None:  # noqa: FBT001 -- drawn by hypothesis here
    """No exception, none over a second."""
    check_any_answer(status, body, verb, complete=complete)

"""Of any payload: the compact form loses people alone, and no two payloads share one."""

from hypothesis import given

from braze_gitops.model import JsonObject, canonical_json
from braze_gitops.state import compact_payload, expand_texts, texts_named
from braze_gitops.state.compact_shape import is_compact
from support.state_strategies import payloads, payloads_without_people
from support.states import LINEAGE


@given(payload=payloads_without_people)
def test_everything_but_people_comes_back(payload: JsonObject) -> None:
    """A payload that lists nobody comes back as it was, to the last type."""
    found = compact_payload(payload, lineage=LINEAGE)
    assert canonical_json(payload) == canonical_json(expand_texts(found.fields, found.texts))


@given(one=payloads_without_people, other=payloads_without_people)
def test_two_payloads_have_two_compact_forms(one: JsonObject, other: JsonObject) -> None:
    """The compact digests of two payloads are equal only if the payloads are."""
    same = canonical_json(one) == canonical_json(other)
    assert same == (compact_payload(one, lineage=LINEAGE).digest == compact_payload(other, lineage=LINEAGE).digest)


@given(payload=payloads)
def test_compact_form_is_not_taken_for_a_payload(payload: JsonObject) -> None:
    """Taking the compact form of a compact form changes it, unless there was nothing to shorten."""
    once = compact_payload(payload, lineage=LINEAGE)
    twice = compact_payload(once.fields, lineage=LINEAGE)
    shortened = canonical_json(once.fields) != canonical_json(payload)
    assert shortened == (canonical_json(once.fields) != canonical_json(twice.fields))


@given(payload=payloads)
def test_texts_are_those_named(payload: JsonObject) -> None:
    """A compact form comes with exactly the texts it names."""
    found = compact_payload(payload, lineage=LINEAGE)
    assert set(found.texts) == set(texts_named(found.fields))


@given(payload=payloads)
def test_compact_forms_are_told(payload: JsonObject) -> None:
    """Every compact form is recognised as one."""
    assert is_compact(compact_payload(payload, lineage=LINEAGE).fields)

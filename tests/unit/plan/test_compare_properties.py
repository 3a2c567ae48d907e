"""Differences between payloads of any shape."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from braze_gitops.model import Json, JsonObject, digest_json, freeze_object
from braze_gitops.plan.compare import differences
from braze_gitops.state import CompactPayload, compact_payload, expand_texts
from support.plans import LINEAGE, apply_differences

_KEYS = st.sampled_from(["a", "b", "c.d", "0", "$text", "__x", "email"]) | st.text(max_size=3)
_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from([0.5, 1.0])
    | st.text(max_size=3)
    | st.sampled_from(["x" * 600, "y\n" * 300, "\0t" + "0" * 64])
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=8,
)
_PEOPLE = st.lists(st.sampled_from(["anna", "ben", "cid"]), max_size=4)
PAYLOADS = st.fixed_dictionaries(
    {},
    optional={"external_user_ids": _PEOPLE, "messages": _VALUES, "context": _VALUES, "broadcast": st.booleans()},
).map(lambda fields: compact_payload(freeze_object(fields), lineage=LINEAGE))


def texts_of(*payloads: CompactPayload) -> Mapping[str, str]:
    """Return the long texts of both sides."""
    return {digest: text for one in payloads for digest, text in one.texts.items()}


def written_out(payload: CompactPayload) -> JsonObject:
    """Return a payload as its differences see it."""
    return expand_texts(payload.fields, payload.texts)


def is_alike(one: Json, other: Json) -> bool:
    """Whether two values are the same JSON, whole numbers and fractions told apart."""
    return digest_json(one) == digest_json(other)


@given(PAYLOADS, PAYLOADS)
def test_differences_lead_from_before_to_after(before: CompactPayload, after: CompactPayload) -> None:
    """The differences applied to the payload before give the payload after."""
    found = differences(before.fields, after.fields, texts=texts_of(before, after))
    assert is_alike(written_out(after), apply_differences(written_out(before), found))


@given(PAYLOADS)
def test_equal_payloads_do_not_differ(payload: CompactPayload) -> None:
    """Between equal payloads there are no differences."""
    assert () == differences(payload.fields, payload.fields, texts=payload.texts)


@given(PAYLOADS, PAYLOADS)
def test_differences_are_found_where_digests_differ(before: CompactPayload, after: CompactPayload) -> None:
    """There are differences exactly where the digests differ."""
    found = differences(before.fields, after.fields, texts=texts_of(before, after))
    assert (before.digest != after.digest) is bool(found)

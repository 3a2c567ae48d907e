"""Hypothesis strategies for what is wanted and what is recorded."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from braze_gitops.model import DesiredSchedule, Json, Kind, Lifecycle, TimeMode, Verb
from braze_gitops.state import Record, State, Status
from support.plans import ANCHOR, make_desired, make_recorded, make_state, make_unfinished

NAMES = st.sampled_from(["a", "b", "c", "d", "e", 'f["1"]', 'f["2"]'])
_EDITS: dict[Kind, list[dict[str, Json]]] = {
    Kind.MESSAGE: [{}, {"segment_id": "seg-2"}, {"messages": {"email": {"subject": "Other"}}}],
    Kind.CAMPAIGN: [{}, {"trigger_properties": {"n": 1}}, {"recipients": ({"external_user_id": "x"},)}],
    Kind.CANVAS: [{}, {"recipients": ({"external_user_id": "anna"},)}, {"broadcast": True}],
}


@st.composite
def desired_schedules(draw: st.DrawFn, name: str, *, moves: bool = True) -> DesiredSchedule:
    """Draw a desired schedule of one name."""
    kind = draw(st.sampled_from(Kind))
    return make_desired(
        name,
        kind=kind,
        mode=draw(st.sampled_from(TimeMode)),
        at=ANCHOR + timedelta(days=draw(st.sampled_from([-30, -10, 0, 1, 5, 100]))),
        fields=draw(st.sampled_from(_EDITS[kind])),
        description=draw(st.sampled_from(["", "words"])),
        lifecycle=Lifecycle(paused=draw(st.integers(0, 5)) == 0, prevent_delete=draw(st.integers(0, 3)) == 0),
        moved_from=draw(st.sampled_from([None, None, "a", "b"])) if moves else None,
    )


@st.composite
def records(draw: st.DrawFn, name: str) -> Record:
    """Draw the record of one name."""
    status = draw(st.sampled_from([Status.SCHEDULED] * 4 + list(Status)))
    verb = draw(st.sampled_from([None, None, Verb.UPDATE, Verb.DELETE]))
    if status is Status.IN_DOUBT:
        verb = Verb.CREATE
    unfinished = make_unfinished(verb) if verb is not None and status is not Status.DEFERRED else None
    return make_recorded(draw(desired_schedules(name, moves=False)), status=status, unfinished=unfinished)


@st.composite
def situations(draw: st.DrawFn) -> tuple[tuple[DesiredSchedule, ...], State]:
    """Draw what is wanted and what is recorded."""
    wanted = tuple(draw(desired_schedules(name)) for name in sorted(draw(st.sets(NAMES))))
    found = [draw(records(name)) for name in sorted(draw(st.sets(NAMES)))]
    return wanted, make_state(*found, texts_of=wanted)

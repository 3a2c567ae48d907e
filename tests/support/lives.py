"""Hypothesis strategies for what a project goes through: a state, and later moments with what git says then."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta

from hypothesis import strategies as st

from braze_gitops.model import DesiredSchedule, Json, Kind, Lifecycle, OnMissed, TimeMode, Verb
from braze_gitops.state import Record, State, Status
from support.plans import NOW, make_desired, make_past, make_recorded, make_state, make_unfinished

NAMES = ("a", "b", "c", 'd["1"]', 'd["2"]')
# Around the cutoff, the width of a local and an optimal time, and the horizon.
_DISTANCES = st.one_of(
    st.integers(-130, 130).map(lambda days: timedelta(days=days)),
    st.sampled_from([-51, -49, -27, -25, 25, 49]).map(lambda hours: timedelta(hours=hours)),
    st.integers(-20, 20).map(lambda minutes: timedelta(minutes=minutes)),
)
_LEAPS = st.one_of(
    st.integers(0, 20).map(lambda minutes: timedelta(minutes=minutes)),
    st.integers(1, 60).map(lambda hours: timedelta(hours=hours)),
    st.integers(3, 60).map(lambda days: timedelta(days=days)),
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Step:
    """A moment, what git says then, and the addresses whose changes are not made by the apply of that moment."""

    now: datetime
    wanted: tuple[DesiredSchedule, ...]
    left_out: frozenset[str]

    def __repr__(self) -> str:
        """Return it in few words: a whole one fills pages."""
        says = [f"{one.address} {one.kind} {one.time} {one.lifecycle}" for one in self.wanted]
        return f"{self.now:%Y-%m-%d %H:%M} {says} without {sorted(self.left_out)}"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Life:
    """A state, and what comes after it."""

    state: State
    steps: tuple[Step, ...]

    def __repr__(self) -> str:
        """Return it in few words."""
        return "\n".join((*map(_words, self.state.records.values()), *map(repr, self.steps)))


def _words(record: Record) -> str:
    call = record.unfinished
    tried = call.attempt.time if call is not None and call.attempt is not None else None
    verb = call.verb if call is not None else None
    return f"{record.address} {record.kind} {record.status} {record.time} {verb} {tried} {record.imported}"


@st.composite
def schedules(draw: st.DrawFn, address: str, around: datetime) -> DesiredSchedule:
    """Draw a desired schedule near a moment; no other address ever has its payload, so none is taken for it."""
    kind = draw(st.sampled_from(Kind))
    version = draw(st.integers(0, 1))
    own: dict[Kind, dict[str, Json]] = {
        Kind.MESSAGE: {"segment_id": f"seg-{address}-{version}"},
        Kind.CAMPAIGN: {"trigger_properties": {"of": address, "version": version}},
        Kind.CANVAS: {"context": {"of": address, "version": version}},
    }
    return make_desired(
        address,
        kind=kind,
        mode=draw(st.sampled_from(TimeMode)),
        at=around + draw(_DISTANCES),
        fields=own[kind],
        description=draw(st.sampled_from(["", "words"])),
        lifecycle=Lifecycle(
            paused=draw(st.integers(0, 7)) == 0,
            prevent_delete=draw(st.integers(0, 7)) == 0,
            on_missed=draw(st.sampled_from(OnMissed)),
        ),
    )


@st.composite
def _records(draw: st.DrawFn, address: str) -> Record:
    status = draw(st.sampled_from([*[Status.SCHEDULED] * 8, *Status]))
    verb = draw(st.sampled_from([None, None, Verb.UPDATE, Verb.DELETE]))
    if status is not Status.SCHEDULED:
        verb = {Status.IN_DOUBT: Verb.CREATE, Status.VANISHED: Verb.DELETE}.get(status)
    attempt = make_recorded(draw(schedules(address, NOW))) if verb is Verb.UPDATE else None
    record = make_recorded(
        draw(schedules(address, NOW)),
        status=status,
        unfinished=make_unfinished(verb, attempt=attempt) if verb is not None else None,
    )
    imported = status is Status.SCHEDULED and verb is None and draw(st.integers(0, 4)) == 0
    return dataclasses.replace(record, imported=imported)


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """Draw a state and one to four later moments."""
    recorded = draw(st.sets(st.sampled_from(NAMES)))
    over = draw(st.sets(st.sampled_from(NAMES), max_size=2)) - recorded
    state = make_state(
        *(draw(_records(address)) for address in sorted(recorded)),
        history=[make_past(make_recorded(draw(schedules(address, NOW)))) for address in sorted(over)],
        definitions={"d": NOW + draw(_DISTANCES)},
    )
    now, steps = NOW, []
    for _ in range(draw(st.integers(1, 4))):
        now += draw(_LEAPS)
        names = sorted(draw(st.sets(st.sampled_from(NAMES))))
        steps.append(
            Step(
                now=now,
                wanted=tuple(draw(schedules(address, now)) for address in names),
                left_out=frozenset(draw(st.sets(st.sampled_from(NAMES), max_size=2))),
            )
        )
    return Life(state=state, steps=tuple(steps))

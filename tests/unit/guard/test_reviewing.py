"""Each guard stops what it is for; its allowance passes exactly that."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from braze_gitops.errors import PlanRefusedError
from braze_gitops.guard import ADDRESS_GUARDS, PLAN_GUARDS, Review, clear, parse_allowance, review
from braze_gitops.model import (
    Desired,
    DesiredSchedule,
    Environment,
    Json,
    Kind,
    Lifecycle,
    Limits,
    Lineage,
    Severity,
)
from braze_gitops.plan import Action, BlockCode
from braze_gitops.state import Record, State, Status
from support.plans import (
    ANCHOR,
    LINEAGE,
    NOW,
    PRODUCTION,
    make_desired,
    make_inputs,
    make_recorded,
    make_state,
    plan_of,
)

OTHER: dict[str, Json] = {"segment_id": "seg-other"}
_ORDINARY = Limits()
SOON = ANCHOR - timedelta(minutes=10)


def reviewed(
    desired: Iterable[DesiredSchedule],
    state: State,
    *allow: str,
    now: datetime = NOW,
    limits: Limits = _ORDINARY,
    environment: Environment = PRODUCTION,
    from_file: bool = False,
) -> Review:
    """Return what the guards say of the plan for some schedules."""
    schedules = tuple(sorted(desired, key=lambda one: one.address))
    plan = plan_of(schedules, state, now=now)
    return review(
        plan,
        environment=environment,
        limits=limits,
        allowances=[parse_allowance(text) for text in allow],
        desired=None if from_file else Desired(schedules=schedules),
        state=state,
    )


def to(name: str) -> dict[str, Json]:
    """Return the audience of one name alone."""
    return {"segment_id": f"seg-{name}"}


def pair(guard: str) -> tuple[list[DesiredSchedule], State, datetime]:
    """Return a situation in which a guard stops `one` and `two`, and nothing else is stopped or lost."""
    names, now = ("one", "two"), NOW
    desired: list[DesiredSchedule] = []
    records = []
    for name in names:
        own = to(name)
        match BlockCode(guard):
            case BlockCode.IMMINENT:
                desired.append(make_desired(name, fields=own))
                now = SOON
            case BlockCode.STOP_SENDING:
                records.append(make_recorded(make_desired(name, fields=own)))
                now = ANCHOR + timedelta(minutes=1)
            case BlockCode.TOO_CLOSE:
                week = timedelta(days=7)
                sent = make_desired(f'{name}["2026-11-16"]', at=NOW - timedelta(days=1), fields=own, every=week)
                desired += [sent, make_desired(name, at=NOW + timedelta(days=1), fields=own, every=week)]
                records.append(make_recorded(sent))
            case BlockCode.PROTECTED:
                records.append(make_recorded(make_desired(name, fields=own), protected=True))
            case BlockCode.DUPLICATE_SEND:
                desired += [make_desired(name, fields=own), make_desired(f"known-{name}", fields=own)]
                records.append(make_recorded(desired[-1]))
            case BlockCode.BECOMES_BROADCAST:
                people: dict[str, Json] = {"external_user_ids": ("anna", "ben"), "broadcast": False}
                records.append(make_recorded(make_desired(name, fields=people)))
                desired.append(make_desired(name, fields=own))
            case BlockCode.TOOL_OR_ZONE_DATA:
                after = make_desired(name, at=ANCHOR + timedelta(hours=1), fields=own)
                records.append(make_recorded(make_desired(name, inputs=make_inputs(name), fields=own)))
                desired.append(dataclasses.replace(after, inputs=make_inputs(name, zones="2027.1")))
            case BlockCode.BROADCAST_TO_ALL:
                campaign: dict[str, Json] = {"campaign_id": f"camp-{name}"}
                desired.append(make_desired(name, kind=Kind.CAMPAIGN, without=["audience"], fields=campaign))
            case BlockCode.REACHES_UNSUBSCRIBED:
                desired.append(make_desired(name, fields={**own, "recipient_subscription_state": "all"}))
            case BlockCode.IGNORES_FREQUENCY_CAP:
                desired.append(make_desired(name, fields={**own, "override_messaging_limits": True}))
            case other:
                raise AssertionError(other)
    keep = make_desired("keep", at=ANCHOR + timedelta(days=9), fields=OTHER)
    return [*desired, keep], make_state(*records, make_recorded(keep)), now


def blocked(found: Review) -> dict[str, list[str]]:
    """Return the codes that hold each address."""
    return {address: [block.code.value for block in blocks] for address, blocks in found.blocks.items()}


@pytest.mark.parametrize("guard", ADDRESS_GUARDS)
def test_address_guard_stops(guard: str) -> None:
    """Each guard blocks its addresses, and the plan as a whole goes on."""
    desired, state, now = pair(guard)
    found = reviewed(desired, state, now=now)
    assert ({"one": [guard], "two": [guard]}, ()) == (blocked(found), found.refusals)


@pytest.mark.parametrize("guard", ADDRESS_GUARDS)
def test_allowance_passes_exactly_that(guard: str) -> None:
    """An allowance for one address lets that one pass and not the other."""
    desired, state, now = pair(guard)
    found = reviewed(desired, state, f"{guard}:one", now=now)
    assert ({"two": [guard]}, [f"{guard}:one"]) == (blocked(found), [str(one) for one in found.used])


@pytest.mark.parametrize("guard", ADDRESS_GUARDS)
def test_allowance_of_another_guard_passes_nothing(guard: str) -> None:
    """An allowance for every other guard lets nothing pass."""
    desired, state, now = pair(guard)
    others = [f"{other}:*" for other in ADDRESS_GUARDS if other != guard] + list(PLAN_GUARDS)
    found = reviewed(desired, state, *others, now=now)
    assert ({"one": [guard], "two": [guard]}, ()) == (blocked(found), found.used)


@pytest.mark.parametrize("guard", ADDRESS_GUARDS)
def test_pattern_passes_what_it_fits(guard: str) -> None:
    """A pattern lets all that fit pass."""
    desired, state, now = pair(guard)
    assert {} == blocked(reviewed(desired, state, f"{guard}:*", now=now))


@pytest.mark.parametrize("guard", ADDRESS_GUARDS)
def test_block_prints_its_allowance(guard: str) -> None:
    """Each block prints the allowance as it has to be typed."""
    desired, state, now = pair(guard)
    found = reviewed(desired, state, now=now)
    assert all(f"`--allow {guard}:{address}`" in held[0].hint for address, held in found.blocks.items())


def test_address_is_quoted_for_the_shell() -> None:
    """An address with brackets and quotes is printed so that a shell takes it."""
    found = reviewed([make_desired('weekly["a"]')], make_state(), now=SOON)
    hint = next(iter(found.blocks.values()))[0].hint
    assert """`--allow 'imminent:weekly["a"]'` lets it pass""" == hint


@pytest.mark.parametrize(
    ("action", "limits", "count", "guard"),
    [
        ("delete", Limits(max_deletes=2, max_delete_percent=100), 2, None),
        ("delete", Limits(max_deletes=2, max_delete_percent=100), 3, "max-deletes"),
        ("delete", Limits(max_deletes=9, max_delete_percent=30), 3, None),
        ("delete", Limits(max_deletes=9, max_delete_percent=30), 4, "max-delete-percent"),
        ("pause", Limits(max_deletes=2, max_delete_percent=100), 3, "max-deletes"),
        ("replace", Limits(max_deletes=0, max_delete_percent=0), 3, None),
        ("put off", Limits(max_deletes=2, max_delete_percent=100), 3, "max-deletes"),
        ("protected", Limits(max_deletes=0, max_delete_percent=0), 3, None),
    ],
    ids=[
        "at the limit",
        "over the limit",
        "at the share",
        "over the share",
        "pauses",
        "replaces",
        "put off",
        "blocked",
    ],
)
def test_delete_limits(action: str, limits: Limits, count: int, guard: str | None) -> None:
    """Cancellations that are really made count, those put off included: not a replace, not a blocked one."""
    desired, state = ten(action, count)
    assert [guard] * (guard is not None) == [one.code for one in reviewed(desired, state, limits=limits).refusals]


def test_a_create_behind_a_held_delete_of_its_audience_is_held_as_well() -> None:
    """What would never start is not counted as something to create; the rest of the plan goes on."""
    state = make_state(make_recorded(make_desired("old"), protected=True))
    new = make_desired("new", at=ANCHOR + timedelta(days=1))
    other = make_desired("other", fields=OTHER)
    found = reviewed([new, other], state)
    codes = {address: [block.code for block in held] for address, held in found.blocks.items()}
    assert {"old": [BlockCode.PROTECTED], "new": [BlockCode.WAITS]} == codes
    assert "old" in found.blocks[new.address][0].hint


def ten(action: str, count: int) -> tuple[list[DesiredSchedule], State]:
    """Return ten records, of which so many are to be cancelled in some way."""
    names = [f"n{index}" for index in range(10)]
    records = [
        make_recorded(make_desired(name, fields=to(name)), protected=action == "protected") for name in names
    ]
    desired = [make_desired(name, lifecycle=_kept(action), fields=to(name)) for name in names[count:]]
    for name in names[:count]:
        match action:
            case "pause":
                desired.append(make_desired(name, lifecycle=Lifecycle(paused=True), fields=to(name)))
            case "replace":
                desired.append(make_desired(name, fields={"segment_id": f"seg-new-{name}"}))
            case "put off":
                desired.append(make_desired(name, at=ANCHOR + timedelta(days=100), fields=to(name)))
    return desired, make_state(*records)


def _kept(action: str) -> Lifecycle:
    return Lifecycle(prevent_delete=action == "protected")


def test_share_counts_from_ten_records_on() -> None:
    """Below ten records a share says nothing."""
    records = [make_recorded(make_desired(f"n{index}")) for index in range(9)]
    found = reviewed([make_desired("n0")], make_state(*records), limits=Limits(max_delete_percent=1))
    assert () == found.refusals


@pytest.mark.parametrize("guard", ["max-deletes", "max-delete-percent"])
def test_plan_allowance_passes_exactly_that(guard: str) -> None:
    """An allowance for one limit leaves the other standing."""
    desired, state = ten("delete", 9)
    limits = Limits(max_deletes=1, max_delete_percent=10)
    left = {"max-deletes", "max-delete-percent"} - {guard}
    assert left == {one.code for one in reviewed(desired, state, guard, limits=limits).refusals}


@pytest.mark.parametrize(
    ("desired", "records", "is_refused"),
    [
        ([], [make_recorded(make_desired())], True),
        ([], [make_recorded(make_desired(at=NOW - timedelta(days=9)))], True),
        ([], [], False),
        ([make_desired(lifecycle=Lifecycle(paused=True))], [make_recorded(make_desired())], True),
        ([make_desired("other", fields=OTHER)], [make_recorded(make_desired())], False),
        ([make_desired("other", at=ANCHOR + timedelta(days=100))], [make_recorded(make_desired())], False),
        ([make_desired("other", at=NOW, fields=OTHER)], [make_recorded(make_desired())], True),
        (
            [make_desired("other", at=NOW, fields=OTHER)],
            [make_recorded(make_desired()), make_recorded(make_desired("held"), status=Status.VANISHED)],
            False,
        ),
    ],
    ids=[
        "no definitions",
        "no definitions, all sent",
        "nothing anywhere",
        "all paused",
        "another one comes",
        "another one waits",
        "another one is blocked",
        "one is held",
    ],
)
def test_empty(desired: list[DesiredSchedule], records: list[Record], *, is_refused: bool) -> None:
    """A plan that leaves nothing arranged is refused."""
    found = reviewed(desired, make_state(*records))
    assert ["empty"] * is_refused == [one.code for one in found.refusals]


def test_empty_is_allowed() -> None:
    """The allowance `empty` lets it pass."""
    assert () == reviewed([], make_state(make_recorded(make_desired())), "empty").refusals


def test_empty_of_a_plan_from_a_file() -> None:
    """Without the definitions a plan that cancels everything is refused all the same."""
    found = reviewed([], make_state(make_recorded(make_desired())), from_file=True)
    assert ["empty"] == [one.code for one in found.refusals]


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        (dataclasses.replace(PRODUCTION, name="staging"), "another-environment"),
        (dataclasses.replace(PRODUCTION, endpoint="https://rest.iad-02.braze.com"), "another-endpoint"),
        (dataclasses.replace(PRODUCTION, lineage=Lineage("another")), "another-lineage"),
        (dataclasses.replace(PRODUCTION, lineage=None), None),
    ],
    ids=["name", "endpoint", "lineage", "no lineage"],
)
def test_another_state(environment: Environment, code: str | None) -> None:
    """A state of another environment, endpoint or lineage is refused, whatever is allowed."""
    everything = [*PLAN_GUARDS, *(f"{guard}:*" for guard in ADDRESS_GUARDS)]
    found = reviewed([make_desired()], make_state(), *everything, environment=environment)
    assert [code] * (code is not None) == [one.code for one in found.refusals]


def test_plan_of_another_state() -> None:
    """A plan made from another state than this is refused."""
    state = make_state()
    plan = plan_of([make_desired()], state)
    other = dataclasses.replace(state, lineage=Lineage("another"))
    found = review(plan, environment=PRODUCTION, limits=Limits(), desired=None, state=other)
    assert (["another-lineage"], LINEAGE) == ([one.code for one in found.refusals], plan.origin.lineage)


def test_guards_look_again_when_a_deferred_one_is_created() -> None:
    """What is asked for when it is deferred is asked for once more when it is created."""
    fields: dict[str, Json] = {"recipient_subscription_state": "all"}
    far = make_desired(at=ANCHOR + timedelta(days=100), fields=fields)
    due = make_recorded(make_desired(fields=fields), status=Status.DEFERRED)
    reviews = [reviewed([far], make_state()), reviewed([make_desired(fields=fields)], make_state(due))]
    assert [{"teaser": ["reaches-unsubscribed"]}] * 2 == [blocked(one) for one in reviews]


def test_unchanged_is_not_guarded() -> None:
    """What is arranged already and does not change needs no allowance."""
    desired = make_desired(fields={"recipient_subscription_state": "all"})
    assert {} == blocked(reviewed([desired], make_state(make_recorded(desired))))


def test_protected_replace() -> None:
    """A protected record is not replaced either."""
    desired = make_desired(fields=OTHER, lifecycle=Lifecycle(prevent_delete=True))
    found = reviewed([desired], make_state(make_recorded(make_desired(), protected=True)))
    assert "is protected by `prevent_delete`, and this would cancel it and make it again" == (
        found.blocks[desired.address][0].message
    )


def test_block_of_the_plan_stays() -> None:
    """What the decision table blocks no allowance passes, and all that holds an address is named."""
    desired = make_desired(at=NOW, fields={"recipient_subscription_state": "all"})
    found = reviewed([desired], make_state(), "imminent:*", "reaches-unsubscribed:other")
    assert {"teaser": ["missed", "reaches-unsubscribed"]} == blocked(found)


def test_findings() -> None:
    """Each block and each refusal is an error, what was allowed a note, what let nothing pass a warning."""
    desired, state, now = pair("imminent")
    found = reviewed(desired, state, "imminent:one", "protected:one", "unknown-key:0123", now=now)
    assert [
        (Severity.NOTE, "allowed"),
        (Severity.ERROR, "imminent"),
        (Severity.WARNING, "unused-allowance"),
    ] == [(one.severity, one.code) for one in found.findings]


def test_allowed_limit_is_noted() -> None:
    """What a plan-wide allowance lets pass is said."""
    found = reviewed([], make_state(make_recorded(make_desired())), "empty")
    assert ["allowed"] == [one.code for one in found.findings]


def test_cleared_plan_leaves_out_what_is_blocked() -> None:
    """A cleared plan holds what is made, in order, and names what is not."""
    first, *others = (make_desired(name, fields=to(name)) for name in ("b", "c", "d"))
    desired = [make_desired("a", at=NOW), first, others[0], dataclasses.replace(others[1], description="x")]
    state = make_state(*map(make_recorded, others))
    cleared = clear(reviewed(desired, state))
    told = [[change.address for change in some] for some in (cleared.changes, cleared.blocked)]
    assert [["d", "b"], ["a"]] == told


def test_refused_plan_is_not_cleared() -> None:
    """A refused plan cannot be cleared; the error carries what the guards say."""
    found = reviewed([], make_state(make_recorded(make_desired())))
    with pytest.raises(PlanRefusedError, match="refused as a whole") as caught:
        clear(found)
    assert found.refusals == caught.value.findings


def test_nothing_else_makes_a_cleared_plan() -> None:
    """A cleared plan cannot be made by hand."""
    cleared = clear(reviewed([make_desired()], make_state()))
    with pytest.raises(TypeError, match=r"only clear\(\)"):
        type(cleared)(object(), plan=cleared.plan, changes=(), blocked=(), renames={})


def test_blocked_is_told_by_address() -> None:
    """A review says of each change whether it is held."""
    found = reviewed([make_desired("a", at=NOW), make_desired("b")], make_state())
    assert {"a": True, "b": False} == {one.address: found.is_blocked(one) for one in found.plan.changes}


def test_move_is_not_guarded() -> None:
    """A move makes no call and needs no allowance."""
    record = make_recorded(make_desired("old", fields={"override_messaging_limits": True}))
    found = reviewed([make_desired("new", fields={"override_messaging_limits": True})], make_state(record))
    assert (Action.MOVE, {}) == (found.plan.changes[0].action, blocked(found))

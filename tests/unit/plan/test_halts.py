"""Which halt holds an address, and patterns over addresses."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta

import pytest

from braze_gitops.model import Address, DesiredSchedule, make_address, matches, matches_with_items, split_address
from braze_gitops.plan import BlockCode, Change, Plan, sends_met
from braze_gitops.plan.halts import met_by
from braze_gitops.state import Halt, Status
from support.plans import ANCHOR, NOW, make_desired, make_recorded, make_state, plan_of

ANY = Halt(id="h1", pattern=None, tags=(), first_at=None, last_at=None, who="ana", why="prices", at=NOW)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FAR = ANCHOR + 20 * DAY


@pytest.mark.parametrize(
    ("halt", "is_held"),
    [
        (ANY, True),
        (dataclasses.replace(ANY, pattern="tea*"), True),
        (dataclasses.replace(ANY, pattern="news*"), False),
        (dataclasses.replace(ANY, tags=("sale", "black-friday")), True),
        (dataclasses.replace(ANY, tags=("sale",)), False),
        (dataclasses.replace(ANY, first_at=ANCHOR), True),
        (dataclasses.replace(ANY, first_at=ANCHOR + HOUR), False),
        (dataclasses.replace(ANY, last_at=ANCHOR), True),
        (dataclasses.replace(ANY, last_at=ANCHOR - HOUR), False),
        (dataclasses.replace(ANY, first_at=ANCHOR - HOUR, last_at=ANCHOR + HOUR), True),
        (dataclasses.replace(ANY, lifted=(Address("teaser"),)), False),
        (dataclasses.replace(ANY, pattern="tea*", tags=("sale",)), False),
    ],
    ids=[
        "everything",
        "pattern",
        "other pattern",
        "one of the tags",
        "other tag",
        "from then on",
        "from later on",
        "until then",
        "until earlier",
        "between",
        "lifted",
        "pattern and other tag",
    ],
)
def test_halt(halt: Halt, *, is_held: bool) -> None:
    """A halt holds what fits every condition that is set and is not lifted."""
    plan = plan_of([make_desired(tags=("black-friday",))], make_state(halts=[halt]))
    assert is_held is (plan.changes[0].block is not None)


def test_halt_sees_the_recorded_side() -> None:
    """A schedule that moves out of a halted range is held all the same."""
    halt = dataclasses.replace(ANY, last_at=ANCHOR + HOUR)
    state = make_state(make_recorded(make_desired()), halts=[halt])
    plan = plan_of([make_desired(at=ANCHOR + timedelta(days=5))], state)
    assert plan.changes[0].block is not None


def test_halt_says_why() -> None:
    """The block says who halted, when and why; without a why it says the rest."""
    messages = []
    for halt in (ANY, dataclasses.replace(ANY, why="")):
        block = plan_of([make_desired()], make_state(halts=[halt])).changes[0].block
        messages.append(block.message if block is not None else "")
    when = "h1, halted by ana on Tue 17 Nov 2026 10:00 UTC"
    assert [f"{when}: prices", when] == messages


_LIFT = (
    "`braze-gitops halt --lift h1 --address teaser -e production --why TEXT` lets this one go\n"
    "`braze-gitops halt --lift h1 -e production --why TEXT` lets all go that h1 holds"
)


@pytest.mark.parametrize(
    ("status", "at", "said", "hint"),
    [
        pytest.param(None, ANCHOR, "UTC", _LIFT, id="not recorded"),
        pytest.param(Status.DEFERRED, ANCHOR, "UTC", _LIFT, id="deferred"),
        pytest.param(Status.SCHEDULED, NOW - timedelta(days=2), "UTC", _LIFT, id="sent"),
        pytest.param(
            Status.SCHEDULED,
            ANCHOR,
            "UTC; it is still scheduled at Braze",
            f"`braze-gitops halt -e production` cancels it\n{_LIFT}",
            id="live",
        ),
    ],
)
def test_halt_says_the_way_out(status: Status | None, at: datetime, said: str, hint: str) -> None:
    """Whole commands; of what is still at Braze also the one that cancels it."""
    desired = make_desired(at=at)
    records = [make_recorded(desired, status=status)] if status is not None else []
    block = plan_of([desired], make_state(*records, halts=[dataclasses.replace(ANY, why="")])).changes[0].block
    assert block is not None
    assert (hint, True) == (block.hint, block.message.endswith(said))


def test_a_halt_holds_a_definition_under_the_name_it_had() -> None:
    """A rename lets nothing through, also when the record is gone."""
    halt = dataclasses.replace(ANY, pattern="teaser")
    plan = plan_of([make_desired("new", moved_from="teaser")], make_state(halts=[halt]))
    assert plan.changes[0].block is not None


def test_a_lifted_halt_holds_nothing() -> None:
    """And no plan names it."""
    plan = plan_of([make_desired()], make_state(halts=[dataclasses.replace(ANY, lifted_at=NOW)]))
    assert (None, ()) == (plan.changes[0].block, plan.halts)


@pytest.mark.parametrize(
    ("address", "pattern", "fits"),
    [
        ("teaser", "teaser", True),
        ("teaser", "teaser2", False),
        ("teaser2", "teaser", False),
        ('weekly["2026-12-01"]', 'weekly["2026-12-01"]', True),
        ('weekly["2026-12-01"]', 'weekly["2026-12-0?"]', True),
        ('weekly["2026-12-01"]', "weekly*", True),
        ('weekly["2"]', 'weekly["*"]', True),
        ("weekly2", "weekly[2]", False),
    ],
)
def test_pattern(address: str, pattern: str, *, fits: bool) -> None:
    """`*` and `?` are wild, square brackets are not."""
    assert fits is matches(Address(address), pattern)


@pytest.mark.parametrize(
    ("pattern", "is_met"),
    [
        ("club", True),
        ('club["gold"]', True),
        ('club["gold"]["2026-12-01"]', True),
        ('club["g*"]', True),
        ('club["silver"]', False),
        ("clu", False),
        ("gold", False),
    ],
)
def test_a_name_and_an_entry_stand_for_all_that_they_make(pattern: str, *, is_met: bool) -> None:
    """As a plan heads what belongs together."""
    assert is_met is matches_with_items(make_address("club", "gold", "2026-12-01"), pattern)


def evening(key: str, hour: float = 9) -> DesiredSchedule:
    """Return a send of a series of two a day."""
    return make_desired(make_address("two", key), at=ANCHOR + hour * HOUR, every=9 * HOUR)


def after_an_edit(*, lifted: tuple[Address, ...] = ()) -> Plan:
    """Return the plan that follows an edit of the hours, after the evening was halted and cancelled."""
    early = evening("2026-11-27T19:00")
    halt = dataclasses.replace(ANY, pattern=early.address, lifted=lifted)
    met = sends_met(halt, [make_recorded(early), make_recorded(evening("2026-11-27", 0))])
    halt = dataclasses.replace(halt, sends=met)
    wanted = [evening("2026-11-27"), evening("2026-11-27T10:00", 0)]
    return plan_of(wanted, make_state(halts=[halt]), now=NOW)


def test_a_halted_send_stays_halted_under_another_key() -> None:
    """The hour that comes first is another one now: the evening has its key, and is not sent all the same."""
    plan = after_an_edit()
    assert {"2026-11-27": BlockCode.HALTED, "2026-11-27T10:00": None} == {
        change.keys[-1]: change.block.code if change.block is not None else None for change in plan.changes
    }


def test_what_was_let_go_is_free_under_another_key_too() -> None:
    """Under either name."""
    for lifted in (make_address("two", "2026-11-27T19:00"), make_address("two", "2026-11-27")):
        assert all(change.block is None for change in after_an_edit(lifted=(lifted,)).changes)


def moved_evening(hours: float, *, halt: Halt = ANY, arranged: bool = False) -> list[Change]:
    """Return what is done about the morning, and the evening at another hour, after the evening was stopped."""
    old = evening("2026-11-27T19:00")
    met = sends_met(halt, [make_recorded(old), make_recorded(evening("2026-11-27", 0))])
    wanted = [evening("2026-11-27", 0), evening("2026-11-27T20:00", 9 + hours)]
    records = [make_recorded(one) for one in wanted[: 1 + arranged]]
    return list(
        plan_of(wanted, make_state(*records, halts=[dataclasses.replace(halt, sends=met)]), now=NOW).changes
    )


HALT_OF_ONE = dataclasses.replace(ANY, pattern=make_address("two", "2026-11-27T19:00"))
HALT_OF_TIMES = dataclasses.replace(ANY, first_at=ANCHOR + 8 * HOUR, last_at=ANCHOR + 10 * HOUR)


@pytest.mark.parametrize("halt", [HALT_OF_ONE, HALT_OF_TIMES], ids=["of one", "of times"])
@pytest.mark.parametrize(
    ("hours", "is_held"), [(1.5, True), (4.49, True), (4.5, False), (-4.49, True), (-4.5, False)]
)
def test_a_halted_send_stays_halted_at_another_hour(halt: Halt, hours: float, *, is_held: bool) -> None:
    """Under a key of that hour: as long as it is nearer to what was stopped than half the interval."""
    blocks = {one.keys[-1]: one.block for one in moved_evening(hours, halt=halt)}
    block = blocks["2026-11-27T20:00"]
    assert is_held is (block is not None)
    if block is not None:
        said = f"; it is within half the interval of {make_address('two', '2026-11-27T19:00')}, which was stopped"
        assert (BlockCode.HALTED, True) == (block.code, block.message.endswith(said))
    assert blocks.get("2026-11-27") is None


@pytest.mark.parametrize(("brand", "hours", "is_held"), [("alfa", 1, True), ("alfa", -12, False)])
def test_a_halted_send_stays_halted_in_each_item(brand: str, hours: float, *, is_held: bool) -> None:
    """A `for_each` that comes makes several of it; a lift of one of them lets that go."""
    met = {make_address("two", "2026-11-27T19:00"): ANCHOR + 9 * HOUR}
    wanted = make_desired(make_address("two", brand, "2026-11-27"), at=ANCHOR + (9 + hours) * HOUR, every=DAY)
    for lifted in ((), (wanted.address,)):
        halt = dataclasses.replace(HALT_OF_ONE, sends=met, lifted=lifted)
        (change,) = plan_of([wanted], make_state(halts=[halt]), now=NOW).changes
        assert (is_held and not lifted) is (change.block is not None)


def test_another_item_goes_on() -> None:
    """The halt has met one of two."""
    met = {make_address("two", "alfa", "2026-11-27T19:00"): ANCHOR + 9 * HOUR}
    wanted = make_desired(make_address("two", "beta", "2026-11-27T19:00"), at=ANCHOR + 9 * HOUR, every=DAY)
    halt = dataclasses.replace(HALT_OF_ONE, pattern=next(iter(met)), sends=met)
    (change,) = plan_of([wanted], make_state(halts=[halt]), now=NOW).changes
    assert change.block is None


def test_what_is_arranged_is_another_send() -> None:
    """It was there beside what was stopped."""
    assert [None] == [
        one.block for one in moved_evening(1, halt=HALT_OF_ONE, arranged=True) if one.keys[-1] > "2026-11-27"
    ]


def test_a_whole_series_needs_no_list_of_its_sends() -> None:
    """Nor does a single schedule: their names stay."""
    records = [make_recorded(evening("2026-11-27")), make_recorded(make_desired("teaser"))]
    for pattern in ("two", "tea*", None):
        assert {} == sends_met(dataclasses.replace(ANY, pattern=pattern), records)


TAGGED = dataclasses.replace(ANY, tags=("sale",))
RANGE = dataclasses.replace(ANY, first_at=ANCHOR - HOUR, last_at=ANCHOR + HOUR)


@pytest.mark.parametrize("halt", [TAGGED, RANGE], ids=["by tag", "by time"])
@pytest.mark.parametrize("address", ["teaser", make_address("news", "2026-11-27")])
@pytest.mark.parametrize("hours", [0, 5, 40])
def test_what_was_halted_stays_so_without_its_tag(halt: Halt, address: str, hours: float) -> None:
    """The record is gone: an edit of the tags or the time would let it out."""
    every = DAY if address != "teaser" else None
    old = make_recorded(make_desired(address, every=every, tags=("sale",)))
    halt = dataclasses.replace(halt, sends=sends_met(halt, [old, make_recorded(make_desired("other", at=FAR))]))
    assert {address} == halt.sends.keys()
    wanted = [make_desired(address, at=ANCHOR + hours * HOUR, every=every), make_desired("other", at=FAR)]
    plan = plan_of(wanted, make_state(halts=[halt]), now=NOW)
    assert [address] == [change.address for change in plan.changes if change.block is not None]


@pytest.mark.parametrize(("hours", "is_held"), [(0, True), (23, True), (-23, True), (24, False), (-24, False)])
def test_a_halted_send_stays_halted_without_its_series(hours: float, *, is_held: bool) -> None:
    """Where `repeat` is taken away: as near as two definitions may be to each other."""
    old = make_desired(make_address("news", "2026-11-27"), every=DAY)
    halt = dataclasses.replace(ANY, pattern=old.address)
    halt = dataclasses.replace(halt, sends=sends_met(halt, [make_recorded(old)]))
    (change,) = plan_of(
        [make_desired("news", at=ANCHOR + hours * HOUR)], make_state(halts=[halt]), now=ANCHOR - 3 * DAY
    ).changes
    assert is_held is (change.block is not None)


@pytest.mark.parametrize(
    ("old", "pattern", "new"),
    [
        (make_address("news", "de", "2026-11-27"), 'news["de"]', make_address("news", "2026-11-27")),
        (make_address("news", "de", "2026-11-27"), 'news["d*"]', make_address("news", "2026-11-27")),
        (make_address("launch", "de"), 'launch["de"]', "launch"),
        (make_address("news", "2026-11-27"), 'news["2026-11-27"]', make_address("news", "de")),
        (make_address("news", "de"), 'news["de"]', make_address("news", "2026-11-27")),
    ],
)
@pytest.mark.parametrize(("hours", "is_held"), [(0, True), (3, True), (30, False)])
def test_a_halted_item_stays_halted_in_another_shape(
    old: str, pattern: str, new: str, *, hours: float, is_held: bool
) -> None:
    """Where the `for_each` goes, or comes in place of `repeat`; no name is left that the halt could hold."""
    first = make_desired(old, every=DAY if "2026" in old else None)
    halt = dataclasses.replace(ANY, pattern=pattern)
    halt = dataclasses.replace(halt, sends=sends_met(halt, [make_recorded(first)]))
    wanted = make_desired(new, at=ANCHOR + hours * HOUR, every=DAY if "2026" in new else None)
    (change,) = plan_of([wanted], make_state(halts=[halt]), now=NOW).changes
    assert is_held is (change.block is not None)


def test_of_several_that_were_halted_the_nearest_is_named() -> None:
    """And one that was let go is not."""
    sends = {make_address("two", "2026-11-27", key): ANCHOR + hour * HOUR for key, hour in (("a", 0), ("b", 3))}
    halt = dataclasses.replace(ANY, pattern="x", sends=sends)
    wanted = make_address("two", "2026-11-27")
    found = [
        met_by(one, [wanted], [ANCHOR + 2 * HOUR], 4 * HOUR)
        for one in (halt, dataclasses.replace(halt, lifted=(make_address("two", "2026-11-27", "b"),)))
    ]
    assert ["b", "a"] == [split_address(one)[1][-1] if one else None for one in found]
    assert met_by(halt, [make_address("other")], [ANCHOR], 4 * HOUR) is None
    assert met_by(halt, [wanted], [ANCHOR + 4 * HOUR], HOUR) is None


def test_an_old_name_that_is_halted_is_no_mistake() -> None:
    """Nothing of it is left, because it was stopped: nobody is told to take the line out that holds it."""
    new = make_desired("letter", moved_from="teaser")
    other = make_recorded(make_desired("other", fields={"segment_id": "seg-other"}))
    for halts, codes in (([], ["moved-from-nothing"]), ([dataclasses.replace(ANY, pattern="teaser")], [])):
        plan = plan_of([new], make_state(other, halts=halts), now=NOW)
        assert codes == [one.code for one in plan.findings if one.code == "moved-from-nothing"]


@pytest.mark.parametrize("hours", [-13, -11, 11, 13])
def test_what_a_halt_has_met_stays_halted_under_its_own_key(hours: float) -> None:
    """However far an edit moves it out of the halted time."""
    old = make_desired(make_address("news", "2026-11-27"), every=DAY)
    halt = dataclasses.replace(ANY, first_at=ANCHOR - HOUR, last_at=ANCHOR + HOUR)
    halt = dataclasses.replace(halt, sends=sends_met(halt, [make_recorded(old)]))
    new = make_desired(old.address, at=ANCHOR + hours * HOUR, every=DAY)
    (change,) = plan_of([new], make_state(halts=[halt]), now=NOW).changes
    assert change.block is not None


def test_a_rename_that_is_seen_without_its_line_lets_nothing_out() -> None:
    """The others of the series move: what was stopped is the one of theirs that is missing."""
    days = ["2026-11-27", "2026-11-28", "2026-11-29"]
    old, new = (
        [make_desired(make_address(name, key), at=ANCHOR + day * DAY, every=DAY) for day, key in enumerate(days)]
        for name in ("digest", "weekly")
    )
    halt = dataclasses.replace(ANY, pattern=old[1].address)
    halt = dataclasses.replace(halt, sends=sends_met(halt, [make_recorded(old[1])]))
    plan = plan_of(new, make_state(make_recorded(old[0]), make_recorded(old[2]), halts=[halt]), now=NOW)
    assert ["move", "halted", "move"] == [
        change.block.code.value if change.block is not None else change.action.value
        for change in sorted(plan.changes, key=lambda one: one.address)
    ]

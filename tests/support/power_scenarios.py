"""The runs that are cut: create, mixed, replace, snapshot, init, resolve, take-over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from braze_gitops.apply import ApplySettings, write_entries
from braze_gitops.cli.state_access import create_state
from braze_gitops.model import Kind
from braze_gitops.state import StateCreated
from braze_gitops.store import StoredJournal
from support.applying import PRODUCTION, SEND_AT, wanted
from support.memory_braze import Fault
from support.memory_journal import ENDPOINT, Killed
from support.power_cuts import Scenario, WatchedWorld
from support.states import LINEAGE, NOW, TOOL, make_batch
from support.stored_world import ALLOWED, Wish, give_words

LONG = "A long text, kept beside the snapshot. " * 20


def created(world: WatchedWorld) -> None:
    """Begin with a state in which nothing was arranged."""
    made = StateCreated(lineage=LINEAGE, environment="production", endpoint=ENDPOINT, at=NOW)
    StoredJournal(world.store, tool=TOOL).append(make_batch(made))


def applying(first: Wish, then: Wish, *, name: str, faults: Mapping[int, Fault] | None = None) -> Scenario:
    """Return an apply of `then` where `first` is applied; the nth call of it meets `faults[n]`."""

    def before(world: WatchedWorld) -> None:
        created(world)
        if first:
            world.run(*first)

    def run(world: WatchedWorld, workers: int) -> None:
        world.braze.faults = dict(faults or {})
        world.run(*then, allow=ALLOWED, settings=ApplySettings(parallelism=workers))
        world.braze.faults = {}

    return Scenario(name=name, before=before, run=run, wish=then)


CREATED: Wish = (
    wanted("a"),
    wanted("b", subject=LONG + "b"),
    wanted("c", kind=Kind.CAMPAIGN, parent="parent-c"),
    wanted("d", subject=LONG + "d"),
    wanted("e", kind=Kind.CANVAS, parent="parent-e"),
    wanted("later", at=SEND_AT + timedelta(days=300)),
)
BEFORE: Wish = (
    wanted("kept"),
    wanted("updated"),
    wanted("replaced"),
    wanted("retriggered", kind=Kind.CAMPAIGN, parent="one-retriggered"),
    wanted("old", segment="seg-moved"),
    wanted("deleted", subject=LONG),
    wanted("retold", owner="ana"),
)
AFTER: Wish = (
    wanted("kept"),
    wanted("updated", subject=LONG + "updated"),
    wanted("replaced", segment="other-replaced"),
    wanted("retriggered", kind=Kind.CAMPAIGN, parent="two-retriggered"),
    wanted("new", segment="seg-moved", moved_from="old"),
    wanted("retold", owner="ben"),
    wanted("created"),
    wanted("later", at=SEND_AT + timedelta(days=300)),
)
REPLACED: tuple[Wish, Wish] = (
    tuple(wanted(name, segment=f"one-{name}") for name in ("a", "b", "c")),
    tuple(wanted(name, segment=f"two-{name}", subject=LONG) for name in ("a", "b", "c")),
)
RETOLD: tuple[Wish, Wish] = (
    (wanted("a", subject=LONG + "a"), wanted("b", subject=LONG + "b"), wanted("c")),
    (wanted("a", subject=LONG + "a"), wanted("b", subject=LONG + "2"), wanted("c", subject=LONG + "3")),
)
MANY: tuple[Wish, Wish] = (
    tuple(wanted(f"n{number:02}") for number in range(12)),
    tuple(wanted(f"n{number:02}", subject=f"Now {number}") for number in range(4, 28)),
)
DOUBTED: Wish = (wanted("a"), wanted("b", subject=LONG), wanted("c"))


def _begin(world: WatchedWorld, workers: int) -> None:
    """Be `state init`: on a disk where the state is there already, do nothing."""
    del workers
    access = create_state(world.store, PRODUCTION, lineage=LINEAGE, at=NOW)
    if world.watch is not None:
        world.watch.batch = world.watch.snapshot = access.state.head.number


def _in_doubt(world: WatchedWorld) -> None:
    """End an apply whose creates were never answered, carried out or not."""
    created(world)
    world.braze.faults = {0: Fault.CUT_AFTER, 1: Fault.CUT_BEFORE, 2: Fault.NO_ID}
    world.run(*DOUBTED)
    world.braze.faults = {}


def _resolve(world: WatchedWorld, workers: int) -> None:
    del workers
    give_words(world)


def _left_open(world: WatchedWorld) -> None:
    """Kill an apply while its second create is under way."""
    created(world)
    world.braze.faults = {0: Fault.CUT_AFTER}

    def kill(name: str, path: object) -> None:
        if name == "link" and str(path).endswith("0000000004.json"):
            raise Killed

    world.disk.before = kill
    try:
        world.run(*DOUBTED)
    except Killed:
        world.disk.before = lambda _name, _path: None
    world.braze.faults = {}


def _take_over(world: WatchedWorld, workers: int) -> None:
    del workers
    state = world.state()
    assert state.run is not None or world.watch is None
    write_entries(
        (), state=state, journal=world.open_journal(), opening=world.opening(), new_id=lambda: "nonce", tool=TOOL
    )


SCENARIOS: tuple[Scenario, ...] = (
    applying((), CREATED, name="create"),
    applying(BEFORE, AFTER, name="mixed"),
    applying(*REPLACED, name="replace"),
    applying(*RETOLD, name="snapshot"),
    applying(*MANY, name="many"),
    applying((), DOUBTED, name="unanswered", faults={0: Fault.CUT_AFTER, 1: Fault.NO_ID, 2: Fault.LIMITED}),
    Scenario(name="init", before=lambda _world: None, run=_begin, wish=()),
    Scenario(name="resolve", before=_in_doubt, run=_resolve, wish=DOUBTED),
    Scenario(name="take-over", before=_left_open, run=_take_over, wish=DOUBTED),
)

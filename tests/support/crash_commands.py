"""The commands besides `apply` that change a state or call Braze, each with the project it is given."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Callable, Mapping
from types import MappingProxyType

from braze_gitops.sandbox import read_log
from braze_gitops.state import Status
from support.crash_cases import Case, campaign, canvas, long_texts, message, send_ids
from support.crash_rounds import Round
from support.crashing import live, said

WHY = ("--why", "a test")
YES = ("--auto-approve", *WHY)
_LIFT = ("halt", "--lift", "halt-1", *WHY)
_REPLACE = ("state", "init", "--replace-lost-state", *YES)
_ROWS = "rows.csv"
_OUTCOMES = "outcomes.json"
_PULLED = "pulled.json"

_FOUR = {
    "one": message("one"),
    "two": message("two"),
    "three": campaign("three", time="2026-12-11T10:00:00Z"),
    "four": canvas("four", time="2026-12-12T10:00:00Z"),
}
_SAME = Case(before=_FOUR, after=_FOUR, markers={name: name for name in _FOUR})
_THREE = {name: _FOUR[name] for name in ("one", "three", "four")}
_FEW = Case(before=_THREE, after=_THREE, markers={name: name for name in _THREE})
_MORE = {**_THREE, "five": message("five"), "six": campaign("six", time="2026-12-13T10:00:00Z")}
_GROWN = Case(before=_THREE, after=_MORE, markers={name: name for name in _MORE})
_TEXTS = long_texts().before
_LONG = Case(before=_TEXTS, after=_TEXTS, markers={name: name for name in _TEXTS})
_RENAMED = Case(
    before=_FOUR,
    after={
        **{name: text for name, text in _FOUR.items() if name != "one"},
        "first": message("first", segment="seg-one").replace("'first first'", "'one first'"),
    },
    markers={**{name: name for name in _FOUR}, "first": "one"},
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command to kill at every boundary, at least so many.

    `first` leaves the project as the command finds it, `words` are its command line then. `unmanaged` are the
    markers of what is live without a record before the command, or after it. Said `again`, it ends with one of
    these codes. `finish` brings the project to its end and judges it.
    """

    case: Case
    words: Callable[[Round], tuple[str, ...]]
    finish: Callable[[Round], object]
    at_least: int
    first: Callable[[Round], object] | None = None
    unmanaged: tuple[str, ...] = ()
    again: tuple[int, ...] = (0,)
    workers: int = 1


def ids_of(here: Round) -> Mapping[str, str]:
    """Return marker → schedule id of all that is live."""
    return {marker: one for one, marker in live(here.place).items()}


def calls_of(here: Round) -> int:
    """Return how many calls Braze has had."""
    return len(read_log(here.place))


def _say(*words: str) -> Callable[[Round], tuple[str, ...]]:
    return lambda _: words


def _run(*words: str) -> Callable[[Round], object]:
    return lambda here: here.run(here.order(*words))


def _forget(here: Round, *addresses: str) -> None:
    ids = ids_of(here)
    for address in addresses:
        here.run(here.order("state", "rm", address, "--schedule-id", ids[address], *YES))


# ------------------------------------------------------------------------------------------ halt and lift


def _check_halted(here: Round) -> None:
    """One halt stands, nothing that it holds is live, and no plan creates it."""
    state = here.state()
    assert state is not None
    assert [True] == [halt.stands for halt in state.halts]
    assert {} == live(here.place), "live after the halt"
    here.run(here.order(), codes=(0, 11))
    assert {} == live(here.place), "created in spite of the halt"


def _lift_and_go_on(here: Round) -> None:
    _check_halted(here)
    here.run(here.order(*_LIFT))
    assert {} == live(here.place), "created by the lift"
    here.bring_to_end()


def _resolve_and_halt_again(here: Round) -> None:
    """What was in doubt is a person's to look up; then the same halt cancels that, too."""
    here.resolve()
    here.run(here.order("halt", *YES))
    _lift_and_go_on(here)


def _interrupt_a_create(early: Round) -> None:
    assert early.run(early.order(named="committed", at=1)).struck == "committed"


def _go_on_without_the_halt(here: Round) -> None:
    state = here.state()
    assert state is not None
    assert [False] == [halt.stands for halt in state.halts]
    here.bring_to_end()


def _go_on_with_one(here: Round) -> None:
    """Only what was let go is created again, until the halt is lifted."""
    here.run(here.order(), codes=(0, 11))
    assert {"one"} == set(live(here.place).values())
    here.run(here.order(*_LIFT))
    here.bring_to_end()


# ------------------------------------------------------------------------------------------ adopting


def _forget_three(early: Round) -> None:
    ids = ids_of(early)
    _forget(early, "one", "three", "four")
    rows = [("one", "yes"), ("three", "no"), ("four", "")]
    lines = "".join(f"{address},{ids[address]},{trust}\n" for address, trust in rows)
    (early.folder / _ROWS).write_text(f"address,schedule_id,trust\n{lines}")


def _go_on_without_a_create(here: Round) -> None:
    """All is under control, each under the id it had at Braze all along."""
    before = live(here.place)
    here.bring_to_end()
    assert before == live(here.place)


def _go_on_knowing_none(here: Round) -> None:
    """Nothing is called for what counts as created; the ids bring it under control."""
    state = here.state()
    assert state is not None
    external = [address for address, record in state.records.items() if record.status is Status.EXTERNAL]
    assert external
    calls = calls_of(here)
    here.run(here.order())
    assert calls == calls_of(here), "called for what nobody knows the id of"
    ids = ids_of(here)
    lines = "".join(f"{address},{ids[address]}\n" for address in external)
    (here.folder / _ROWS).write_text(f"address,schedule_id\n{lines}")
    here.run(here.order("import", "--csv", _ROWS, *YES))
    here.unmanaged = ()
    _go_on_without_a_create(here)


def _lose_the_state(early: Round) -> None:
    """Name the state in the project file, as git has it, and lose it."""
    state = early.state()
    assert state is not None
    project = early.folder / "braze-gitops.yaml"
    project.write_text(project.read_text().replace("{sandbox", f"{{lineage: {state.lineage}, sandbox"))
    shutil.rmtree(early.folder / ".braze-gitops" / "state")


# ------------------------------------------------------------------------------------------ the state by hand


def _take_back(here: Round) -> None:
    """What was forgotten is live as it was, and an import has it again."""
    here.run(here.order("import", "one", ids_of(here)["one"], "--trust", *YES))
    here.unmanaged = ()
    _go_on_without_a_create(here)


def _pull_and_edit(early: Round) -> None:
    """Give the document's long text another record, and one record another address."""
    early.run(early.order("state", "pull", "--out", _PULLED))
    path = early.folder / _PULLED
    document = json.loads(path.read_text())
    schedules = document["schedules"]
    schedules["text-new"] = schedules.pop("text-kept")
    path.write_text(json.dumps(document))


def _renamed_texts() -> Case:
    """Return a project with long texts in which one name is another one later."""
    before = long_texts().before
    after = {"text-changed": before["text-changed"]}
    after["text-new"] = before["text-kept"].replace("name: text-kept", "name: text-new")
    return Case(before=before, after=after, markers={"text-changed": "text-changed", "text-new": "text-kept"})


def _tell_what_is_not_written(early: Round) -> None:
    """Take the state from a run that Braze has answered and that has written nothing of it."""
    stopped = early.host.run(early.order(named="committed", at=2, stops=True, tag=".first"))
    assert stopped.stopped is not None
    try:
        early.run(early.order("state", "take-over", "--auto-approve"))
    finally:
        assert early.host.go_on(stopped) == 9
    assert (early.folder / _OUTCOMES).exists()


def _go_on_without_a_word(here: Round) -> None:
    """Nobody need be asked: the answer is in the state."""
    assert [] == here.doubtful(), said(here.order())
    here.bring_to_end()
    assert here.asked == 0


COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        "halt, 1 worker": Command(case=_FEW, words=_say("halt", *YES), finish=_lift_and_go_on, at_least=60),
        "halt, 4 workers": Command(
            case=_SAME, words=_say("halt", *YES), finish=_lift_and_go_on, at_least=50, workers=4
        ),
        "halt after a kill in a create": Command(
            case=_GROWN,
            first=_interrupt_a_create,
            words=_say("halt", *YES),
            again=(0, 8),
            finish=_resolve_and_halt_again,
            at_least=70,
        ),
        "lift": Command(
            case=_SAME,
            first=_run("halt", *YES),
            words=_say(*_LIFT),
            finish=_go_on_without_the_halt,
            at_least=10,
        ),
        "lift of one": Command(
            case=_SAME,
            first=_run("halt", *YES),
            words=_say(*_LIFT, "--address", "one"),
            finish=_go_on_with_one,
            at_least=10,
        ),
        "import of many": Command(
            case=_SAME,
            first=_forget_three,
            words=_say("import", "--csv", _ROWS, *YES),
            unmanaged=("one", "three", "four"),
            again=(0, 1),
            finish=_go_on_without_a_create,
            at_least=10,
        ),
        "import without an id": Command(
            case=_SAME,
            first=lambda early: _forget(early, "one"),
            words=_say("import", "one", "--id-unknown", *YES),
            unmanaged=("one",),
            again=(0, 1),
            finish=_go_on_knowing_none,
            at_least=10,
        ),
        "replacing a lost state": Command(
            case=_LONG,
            first=_lose_the_state,
            words=_say(*_REPLACE),
            unmanaged=tuple(_LONG.markers),
            again=(0, 1),
            finish=_go_on_knowing_none,
            at_least=20,
        ),
        "mv": Command(
            case=_RENAMED,
            words=_say("state", "mv", "one", "first", *YES),
            again=(0, 1),
            finish=_go_on_without_a_create,
            at_least=10,
        ),
        "rm": Command(
            case=_SAME,
            words=lambda here: ("state", "rm", "one", "--schedule-id", ids_of(here)["one"], *YES),
            unmanaged=("one",),
            again=(0, 1),
            finish=_take_back,
            at_least=10,
        ),
        "push": Command(
            case=_renamed_texts(),
            first=_pull_and_edit,
            words=_say("state", "push", _PULLED, *YES),
            again=(0, 10),
            finish=_go_on_without_a_create,
            at_least=10,
        ),
        "recover": Command(
            case=send_ids(2),
            first=_tell_what_is_not_written,
            words=_say("state", "recover", _OUTCOMES),
            finish=_go_on_without_a_word,
            at_least=10,
        ),
    }
)

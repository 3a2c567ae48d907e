"""The state of an environment as a command needs it: where it is, what it holds, how it is begun."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import uuid4

from braze_gitops import __version__
from braze_gitops.cli.session import Session
from braze_gitops.cli.surroundings import is_ci
from braze_gitops.cli.workspace import Workspace, present_of
from braze_gitops.errors import StateConflictError, StateError, StateForeignError, StateMissingError, UsageError
from braze_gitops.model import Environment, Lineage

if TYPE_CHECKING:
    from braze_gitops.state import Entry, State
    from braze_gitops.store import Store, StoredJournal

# Snapshots are far smaller; a device has no end.
_LARGEST = 200_000_000
_NO_TEXTS: Mapping[str, str] = MappingProxyType({})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StateAccess:
    """One environment's state: the store it is in, what it holds, and whether it is there already."""

    store: Store
    state: State
    exists: bool

    def journal(self) -> StoredJournal:
        """Return the journal, ready for the batch after the state's last."""
        from braze_gitops.store import StoredJournal

        return StoredJournal(self.store, tool=__version__, head=self.state.head)

    def written_at(self) -> datetime | None:
        """Return when the last batch of the state was written, None before the first. Blocks.

        Raises:
            StateError: it cannot be read.
        """
        return self.journal().written_at()


def store_of(session: Session, workspace: Workspace, environment: Environment) -> Store:
    """Return the store of `environment`; nothing is read yet."""
    from braze_gitops.store import open_store

    return open_store(
        environment.state,
        project_root=workspace.folder.root,
        in_ci=is_ci(session.environ),
        is_sandbox=environment.is_sandbox,
        files=session.files,
    )


def read_state(session: Session, workspace: Workspace, environment: Environment) -> StateAccess:
    """Return the state of `environment`; a sandbox that was never applied to has an empty one, its lineage new.

    Raises:
        StateMissingError: there is none; missing is never empty.
        StateForeignError: it is not the one the project file names.
        StateRolledBackError: it is older than `--expect-head` says, or has another history.
        StateError: it cannot be read.
    """
    from braze_gitops.store import check_expected, load_state

    store = store_of(session, workspace, environment)
    state = load_state(store)
    if state is None:
        if not environment.is_sandbox or environment.lineage is not None or session.expected is not None:
            raise missing_state(environment, store)
        return StateAccess(
            store=store, state=empty_state(environment, lineage=Lineage(str(uuid4()))), exists=False
        )
    check_state(state, environment, where=store.describe())
    if session.expected is not None:
        check_expected(store, state, session.expected)
    return StateAccess(store=store, state=state, exists=True)


def check_state(state: State, environment: Environment, *, where: str) -> None:
    """Make sure that `state` is the one the project file names for `environment`.

    Raises:
        StateForeignError: it is another one.
    """
    if state.environment != environment.name:
        raise StateForeignError(
            f"this is the state of {state.environment}, not of {environment.name}",
            path=where,
            hint=f"look at `state:` of {environment.name} in the project file",
        )
    if environment.lineage is None and not environment.is_sandbox:
        raise StateForeignError(
            f"the project file does not say which state belongs to {environment.name}",
            path=where,
            hint=f"if it is this one, add the line `lineage: {state.lineage}` under `{environment.name}:`",
        )
    if environment.lineage not in {None, state.lineage}:
        raise StateForeignError(
            f"the state's lineage is {state.lineage}; the project file names {environment.lineage}",
            path=where,
            hint="restore the state, or the line in the project file: one of them belongs to another state",
        )


def read_state_file(path: Path) -> State:
    """Return the state in a snapshot file, its long texts from `texts/` beside it; nothing else is read.

    Raises:
        UsageError: there is no such file.
        StateError: it is no state, or damaged.
    """
    from braze_gitops.state import decode_snapshot
    from braze_gitops.store import FileStore

    stored = FileStore(path.parent).read() if path.parent.is_dir() else None
    try:
        with path.open("rb") as stream:
            content = stream.read(_LARGEST + 1)
    except OSError as error:
        raise UsageError(
            f"the state file {path} cannot be read: {error.strerror}", hint="give the path of a state.json"
        ) from None
    if len(content) > _LARGEST:
        raise UsageError(f"{path} is too large for a state file", hint="give the path of a state.json")
    try:
        return decode_snapshot(content, stored.texts if stored is not None else MappingProxyType({}))
    except StateError as error:
        raise type(error)(f"{path}: {error.message}", path=str(path), hint=error.hint) from error


def create_state(
    store: Store,
    environment: Environment,
    *,
    lineage: Lineage,
    at: datetime,
    entries: tuple[Entry, ...] = (),
    texts: Mapping[str, str] = _NO_TEXTS,
) -> StateAccess:
    """Write the first batch of a new state, then its snapshot; durable on return.

    `entries` are what it begins with, beside its creation, and `texts` the long texts that they name.

    Raises:
        StateConflictError: there is a state already.
        StoreError: it could not be written.
    """
    from braze_gitops.state import Batch, StateCreated, fold
    from braze_gitops.store import StoredJournal

    created = StateCreated(lineage=lineage, environment=environment.name, endpoint=environment.endpoint, at=at)
    batch = Batch(
        number=1,
        previous="",
        lineage=lineage,
        nonce=str(uuid4()),
        tool=__version__,
        at=at,
        entries=(created, *entries),
        texts=texts,
    )
    journal = StoredJournal(store, tool=__version__)
    head = journal.append(batch)
    state = fold(None, ((batch, head.digest),))
    journal.publish(state)
    return StateAccess(store=store, state=state, exists=True)


def begin_sandbox_state(
    access: StateAccess, workspace: Workspace, environment: Environment, *, lineage: Lineage | None = None
) -> StateAccess:
    """Return `access`, the state of a sandbox made first if there is none yet.

    `lineage` is the one that a plan was made for before there was a state; None for a new one.
    """
    if access.exists:
        return access
    at = present_of(workspace, environment)
    return create_state(access.store, environment, lineage=lineage or access.state.lineage, at=at)


def refuse_existing(store: Store, environment: Environment) -> None:
    """Make sure that there is no state, not even a damaged one.

    Raises:
        StateConflictError: there is one.
    """
    if store.read() is not None:
        error = StateConflictError(
            f"there is a state of {environment.name} already",
            path=store.describe(),
            hint=f"nothing was changed; `braze-gitops state list -e {environment.name}` shows what is in it",
        )
        error.exit_code = StateError.exit_code
        raise error


def empty_state(environment: Environment, *, lineage: Lineage) -> State:
    """Return a state of `environment` that nothing was ever arranged in."""
    from braze_gitops.state import Serial, State
    from braze_gitops.store import BEFORE_THE_FIRST

    return State(
        lineage=lineage,
        serial=Serial(0),
        environment=environment.name,
        endpoint=environment.endpoint,
        head=BEFORE_THE_FIRST,
    )


def missing_state(environment: Environment, store: Store) -> StateMissingError:
    """Return the error for an environment without a state."""
    if environment.lineage is not None:
        hint = (
            "the project file names one, so it was there: restore it; it is not made anew by itself. If it is gone"
            f" for good: `braze-gitops state init -e {environment.name} --replace-lost-state`"
        )
    else:
        hint = f"if {environment.name} is new, `braze-gitops state init -e {environment.name}` makes one"
    return StateMissingError(f"there is no state of {environment.name}", path=store.describe(), hint=hint)

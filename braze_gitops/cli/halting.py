"""The run of an emergency stop: the halt is durable first, then what it holds is cancelled.

Two steps on purpose: the first writes one small batch, so that it comes between two batches of an apply that is at
work, and from then on that one makes no call. The second is a run like that of an apply.
"""

from __future__ import annotations

import asyncio
import dataclasses
import difflib
import random
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from braze_gitops import __version__
from braze_gitops.cli.halt_options import Conditions, HaltOptions
from braze_gitops.cli.interruption import Interruption, interruptible
from braze_gitops.cli.planning import Planned
from braze_gitops.cli.progress import TerminalProgress
from braze_gitops.cli.session import Session
from braze_gitops.cli.state_access import StateAccess, begin_sandbox_state, read_state
from braze_gitops.cli.surroundings import opening, who_runs
from braze_gitops.cli.unrecorded import keep_unrecorded
from braze_gitops.cli.wiring import apply_settings, connected, require_key
from braze_gitops.cli.workspace import Workspace, present_of
from braze_gitops.errors import ExitCode, StateConflictError, UsageError
from braze_gitops.model import Desired, Environment

if TYPE_CHECKING:
    from braze_gitops.apply import Braze, Clock, Journal, Outcome
    from braze_gitops.report import Stop
    from braze_gitops.state import Entry, Halt, State

_STOPPING = "\nstopping: what is in flight has 5 seconds to be answered, and is written; once more stops at once\n"
# Another run may come between the halt and its first cancellation; nothing was called then.
_TRIES = 20


def run_halt(
    session: Session,
    workspace: Workspace,
    environment: Environment,
    conditions: Conditions,
    options: HaltOptions,
) -> int:
    """Say what would be done, ask, halt, cancel what matches, say what was done, and return the exit code.

    Raises:
        UsageError: there is no terminal to ask on, or no reason.
        UnauthorizedError: there is no key, or the state does not know it.
        StateError: the state cannot be read or written; no call was made.
    """
    from braze_gitops.guard import clear

    if not options.auto_approve and not session.terminal.can_ask:
        raise UsageError("there is no terminal to ask on", hint="add --auto-approve; nothing was halted")
    require_key(session, environment)
    stop = _Stopping(session, workspace, environment, options)
    access = begin_sandbox_state(read_state(session, workspace, environment), workspace, environment)
    stop.draft(access.state, conditions)
    planned = stop.plan(access.state, stop.halt)
    stop.say(access.state, planned)
    clear(planned.review)
    if not options.auto_approve and not stop.agrees(access.state, planned):
        session.terminal.tell("Nothing was done: nothing is halted, and no call was made.\n")
        return ExitCode.ERROR
    return stop.carry_out(planned)


class _Stopping:
    """One emergency stop under way; `halt` is what was asked for, and under its true id once it is written."""

    halt: Halt

    def __init__(
        self, session: Session, workspace: Workspace, environment: Environment, options: HaltOptions
    ) -> None:
        self._session = session
        self._workspace = workspace
        self._environment = environment
        self._options = options

    def draft(self, state: State, conditions: Conditions) -> None:
        """Take the halt that stands and matches the same, or a new one, for which there must be a reason."""
        from braze_gitops.state import Halt, next_halt_id, standing_like

        halt = Halt(
            id=next_halt_id(state),
            pattern=conditions.pattern,
            tags=conditions.tags,
            first_at=conditions.first_at,
            last_at=conditions.last_at,
            who=who_runs(self._session.environ),
            why=self._options.why,
            at=present_of(self._workspace, self._environment),
        )
        standing = standing_like(state, halt)
        self.halt = standing or halt
        if standing is None:
            self.halt = dataclasses.replace(halt, why=reason(self._session, self._options.why))

    def plan(self, state: State, halt: Halt) -> Planned:
        """Return what `halt` cancels in `state`, reviewed."""
        from braze_gitops.guard import parse_allowance, review_halt
        from braze_gitops.plan import make_halting_plan

        plan = make_halting_plan(
            state,
            halt,
            environment=self._environment,
            with_protected=self._options.with_protected,
            now=present_of(self._workspace, self._environment),
            tool=__version__,
        )
        allowances = tuple(parse_allowance(text) for text in self._options.allowed)
        return Planned(
            workspace=self._workspace,
            environment=self._environment,
            desired=Desired(schedules=()),
            state=state,
            review=review_halt(plan, environment=self._environment, state=state, allowances=allowances),
            commit=None,
            tree=None,
        )

    def say(self, state: State, planned: Planned) -> None:
        """Write what would be done."""
        from braze_gitops.report import halt_text

        terminal, as_json = self._session.terminal, self._options.as_json
        style = terminal.error_style if as_json else terminal.style
        text = halt_text(
            self._stop(state, planned),
            now=planned.now,
            style=style,
            width=terminal.width,
            zones=self._environment.audience_zones,
        )
        (terminal.tell if as_json else terminal.say)(text)

    def agrees(self, state: State, planned: Planned) -> bool:
        """Whether a person says yes."""
        from braze_gitops.report import halt_question_text

        terminal = self._session.terminal
        return terminal.ask(halt_question_text(self._stop(state, planned), style=terminal.error_style)) == "yes"

    def carry_out(self, planned: Planned) -> int:
        """Halt, cancel, say what was done."""
        terminal = self._session.terminal
        with (
            connected(self._session, planned) as (connect, clock, fingerprint),
            interruptible(lambda: terminal.tell(_STOPPING)) as stop,
            # All is told before the runner closes, as in an apply.
            asyncio.Runner() as runner,
        ):
            is_new = self._write(clock)
            progress = TerminalProgress(
                terminal, total=sum(one.makes_calls for one in planned.review.plan.changes)
            )
            outcome = runner.run(
                self._cancel(connect=connect, clock=clock, fingerprint=fingerprint, progress=progress, stop=stop)
            )
            progress.end()
            kept_in = keep_unrecorded(self._session, outcome, root=self._workspace.folder.root)
            self._say_outcome(outcome, now=clock.now(), kept_in=kept_in, spares=_spares(planned))
        if outcome.exit_code == ExitCode.DONE and is_new and _matches_nothing(planned):
            terminal.tell(f"{self._near(planned)}\n")
            return ExitCode.INCOMPLETE
        return outcome.exit_code

    def _near(self, planned: Planned) -> str:
        """Return that the halt matches nothing there is, and what it may have meant."""
        pattern = self.halt.pattern or ""
        near = difflib.get_close_matches(pattern, planned.state.records, n=1)
        meant = f" (did you mean `{near[0]}`?)" if near else ""
        return (
            f"warning: {self.halt.id} matches nothing that is recorded{meant}: nothing was stopped. "
            f"It stands for what may still come; `braze-gitops state list -e {self._environment.name}` shows what"
            " there is"
        )

    def _write(self, clock: Clock) -> bool:
        """Make the halt durable, and return whether it is a new one.

        A run that holds the state is taken over, and makes no call after that.
        """
        from braze_gitops.apply import write_over
        from braze_gitops.plan import sends_met
        from braze_gitops.state import HaltSet, next_halt_id, settle, standing_like

        def entries_for(state: State) -> tuple[Entry, ...]:
            if standing_like(state, self.halt) is not None:
                return ()
            met = sends_met(self.halt, settle(state).records.values())
            return (HaltSet(halt=dataclasses.replace(self.halt, id=next_halt_id(state), sends=met)),)

        def look() -> tuple[State, Journal]:
            access = self._read()
            return access.state, access.journal()

        found = self._read().state
        is_new = standing_like(found, self.halt) is None
        if standing_like(found, self.halt) is None or found.run is not None:
            found = write_over(
                entries_for,
                look=look,
                opening=opening("halt", self._session.environ, commit=None, at=clock.now()),
                new_id=lambda: str(uuid4()),
                tool=__version__,
            ).state
        written = standing_like(found, self.halt)
        assert written is not None, "it was written just now"
        self.halt = written
        self._session.terminal.tell(f"{written.id} stands: nothing that it holds is created from here on\n")
        return is_new

    async def _cancel(
        self,
        *,
        connect: Callable[[], Braze],
        clock: Clock,
        fingerprint: str | None,
        progress: TerminalProgress,
        stop: Interruption,
    ) -> Outcome:
        from braze_gitops.apply import apply_plan
        from braze_gitops.guard import clear

        options, environ = self._options, self._session.environ
        with stop.heard_here():
            for tries_left in reversed(range(_TRIES)):
                access = self._read()
                planned = self.plan(access.state, self.halt)
                try:
                    return await apply_plan(
                        clear(planned.review),
                        desired=planned.desired,
                        state=access.state,
                        journal=access.journal(),
                        connect=connect,
                        clock=clock,
                        opening=opening("halt", environ, commit=None, at=clock.now()),
                        settings=apply_settings(
                            self._session,
                            self._environment,
                            parallelism=options.parallelism,
                            max_wait=options.max_wait,
                        ),
                        fingerprint=fingerprint,
                        progress=progress,
                        new_id=lambda: str(uuid4()),
                        chance=random.random,
                        tool=__version__,
                        stop=stop,
                        blocks=planned.review.blocks,
                    )
                except StateConflictError:
                    if not tries_left:
                        raise
        raise AssertionError("the last try returns or raises")

    def _say_outcome(self, outcome: Outcome, *, now: datetime, kept_in: str, spares: bool) -> None:
        from braze_gitops.plan import halt_command
        from braze_gitops.report import outcome_json, outcome_text

        terminal = self._session.terminal
        if self._options.as_json:
            terminal.say(outcome_json(outcome, exit_code=outcome.exit_code))
            return
        text = outcome_text(
            outcome,
            style=terminal.style,
            width=terminal.width,
            now=now,
            kept_in=kept_in,
            operation="Halt",
            again=halt_command(self.halt, environment=self._environment.name) + (" --protected" if spares else ""),
        )
        terminal.say(f"\n{text}")

    def _read(self) -> StateAccess:
        return read_state(self._session, self._workspace, self._environment)

    def _stop(self, state: State, planned: Planned) -> Stop:
        from braze_gitops.apply import describe_holder
        from braze_gitops.report import Stop
        from braze_gitops.state import standing_like

        return Stop(
            halt=self.halt,
            review=planned.review,
            stands=standing_like(state, self.halt) is not None,
            holder=describe_holder(state.run) if state.run is not None else "",
        )


def _spares(planned: Planned) -> bool:
    """Whether something is left alone because it is protected."""
    from braze_gitops.plan import BlockCode

    found = planned.review.blocks.values()
    return any(block.code is BlockCode.PROTECTED for blocks in found for block in blocks)


def _matches_nothing(planned: Planned) -> bool:
    return bool(planned.state.records) and not planned.review.plan.changes


def reason(session: Session, why: str) -> str:
    """Return the reason that was given, or what a person answers.

    Raises:
        UsageError: there is none.
    """
    answer = why
    if not answer and session.terminal.can_ask:
        answer = session.terminal.ask("Why? Every plan will show it: ")
    if not answer:
        raise UsageError("say why with --why TEXT", hint="it is kept in the state, and shown by every plan")
    return answer

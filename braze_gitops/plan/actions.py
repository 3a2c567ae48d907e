"""The decision table: what one address needs, given what is wanted, what is recorded, and the moment.

D0, D1 are the first and last instant of the desired window, R0, R1 of the recorded one; a change is inside the
cutoff if R0 or D0 is (design.md section 4).
The rows, in the order they are asked:

    desired   record                  when                       action
    any       in doubt, vanished      any                        as below, blocked until resolved
    any       matched by a halt       any                        as below, blocked until lifted
    any       external                equal                      none
    any       external                otherwise                  as below, blocked
    no        deferred                any                        forget
    no        scheduled               R0 > now                   delete
    no        sending                 R0 <= now <= R1            delete, needs stop-sending
    no        sent                    later                      forget, to history
    paused    none                    any                        none
    paused    deferred                any                        forget
    paused    scheduled               R0 > now                   delete, "pauses"
    paused    sending, sent           any                        none
    yes       in history              D0 > now                   blocked already-sent
    yes       in history              D0 <= now                  none
    yes       none; deferred, differs D1 > now + horizon         defer
    yes       deferred, equal         D1 > now + horizon         none, deferred
    yes       none, deferred          D0 - now > cutoff          create
    yes       none, deferred          0 < D0 - now <= cutoff     create, needs imminent
    yes       none, deferred          D0 <= now                  blocked missed; none by on_missed, or before since
    yes       equal                   any                        none
    yes       scheduled, differs      D0 <= now                  blocked into-the-past
    yes       scheduled, differs      D1 > now + horizon         delete, then defer
    yes       scheduled, differs      in updatable fields only   update; needs imminent inside the cutoff
    yes       scheduled, differs      elsewhere                  replace; as above
    yes       sending, sent           D0 > now                   blocked already-sent
    yes       sending, sent, differs  D0 <= now                  none, note edited-after-send

Four things lie across the rows. An update or delete whose answer is missing counts as a difference while R0 >
now: the update is made again, after an unanswered delete a wanted schedule is replaced; from R0 on it is only
written down that the version that went out is unknown. If the time an unanswered update tried to set is over,
the address counts as sent. A record that was imported counts as a difference until an update was done: equal,
it is updated (or waits, beyond the horizon), and is never replaced for that. A protected record whose
definition no longer asks for protection is not deleted or replaced at once: first the protection alone is
lowered, and a later plan does the rest. A move (`moves.py`) gives the record its new address before the table
is asked.

The rows are in `not_wanted.py` (no definition, or a paused one), `not_arranged.py` (nothing at Braze yet),
`arranged.py` (still to come) and `begun.py` (sending, sent). A paused row stands before the row of equal
payloads, which would hide it: `paused` is no part of a payload.
"""

from __future__ import annotations

import dataclasses

from braze_gitops.plan import blocks
from braze_gitops.plan.arranged import still_to_come, unchanged
from braze_gitops.plan.begun import went_out
from braze_gitops.plan.change import Action, Block
from braze_gitops.plan.imported import is_unsure
from braze_gitops.plan.not_arranged import not_arranged
from braze_gitops.plan.not_wanted import not_wanted, while_paused
from braze_gitops.plan.open_call import open_call
from braze_gitops.plan.situation import Decision, Phase, Situation
from braze_gitops.state import Status


def decide(situation: Situation) -> Decision:
    """Return what the address needs; a blocked decision says what would be done without the block."""
    decision = _unheld(situation)
    block = _holds(situation)
    if block is None:
        return decision
    return dataclasses.replace(decision, block=block, refresh=False, findings=())


def _holds(situation: Situation) -> Block | None:
    record = situation.record
    if record is None:
        return _halted(situation)
    address = situation.previous or record.address
    if record.status is Status.IN_DOUBT and situation.is_under_way:
        return blocks.under_way(address, environment=situation.environment)
    if record.status is Status.IN_DOUBT:
        return blocks.in_doubt(record, address, environment=situation.environment)
    if record.status is Status.VANISHED:
        return blocks.vanished(record, address, environment=situation.environment)
    if situation.hold.halt is not None:
        return _halted(situation)
    paused = situation.desired is not None and situation.desired.lifecycle.paused
    if record.status is Status.EXTERNAL and (paused or not situation.is_equal):
        return blocks.external(address, environment=situation.environment)
    return None


def _halted(situation: Situation) -> Block | None:
    record, side, hold = situation.record, situation.record or situation.wanted, situation.hold
    if hold.halt is None or side is None:
        return None
    is_live = (
        record is not None
        and record.status is Status.SCHEDULED
        and situation.moment.phase_of(record) is not Phase.SENT
    )
    live = record if is_live else None
    return blocks.halted(hold.halt, side.address, environment=situation.environment, live=live, met=hold.met)


def _unheld(situation: Situation) -> Decision:
    desired, wanted, record = situation.desired, situation.wanted, situation.record
    if desired is None or wanted is None:
        return not_wanted(situation, record) if record is not None else Decision(action=Action.NONE)
    if desired.lifecycle.paused:
        return while_paused(situation, desired, record)
    if record is None or record.status is Status.DEFERRED:
        return not_arranged(situation, desired, wanted, record)
    if situation.is_equal and open_call(record) is None and not is_unsure(record):
        window = situation.moment.goes_on_with(record, wanted.window)
        wanted = dataclasses.replace(wanted, window=window)
        return unchanged(record, wanted, is_renamed=situation.previous is not None)
    if situation.moment.phase_of(record) is Phase.SCHEDULED:
        return still_to_come(situation, wanted, record)
    return went_out(situation, desired, wanted, record)

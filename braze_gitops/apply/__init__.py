"""The apply: runs a cleared plan through ports: call order, journal, retry, progress events.

In: `ClearedPlan`, ports. Out: the outcome. Never decides what to do, prints, or knows httpx or click.
"""

from braze_gitops.apply.entries import WrittenEntries, write_entries
from braze_gitops.apply.forgetting import Forgetting, forget
from braze_gitops.apply.hold import Decision, Step, decide_hold, describe_holder, refusal
from braze_gitops.apply.lifting import lift
from braze_gitops.apply.moving import Moving, move, moving_of
from braze_gitops.apply.outcome import ChangeOutcome, Ending, Outcome, Result
from braze_gitops.apply.ports import Braze, Clock, Journal, Progress, StopSignal
from braze_gitops.apply.pushing import Push, push
from braze_gitops.apply.resolve import options_of, resolve
from braze_gitops.apply.run import apply_plan
from braze_gitops.apply.settings import ApplySettings
from braze_gitops.apply.taking import take_state, write_over
from braze_gitops.apply.trusting import distrust_key, trust_key

__all__ = [
    "ApplySettings",
    "Braze",
    "ChangeOutcome",
    "Clock",
    "Decision",
    "Ending",
    "Forgetting",
    "Journal",
    "Moving",
    "Outcome",
    "Progress",
    "Push",
    "Result",
    "Step",
    "StopSignal",
    "WrittenEntries",
    "apply_plan",
    "decide_hold",
    "describe_holder",
    "distrust_key",
    "forget",
    "lift",
    "move",
    "moving_of",
    "options_of",
    "push",
    "refusal",
    "resolve",
    "take_state",
    "trust_key",
    "write_entries",
    "write_over",
]

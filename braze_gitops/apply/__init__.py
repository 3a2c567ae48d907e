"""The apply: runs a cleared plan through ports: call order, journal, retry, progress events.

In: `ClearedPlan`, ports. Out: the outcome. Never decides what to do, prints, or knows httpx or click.
"""

from braze_gitops.apply.ports import Braze, Clock, Journal, Progress

__all__ = ["Braze", "Clock", "Journal", "Progress"]

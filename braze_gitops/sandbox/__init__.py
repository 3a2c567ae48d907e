"""The local Braze: eleven endpoints over real HTTP on loopback, its data in a folder of its own.

HTTP comes in and goes out; other rooms use the functions below to start, join, read and disturb it. It
imports no other room but `errors`, so that a mistake of ours cannot hide itself on both sides, and it loads
its server library only when it serves. It was built from public documentation, not from a live Braze.
"""

from braze_gitops.sandbox.clock import advance, freeze_clock, read_clock
from braze_gitops.sandbox.joining import join_or_start
from braze_gitops.sandbox.orders import (
    add_dashboard_broadcast,
    add_key,
    clear_faults,
    order_fault,
    register,
    set_rate_limit,
)
from braze_gitops.sandbox.reading import read_log, read_schedules
from braze_gitops.sandbox.running import running_in_thread, serve
from braze_gitops.sandbox.unreachable import unreachable
from braze_gitops.sandbox.values import (
    EVERY_PATH,
    Fault,
    FaultKind,
    LoggedCall,
    Reference,
    ReferenceStatus,
    RunningSandbox,
    SandboxSchedule,
    ScheduleStatus,
)

__all__ = [
    "EVERY_PATH",
    "Fault",
    "FaultKind",
    "LoggedCall",
    "Reference",
    "ReferenceStatus",
    "RunningSandbox",
    "SandboxSchedule",
    "ScheduleStatus",
    "add_dashboard_broadcast",
    "add_key",
    "advance",
    "clear_faults",
    "freeze_clock",
    "join_or_start",
    "order_fault",
    "read_clock",
    "read_log",
    "read_schedules",
    "register",
    "running_in_thread",
    "serve",
    "set_rate_limit",
    "unreachable",
]

"""The state: values, formats by version, and the one fold that makes a state of a snapshot and journal batches.

In: bytes, entries. Out: `State`, bytes. Never touches a disk or a clock, and does not know what a definition is.
"""

from braze_gitops.state.entry import (
    Batch,
    CallAnswered,
    CallId,
    CallIntended,
    DefinitionsSeen,
    DoubtResolved,
    Entry,
    KeyTrusted,
    RecordForgotten,
    RecordKept,
    RecordMoved,
    Resolution,
    RunClosed,
    RunId,
    RunOpened,
    StateCreated,
)
from braze_gitops.state.record import Halt, Past, Record, SendId, Status, Unfinished
from braze_gitops.state.state import Head, Serial, State

__all__ = [
    "Batch",
    "CallAnswered",
    "CallId",
    "CallIntended",
    "DefinitionsSeen",
    "DoubtResolved",
    "Entry",
    "Halt",
    "Head",
    "KeyTrusted",
    "Past",
    "Record",
    "RecordForgotten",
    "RecordKept",
    "RecordMoved",
    "Resolution",
    "RunClosed",
    "RunId",
    "RunOpened",
    "SendId",
    "Serial",
    "State",
    "StateCreated",
    "Status",
    "Unfinished",
]

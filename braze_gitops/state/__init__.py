"""The state: values, formats by version, and the one fold that makes a state of a snapshot and journal batches.

In: bytes, entries. Out: `State`, bytes. Never touches a disk or a clock, and does not know what a definition is.
"""

from braze_gitops.state.answers_file import AnswersFile, decode_answers, encode_answers
from braze_gitops.state.checking import Checked, Fault, PartNames, check_parts
from braze_gitops.state.compact import (
    CompactPayload,
    People,
    audience_digest,
    channels_of,
    compact_payload,
    content_digest,
    expand_texts,
    people_of,
    texts_named,
)
from braze_gitops.state.document import decode_document, encode_document
from braze_gitops.state.entry import (
    Batch,
    CallAnswered,
    CallIntended,
    DefinitionsSeen,
    DoubtResolved,
    Entry,
    HaltLifted,
    HaltSet,
    KeyDistrusted,
    KeyTrusted,
    NamesChanged,
    RecordForgotten,
    RecordKept,
    RecordMoved,
    RecordsMoved,
    Resolution,
    RunClosed,
    RunId,
    RunOpened,
    StateCreated,
)
from braze_gitops.state.fields import Fields, write_moment
from braze_gitops.state.fold import fold, settle
from braze_gitops.state.format_v1 import (
    decode_batch,
    decode_snapshot,
    encode_batch,
    encode_snapshot,
    read_addressed,
    read_halt,
    read_past,
)
from braze_gitops.state.halting import find_halt, next_halt_id, standing_halts, standing_like
from braze_gitops.state.holder import Machine, is_gone
from braze_gitops.state.json_text import digest_of
from braze_gitops.state.merging import Fate, Judged, Merge, merge
from braze_gitops.state.missing import missing_batches
from braze_gitops.state.past import past_of
from braze_gitops.state.record import CallId, Halt, Past, Record, SendId, Status, Unfinished
from braze_gitops.state.record_fields import write_addressed, write_halt, write_past
from braze_gitops.state.renaming import follows, name_after, names_told, renamed_history, with_names
from braze_gitops.state.state import Head, Serial, State, look_at_payloads, texts_of
from braze_gitops.state.story import Event, Story, addresses_in, tell_story
from braze_gitops.state.texts import join_texts
from braze_gitops.state.unrecorded import LineFault, Unrecorded, find_record_lines
from braze_gitops.state.version import Version, is_current, read_version, version_text
from braze_gitops.state.waiting import waited_for

__all__ = [
    "AnswersFile",
    "Batch",
    "CallAnswered",
    "CallId",
    "CallIntended",
    "Checked",
    "CompactPayload",
    "DefinitionsSeen",
    "DoubtResolved",
    "Entry",
    "Event",
    "Fate",
    "Fault",
    "Fields",
    "Halt",
    "HaltLifted",
    "HaltSet",
    "Head",
    "Judged",
    "KeyDistrusted",
    "KeyTrusted",
    "LineFault",
    "Machine",
    "Merge",
    "NamesChanged",
    "PartNames",
    "Past",
    "People",
    "Record",
    "RecordForgotten",
    "RecordKept",
    "RecordMoved",
    "RecordsMoved",
    "Resolution",
    "RunClosed",
    "RunId",
    "RunOpened",
    "SendId",
    "Serial",
    "State",
    "StateCreated",
    "Status",
    "Story",
    "Unfinished",
    "Unrecorded",
    "Version",
    "addresses_in",
    "audience_digest",
    "channels_of",
    "check_parts",
    "compact_payload",
    "content_digest",
    "decode_answers",
    "decode_batch",
    "decode_document",
    "decode_snapshot",
    "digest_of",
    "encode_answers",
    "encode_batch",
    "encode_document",
    "encode_snapshot",
    "expand_texts",
    "find_halt",
    "find_record_lines",
    "fold",
    "follows",
    "is_current",
    "is_gone",
    "join_texts",
    "look_at_payloads",
    "merge",
    "missing_batches",
    "name_after",
    "names_told",
    "next_halt_id",
    "past_of",
    "people_of",
    "read_addressed",
    "read_halt",
    "read_past",
    "read_version",
    "renamed_history",
    "settle",
    "standing_halts",
    "standing_like",
    "tell_story",
    "texts_named",
    "texts_of",
    "version_text",
    "waited_for",
    "with_names",
    "write_addressed",
    "write_halt",
    "write_moment",
    "write_past",
]

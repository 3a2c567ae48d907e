"""Values that every room shares: addresses, payloads, times, findings, settings, calls and their outcomes.

In: nothing. Out: frozen values and the pure functions that belong to them. Never parses files, reads a clock or
takes a default from settings.
"""

from braze_gitops.model.address import Address, is_address, is_name, make_address, series_of, split_address
from braze_gitops.model.allowance import AllowanceEntry, GuardScope
from braze_gitops.model.call import (
    Call,
    CreateCall,
    CreateSendIdCall,
    DeleteCall,
    UpdateCall,
    Verb,
    verb_of,
)
from braze_gitops.model.claim import Claim
from braze_gitops.model.desired import Desired, DesiredSchedule, Inputs, Lifecycle, Occurrence, OnMissed
from braze_gitops.model.finding import Finding, Place, Severity, has_errors, sort_findings, without_people
from braze_gitops.model.json_value import (
    Json,
    JsonObject,
    canonical_json,
    digest_json,
    digest_text,
    freeze,
    freeze_object,
    thaw,
)
from braze_gitops.model.kind import (
    PARENT_FIELD,
    PEOPLE_FIELDS,
    UPDATABLE_FIELDS,
    Kind,
    Lineage,
    ScheduleId,
)
from braze_gitops.model.outcome import Answer, Exchange, Verdict, read_answer
from braze_gitops.model.pattern import is_about, matches, matches_with_items
from braze_gitops.model.payload import (
    SendIdPair,
    channels,
    normal_form,
    parent_id,
    schedule_object,
    send_id_pair,
)
from braze_gitops.model.secret import Secret
from braze_gitops.model.send_time import (
    WORLD,
    AudienceZone,
    AudienceZones,
    SendTime,
    TimeMode,
    Window,
    window_of,
)
from braze_gitops.model.settings import (
    SANDBOX_ENDPOINT,
    Environment,
    Limits,
    Project,
    SecretDeclaration,
    StateLocation,
)
from braze_gitops.model.source_text import SourceText, TextFiles
from braze_gitops.model.work_tree import BranchView, Relation, WorkTree

__all__ = [
    "PARENT_FIELD",
    "PEOPLE_FIELDS",
    "SANDBOX_ENDPOINT",
    "UPDATABLE_FIELDS",
    "WORLD",
    "Address",
    "AllowanceEntry",
    "Answer",
    "AudienceZone",
    "AudienceZones",
    "BranchView",
    "Call",
    "Claim",
    "CreateCall",
    "CreateSendIdCall",
    "DeleteCall",
    "Desired",
    "DesiredSchedule",
    "Environment",
    "Exchange",
    "Finding",
    "GuardScope",
    "Inputs",
    "Json",
    "JsonObject",
    "Kind",
    "Lifecycle",
    "Limits",
    "Lineage",
    "Occurrence",
    "OnMissed",
    "Place",
    "Project",
    "Relation",
    "ScheduleId",
    "Secret",
    "SecretDeclaration",
    "SendIdPair",
    "SendTime",
    "Severity",
    "SourceText",
    "StateLocation",
    "TextFiles",
    "TimeMode",
    "UpdateCall",
    "Verb",
    "Verdict",
    "Window",
    "WorkTree",
    "canonical_json",
    "channels",
    "digest_json",
    "digest_text",
    "freeze",
    "freeze_object",
    "has_errors",
    "is_about",
    "is_address",
    "is_name",
    "make_address",
    "matches",
    "matches_with_items",
    "normal_form",
    "parent_id",
    "read_answer",
    "schedule_object",
    "send_id_pair",
    "series_of",
    "sort_findings",
    "split_address",
    "thaw",
    "verb_of",
    "window_of",
    "without_people",
]

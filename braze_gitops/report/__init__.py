"""The reports: plans, findings, outcomes, states and errors as text for people or as JSON.

In: values, a style, a width, the present. Out: `str`. Never writes, detects a terminal or decides; text of other
people passes one escape, so that no terminal obeys it.
"""

from braze_gitops.report.action_words import summary_counts, summary_line
from braze_gitops.report.calendar import Calendar, Days
from braze_gitops.report.calendar_ics import calendar_ics
from braze_gitops.report.calendar_json import calendar_json
from braze_gitops.report.calendar_making import make_calendar
from braze_gitops.report.calendar_row import DashboardSend
from braze_gitops.report.calendar_rows import Teller
from braze_gitops.report.calendar_text import calendar_text
from braze_gitops.report.check_text import check_json, check_text
from braze_gitops.report.error_text import error_text
from braze_gitops.report.escape import escape
from braze_gitops.report.finding_text import findings_text, tally_words, validate_text
from braze_gitops.report.halt_text import Stop, halt_question_text, halt_text, lifted_text
from braze_gitops.report.history_text import history_json, history_text
from braze_gitops.report.import_text import import_question, import_text, known_words
from braze_gitops.report.json_text import (
    findings_json,
    idle_json,
    outcome_json,
    plan_json,
    saved_plan_json,
    state_json,
)
from braze_gitops.report.key_text import trust_text, trusted_text
from braze_gitops.report.meant_address import meant_addresses
from braze_gitops.report.moment import distance_words, moment_words
from braze_gitops.report.naming import Naming
from braze_gitops.report.outcome_text import ApplyResult, outcome_line, outcome_text, resolve_hints
from braze_gitops.report.overtaken_text import overtaken_text
from braze_gitops.report.page import Page, Piece
from braze_gitops.report.people_words import people_words
from braze_gitops.report.plan_text import plan_text, question_text
from braze_gitops.report.progress_text import event_line, event_words, progress_line
from braze_gitops.report.push_text import push_text
from braze_gitops.report.record_change_text import forget_text, move_text
from braze_gitops.report.recover_text import recover_json, recover_text
from braze_gitops.report.replacement_text import replacement_text
from braze_gitops.report.state_text import record_text, state_list_text, state_text
from braze_gitops.report.style import Role, Style
from braze_gitops.report.ways_text import key_way_text

__all__ = [
    "ApplyResult",
    "Calendar",
    "DashboardSend",
    "Days",
    "Naming",
    "Page",
    "Piece",
    "Role",
    "Stop",
    "Style",
    "Teller",
    "calendar_ics",
    "calendar_json",
    "calendar_text",
    "check_json",
    "check_text",
    "distance_words",
    "error_text",
    "escape",
    "event_line",
    "event_words",
    "findings_json",
    "findings_text",
    "forget_text",
    "halt_question_text",
    "halt_text",
    "history_json",
    "history_text",
    "idle_json",
    "import_question",
    "import_text",
    "key_way_text",
    "known_words",
    "lifted_text",
    "make_calendar",
    "meant_addresses",
    "moment_words",
    "move_text",
    "outcome_json",
    "outcome_line",
    "outcome_text",
    "overtaken_text",
    "people_words",
    "plan_json",
    "plan_text",
    "progress_line",
    "push_text",
    "question_text",
    "record_text",
    "recover_json",
    "recover_text",
    "replacement_text",
    "resolve_hints",
    "saved_plan_json",
    "state_json",
    "state_list_text",
    "state_text",
    "summary_counts",
    "summary_line",
    "tally_words",
    "trust_text",
    "trusted_text",
    "validate_text",
]

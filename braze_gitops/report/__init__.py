"""The reports: plans, findings, outcomes, states and errors as text for people or as JSON.

In: values, a style, a width, the present. Out: `str`. Never writes, detects a terminal or decides; text of other
people passes one escape, so that no terminal obeys it.
"""

from braze_gitops.report.action_words import summary_counts, summary_line
from braze_gitops.report.check_text import check_json, check_text
from braze_gitops.report.error_text import error_text
from braze_gitops.report.escape import escape
from braze_gitops.report.finding_text import findings_text, tally_words, validate_text
from braze_gitops.report.history_text import history_json, history_text
from braze_gitops.report.json_text import (
    findings_json,
    idle_json,
    outcome_json,
    plan_json,
    saved_plan_json,
    state_json,
)
from braze_gitops.report.moment import distance_words, moment_words
from braze_gitops.report.naming import Naming
from braze_gitops.report.outcome_text import ApplyResult, outcome_line, outcome_text, resolve_hints
from braze_gitops.report.overtaken_text import overtaken_text
from braze_gitops.report.page import Page, Piece
from braze_gitops.report.plan_text import plan_text, question_text
from braze_gitops.report.progress_text import event_line, event_words, progress_line
from braze_gitops.report.recover_text import recover_json, recover_text
from braze_gitops.report.state_text import record_text, state_list_text, state_text
from braze_gitops.report.style import Role, Style
from braze_gitops.report.ways_text import key_way_text

__all__ = [
    "ApplyResult",
    "Naming",
    "Page",
    "Piece",
    "Role",
    "Style",
    "check_json",
    "check_text",
    "distance_words",
    "error_text",
    "escape",
    "event_line",
    "event_words",
    "findings_json",
    "findings_text",
    "history_json",
    "history_text",
    "idle_json",
    "key_way_text",
    "moment_words",
    "outcome_json",
    "outcome_line",
    "outcome_text",
    "overtaken_text",
    "plan_json",
    "plan_text",
    "progress_line",
    "question_text",
    "record_text",
    "recover_json",
    "recover_text",
    "resolve_hints",
    "saved_plan_json",
    "state_json",
    "state_list_text",
    "state_text",
    "summary_counts",
    "summary_line",
    "tally_words",
    "validate_text",
]

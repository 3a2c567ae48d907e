"""From texts to desired schedules: YAML, templates, file references, the shape of a definition, its rules.

In: `SourceText`s, a `Project` and one of its `Environment`s, a `TextFiles` port. Out: `Desired` and findings, or
findings alone; the project file as a `Project`; reviewed allowances; JSON schemas for editors. Never opens a file,
reads an environment variable or asks what time it is.
"""

from braze_gitops.load.allowance_file import ALLOWANCES_FILE, REASON_TO_WRITE, read_allowances
from braze_gitops.load.allowance_schema import allowances_json_schema
from braze_gitops.load.claims_file import read_claims
from braze_gitops.load.codes import CODES
from braze_gitops.load.desired import load
from braze_gitops.load.json_schema import definition_json_schema, project_json_schema
from braze_gitops.load.lineage_line import write_lineage
from braze_gitops.load.project_file import read_project
from braze_gitops.load.shown_zone import find_zone, instant_in, zone_advice
from braze_gitops.load.zones import zones_version

__all__ = [
    "ALLOWANCES_FILE",
    "CODES",
    "REASON_TO_WRITE",
    "allowances_json_schema",
    "definition_json_schema",
    "find_zone",
    "instant_in",
    "load",
    "project_json_schema",
    "read_allowances",
    "read_claims",
    "read_project",
    "write_lineage",
    "zone_advice",
    "zones_version",
]

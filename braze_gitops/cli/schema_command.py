"""`braze-gitops schema`."""

from __future__ import annotations

import json

import click

from braze_gitops.cli.command import Command
from braze_gitops.cli.options import everywhere
from braze_gitops.cli.session import Session
from braze_gitops.model import thaw


@click.command(
    cls=Command, epilog=("braze-gitops schema > schema.json\nbraze-gitops schema project > project-schema.json\n")
)
@everywhere
@click.argument("of", type=click.Choice(["definition", "project", "allowances"]), default="definition")
@click.pass_obj
def schema(session: Session, of: str) -> None:
    """Print a JSON schema for an editor.

    Of a definition, of the project file, or of allowances.yaml: completion, hints and early warnings while you
    write. Keep it in a file and name that in the first line of a YAML file, seen from there:

    \b
      # yaml-language-server: $schema=../schema.json
    """  # noqa: D301 - click needs the character, by which it keeps a line as it is
    from braze_gitops.guard import GUARD_SCOPES
    from braze_gitops.load import allowances_json_schema, definition_json_schema, project_json_schema

    match of:
        case "definition":
            value = definition_json_schema()
        case "project":
            value = project_json_schema()
        case _:
            value = allowances_json_schema(GUARD_SCOPES)
    session.terminal.say(json.dumps(thaw(value), indent=2, ensure_ascii=True) + "\n")

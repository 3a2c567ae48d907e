"""`braze-gitops schema`."""

from __future__ import annotations

import json

import click

from braze_gitops.cli.command import Command
from braze_gitops.cli.options import everywhere
from braze_gitops.cli.session import Session
from braze_gitops.model import thaw


@click.command(
    cls=Command, epilog=("braze-gitops schema > .braze-gitops/schema.json\nbraze-gitops schema project\n")
)
@everywhere
@click.argument("of", type=click.Choice(["definition", "project"]), default="definition")
@click.pass_obj
def schema(session: Session, of: str) -> None:
    """Print a JSON schema for an editor.

    Of a definition, or of the project file: completion, hints and early warnings while you write.
    """
    from braze_gitops.load import definition_json_schema, project_json_schema

    value = definition_json_schema() if of == "definition" else project_json_schema()
    session.terminal.say(json.dumps(thaw(value), indent=2, ensure_ascii=True) + "\n")

"""Commands whose help ends with examples, each on a line of its own as it is typed."""

from __future__ import annotations

import click


def _write_examples(epilog: str | None, formatter: click.HelpFormatter) -> None:
    if not epilog:
        return
    with formatter.section("Examples"):
        for line in epilog.splitlines():
            formatter.write(f"{'':>{formatter.current_indent}}{line}\n")


class Command(click.Command):
    """A command; its `epilog` holds examples, one a line."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click passes it
        """Write the examples as they are."""
        _write_examples(self.epilog, formatter)


class Group(click.Group):
    """A command of commands, listed in the order they were added; its `epilog` holds examples, one a line."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click passes it
        """Return the names in the order people need them, not of the alphabet."""
        return list(self.commands)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click passes it
        """Write the examples as they are."""
        _write_examples(self.epilog, formatter)

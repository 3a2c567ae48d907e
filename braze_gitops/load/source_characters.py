"""Characters that have no business in a YAML file of this project, found before it is parsed."""

from __future__ import annotations

import re

from braze_gitops.load.text_place import Lines
from braze_gitops.model import Finding, Severity

# What YAML allows; everything else is a control character, half of a surrogate pair, or not a character.
_REFUSED = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# Overrides and isolates: they change the order in which the rest of the line is shown.
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MAX_SHOWN = 10

# Lines like %TAG; the parser compares each with all others, so there may be a few only.
_DIRECTIVE = re.compile("(?:^|[\n\r\x85\u2028\u2029])%")
_MAX_DIRECTIVES = 20


def check_characters(text: str, lines: Lines) -> tuple[Finding, ...]:
    """Return an error for each character YAML forbids, ten at most, and a warning where text is reordered.

    Also refuses lines beyond twenty that begin with %, which would keep the parser busy for long.
    """
    findings = []
    for number, found in enumerate(_REFUSED.finditer(text)):
        if number == _MAX_SHOWN:
            break
        findings.append(
            Finding(
                severity=Severity.ERROR,
                code="character-forbidden",
                message=f"{_name(found[0])} cannot stand in a YAML file",
                place=lines.place_at(found.start()),
                hint="delete the hidden character; often it came with copied text",
            )
        )
    directives = list(_DIRECTIVE.finditer(text))
    if len(directives) > _MAX_DIRECTIVES:
        findings.append(
            Finding(
                severity=Severity.ERROR,
                code="too-many-directives",
                message=f"more than {_MAX_DIRECTIVES} lines begin with %",
                place=lines.place_at(directives[_MAX_DIRECTIVES].end() - 1),
                hint="indent the lines, or put the text into a file: {from_file: …}",
            )
        )
    reordering = _REORDERING.search(text)
    if reordering is not None:
        findings.append(
            Finding(
                severity=Severity.WARNING,
                code="text-direction",
                message=f"{_name(reordering[0])} changes the order in which this line is shown",
                place=lines.place_at(reordering.start()),
                hint="check that the line says what it seems to say, or delete the hidden character",
            )
        )
    return tuple(findings)


def _name(character: str) -> str:
    return f"the hidden character U+{ord(character):04X}"

"""Plain words for what a YAML parser says, and what to do about it."""

from __future__ import annotations

import dataclasses
import re

# Each finds where a text begins that needs quotes, and only that, so that no line takes long.
# `subject: {{${first_name}}}`, `- {% if x %}`: Liquid without quotes, which YAML takes for a map.
_BARE_LIQUID = re.compile(r"\s*(?:- +)*(?:[^\s{][^{]*?[:,\[]\s+)?(?=\{[{%])")

# `title: 50% off: today`: a key, then a text with a second colon.
_SECOND_COLON = re.compile(r"\s*(?:- +)*[^\s:#'\"][^:#]*:\s+(?=[^'\"\[{|>&*!\s].*:(?:\s|$))")

# `title: @shop`, `title: %off`: a text that begins with a character YAML keeps for itself.
_RESERVED_START = re.compile(r".*?[:\-]\s+(?=[@`%])")

_PLACE_FOR_INDENT = "a name must stand exactly under the names beside it; use spaces"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A sentence and a hint; `at_context` when the place to show is where the broken thing began."""

    message: str
    hint: str
    at_context: bool = False


def bare_liquid(line: str) -> Explained | None:
    """Return what to say of a line where Liquid begins a text without quotes, None for any other line."""
    if not _BARE_LIQUID.match(line):
        return None
    message = "Liquid that begins a text needs quotes, or YAML takes its { for a map"
    return Explained(message=message, hint=_quote(_BARE_LIQUID, line))


def explain(
    problem: str,
    context: str,
    *,
    problem_line: str = "",
    problem_column: int = 0,
    context_line: str = "",
    context_column: int = 0,
) -> Explained:
    """Return plain words for the parser's `problem`, found while it did `context`, at these lines and columns."""
    for line in dict.fromkeys((context_line, problem_line)):
        liquid = bare_liquid(line)
        if liquid is not None:
            return dataclasses.replace(liquid, at_context=line != problem_line)
    indent = problem_line[: len(problem_line) - len(problem_line.lstrip())]
    at_problem = problem_line[problem_column : problem_column + 1]
    if "\t" in (*indent, at_problem) or "tab character" in problem:
        return Explained(message="a tab stands where only spaces may", hint="use spaces to indent")
    if "quoted scalar" in context and "escape" not in problem and "escape" not in context:
        mark = context_line[context_column : context_column + 1]
        return Explained(
            message=f"the quote {mark} that opens here is not closed" if mark else "a quote is not closed",
            hint="put the same quote at the end of the text",
            at_context=True,
        )
    if "mapping values are not allowed" in problem:
        if _SECOND_COLON.match(problem_line):
            return Explained(message="a second colon in one line", hint=_quote(_SECOND_COLON, problem_line))
        return Explained(message="this line does not fit the lines above it", hint=_PLACE_FOR_INDENT)
    if "cannot start any token" in problem:
        found = problem_line[problem_column : problem_column + 1]
        return Explained(
            message=f"a text cannot begin with {found} unless it is quoted",
            hint=_quote(_RESERVED_START, problem_line),
        )
    for part, message, hint in _TABLE:
        if part in problem or (part in context and not problem):
            return Explained(message=message, hint=hint)
    return Explained(message=_fallback(problem), hint="compare the line with the ones around it")


_TABLE = (
    (
        "did not find expected node content",
        "a list or map that begins with [ or { is not closed, or holds nothing between two commas",
        "close it with ] or }, or put quotes around this if the bracket belongs to the text",
    ),
    (
        "expected the node content",
        "a list or map that begins with [ or { is not closed, or holds nothing between two commas",
        "close it with ] or }, or put quotes around this if the bracket belongs to the text",
    ),
    (
        "could not find expected ':'",
        "a line without a colon stands between `key: value` lines",
        "write `key: value`, or indent a text of several lines after `key: |`",
    ),
    (
        "did not find expected key",
        "this line does not fit the lines above it",
        f"{_PLACE_FOR_INDENT}; a text that goes on after a closing quote needs other quotes around all of it",
    ),
    (
        "did not find expected '-' indicator",
        "this line does not fit the list above it",
        "a list item begins with `- `, exactly under the items beside it",
    ),
    (
        "expected <block end>",
        "this line does not fit the lines above it",
        f"{_PLACE_FOR_INDENT}; a text that goes on after a closing quote needs other quotes around all of it",
    ),
    (
        "did not find expected ',' or ']'",
        "a list that begins with [ is not closed, or a comma is missing",
        "close it with ], or put quotes around this if [ belongs to the text",
    ),
    (
        "expected ',' or ']'",
        "a list that begins with [ is not closed, or a comma is missing",
        "close it with ], or put quotes around this if [ belongs to the text",
    ),
    (
        "did not find expected ',' or '}'",
        "a map that begins with { is not closed, or a comma is missing",
        "close it with }, or put quotes around this if { belongs to the text",
    ),
    (
        "expected ',' or '}'",
        "a map that begins with { is not closed, or a comma is missing",
        "close it with }, or put quotes around this if { belongs to the text",
    ),
    (
        "block sequence entries are not allowed",
        "a list item cannot begin on this line",
        "put each `- ` on a line of its own, or put quotes around this if it is text",
    ),
    (
        "escape",
        r"a \ in double quotes begins a code that YAML does not know",
        r"write \\ for a backslash, or use single quotes",
    ),
    (
        "expected alphabetic or numeric character",
        "an & or * that begins a text needs quotes",
        "put quotes around this",
    ),
    (
        "undefined tag handle",
        "a ! that begins a text needs quotes",
        "put quotes around this",
    ),
    (
        "document start",
        "the text goes on after the end of the document",
        "begin a new document with a line of three dashes: ---",
    ),
    (
        "incompatible YAML document",
        "this file asks for a YAML version that is not read here",
        "delete the line that begins with %YAML",
    ),
)


def _quote(shape: re.Pattern[str], line: str) -> str:
    """Return the advice to quote, with the line as it should be where `shape` finds the text in it."""
    found = shape.match(line)
    if found is None or len(line) > 100 or " #" in line:
        return "put quotes around this"
    text = line[found.end() :].strip()
    mark = '"' if '"' not in text and "\\" not in text else "'"
    if mark in text:
        return "put quotes around this"
    return f"put quotes around this: {found[0].strip()} {mark}{text}{mark}"


def _fallback(problem: str) -> str:
    return f"this is no YAML: {problem}" if problem else "this is no YAML"

"""Templates in text: `<< >>` expressions, replaced; every other byte, Liquid above all, stays as it is.

The one module that knows the template library, and only its parser: `expression.py` works out the values.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterable, Mapping

import jinja2
from jinja2 import nodes

from braze_gitops.load.expression import (
    Evaluation,
    ExpressionError,
    Found,
    UndefinedNameError,
    Variables,
    check_filter,
    compare,
)
from braze_gitops.load.template_filters import FilterError, text_of
from braze_gitops.model import Json

OPEN = "<<"
CLOSE = ">>"
MAX_EXPRESSION = 1_000

# What all templates of one document may make together, in characters and values.
MAX_OUTPUT = 4_000_000

# Up to the next >> that stands outside of quotes; the alternatives begin differently, so it never goes back.
_EXPRESSION = re.compile(r"""<<((?:[^"'>]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|>(?!>))*)>>""", re.DOTALL)

# What begins Liquid or a Braze attribute, and what ends it.
_LIQUID_BEGIN = ("{{", "{%", "${")
_LIQUID_MARK = re.compile(r"(?=(\{\{|\{%|\$\{|\}\}|%\}))")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TemplateProblem:
    """What is wrong with the expression at `offset` of a text, `source` being the expression as written."""

    code: str
    message: str
    hint: str
    offset: int
    source: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The result of one text; `only_name` is the one variable that the whole value came from, as it is.

    `names` are the dotted names of all variables that took part.
    """

    value: Json
    problems: tuple[TemplateProblem, ...] = ()
    only_name: str = ""
    names: frozenset[str] = frozenset()


class Renderer:
    """Renders the texts of one document; `used` maps each dotted name to its value, over all of them."""

    def __init__(self, variables: Variables) -> None:
        self.used: dict[str, Json] = {}
        self._evaluation = Evaluation(variables, {})
        self._left = MAX_OUTPUT

    def render(self, text: str, *, keep_type: bool = True) -> Rendered:
        """Return `text` with its expressions replaced; a text that is exactly one keeps its type.

        With `keep_type` false the result is always a text. On a problem the value is the text as it was.
        """
        if OPEN not in text:
            return Rendered(value=text)
        used: dict[str, Json] = {}
        self._evaluation.used = used
        whole = _EXPRESSION.fullmatch(text.strip()) if keep_type else None
        rendered = self._render_value(text, whole) if whole is not None else self._render_text(text)
        self.used.update(used)
        return dataclasses.replace(rendered, names=frozenset(used))

    def _render_value(self, text: str, whole: re.Match[str]) -> Rendered:
        try:
            found = self._evaluate(whole[1])
            self._spend(_weight(found.value, self._left))
            if not found.trusted and any(sign in text for text in _texts(found.value) for sign in _LIQUID_BEGIN):
                raise _liquid_error(found)
        except ExpressionError as error:
            return Rendered(value=text, problems=(_problem(error, text.find(OPEN), whole[0]),))
        return Rendered(value=found.value, only_name=found.name)

    def _render_text(self, text: str) -> Rendered:
        parts: list[str] = []
        pieces: list[_Piece] = []
        problems: list[TemplateProblem] = []
        end = length = 0
        for match in _expressions(text, problems):
            parts.append(text[end : match.start()])
            length += len(parts[-1])
            end = match.end()
            try:
                found = self._evaluate(match[1])
                parts.append(self._inserted(found))
            except ExpressionError as error:
                problems.append(_problem(error, match.start(), match[0]))
                continue
            pieces.append(_Piece(length, length + len(parts[-1]), found, match))
            length += len(parts[-1])
        parts.append(text[end:])
        result = "".join(parts)
        problems.extend(_brought_in(result, pieces))
        return Rendered(value=text if problems else result, problems=tuple(problems))

    def _inserted(self, found: Found) -> str:
        try:
            text = text_of(found.value)
        except FilterError:
            hint = "let the expression stand alone to keep its type, or use `| join(', ')`"
            message = "a list, a map or nothing cannot stand inside of a text"
            raise ExpressionError("template-type", message, hint) from None
        self._spend(len(text))
        return text

    def _evaluate(self, source: str) -> Found:
        if len(source) > MAX_EXPRESSION:
            raise ExpressionError("template-too-long", f"an expression may have {MAX_EXPRESSION} characters")
        try:
            return self._value(_parse(source))
        except RecursionError:
            raise ExpressionError("template-too-deep", "this expression is nested too deeply") from None

    def _value(self, node: nodes.Node) -> Found:
        """Return the value of a node and remember the variables that took part in it."""
        match node:
            case nodes.Name() | nodes.Getattr() | nodes.Getitem():
                return self._evaluation.use(self._path(node))
            case nodes.Const():
                return self._evaluation.constant(node.value)
            case nodes.CondExpr():
                if node.expr2 is None:
                    raise ExpressionError(
                        "template-refused", "`if` needs an `else`", "write `<< a if b else c >>`"
                    )
                return self._derived(node.expr1 if self._value(node.test).value else node.expr2)
            case nodes.Filter():
                return self._filter(node)
            case nodes.Not():
                return Found(value=not self._value(node.node).value, trusted=True)
            case nodes.And() | nodes.Or():
                left = self._value(node.left)
                stops = bool(left.value) is isinstance(node, nodes.Or)
                return dataclasses.replace(left, name="") if stops else self._derived(node.right)
            case nodes.Compare():
                return self._compare(node)
            case _:
                raise _refused(node)

    def _derived(self, node: nodes.Node) -> Found:
        return dataclasses.replace(self._value(node), name="")

    def _path(self, node: nodes.Node) -> Found:
        match node:
            case nodes.Name():
                return self._evaluation.name(node.name)
            case nodes.Getattr():
                return self._evaluation.step(self._path(node.node), node.attr)
            case nodes.Getitem(arg=nodes.Const(value=str() | int() as key)):
                return self._evaluation.step(self._path(node.node), key)
            case nodes.Getitem():
                raise ExpressionError("template-refused", "only a fixed name or number may stand in [ ]")
            case _:
                return self._value(node)

    def _filter(self, node: nodes.Filter) -> Found:
        check_filter(node.name)
        if node.node is None or node.kwargs or node.dyn_args is not None or node.dyn_kwargs is not None:
            raise ExpressionError("template-filter", f"`{node.name}` takes plain arguments only")
        arguments = tuple(self._value(argument) for argument in node.args)
        try:
            found = self._value(node.node)
        except UndefinedNameError:
            if node.name != "default":
                raise
            found = Found(value=None, trusted=True)
        return self._evaluation.filtered(node.name, found, arguments)

    def _compare(self, node: nodes.Compare) -> Found:
        left = self._value(node.expr).value
        for operand in node.ops:
            right = self._value(operand.expr).value
            if not compare(operand.op, left, right):
                return Found(value=False, trusted=True)
            left = right
        return Found(value=True, trusted=True)

    def _spend(self, weight: int) -> None:
        self._left -= weight
        if self._left < 0:
            message = "the variables make this definition too large"
            raise ExpressionError("template-too-large", message, "let a long text live in a file: {from_file: …}")


@dataclasses.dataclass(frozen=True, slots=True)
class _Piece:
    """What an expression put into a text, from `start` to `end` of the result."""

    start: int
    end: int
    found: Found
    match: re.Match[str]


def _brought_in(result: str, pieces: list[_Piece]) -> list[TemplateProblem]:
    """Return a problem for each value that brings in Liquid, or closes a tag it stands in, in part or whole."""
    untrusted = [piece for piece in pieces if not piece.found.trusted and piece.start < piece.end]
    if not untrusted:
        return []
    guilty: dict[int, _Piece] = {}
    inside = False
    waiting = iter(untrusted)
    piece: _Piece | None = next(waiting)
    for mark in _LIQUID_MARK.finditer(result):
        at, sign = mark.start(), mark[1]
        while piece is not None and piece.end <= at:
            piece = next(waiting, None)
        if (
            piece is not None
            and piece.start < at + 2
            and piece.start < piece.end
            and (inside or sign in _LIQUID_BEGIN)
        ):
            guilty.setdefault(piece.start, piece)
        inside = sign in ("{{", "{%") or (inside and sign == "${")
    return [_problem(_liquid_error(piece.found), piece.match.start(), piece.match[0]) for piece in guilty.values()]


@functools.cache
def _environment() -> jinja2.Environment:
    """Return the parser: only << >> means anything to it; the other marks hold a NUL, which no text has."""
    return jinja2.Environment(
        autoescape=False,  # noqa: S701 - nothing is rendered by the library; quotes must not be changed
        variable_start_string=OPEN,
        variable_end_string=CLOSE,
        block_start_string="\0b",
        block_end_string="b\0",
        comment_start_string="\0c",
        comment_end_string="c\0",
    )


def _parse(source: str) -> nodes.Node:
    try:
        template = _environment().parse(f"{OPEN} {source} {CLOSE}")
    except (jinja2.TemplateSyntaxError, ValueError, OverflowError) as error:
        words = (error.message or "") if isinstance(error, jinja2.TemplateSyntaxError) else ""
        message = f"this expression cannot be read: {words}" if words else "this expression cannot be read"
        hint = "write `<< name >>`; for the signs themselves write `<< '<<' >>`"
        raise ExpressionError("template-syntax", message, hint) from None
    output = template.find(nodes.Output)
    assert output is not None
    return output.nodes[0]


def _expressions(text: str, problems: list[TemplateProblem]) -> Iterable[re.Match[str]]:
    """Yield the expressions of `text` in order; what is left open is a problem and ends it."""
    start = text.find(OPEN)
    while start >= 0:
        found = _EXPRESSION.match(text, start)
        if found is None:
            hint = "close it with >>; for the signs themselves write `<< '<<' >>`"
            error = ExpressionError("template-open", "<< is not closed", hint)
            problems.append(_problem(error, start, text[start : start + 40].split("\n", 1)[0]))
            return
        yield found
        start = text.find(OPEN, found.end())


def _refused(node: nodes.Node) -> ExpressionError:
    hint = "names, items, constants, comparisons, `a if b else c` and filters are allowed"
    words: dict[type[nodes.Node], str] = {
        nodes.Call: "calls are not allowed",
        nodes.Test: "tests (`is …`) are not allowed",
        nodes.List: "lists are not allowed",
        nodes.Tuple: "lists are not allowed",
        nodes.Dict: "maps are not allowed",
    }
    return ExpressionError("template-refused", words.get(type(node), "arithmetic is not allowed"), hint)


def _liquid_error(found: Found) -> ExpressionError:
    name = f"the variable `{found.name}`" if found.name else "a variable in this expression"
    hint = "move it under `liquid_variables:` in the project file, if that is meant"
    return ExpressionError("liquid-in-variable", f"{name} would bring in Liquid", hint)


def _texts(value: Json) -> Iterable[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for key, item in value.items():
                yield key
                yield from _texts(item)
        case tuple():
            for item in value:
                yield from _texts(item)
        case _:
            pass


def _weight(value: Json, limit: int) -> int:
    """Return how many characters and values `value` holds; counting ends beyond `limit`."""
    total, waiting = 0, [value]
    while waiting and total <= limit:
        item = waiting.pop()
        total += 1
        match item:
            case str():
                total += len(item)
            case Mapping():
                total += sum(map(len, item))
                waiting.extend(item.values())
            case tuple():
                waiting.extend(item)
            case _:
                pass
    return total


def _problem(error: ExpressionError, offset: int, source: str) -> TemplateProblem:
    return TemplateProblem(code=error.code, message=error.message, hint=error.hint, offset=offset, source=source)

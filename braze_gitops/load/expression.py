"""The value of one parsed `<< >>` expression: dictionary look-ups, constants, comparisons and a few filters.

The syntax tree is walked here and never run as code, so there is nothing to escape from: no call, no attribute of
a Python object, no operator that makes much out of little.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Callable, Mapping, Sequence

from braze_gitops.load.plain_scalar import MAX_NUMBER
from braze_gitops.load.template_filters import FILTERS, FilterError, apply_filter
from braze_gitops.model import Json, JsonObject


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Variables:
    """What `<< >>` can name: `values`, and `liquid`, whose texts may hold Liquid; no name stands in both.

    `environment` is the one whose values these are, `elsewhere` the values of the others, by their names.
    """

    values: JsonObject
    liquid: JsonObject
    environment: str = ""
    elsewhere: Mapping[str, JsonObject] = dataclasses.field(default_factory=dict)

    def names(self) -> tuple[str, ...]:
        """Return all names, sorted."""
        return tuple(sorted({*self.values, *self.liquid}))

    def only_elsewhere(self, name: str) -> str:
        """Return ` in environment …` for a dotted name that is not here and that another environment has."""
        steps = name.split(".")
        is_elsewhere = any(_leads_on(values, steps) for values in self.elsewhere.values())
        return f" in environment `{self.environment}`" if is_elsewhere else ""


class ExpressionError(Exception):
    """An expression that is refused; it becomes a finding at once."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


class UndefinedNameError(ExpressionError):
    """A name that is not there, which `default` may replace."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A value, whether Liquid may come with it, and the dotted name when it is one variable as it is."""

    value: Json
    trusted: bool
    name: str = ""


@dataclasses.dataclass(slots=True)
class Evaluation:
    """The values of expressions over `variables`; `used` collects each dotted name with its value."""

    variables: Variables
    used: dict[str, Json]

    def constant(self, value: Json) -> Found:
        """Return a constant as written in the definition, which is as trusted as the text around it."""
        if isinstance(value, int | float) and not -MAX_NUMBER <= value <= MAX_NUMBER:
            raise ExpressionError("number-too-large", "this number is too large to be kept exactly")
        return Found(value=value, trusted=True)

    def name(self, name: str) -> Found:
        """Return the variable `name`."""
        for values, trusted in ((self.variables.values, False), (self.variables.liquid, True)):
            if name in values:
                return Found(value=values[name], trusted=trusted, name=name)
        message = f"there is no variable `{name}`{self.variables.only_elsewhere(name)}"
        raise UndefinedNameError("variable-unknown", message, _near(name, self.variables.names()))

    def step(self, found: Found, key: str | int) -> Found:
        """Return the item of a map or list."""
        where = f"`{found.name}`" if found.name else "this"
        name = f"{found.name}.{key}" if found.name else ""
        match found.value:
            case Mapping() if isinstance(key, str):
                if key not in found.value:
                    hint = _near(key, tuple(found.value))
                    message = f"{where} has no `{key}`{self.variables.only_elsewhere(name)}"
                    raise UndefinedNameError("variable-unknown", message, hint)
                return Found(value=found.value[key], trusted=found.trusted, name=name)
            case tuple() if isinstance(key, int) and not isinstance(key, bool):
                if not 0 <= key < len(found.value):
                    hint = f"it has {len(found.value)}; the first is [0]"
                    raise UndefinedNameError("variable-unknown", f"{where} has no item {key}", hint)
                return Found(value=found.value[key], trusted=found.trusted, name=name)
            case Mapping() | tuple():
                hint = "a map is asked for a name, a list for a number"
                raise ExpressionError("template-type", f"{where} cannot be asked for {key!r}", hint)
            case _:
                raise ExpressionError("template-type", f"{where} is a single value and has no `{key}`")

    def use(self, found: Found) -> Found:
        """Remember that a variable took part in the result."""
        if found.name:
            self.used[found.name] = found.value
        return found

    def filtered(self, name: str, found: Found, arguments: tuple[Found, ...]) -> Found:
        """Return the value after the filter `name`."""
        try:
            value = apply_filter(name, found.value, tuple(argument.value for argument in arguments))
        except FilterError as error:
            raise ExpressionError("template-filter", f"`{name}` {error}") from None
        return Found(value=value, trusted=found.trusted and all(argument.trusted for argument in arguments))


def compare(operator: str, left: Json, right: Json) -> bool:
    """Return the truth of a comparison of two values.

    Raises:
        ExpressionError: the values cannot be compared.
    """
    try:
        return _COMPARISONS[operator](left, right)
    except TypeError:
        message = f"{_kind(left)} and {_kind(right)} cannot be compared"
        raise ExpressionError("template-type", message) from None


def check_filter(name: str) -> None:
    """Refuse a filter that is not on the list.

    Raises:
        ExpressionError: it is not.
    """
    if name not in FILTERS:
        known = ", ".join(sorted(FILTERS))
        near = difflib.get_close_matches(name, FILTERS, n=1)
        hint = f"did you mean `{near[0]}`?" if near else f"there are: {known}"
        raise ExpressionError("template-filter", f"there is no filter `{name}`", hint)


def _kind(value: Json) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "a truth value"
        case str():
            return "a text"
        case int() | float():
            return "a number"
        case Mapping():
            return "a map"
        case _:
            return "a list"


def _leads_on(value: Json, steps: Sequence[str]) -> bool:
    for part in steps:
        if not isinstance(value, Mapping) or part not in value:
            return False
        value = value[part]
    return True


def _near(name: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return f"did you mean `{near[0]}`?"
    return (
        f"there are: {', '.join(known[:12])}"
        if known
        else "there are no variables here; see `variables:` in the project file"
    )


def _less(left: Json, right: Json) -> bool:
    match left, right:
        case (str(), str()):
            return left < right
        case (int() | float(), int() | float()):
            return left < right
        case _:
            raise TypeError


def _contains(item: Json, container: Json) -> bool:
    match container:
        case str() if isinstance(item, str):
            return item in container
        case tuple():
            return item in container
        case Mapping():
            return isinstance(item, str) and item in container
        case _:
            raise TypeError


_COMPARISONS: Mapping[str, Callable[[Json, Json], bool]] = {
    "eq": lambda left, right: left == right,
    "ne": lambda left, right: left != right,
    "lt": _less,
    "gt": lambda left, right: _less(right, left),
    "lteq": lambda left, right: not _less(right, left),
    "gteq": lambda left, right: not _less(left, right),
    "in": _contains,
    "notin": lambda item, container: not _contains(item, container),
}

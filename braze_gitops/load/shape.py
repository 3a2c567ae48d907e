"""The door to pydantic for definitions: the strict base of every table, its value types, and what does not fit.

Tables say which keys there are and which type, range and choice each value has. What depends on two keys at once
is a rule (`rules_*.py`), so that one flaw never hides another. A text that holds Liquid is not checked for its
form, because only Braze knows what it becomes; its type is checked all the same.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Annotated, LiteralString, TypeAlias

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Tag,
    ValidationError,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from braze_gitops.load import form
from braze_gitops.load.document import NodePath
from braze_gitops.load.loose import has_liquid

__all__ = [
    "AliasText",
    "Block",
    "DateTime",
    "Discriminator",
    "EmailAddress",
    "Fault",
    "Field",
    "IndexedTexts",
    "OneOf",
    "ReplyTo",
    "Sender",
    "Shape",
    "Tag",
    "Text",
    "TextBlock",
    "WebUrl",
    "find_faults",
    "schema_of",
]


class Shape(BaseModel):
    """A table of keys: nothing is coerced, nothing unknown passes; built when it is first used."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True)


@dataclasses.dataclass(frozen=True, slots=True)
class OneOf:
    """Metadata of a text that must be one of a few; with `liquid` a text that holds Liquid passes."""

    allowed: tuple[str, ...]
    liquid: bool = False

    def check(self, value: str) -> str:
        """Return `value`.

        Raises:
            PydanticCustomError: it is none of them (`one_of`, with `allowed`).
        """
        if value in self.allowed or (self.liquid and has_liquid(value)):
            return value
        raise PydanticCustomError("one_of", "one of", {"allowed": self.allowed})

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the schema of the text with the check behind it."""
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, object]:
        """Return the JSON schema: the choices, and Liquid where it may stand."""
        choice = {**handler(schema), "enum": list(self.allowed)}
        return {"anyOf": [choice, _LIQUID]} if self.liquid else choice


@dataclasses.dataclass(frozen=True, slots=True)
class Form:
    """Metadata of a text that must have a form; a text that holds Liquid passes."""

    fault: LiteralString
    test: Callable[[str], bool]
    liquid: bool = True

    def check(self, value: str) -> str:
        """Return `value`.

        Raises:
            PydanticCustomError: it has not the form (the type is `fault`).
        """
        if self.test(value) or (self.liquid and has_liquid(value)):
            return value
        raise PydanticCustomError(self.fault, "form")

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the schema of the text with the check behind it."""
        return core_schema.no_info_after_validator_function(self.check, handler(source))


_LIQUID: dict[str, object] = {"type": "string", "pattern": r"\{\{|\{%"}

Text: TypeAlias = Annotated[str, Field(min_length=1)]
Block: TypeAlias = dict[str, object]
TextBlock: TypeAlias = dict[str, str]
DateTime: TypeAlias = Annotated[str, Form("not_date_time", form.is_date_time)]
EmailAddress: TypeAlias = Annotated[str, Form("not_email_address", form.is_email_address)]
ReplyTo: TypeAlias = Annotated[str, Form("not_reply_to", form.is_reply_to)]
Sender: TypeAlias = Annotated[str, Form("not_sender", form.is_sender)]
WebUrl: TypeAlias = Annotated[str, Form("not_web_url", form.is_web_url)]
SendId: TypeAlias = Annotated[str, Field(min_length=1), Form("not_send_id", form.is_short_ascii, liquid=False)]
AliasText: TypeAlias = Annotated[
    str, Field(min_length=1), Form("over_236_bytes", lambda text: form.byte_length(text) <= 236, liquid=False)
]
IndexKey: TypeAlias = Annotated[str, Form("not_index", form.is_number_text, liquid=False)]
IndexedTexts: TypeAlias = dict[IndexKey, str]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing pydantic saw: its type, where (with tags of unions still in it), and the figures it gives."""

    kind: str
    loc: NodePath
    value: object
    context: Mapping[str, object]


def find_faults(shape: type[Shape], value: Mapping[str, object]) -> tuple[Fault, ...]:
    """Return everything in `value` that does not fit `shape`, in the order of the table; empty if it fits."""
    try:
        shape.model_validate(value)
    except ValidationError as error:
        return tuple(
            Fault(kind=each["type"], loc=each["loc"], value=each["input"], context=each.get("ctx", {}))
            for each in error.errors(include_url=False)
        )
    return ()


def schema_of(shape: type[Shape]) -> dict[str, object]:
    """Return the JSON schema (2020-12) of `shape`, as pydantic writes it."""
    return shape.model_json_schema(by_alias=True, mode="validation")

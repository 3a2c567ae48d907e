"""Reads a map of settings key by key; everything that is wrong is noted with its place, and reading goes on."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Collection, Iterator, Mapping

from braze_gitops.load.document import Document, NodePath
from braze_gitops.model import Finding, JsonObject, Place, Severity, freeze_object


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """The map at `path` of `document`; all sections of one file share `findings`.

    Each reading method returns the default both when the key is absent and after it noted an error.
    """

    document: Document
    path: NodePath
    value: Mapping[str, object]
    findings: list[Finding]

    def has(self, key: str) -> bool:
        """Whether the key is written, with or without a value."""
        return key in self.value

    def only(self, known: Collection[str]) -> None:
        """Note each key that is not in `known`, with the nearest one that is."""
        for key in self.value:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                hint = f"did you mean `{near[0]}`?" if near else f"there are: {', '.join(sorted(known))}"
                self.error("unknown-key", f"`{key}` is not known here", key, hint=hint, at_key=True)

    def text(self, key: str, default: str = "") -> str:
        """Return a text that is not empty."""
        value = self.value.get(key)
        if isinstance(value, str) and value.strip():
            return value
        if self.has(key):
            self._wrong(key, "a text")
        return default

    def flag(self, key: str) -> bool:
        """Return true or false; false by default."""
        value = self.value.get(key, False)
        if isinstance(value, bool):
            return value
        self._wrong(key, "true or false")
        return False

    def number(self, key: str, default: int, *, least: int, most: int) -> int:
        """Return a whole number from `least` to `most`."""
        value = self.value.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self._wrong(key, f"a whole number from {least} to {most}")
        return default

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, none by default."""
        value = self.value.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value):
            return tuple(map(str, value))
        self._wrong(key, "a list of texts")
        return ()

    def section(self, key: str) -> Section:
        """Return the map under `key`; an absent one, and one without a value, are empty."""
        value = self.value.get(key)
        if value is not None and not isinstance(value, dict):
            self._wrong(key, "a map of `key: value` lines")
        inner = value if isinstance(value, dict) else {}
        return Section(self.document, (*self.path, key), inner, self.findings)

    def sections(self) -> Iterator[tuple[str, Section]]:
        """Yield each key with the map under it."""
        for key in self.value:
            yield key, self.section(key)

    def free(self, key: str) -> JsonObject:
        """Return the map under `key` as JSON, whatever it holds."""
        return freeze_object(self.section(key).value)

    def error(self, code: str, message: str, *keys: str, hint: str = "", at_key: bool = False) -> None:
        """Note an error at the value, or the name, that `keys` lead to."""
        place = self.document.locate((*self.path, *keys), at_key)
        self.findings.append(Finding(severity=Severity.ERROR, code=code, message=message, place=place, hint=hint))

    def error_at(self, place: Place, code: str, message: str, *, hint: str) -> None:
        """Note an error at a place that no keys of this map lead to."""
        self.findings.append(Finding(severity=Severity.ERROR, code=code, message=message, place=place, hint=hint))

    def error_unseen(self, code: str, message: str, key: str, *, hint: str) -> None:
        """Note an error at the value of `key` without showing its line, which may hold a secret."""
        place = dataclasses.replace(self.document.locate((*self.path, key), False), excerpt="")
        self.findings.append(Finding(severity=Severity.ERROR, code=code, message=message, place=place, hint=hint))

    def not_yet(self, key: str, message: str, hint: str) -> None:
        """Note that `key`, if it is written, asks for something this version cannot do."""
        if self.has(key):
            self.error("not-yet", message, key, hint=hint, at_key=True)

    def _wrong(self, key: str, wanted: str) -> None:
        empty = self.value.get(key) is None
        words = f"`{key}` has no value; it must be {wanted}" if empty else f"`{key}` must be {wanted}"
        self.error("wrong-type", words, key, at_key=empty)

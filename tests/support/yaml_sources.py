"""Sources, documents and texts for the tests of loading."""

from collections.abc import Mapping

from braze_gitops.errors import FileReferenceError
from braze_gitops.load.document import Document
from braze_gitops.load.expression import Variables
from braze_gitops.load.yaml_text import read_documents
from braze_gitops.model import Finding, SourceText, digest_text, freeze_object

DEFINITION = """\
name: teaser
kind: message
description: Teaser to the newsletter segment
tags: [black-friday, teaser]
segment_id: << segments.newsletter >>
broadcast: true
schedule:
  time: 2026-11-27T09:00:00
  timezone: America/New_York
messages:
  email:
    app_id: << app_id >>
    from: Shop <news@shop.example>
    subject: "Hi {{${first_name} | default: 'there'}}, it starts"
    body: {from_file: teaser.html}
  webhook: &hook
    url: https://hooks.shop.example/a
    request_headers: {Content-Type: application/json, X-Count: 3}
    body: |
      {"a": 1.5, "b": "{% if x %}y{% endif %}"}
---
# a second one
name: second
kind: canvas
trigger: ~
amounts: [1, -2, 0x1F, 1e3, true, null, 010]
"""


def source(text: str, path: str = "schedules/teaser.yaml") -> SourceText:
    """Return `text` as a file of the project."""
    return SourceText(path=path, text=text, digest=digest_text(text))


def read_one(text: str) -> Document:
    """Return the one document of a text that has no findings."""
    documents, findings = read_documents(source(text))
    assert () == findings
    (document,) = documents
    return document


def first_finding(text: str) -> Finding:
    """Return what is found first in a YAML text."""
    return read_documents(source(text))[1][0]


def variables(values: Mapping[str, object] | None = None, liquid: Mapping[str, object] | None = None) -> Variables:
    """Return variables for templates."""
    return Variables(values=freeze_object(values or {}), liquid=freeze_object(liquid or {}))


class TextsByName:
    """Fits `TextFiles`: texts by the reference that names them."""

    def __init__(self, texts: Mapping[str, str] | None = None) -> None:
        self._texts = texts or {}

    def read(self, reference: str, *, beside: str) -> SourceText:
        """Return the text, in the folder of `beside`."""
        if reference not in self._texts:
            raise FileReferenceError(f"{reference}: there is no such file", hint="make it")
        return source(self._texts[reference], f"{beside.rpartition('/')[0]}/{reference}")

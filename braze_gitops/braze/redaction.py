"""Takes secrets out of what a server sent, however it wrote them down (design.md 5.3)."""

from __future__ import annotations

import json
from collections.abc import Iterable

from braze_gitops.model import Secret


class Redaction:
    """Replaces every one of its secrets by its name, in plain, base64 and URL form, and in escaped JSON."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self._secrets = tuple(secrets)

    def text(self, text: str) -> str:
        """Return `text` without the secrets."""
        for secret in self._secrets:
            text = secret.redact(text)
        return text

    def body(self, text: str) -> str:
        """Return a body without the secrets; JSON that still spells one with escapes is written anew."""
        clean = self.text(text)
        try:
            plain = json.dumps(json.loads(clean), ensure_ascii=False)
        except (ValueError, RecursionError):
            return clean
        rewritten = self.text(plain)
        return clean if rewritten == plain else rewritten

"""Whose key it is and what that may do (braze-api.md 2)."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

from braze_gitops.sandbox.orders import fingerprint

if TYPE_CHECKING:
    import sqlite3

__all__ = ["EVERY_PERMISSION", "MASK", "default_key", "granted_permissions", "presented_key", "without_keys"]

EVERY_PERMISSION = "*"
KEY_SETTING = "default_key"
MASK = "<key>"
SHORTEST_MASKED = 6


def default_key(connection: sqlite3.Connection) -> str:
    """Return the key that may do everything, made and kept at first use; inside a transaction."""
    row = connection.execute("SELECT value FROM settings WHERE name = ?", (KEY_SETTING,)).fetchone()
    if row is not None:
        return str(row["value"])
    key = f"sandbox-{secrets.token_hex(16)}"
    connection.execute("INSERT INTO settings VALUES (?, ?)", (KEY_SETTING, key))
    granted = json.dumps([EVERY_PERMISSION])
    connection.execute("INSERT OR REPLACE INTO keys VALUES (?, ?)", (fingerprint(key), granted))
    return key


def presented_key(authorization: str) -> str:
    """Return the key an Authorization header presents, empty without one; only `Bearer` presents any."""
    scheme, _, key = authorization.strip().partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def granted_permissions(connection: sqlite3.Connection, key: str) -> frozenset[str] | None:
    """Return what that key may do, None for a key the sandbox does not know."""
    row = connection.execute("SELECT permissions FROM keys WHERE fingerprint = ?", (fingerprint(key),)).fetchone()
    return None if row is None else frozenset(json.loads(row["permissions"]))


def without_keys(text: str, *keys: str) -> str:
    """Return a text with those keys masked, as they are and as JSON and addresses write them; for the log.

    A presented key of a few characters is none, and masking it would only spoil the text.
    """
    for key in keys:
        if len(key) >= SHORTEST_MASKED:
            for written in (key, json.dumps(key)[1:-1], quote(key), quote(key, safe=""), quote_plus(key)):
                text = text.replace(written, MASK)
    return text

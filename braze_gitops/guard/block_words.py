"""The block a guard makes: what is wrong, and both ways out."""

from __future__ import annotations

import shlex

from braze_gitops.model import Address
from braze_gitops.plan import Block, BlockCode


def guard_block(address: Address, code: BlockCode, message: str, advice: str = "") -> Block:
    """Return the block of `address`, with the words that let it pass as a shell takes them."""
    allow = f"`--allow {shlex.quote(f'{code}:{address}')}` lets it pass"
    return Block(code=code, message=message, hint=f"{advice}, or {allow}" if advice else allow)

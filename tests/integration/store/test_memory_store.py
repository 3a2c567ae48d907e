"""The store in memory keeps the contract."""

from collections.abc import Mapping

import pytest
from integration.store.contract import DamageContract, Holder, Opener, StoreContract

from braze_gitops.store import Store
from support.memory_store import MemoryStore


class TestMemoryStore(StoreContract):
    """The contract, in memory."""

    @pytest.fixture
    def opened(self) -> Opener:
        """Return what opens one store again and again."""
        store = MemoryStore()
        return lambda: store


class TestDamageInMemory(DamageContract):
    """What loading refuses, in memory."""

    @pytest.fixture
    def holding(self) -> Holder:
        """Return what makes a store that holds exactly what it is given."""

        def hold(batches: Mapping[int, bytes], snapshot: bytes | None) -> Store:
            store = MemoryStore()
            store.batches = dict(batches)
            store.snapshot = snapshot
            return store

        return hold

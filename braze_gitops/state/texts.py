"""Long texts by digest: what a state held before, and what newer batches bring, without reading either."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


class LayeredTexts(Mapping[str, str]):
    """Texts in memory above texts that may be read lazily; asking whether one is there reads nothing."""

    __slots__ = ("_above", "_below")

    def __init__(self, above: Mapping[str, str], below: Mapping[str, str]) -> None:
        self._above = above
        self._below = below

    def with_new(self, texts: Mapping[str, str]) -> LayeredTexts:
        """Return these texts with `texts` on top; layers do not pile up."""
        return LayeredTexts({**self._above, **texts}, self._below)

    def __getitem__(self, digest: str) -> str:
        """Return the text with that digest."""
        return self._above[digest] if digest in self._above else self._below[digest]

    def __contains__(self, digest: object) -> bool:
        """Whether the text is there, without reading it."""
        return digest in self._above or digest in self._below

    def __iter__(self) -> Iterator[str]:
        """Yield each digest once."""
        yield from self._above
        yield from (digest for digest in self._below if digest not in self._above)

    def __len__(self) -> int:
        """Return how many texts there are."""
        return sum(1 for _ in self)


def join_texts(texts: Mapping[str, str], below: Mapping[str, str]) -> Mapping[str, str]:
    """Return `below` with the new `texts` on top; nothing of `below` is read or copied."""
    if not texts:
        return below
    return below.with_new(texts) if isinstance(below, LayeredTexts) else LayeredTexts(dict(texts), below)

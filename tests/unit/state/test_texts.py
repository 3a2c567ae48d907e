"""Texts in layers: nothing below is read before it is asked for."""

from collections.abc import Iterator, Mapping

from braze_gitops.state.texts import join_texts


class Unread(Mapping[str, str]):
    """Texts of which only the digests may be looked at."""

    def __getitem__(self, digest: str) -> str:
        """Refuse to be read."""
        raise AssertionError(digest)

    def __contains__(self, digest: object) -> bool:
        """Whether it is the one text."""
        return digest == "below"

    def __iter__(self) -> Iterator[str]:
        """Yield the one digest."""
        return iter(("below",))

    def __len__(self) -> int:
        """Return one."""
        return 1


def test_new_texts_lie_on_top() -> None:
    """Texts of both layers are found."""
    assert {"a": "new", "b": "old"} == dict(join_texts({"a": "new"}, {"a": "old", "b": "old"}))


def test_no_new_texts_are_no_layer() -> None:
    """Without new texts the old ones are returned as they are."""
    below = Unread()
    assert below is join_texts({}, below)


def test_layers_are_joined_without_reading() -> None:
    """Joining, asking and listing read no text."""
    joined = join_texts({"c": "x"}, join_texts({"b": "x"}, Unread()))
    assert (["b", "c", "below"], 3, True, False) == (list(joined), len(joined), "below" in joined, "d" in joined)


def test_later_texts_win() -> None:
    """A third layer lies above the second."""
    assert "three" == join_texts({"a": "three"}, join_texts({"a": "two"}, {"a": "one"}))["a"]

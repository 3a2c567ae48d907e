"""The project as it is at a git commit, read into a folder of its own: the one place that asks git for content.

Nothing of the repository changes, work tree, index and HEAD included, and nothing is fetched: files come from
`git cat-file` as they are stored, without filters, hooks or line ends of this machine. A large file kept by Git
LFS is then the pointer that git stores.
"""

from __future__ import annotations

import dataclasses
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from braze_gitops.errors import UsageError

_SECONDS = 120.0
_KEPT = ("PATH", "HOME", "SYSTEMROOT")
# No file that a definition may name is larger: of one that is, only the size counts.
_LARGEST = 2_000_001
_ENTRY = re.compile(rb"(?P<mode>\d{6}) \w+ (?P<object>[0-9a-f]+) +(?P<size>\d+|-)\t(?P<path>.+)", re.DOTALL)
_FILES, _LINK = (b"100644", b"100755"), b"120000"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class GitTree:
    """A project at a commit: `commit` in full, `folder` its own folder, which ends with the block that gave it."""

    commit: str
    folder: Path


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One file or link of a commit; `path` is relative to the project."""

    mode: bytes
    object: bytes
    size: int
    path: PurePosixPath


@contextmanager
def git_tree(root: Path, ref: str, *, environ: Mapping[str, str]) -> Iterator[GitTree]:
    """Yield the project in `root` as it is at `ref`, a commit, branch or tag; the folder goes when the block ends.

    A link is a link there too, so that it is followed only as far as it stays in the project. A submodule is
    left out. A project that is not there at that commit is an empty folder.

    Raises:
        UsageError: there is no git, no repository, or no such commit in it.
    """
    git = _Git(root, environ)
    commit = git.commit_of(ref)
    with tempfile.TemporaryDirectory(prefix="braze-gitops-") as folder:
        target = Path(folder).resolve()
        _write(target, git, tuple(git.entries(commit)))
        yield GitTree(commit=commit, folder=target)


class _Git:
    """Questions to the git of this machine about the repository that holds `root`."""

    def __init__(self, root: Path, environ: Mapping[str, str]) -> None:
        self._root = root
        kept = {name: environ[name] for name in _KEPT if name in environ}
        self._environ = {
            **kept,
            "LC_ALL": "C",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_TERMINAL_PROMPT": "0",
            # A partial clone would fetch what it lacks; it is said to be missing instead.
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_ALLOW_PROTOCOL": "none",
            "GIT_LITERAL_PATHSPECS": "1",
        }

    def commit_of(self, ref: str) -> str:
        """Return the commit that `ref` is.

        Raises:
            UsageError: there is none, or no repository.
        """
        inside = self._ask("rev-parse", "--is-inside-work-tree")
        if inside.returncode or inside.stdout.strip() != b"true":
            raise UsageError(
                f"{self._root} lies in no git repository, and --base reads a commit of it",
                hint="run it in a checkout, or leave out --base",
            )
        found = self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
        commit = found.stdout.decode("ascii", "replace").strip()
        if found.returncode or not commit.isalnum():
            raise UsageError(
                f"--base {ref}: this repository holds no such commit",
                hint="nothing is fetched here: fetch it first, in CI with `fetch-depth: 0` in actions/checkout",
            )
        return commit

    def entries(self, commit: str) -> Iterator[_Entry]:
        """Yield the files and links of the project at `commit`.

        Raises:
            UsageError: git cannot tell.
        """
        prefix = self._told("rev-parse", "--show-prefix").removesuffix(b"\n")
        listed = self._told(
            "ls-tree",
            "-r",
            "-z",
            "-l",
            "--full-tree",
            commit,
            "--",
            *([prefix.decode("utf-8", "surrogateescape")] if prefix else []),
        )
        for line in listed.split(b"\0")[:-1]:
            found = _ENTRY.fullmatch(line)
            if found is None:
                # `BAD` stands for the size of what is not here.
                raise _lacks(line.partition(b"\t")[2].decode("utf-8", "replace"))
            if found["mode"] not in (*_FILES, _LINK):
                continue
            path = PurePosixPath(found["path"].removeprefix(prefix).decode("utf-8", "surrogateescape"))
            if path.parts and not path.is_absolute() and not {"..", ".git"} & set(path.parts):
                yield _Entry(mode=found["mode"], object=found["object"], size=int(found["size"]), path=path)

    def contents(self, entries: tuple[_Entry, ...]) -> Iterator[bytes]:
        """Yield the content of each of `entries`, in their order.

        Raises:
            UsageError: git lacks one.
        """
        asked = b"".join(entry.object + b"\n" for entry in entries)
        answer = self._told("cat-file", "--batch", asked=asked)
        at = 0
        for entry in entries:
            end = answer.index(b"\n", at)
            head = answer[at:end].split(b" ")
            if head[-1] != b"%d" % entry.size:
                raise _lacks(str(entry.path))
            at = end + 1 + entry.size + 1
            yield answer[end + 1 : at - 1]

    def _told(self, *arguments: str, asked: bytes = b"") -> bytes:
        done = self._ask(*arguments, asked=asked)
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise UsageError(
                f"git cannot read that commit: {said[-1] if said else f'it ended with {done.returncode}'}"
            )
        return done.stdout

    def _ask(self, *arguments: str, asked: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(  # noqa: S603 - a list without a shell; a ref never stands where an option may
                ["git", "-c", "core.fsmonitor=false", *arguments],  # noqa: S607 - the person's own git is meant
                cwd=self._root,
                env=self._environ,
                input=asked,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise UsageError(
                f"git cannot be asked ({error})", hint="--base needs git; leave it out to plan without"
            ) from None


def _lacks(path: str) -> UsageError:
    return UsageError(
        f"git does not hold {path} of that commit",
        hint="a partial clone lacks it, and nothing is fetched here: `git fetch --refetch` brings all",
    )


def _write(target: Path, git: _Git, entries: tuple[_Entry, ...]) -> None:
    """Write `entries` below `target`: files first, so that nothing is ever written through a link."""
    small = tuple(entry for entry in entries if entry.size <= _LARGEST)
    contents = list(zip(small, git.contents(small), strict=True))
    try:
        for entry, content in contents:
            if entry.mode != _LINK:
                _place(target, entry).write_bytes(content)
        for entry in entries:
            if entry.size > _LARGEST:
                with _place(target, entry).open("xb") as file:
                    file.truncate(entry.size)
        for entry, content in contents:
            if entry.mode == _LINK:
                _place(target, entry).symlink_to(content.decode("utf-8", "surrogateescape"))
    except (OSError, ValueError) as error:
        raise UsageError(f"the files of that commit cannot be written to {target}: {error}") from None


def _place(target: Path, entry: _Entry) -> Path:
    """Return where `entry` is written, its folder made."""
    place = target / entry.path
    place.parent.mkdir(parents=True, exist_ok=True)
    return place

"""What no committed text may hold: machine paths, registry addresses, secrets, talk beside the project."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

# Kept as digests of the lower-case word, so that the list is not itself what it refuses.
_FOREIGN_WORDS = frozenset(
    {
        "053ea4804ef1bb33",
        "386ebc0efd04339a",
        "3ea125d0bff386e6",
        "487b91042c7cf27a",
        "57de4cf40144bdf7",
        "5d72436256ada538",
        "60965168ce762e94",
        "7d3194f79e645c42",
        "90642c3dd333bc0e",
        "94a168d2da574b00",
        "c70eca6b0f88f44d",
        "c857d09db23e6822",
        "d298391b07433318",
        "de2187af3fb01170",
    }
)

_PATTERNS = (
    ("a machine's path", re.compile(r"(?<![\w.$}~*<>-])/(?:work|opt|root|home/[a-z]\w*|Users/\w+|mnt)/[\w.]")),
    (
        "a registry's address",
        re.compile(r"(?i)\b(?:pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|docker\.io|quay\.io|ghcr\.io)\b"),
    ),
    (
        "an index option",
        re.compile(r"(?<![\w-])--(?:extra-)?index-url|(?<![\w-])--find[-]links|PIP_(?:EXTRA_)?INDEX|UV_[I]NDEX"),
    ),
    ("a private key", re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")),
    (
        "an access token",
        re.compile(r"\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_\w{36}|github_pat_\w{22,}|xox[abpr]-[\w-]{10,})"),
    ),
    (
        "an address with a password",
        re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s/:@\"'<>{}]+:[^\s/:@\"'<>{}]+@[a-z0-9]"),
    ),
    ("who wrote it", re.compile(r"(?i)^\s*co-authored-by:")),
    ("an issue's number", re.compile(r"(?i)\bissues? #?\d+\b")),
)

_WORD = re.compile(r"[A-Za-z]+")

# Lock files that write down where a package was downloaded from.
_LOCK_FILES = frozenset(
    {
        "Pipfile.lock",
        "package-lock.json",
        "pdm.lock",
        "pnpm-lock.yaml",
        "poetry.lock",
        "pylock.toml",
        "uv.lock",
        "yarn.lock",
    }
)


def digest(word: str) -> str:
    """Return the form in which a refused word is listed here."""
    return hashlib.sha256(word.lower().encode()).hexdigest()[:16]


def check_text(path: str, text: str) -> tuple[str, ...]:
    """Return one line for each thing in `text` that must not be committed; `path` is only for the message."""
    return tuple(f"{path}:{line}: {what}" for line, what in _found(text))


def check_files(top: Path, paths: Iterable[str]) -> tuple[str, ...]:
    """Return what is wrong with the names and texts of the files at `paths` below `top`; binary files pass."""
    wrong: list[str] = []
    for path in paths:
        if Path(path).name in _LOCK_FILES:
            wrong.append(f"{path}: a lock file that records download addresses")
        try:
            text = (top / path).read_text("utf-8")
        except UnicodeDecodeError:
            continue
        wrong.extend(check_text(path, text))
    return tuple(wrong)


def _found(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        for what, pattern in _PATTERNS:
            match = pattern.search(line)
            if match:
                yield number, f"{what}: {match[0].strip()}"
        for word in _WORD.findall(line):
            if digest(word) in _FOREIGN_WORDS:
                yield number, f"a word that is not about the project: {word}"

"""The compiled requirements: every line pinned and hashed, no address in them, and in step with what is asked."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]+\])?==(?P<version>\S+)(?: ; [^\\]+)? \\$")
_HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")
_COMMENT = re.compile(r"^\s*#")


def check_requirements(top: Path) -> tuple[str, ...]:
    """Return one line for each thing wrong with `requirements/` of `top`, beside pyproject.toml and dev.in."""
    asked = wanted_by_project(top)
    tools = tuple(_wanted((top / "requirements/dev.in").read_text("utf-8").splitlines()))
    texts = {name: (top / "requirements" / name).read_text("utf-8") for name in ("dev.txt", "runtime.txt")}
    wrong = [complaint for name, text in texts.items() for complaint in check_compiled(name, text)]
    dev, runtime = pins(texts["dev.txt"]), pins(texts["runtime.txt"])
    wrong.extend(check_satisfied("dev.txt", dev, [*asked, *tools]))
    wrong.extend(check_satisfied("runtime.txt", runtime, asked))
    wrong.extend(
        f"runtime.txt: {name} is {version}, and {dev.get(name)} in dev.txt"
        for name, version in runtime.items()
        if dev.get(name) != version
    )
    return tuple(wrong)


def wanted_by_project(top: Path) -> tuple[Requirement, ...]:
    """Return what pyproject.toml asks for at run time."""
    project = tomllib.loads((top / "pyproject.toml").read_text("utf-8"))
    return tuple(Requirement(line) for line in project["project"]["dependencies"])


def check_compiled(name: str, text: str) -> tuple[str, ...]:
    """Return one line for each line of a compiled file that is no exact version, no hash and no comment."""
    wrong, open_pin = [], ""
    for number, line in enumerate(text.splitlines(), start=1):
        if _PIN.match(line):
            if open_pin:
                wrong.append(f"{name}: {open_pin} has no hash")
            open_pin = line.partition("==")[0]
        elif _HASH.match(line):
            open_pin = ""
        elif line and not _COMMENT.match(line):
            wrong.append(f"{name}:{number}: neither a pinned version nor a hash: {line.strip()}")
    if open_pin:
        wrong.append(f"{name}: {open_pin} has no hash")
    return tuple(wrong)


def pins(text: str) -> Mapping[str, str]:
    """Return the version of each package of a compiled file, by canonical name."""
    found = (_PIN.match(line) for line in text.splitlines())
    return {canonicalize_name(match["name"]): match["version"] for match in found if match}


def check_satisfied(name: str, pinned: Mapping[str, str], asked: Iterable[Requirement]) -> tuple[str, ...]:
    """Return one line for each requirement that the pins leave out or break."""
    wrong = []
    for one in asked:
        version = pinned.get(canonicalize_name(one.name))
        if version is None:
            wrong.append(f"{name}: {one.name} is asked for and not pinned; run make lock")
        elif not one.specifier.contains(Version(version), prereleases=True):
            wrong.append(f"{name}: {one.name} {version} is not what {one} asks for; run make lock")
    return tuple(wrong)


def _wanted(lines: Iterable[str]) -> Iterable[Requirement]:
    for line in lines:
        text = line.partition("#")[0].strip()
        if text:
            yield Requirement(text)

"""The program `git`, run in one folder: bounded in time, never asking anybody anything."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

# What git, and what it starts to reach a remote, may see of the environment: no key of Braze, and nothing that
# points it to another repository, as the variables of a git hook do.
_KEPT = frozenset(
    {
        "ALL_PROXY",
        "GIT_PROXY_COMMAND",
        "GIT_SSH",
        "GIT_SSH_COMMAND",
        "GIT_SSH_VARIANT",
        "HOME",
        "HTTPS_PROXY",
        "HTTP_PROXY",
        "LOGNAME",
        "NO_PROXY",
        "PATH",
        "SSH_AUTH_SOCK",
        "SSL_CERT_DIR",
        "SSL_CERT_FILE",
        "SYSTEMROOT",
        "USER",
        "XDG_CONFIG_HOME",
    }
)
_KEPT_PREFIXES = ("GIT_CONFIG_", "GIT_SSL_", "GIT_HTTP_")
_ALWAYS = {
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
    "SSH_ASKPASS_REQUIRE": "never",
}
# No window asks for a password, and no program that watches files answers in git's place.
_SETTINGS = ("-c", "core.askPass=", "-c", "credential.interactive=false", "-c", "core.fsmonitor=false")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class GitAnswer:
    """How a git command ended: its exit code, None if it could not be run or took too long, and what it wrote."""

    code: int | None
    out: bytes = b""
    words: str = ""

    @property
    def text(self) -> str:
        """Return what it wrote, without the line end."""
        return self.out.decode("utf-8", "backslashreplace").strip()


@dataclasses.dataclass(frozen=True, slots=True)
class Git:
    """Git in one folder, with the environment of the run."""

    folder: Path
    environ: Mapping[str, str]

    def run(self, *arguments: str, seconds: float) -> GitAnswer:
        """Run one command; it and all it started are gone after `seconds`."""
        try:
            process = subprocess.Popen(  # noqa: S603 - no shell, and every argument is written here or is checked
                ["git", *_SETTINGS, *arguments],  # noqa: S607 - the person's own git is meant
                cwd=self.folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                # Without a terminal nothing that git starts can ask there, and all of it can be ended together.
                start_new_session=True,
            )
        except OSError as error:
            return GitAnswer(code=None, words=f"git cannot be run: {error.strerror}")
        with process:
            try:
                out, err = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                return GitAnswer(code=None, words=f"no answer within {seconds:g} seconds")
        return GitAnswer(code=process.returncode, out=out, words=_last_words(err))

    def _environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in self.environ.items()
            if name.upper() in _KEPT or name.startswith(_KEPT_PREFIXES)
        }
        return {**kept, **_ALWAYS}


def _last_words(err: bytes) -> str:
    """Return the line in which git says why, without its `fatal:`."""
    lines = [line.strip() for line in err.decode("utf-8", "backslashreplace").splitlines() if line.strip()]
    said = [line for line in lines if line.startswith(("fatal:", "error:"))]
    return (said or lines or [""])[0].removeprefix("fatal:").removeprefix("error:").strip()

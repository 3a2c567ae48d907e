"""The server process that `join_or_start` starts: `python -m braze_gitops.sandbox FOLDER CLOCK_START`.

One line of JSON on standard output says where it listens, that the folder is served already, or what went
wrong. It ends when its standard input is closed and no connection holds it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from braze_gitops.errors import SandboxError
from braze_gitops.sandbox.server import FolderServedError, SandboxServer
from braze_gitops.sandbox.values import RunningSandbox


def main(arguments: list[str]) -> int:
    """Serve as the arguments say and return the exit status."""
    folder, clock_start, *options = arguments
    server = SandboxServer(
        folder=Path(folder),
        clock_start=datetime.fromisoformat(clock_start),
        durable="--not-durable" not in options,
        frozen="--frozen" in options,
    )

    def announce(running: RunningSandbox) -> None:
        say({"url": running.url, "key": running.key})

    try:
        server.run_while_held(announce=announce)
    except FolderServedError:
        say({"busy": True})
        return 1
    except SandboxError as error:
        say({"error": error.message, "hint": error.hint})
        return 1
    return 0


def say(fields: Mapping[str, object]) -> None:
    """Write the one line that the starting process waits for."""
    sys.stdout.write(json.dumps(fields) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

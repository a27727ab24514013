"""What the program of the package answers."""

import json
import os
import subprocess
from typing import Any, TypedDict, cast

from millrace.config import Path, flags_of
from millrace.errors import MachineError, UserError
from millrace.installation import program

_USER_ERROR = 2
# Of the variables of the program, those that the library reads, too.
_VARIABLES = ("MILLRACE_DATA", "MILLRACE_PRIVACY_SECRET")


class Step(TypedDict):
    """A step of the explanation, as `millrace explain --json` prints it (docs/reference/json.md)."""

    kind: str
    name: str | None
    text: str
    row: dict[str, Any] | None


def explain(file: Path, line: int = 1, index: int | None = None, *, config: Path | None = None, **keys: Any) -> list[Step]:
    """What happens to one request of a raw file at every stage, and which rules match.

    `line` counts from 1; with `index`, only this event of the request, from 0. The configuration is given as to `read`.
    """
    flags = [f"--line={line}", *flags_of(config, keys)]
    if index is not None:
        flags.append(f"--index={index}")
    done = subprocess.run(
        [program(), "explain", "--json", "--color=never", *flags, "--", os.fspath(file)],
        env={k: v for k, v in os.environ.items() if not k.startswith("MILLRACE_") or k in _VARIABLES},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        message = done.stderr.decode("utf-8", "replace").removeprefix("millrace: error: ").strip()
        raise (UserError if done.returncode == _USER_ERROR else MachineError)(message)
    return cast("list[Step]", json.loads(done.stdout)["story"])

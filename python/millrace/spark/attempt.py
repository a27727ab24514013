"""One attempt at a task, on an executor: `millrace task` as a child of the Python worker.

The program reads and writes the store itself; no row comes into Python. What the attempt says last goes to the driver
(runner.py), which decides whether the task is tried again.
"""

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from millrace.installation import program

# Of the variables of the program, those that are no keys of the configuration.
VARIABLES = ("MILLRACE_DATA", "MILLRACE_PRIVACY_SECRET")
_PR_SET_PDEATHSIG = 1
_MOST_STDERR = 4000


@dataclass(frozen=True)
class Configuration:
    """What the program reads on the driver, for executors that may not have the driver's files."""

    path: str  # on the driver
    text: bytes
    keys: tuple[str, ...]  # --set flags, which override it

    @contextlib.contextmanager
    def flags(self, folder: str) -> Iterator[list[str]]:
        """The flags of an attempt. A machine that has the same file uses it, otherwise a copy in this folder is used."""
        with contextlib.suppress(OSError), open(self.path, "rb") as file:
            if file.read() == self.text:
                yield [f"--config={self.path}", *self.keys]
                return
        with tempfile.NamedTemporaryFile(dir=folder, prefix="millrace-", suffix=".yml") as copy:
            copy.write(self.text)
            copy.flush()
            yield [f"--config={copy.name}", *self.keys]


@dataclass(frozen=True)
class Answer:
    """What came of an attempt."""

    job: str
    task: int
    last: str | None  # the line of kind `result` or `failed`; None if it ended without one
    reason: str = ""
    reading: list[int] = field(default_factory=list)  # the files that were being read when it ended without one

    @property
    def is_settled(self) -> bool:
        """Whether another attempt would say the same: a result, or files that cannot be read."""
        if self.last is None:
            return False
        told = json.loads(self.last)
        return "result" in told or bool(told.get("files"))


def attempt(line: str, configuration: Configuration, folder: str, threads: int) -> Answer:
    """Does the task of a line of kind `read`."""
    task = json.loads(line)
    # The address of the lake as the driver's program knows it: a path in the file may be relative to its directory.
    more = [f"--set=lake={task['lake']}", f"--set=processing.threads={threads}"]
    with configuration.flags(folder) as flags, tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(
            [program(), "task", *flags, *more],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment(),
            preexec_fn=_dies_with(os.getpid()),  # noqa: PLW1509  # a Python worker has one thread
        )
        last, reading = _listen(child, line)
        code = child.wait()
        errors.seek(max(0, errors.seek(0, os.SEEK_END) - _MOST_STDERR))
        message = errors.read().decode("utf-8", "replace").removeprefix("millrace: error: ").strip()
    # Only what died while it read says something about its files.
    died = _name_of(-code) if code < 0 else f"exit code {code}"
    return Answer(task["job"], task["task"], last, f"{died}: {message}" if message else died, reading if code < 0 else [])


def environment() -> dict[str, str]:
    """Driver and executors run with the same keys, so none of them comes from a variable."""
    return {k: v for k, v in os.environ.items() if not k.startswith("MILLRACE_") or k in VARIABLES}


def _listen(child: subprocess.Popen[bytes], line: str) -> tuple[str | None, list[int]]:
    """Gives it its task; returns its last answer, and what it was reading when it last said so."""
    if child.stdin is None or child.stdout is None:
        raise AssertionError
    with contextlib.suppress(BrokenPipeError):  # it has ended already, and its exit code says why
        child.stdin.write(line.encode() + b"\n")
        child.stdin.close()
    last, reading = None, list[int]()
    for told in child.stdout:
        if not told.endswith(b"\n"):
            break  # it died while it wrote
        answer: dict[str, Any] = json.loads(told)
        if "progress" in answer:
            reading = answer["progress"].get("reading", [])
        else:
            last = told.decode().rstrip("\n")
    return last, reading


def _dies_with(parent: int) -> Callable[[], None]:
    """Spark kills the Python worker of an attempt that it no longer wants; the program would go on."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def prepare() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def _name_of(number: int) -> str:
    try:
        return f"killed by {signal.Signals(number).name}"
    except ValueError:
        return f"killed by signal {number}"

"""`millrace process` on Spark."""

import logging
import os
import subprocess
import threading
from typing import TYPE_CHECKING, Any, NoReturn

from millrace.config import Path, flags_of
from millrace.errors import MachineError, UserError
from millrace.installation import program
from millrace.spark.attempt import Configuration, environment
from millrace.spark.runner import Runner

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_log = logging.getLogger("millrace.spark")
_USER_ERROR = 2
# Why there is nothing to restore: the driver has its ledger still, or there was no run yet. A ledger that is missing beside a
# lake with files is refused by `process` itself.
_NOTHING_TO_RESTORE = ("a ledger already exists", "no copy of the state was found")


def process(
    spark: "SparkSession",
    config: Path | None = None,
    *,
    task_bytes: str | int = "128MiB",
    attempts: int = 4,
    restore_state: bool = False,
    **keys: Any,
) -> dict[str, Any]:
    """Reads every unread raw file into the lake, exactly once, with the executors of this session.

    Returns the report, the object of `millrace process --json` (docs/reference/json.md); files that cannot be read are in
    its `files_failed`, and are tried again by the next run. The configuration is given as to `millrace.read`. The ledger is
    in `state` on the driver; `restore_state` gets it from `state_backup` first if there is none, for drivers without a disk
    of their own. A task reads about `task_bytes` of raw files as stored. One that fails `attempts` times fails the job, and
    nothing of it becomes visible.
    """
    return run(spark, flags_of(config, keys), task_bytes=task_bytes, attempts=attempts, restore_state=restore_state)


def run(
    spark: "SparkSession", flags: list[str], *, task_bytes: str | int, attempts: int, restore_state: bool
) -> dict[str, Any]:
    """`process` with the configuration's flags as the program takes them, `--config` first."""
    if attempts < 1:
        raise UserError(f"attempts must be at least 1: {attempts}")
    configuration = _configuration(flags)
    if restore_state:
        _restore_state(flags)
    job = subprocess.Popen(
        [program(), "process", "--tasks", "--task-bytes", str(task_bytes), *flags],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="surrogateescape",
        env=environment(),
    )
    messages: list[str] = []
    reader = threading.Thread(target=_read_messages, args=(job, messages), daemon=True)
    reader.start()
    try:
        runner = Runner(spark.sparkContext, job, configuration, attempts)
        runner.run()
    finally:
        # Without its end of the pipe the process undoes the job, if that has not ended.
        if job.stdin is not None:
            job.stdin.close()
        code = job.wait()
        reader.join()
    if runner.report is None:
        _raise(code, "\n".join(messages))
    return runner.report


def _read_messages(job: "subprocess.Popen[str]", messages: list[str]) -> None:
    if job.stderr is None:
        raise AssertionError
    for line in job.stderr:
        messages.append(line.rstrip("\n"))
        _log.info("%s", messages[-1])


def _configuration(flags: list[str]) -> Configuration:
    path = os.path.abspath(flags[0].removeprefix("--config="))
    try:
        with open(path, "rb") as file:
            return Configuration(path, file.read(), tuple(flags[1:]))
    except OSError as error:
        raise UserError(f"cannot read the configuration {path}: {error}") from error


def _restore_state(flags: list[str]) -> None:
    done = subprocess.run(
        [program(), "doctor", "--restore-state", *flags],
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0 and not any(reason in done.stderr for reason in _NOTHING_TO_RESTORE):
        _raise(done.returncode, done.stderr)
    _log.info("%s", (done.stdout + done.stderr).strip())


def _raise(code: int, message: str) -> NoReturn:
    message = message.removeprefix("millrace: error: ").strip()
    raise (UserError if code == _USER_ERROR else MachineError)(message or f"the process of the job ended with {code}")

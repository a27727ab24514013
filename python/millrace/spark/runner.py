"""The runner of docs/reference/tasks.md on the driver: tasks of the program become partitions of Spark's jobs.

The tasks that wait are one Spark job with a partition each, a *wave*, so that Spark sees all of the work: it balances
it, asks for executors, and speculates. Each answer comes by an accumulator as soon as its partition is done, so that
tasks which replace others start beside the wave that still works. An attempt that fails does not fail its partition: Spark
would give up the whole wave. It is tried again in another wave. A wave that fails nevertheless, since Spark lost a worker or an
executor too often, is divided into halves, until the task that brings workers down is alone.
"""

import json
import logging
import queue
import threading
from collections import Counter
from typing import IO, TYPE_CHECKING, Any

from pyspark import AccumulatorParam, InheritableThread, SparkContext, SparkFiles, TaskContext

from millrace.spark.attempt import Answer, Configuration, attempt

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterable

_log = logging.getLogger("millrace.spark")


class Mailbox(AccumulatorParam[list[Answer]]):  # type: ignore[misc]  # pyspark is not there when types are checked
    """Puts what executors add into a queue of the driver. Executors have a copy without the queue."""

    def __init__(self, events: "queue.Queue[Any] | None" = None) -> None:
        self.events = events

    def __reduce__(self) -> tuple[type["Mailbox"], tuple[()]]:
        return (Mailbox, ())

    def zero(self, value: list[Answer]) -> list[Answer]:  # noqa: ARG002  # Spark's signature
        return []

    def addInPlace(self, value1: list[Answer], value2: list[Answer]) -> list[Answer]:  # noqa: N802  # Spark's name
        if self.events is None:
            return value1 + value2
        for answer in value2:
            self.events.put(answer)
        return []


class WaveEnded:
    """A Spark job has ended, and every answer of it has arrived."""

    def __init__(self, tasks: dict[int, str], error: str | None) -> None:
        self.tasks, self.error = tasks, error


class Runner:
    """Does the tasks that a `millrace process --tasks` prints. Used once, by one thread."""

    def __init__(
        self, context: SparkContext, job: "subprocess.Popen[str]", configuration: Configuration, attempts: int
    ) -> None:
        self._context, self._job, self._attempts = context, job, attempts
        self._events: queue.Queue[Any] = queue.Queue()
        self._answers = context.accumulator([], Mailbox(self._events))
        self._configuration = context.broadcast(configuration)
        self._open: dict[int, str] = {}  # the lines of tasks without a result
        self._waiting: dict[int, str] = {}  # those of them that are in no wave
        self._tried: Counter[int] = Counter()
        self._group = f"millrace {id(self)}"
        self._waves: list[threading.Thread] = []
        self.report: dict[str, Any] | None = None

    def run(self) -> None:
        """Returns when the process of the job has closed its stdout."""
        reader = threading.Thread(target=self._read, daemon=True)
        reader.start()
        try:
            while True:
                # Lines of tasks come in one go: those that have arrived are one wave.
                if self._waiting and self._events.empty():
                    self._start(self._waiting)
                    self._waiting = {}
                event = self._events.get()
                if event is None:
                    return
                self._handle(event)
        finally:
            self._cancel()
            self._configuration.unpersist()

    def _read(self) -> None:
        if self._job.stdout is None:
            raise AssertionError
        for line in self._job.stdout:
            self._events.put(line)
        self._events.put(None)

    def _handle(self, event: object) -> None:
        if isinstance(event, str):
            self._hear(event)
        elif isinstance(event, Answer):
            self._take(event)
        elif isinstance(event, WaveEnded):
            self._end_wave(event)

    def _hear(self, line: str) -> None:
        told = json.loads(line)
        kind = told.get("kind")
        if kind == "job":
            _log.info("job %s: %d files in %d tasks", told["job"], told["files"], told["tasks"])
        elif kind == "read":
            self._open[told["task"]] = self._waiting[told["task"]] = line.rstrip("\n")
        elif kind == "settled":
            self._open.pop(told["task"], None)
            self._waiting.pop(told["task"], None)
        elif kind == "end":
            self._cancel()
            self._open.clear()
            self._waiting.clear()
            self._tried.clear()
        elif kind is None:
            self.report = told

    def _take(self, answer: Answer) -> None:
        line = self._open.get(answer.task)
        if line is None or json.loads(line)["job"] != answer.job:
            return  # settled, or of a job that has ended
        if answer.is_settled and answer.last is not None:
            self._tell(answer.last)
            return
        self._tried[answer.task] += 1
        _log.warning(
            "task %d of job %s: attempt %d failed: %s", answer.task, answer.job, self._tried[answer.task], answer.reason
        )
        if self._tried[answer.task] < self._attempts:
            self._waiting[answer.task] = line
            return
        died = {"job": answer.job, "task": answer.task, "died": answer.reason}
        self._tell(answer.last or json.dumps(died | ({"reading": answer.reading} if answer.reading else {})))

    def _end_wave(self, wave: WaveEnded) -> None:
        if wave.error is None:
            return
        left = {task: line for task, line in wave.tasks.items() if self._open.get(task) == line and task not in self._waiting}
        if len(left) == 1:
            ((task, line),) = left.items()
            self._take(Answer(json.loads(line)["job"], task, None, wave.error))
        elif left:
            _log.warning("Spark gave up a wave of %d tasks: %s", len(wave.tasks), wave.error)
            order = list(left.items())
            for half in (order[: len(order) // 2], order[len(order) // 2 :]):
                self._start(dict(half))

    def _start(self, tasks: dict[int, str]) -> None:
        # InheritableThread: so that the group of the job is that of the thread.
        thread = InheritableThread(target=self._do_wave, args=(tasks,), daemon=True)
        self._waves = [wave for wave in self._waves if wave.is_alive()] + [thread]
        thread.start()

    def _do_wave(self, tasks: dict[int, str]) -> None:
        configuration, answers = self._configuration, self._answers

        def work(lines: "Iterable[str]") -> None:
            context = TaskContext.get()
            threads = context.cpus() if context is not None else 1
            for line in lines:
                answers.add([attempt(line, configuration.value, SparkFiles.getRootDirectory(), threads)])

        error = None
        try:
            self._context.setJobGroup(self._group, f"millrace: {len(tasks)} tasks", interruptOnCancel=True)
            self._context.parallelize(list(tasks.values()), len(tasks)).foreachPartition(work)
        except Exception as problem:  # noqa: BLE001  # whatever it is, the tasks have no answers
            error = str(problem).strip().split("\n", 1)[0] or type(problem).__name__
        self._events.put(WaveEnded(tasks, error))

    def _tell(self, line: str) -> None:
        stdin: IO[str] | None = self._job.stdin
        if stdin is None:
            raise AssertionError
        try:
            stdin.write(line + "\n")
            stdin.flush()
        except BrokenPipeError:
            pass  # it has ended, and its exit code says why

    def _cancel(self) -> None:
        if any(wave.is_alive() for wave in self._waves):
            self._context.cancelJobGroup(self._group)

#!/usr/bin/env python3
"""Cases of tests/spark/run within one Spark session: cases.py PROGRAM FOLDER [[--full] RAW LAKE ENDPOINT]

Runs in the environment of the tests. The raw files are in FOLDER/raw. With the last three, raw files and lake are
addresses of a store, and only with --full everything dies that can.
"""
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import sys
import time

sys.dont_write_bytecode = True
import millrace  # noqa: E402
import millrace.spark  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
loader = importlib.machinery.SourceFileLoader("tasks", str(HERE.parent / "tasks/run"))
tasks = importlib.util.module_from_spec(importlib.util.spec_from_loader("tasks", loader))
loader.exec_module(tasks)
FILES = 6


class Project(tasks.Project):
    """As in the tests of tasks, with keys that come last."""

    def __init__(self, program, raw, folder, lake=None, more=""):
        super().__init__(program, raw, folder)
        self.config = self.folder / "millrace.yml"
        text = self.config.read_text()
        self.config.write_text((text.replace(f"lake: {self.folder}/lake", f"lake: {lake}") if lake else text) + more)

    def staged(self):
        # Of a store, `doctor` knows what is left.
        checks = {each["check"]: each for each in json.loads(self.call("doctor", "--json", check=False).stdout)["checks"]}
        left = [f"{name}: {checks[name]['detail']}" for name in ("lake against ledger", "unfinished output", "orphaned uploads")
                if name in checks and checks[name]["health"] != "ok"]
        return super().staged() + left


class Cases:
    def __init__(self, program, folder, store=None):
        self.program, self.folder, self.done = program, pathlib.Path(folder), 0
        self.raw, self.lake, self.endpoint = store or (str(self.folder / "raw"), None, None)
        self.faults = pathlib.Path(os.environ["TASK_FAULTS"])
        self.spark = SparkSession.builder.appName("millrace").getOrCreate()
        self.spark.sparkContext.setLogLevel("OFF")
        alone = self.project("alone")
        alone.call("process")
        self.wanted = alone.tables()
        self.began = time.monotonic()
        assert all(self.wanted.values()), {name: len(rows) for name, rows in self.wanted.items()}

    def project(self, name):
        more = f"s3:\n  endpoint: {self.endpoint}\n" if self.endpoint else ""
        return Project(self.program, self.raw, self.folder / f"{name}-{'store' if self.lake else 'disk'}",
                       lake=f"{self.lake}/{name}" if self.lake else None, more=more)

    def process(self, project, **more):
        report = millrace.spark.process(self.spark, project.config, task_bytes="100kB", **more)
        assert report["law_holds"] or report["files"] == 0, report
        return report

    def spoil(self, *names):
        for name in names:
            (self.faults / name).touch()

    def check(self, project, what):
        tables = project.tables()
        for name, rows in self.wanted.items():
            assert tables[name] == rows, f"{what}: {name} has {len(tables[name])} rows, not the {len(rows)} of one process"
        assert not project.staged(), f"{what}: {project.staged()}"
        assert not list(self.faults.iterdir()), f"{what}: {list(self.faults.iterdir())}"
        self.done += 1
        print(f"  {what}: {time.monotonic() - self.began:.1f} s", flush=True)
        self.began = time.monotonic()

    def undisturbed(self):
        project = self.project("undisturbed")
        report = self.process(project)
        assert report["files"] == FILES and not report["files_failed"], report
        self.check(project, "the tables of one process")
        assert self.process(project)["files"] == 0
        self.check(project, "a second run finds nothing")

    def killed_task(self):
        project = self.project("killed-task")
        self.spoil("kill-1-1", "kill-3-1", "kill-3-2", "refuse-2-1")
        self.process(project)
        self.check(project, "the process of a task killed, and tried again")

    def killed_worker(self):
        project = self.project("killed-worker")
        self.spoil("worker-1-1", "worker-1-2")
        self.process(project)
        self.check(project, "Spark's worker killed: the wave is divided")

    def poison(self):
        project = self.project("poison")
        self.spoil("poison-1-1", "poison-1-2")
        report = self.process(project, attempts=2)
        assert len(report["files_failed"]) == 1 and "SIGKILL" in report["files_failed"][0]["reason"], report["files_failed"]
        self.process(project)
        self.check(project, "a file that brings its task down")

    def given_up(self):
        project = self.project("given-up")
        self.spoil(*(f"refuse-2-{number}" for number in range(3)))
        try:
            self.process(project, attempts=3)
        except millrace.MachineError as error:
            assert "task 2" in str(error) and "refused by the test" in str(error), error
        else:
            raise AssertionError("the job was not given up")
        assert project.call("query", "--format", "csv", "select count(*) from event_v2", check=False).stdout in ("", "count_star()\n0\n")
        self.process(project)
        self.check(project, "a task that was given up")

    def lost_staging(self):
        project = self.project("lost-staging")
        self.spoil("lose-1-1")
        try:
            self.process(project)
        except millrace.MachineError as error:
            assert "_staging" in str(error) or "staged" in str(error), error
        else:
            raise AssertionError("files were published that are not there")
        self.process(project)
        self.check(project, "staged files lost")

    def mistakes(self):
        project = self.project("mistakes")
        project.config.write_text(project.config.read_text() + "projct: x\n")
        try:
            self.process(project)
        except millrace.UserError as error:
            assert "unknown key `projct`" in str(error), error
        else:
            raise AssertionError("a wrong configuration was taken")
        self.done += 1


def main():
    full = "--full" in sys.argv
    program, folder, *store = [word for word in sys.argv[1:] if word != "--full"]
    cases = Cases(program, folder, store)
    try:
        chosen = [cases.undisturbed, cases.killed_task]
        if full or not store:
            chosen += [cases.killed_worker, cases.poison, cases.given_up]
        if not store:
            chosen += [cases.lost_staging, cases.mistakes]
        for case in chosen:
            case()
    finally:
        cases.spark.stop()
    print(f"{cases.done} passed")


if __name__ == "__main__":
    main()

"""Compares the tables that the program made of a sample, cell by cell, with those that it must have made (wanted.py)."""

import collections
import datetime
import json
import os
import subprocess
import time

import compare
import pyarrow.parquet as pq
from sources import OF_CLIENT, Requests
from wanted import Wanted

compare.STRICT = True  # an absent member is not one that is null
KEYS = {
    "event_v2": ["event_id"],
    "user_v2": ["user_pseudo_id"],
    "item_v2": ["event_id", "item_id"],
    "session": ["user_pseudo_id", "session_id"],
    "rejects": ["input_file_name", "line", "bundle_index"],
}


def read(path, more=None):
    """Rows as they are compared: maps as objects, JSON texts parsed, times as microseconds."""
    rows = pq.ParquetFile(path).read().to_pylist()
    return [{name: compare.norm(cell) for name, cell in (row | (more or {})).items()} for row in rows]


def read_lake(folder, table):
    rows = []
    for file in sorted((folder / table).rglob("*.parquet")):
        rows += read(file, dict(part.split("=", 1) for part in file.relative_to(folder).parts if "=" in part))
    return rows


def show(cell):
    return json.dumps(cell, ensure_ascii=False, sort_keys=True, default=str)[:400]


class Sample:
    """One sample: what must come out, and what the program made of it in a folder."""

    def __init__(self, folder, program, work):
        self.name = folder.name
        self.facts = json.loads((folder / "sample.json").read_text())
        self.work = work
        self.lake = work / "lake" / self.facts["project"]
        paths = {table: folder / "expected" / f"{table}.parquet" for table in KEYS}
        self.reference = {table: read(path) if path.exists() else [] for table, path in paths.items()}
        self.sources = OF_CLIENT[self.facts["client"]](Requests(folder / "raw", self.facts))
        self.created = {}
        self.wanted = Wanted(self.sources, self.reference, self.facts)
        self.process(program, folder / "raw")

    def process(self, program, raw):
        config = self.work / "millrace.yml"
        config.write_text(json.dumps({
            "project": self.facts["project"],
            "apps": self.facts["apps"],
            "raw": str(raw),
            "lake": str(self.work / "lake"),
            "state": str(self.work / "state"),
            "processing": {"client": self.facts["client"], "max_event_age": f"{self.facts['max_event_age_hours']}h",
                           "filter_bots": self.facts["filter_bots"]},
        }))
        self.began = time.time()
        done = subprocess.run([program, "process", "--config", config, "--json"], stdout=subprocess.PIPE, text=True,
                              env=os.environ | {"MILLRACE_PROCESSING_SETTLE": "0s"})
        self.ended = time.time()
        if done.returncode:
            raise SystemExit(f"{program} process ended with {done.returncode}")
        self.summary = json.loads(done.stdout)

    def check_law(self):
        """Events read and derived = written + rejected, and as many were read as were sent."""
        summary = self.summary
        written, rejected, sent = summary["rows_written"]["event_v2"], sum(summary["rejected"].values()), len(self.sources.all)
        if summary["events_read"] + summary["events_derived"] != written + rejected or summary["events_read"] != sent:
            return [f"events: {sent} sent, {summary['events_read']} read, {summary['events_derived']} derived, "
                    f"{written} written, {summary['rejected']} rejected"]
        return []

    def groups(self, table, ours):
        """Wanted rows and ours by key."""
        found = collections.defaultdict(lambda: ([], []))
        for side, rows in enumerate((self.wanted.tables[table], ours)):
            for row in rows:
                found[tuple(show(row[column]) for column in KEYS[table])][side].append(row)
        return found

    def compare_group(self, table, wanted, ours):
        """What is wrong in the rows of one key."""
        if len(wanted) != len(ours):
            rows = wanted or ours
            return [f"{table}: {len(ours)} rows of {[rows[0][column] for column in KEYS[table]]}, expected {len(wanted)}"]
        problems, ours = [], list(ours)
        for row in wanted:
            best = max(ours, key=lambda each: sum(compare.same(cell, each.get(column)) for column, cell in row.items())) if len(ours) > 1 else ours[0]
            ours.remove(best)
            problems += self.compare_row(table, row, best)
        return problems

    def compare_row(self, table, wanted, ours):
        created = ours["created_time"]
        if not compare.same(created, self.created[table]):
            return [f"{table}: created_time {created}, another row has {self.created[table]}"]
        problems = []
        for column in wanted.keys() | ours.keys():
            if column == "created_time":
                continue
            a, b = wanted.get(column), ours.get(column)
            if column == "process_info":
                a = a | self.of_the_run(created)
            if column == "job_id":
                a = self.summary["job_id"]
            if column not in wanted or column not in ours or not compare.same(a, b):
                key = {each: ours[each] for each in KEYS[table]}
                problems.append(f"{table}: {column} of {key}: expected {show(a)}, ours {show(b)}"
                                + (f" ({wanted.names.get(column) or wanted.name})" if column in wanted.names or wanted.name else ""))
        return problems

    def of_the_run(self, created):
        """What process_info says of the run: its id, and its time as in created_time."""
        text = datetime.datetime.fromtimestamp(created // 1_000_000, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
        return {"process_job_id": self.summary["job_id"], "process_time": f"{text}.{created % 1_000_000:06d}000Z"}

    def compare_table(self, table, ours):
        """One time of making for the whole table."""
        self.created[table] = created = ours[0]["created_time"] if ours else None
        problems = [] if not ours or self.began <= created / 1e6 <= self.ended else [f"{table}: created_time {created} is not of this run"]
        for wanted, here in self.groups(table, ours).values():
            problems += self.compare_group(table, wanted, here)
        return problems

    def compare(self):
        """What is wrong in any table, and how many cells and rows each difference accounts for in each."""
        problems = self.check_law() + self.wanted.problems
        counts = {}
        for table in KEYS:
            ours = read_lake(self.lake, table)
            problems += self.compare_table(table, ours)
            named = collections.Counter(name for row in self.wanted.tables[table] for name in (row.names.values() if not row.name else [row.name]))
            named.update(self.wanted.dropped[table])
            cells = sum(compare.filled(cell) for row in self.wanted.tables[table] for cell in row.values())
            counts[table] = (len(self.reference[table]), len(ours), cells, named)
        return problems, counts

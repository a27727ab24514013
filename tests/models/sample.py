"""The case of tests/samples/models: four batches of lake files, loaded and modelled one after the other, compared with the tables
that an independent evaluator of the specification made of them."""
import collections
import csv
import datetime
import gzip
import json
import sys

import model
from warehouse import Warehouse

sys.path.insert(0, str(model.ROOT / "tests/tools"))
import compare_models

FOLDER = model.ROOT / "tests/samples/models"
RELATIONS = {"base_view_full": "clickstream_event_base_view", "base_view_incremental": "clickstream_event_base_view",
             "event_view": "clickstream_event_view_v3"}


def case():
    return json.loads((FOLDER / "case.json").read_text())


def batches():
    facts = case()
    for batch, time in zip(facts["batches"], facts["load_times_utc"]):
        yield {table: [FOLDER / "input" / batch / f"{table}.parquet"] for table in model.KEYS}, time


def cell(value):
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def expiry(warehouse, first_day):
    """What an expiry would delete: table, first day kept, rows deleted, rows left. Metrics were built from `first_day` on only."""
    days = case()["expiry_days"]
    target = warehouse.expiry_target(days)
    chunks = warehouse.expiring(target, days, users=False)
    tables = {name: chunks[name] for name in [*warehouse.tables, *warehouse.metrics, "refresh_mv_sp_status"] if name in chunks}
    tables |= {"user_v2": [], "clickstream_event_base_view": chunks["event_v2"]}
    rows = []
    for table, found in sorted(tables.items()):
        is_metric = table in warehouse.metrics or table == "refresh_mv_sp_status"
        deleted = sum(count for begin, _, count in found if not is_metric or begin.date() >= first_day)
        (total,), = warehouse.engine.query(f"SELECT count(*) FROM {warehouse.schema}.{table}")
        rows.append((table, target[1], deleted, total - sum(count for _, _, count in found)))
    return rows


def export(warehouse, rejects, folder, first_day, last_day):
    """Writes the tables that are compared as CSV."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted((FOLDER / "expected").glob("*.csv.gz")):
        name = path.name.removesuffix(".csv.gz")
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            columns = next(csv.reader(file))
        if name == "load_rejects":
            rows = rejects
        elif name == "expiry":
            rows = expiry(warehouse, first_day)
        else:
            relation = RELATIONS.get(name, name.removeprefix("fact_").removeprefix("scan_"))
            listed = ", ".join(f'"{column}"' for column in columns)
            where = ""
            if name in warehouse.metrics:
                where = f" WHERE event_date BETWEEN '{first_day}' AND '{last_day}'"
            elif name == "refresh_mv_sp_status":
                where = f" WHERE refresh_date BETWEEN '{first_day}' AND '{last_day}'"
            rows = warehouse.engine.query(f"SELECT {listed} FROM {warehouse.schema}.{relation}{where}")
        with open(folder / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([cell(value) for value in row] for row in rows)


def run(engine, models):
    """Loads and models the case in two ways; gives the number of comparisons, and lines that say what differs."""
    facts = case()
    last = datetime.date.fromisoformat(facts["refresh_date"])
    first = last - datetime.timedelta(days=facts["refresh_date_range_days"] - 1)
    count, lines = 0, []
    for way in ("batch by batch", "at once, in reverse, twice"):
        loads = list(batches())
        repeats = 1
        if way != "batch by batch":
            repeats = 2
            files = {table: [path for batch, _ in reversed(loads) for path in batch[table] * repeats] for table in model.KEYS}
            loads = [(files, loads[-1][1])]
        warehouse = Warehouse(engine, f"sample_{repeats}", models, facts["timezone"])
        rejects = collections.Counter()
        for files, time in loads:
            warehouse.load(files, time)
            for *what, rows in warehouse.rejects():
                rejects[tuple(what)] += rows
            warehouse.run_models()
            warehouse.scan(top_values=facts["top_limit"])
        warehouse.run_models(days=(str(last), str(last)))
        rejected = [(*what, rows // repeats) for what, rows in rejects.items()]
        folder = model.ROOT / "build/test-results/models" / engine.dialect / str(repeats)
        done, found = check(warehouse, rejected, folder, first, last)
        count += done
        lines += [f"sample, {way}: {line}" for line in found]
    return count, lines


def check(warehouse, rejects, folder, first_day, last_day):
    """Compares; gives the number of tables, and lines that say what differs."""
    export(warehouse, rejects, folder, first_day, last_day)
    lines, count = [], 0
    for path in sorted(folder.glob("*.csv")):
        name = path.stem
        expected = compare_models.read(compare_models.find(str(FOLDER / "expected"), name))
        found = compare_models.compare(name, expected, compare_models.read(str(path)), 5)
        lines += [f"{name}:", *found] if found else []
        count += 1
    return count, lines

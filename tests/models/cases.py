"""The `.test` files beside the models: rows of a lake, and the rows that the models must make of them.

`## TITLE` begins a case; its title names the rule that it shows. Lines that begin with two spaces matter, all others are prose.

    set NAME=VALUE      timezone, look_back, retention_days or top_values, for this case
    event {…}           a row of event_v2, laid over the defaults of lake.py; likewise item, user, session
    load [FROM TO]      ends a batch: it is loaded, and the models run for what it changed, and for the days from FROM to TO
    window TIME         end of the data window of a process run that the batch completes, in UTC
    scan [full]         a metadata scan after the batch; there is always one after the last
    expire DAYS [METRICS] [users]
                        an expiry after the batch, with days of retention for events, for metrics, and of users, too
    days FROM TO        local days that the last run is asked for; `days none`: only what the rules say. Without this line:
                        all days that have events
    = TABLE {…}         one row that a table or view must have. Only the columns that are named are compared. A table that
                        is named has exactly these rows, in any order
    = TABLE none        no rows
    ~ TABLE {…}         one row that it must have, among others
"""
import json
import pathlib
import re
import tempfile

import lake
import model
from warehouse import NO_DAY, Warehouse

INPUTS = {"event": "event_v2", "item": "item_v2", "user": "user_v2", "session": "session"}


class Case:
    def __init__(self, path, title):
        self.path, self.title = path, title
        self.settings, self.batches, self.wanted, self.days, self.events = {}, [{}], {}, [None], 0
        self.windows = {}  # number of a batch → end of the data window, ms
        self.actions = []  # number of a batch, and what follows it
        self.top_values = 20
        self.partly = set()  # tables that may have other rows

    def add(self, line, number):
        word, _, rest = line.partition(" ")
        if word == "set":
            name, _, value = rest.partition("=")
            if name == "top_values":
                self.top_values = int(value)
            elif name in ("timezone", "look_back", "retention_days"):
                self.settings[name] = value if name == "timezone" else int(value)
            else:
                raise ValueError(f"unknown setting {name}")
        elif word == "load":
            self.batches.append({})
            self.days[-1:] = [tuple(rest.split()) or NO_DAY, None]
        elif word in ("scan", "expire"):
            self.actions.append((len(self.batches) - 1, word, rest.split()))
        elif word == "window":
            self.windows[len(self.batches) - 1] = lake.msec(rest)
        elif word == "days":
            self.days[-1] = NO_DAY if rest == "none" else tuple(rest.split())
        elif word in INPUTS:
            table = INPUTS[word]
            self.events += table == "event_v2"
            self.batches[-1].setdefault(table, []).append(lake.complete(table, json.loads(rest), self.events))
        elif word in "=~":
            table, _, row = rest.partition(" ")
            self.partly |= {table} if word == "~" else set()
            rows = self.wanted.setdefault(table, [])
            if row != "none":
                rows.append((number, json.loads(row)))
        else:
            raise ValueError(f"unknown word {word}")

    def run(self, warehouse):
        """Lines that say what differs."""
        # Only what the case looks at is built; the status says of every table.
        models = warehouse.models
        only = None if "refresh_mv_sp_status" in self.wanted else model.needed(models, self.wanted)
        layers = {models[name].layer for name in self.wanted if name in models} | {word for _, word, _ in self.actions}
        is_modelled = bool(layers - {"staging", "metadata", "scan"})
        with tempfile.TemporaryDirectory() as folder:
            for index, batch in enumerate(self.batches):
                files = {}
                for table in model.KEYS if "rejects" in self.wanted else batch:
                    files[table] = [pathlib.Path(folder) / f"{table}-{index}.parquet"]
                    lake.write(files[table][0], table, batch.get(table, []), warehouse.tables[table])
                warehouse.load(files, f"2024-12-{index + 1:02d} 00:00:00", self.windows.get(index))
                if is_modelled:
                    warehouse.run_models(self.days[index] or self.all_days(warehouse), is_checked=False, only=only)
                for _, word, words in [action for action in self.actions if action[0] == index]:
                    self.act(warehouse, word, words)
            if "metadata" in layers:
                warehouse.scan(top_values=self.top_values)
            rejects = warehouse.rejects() if "rejects" in self.wanted else []
        lines = []
        for table, rows in self.wanted.items():
            lines += self.compare(warehouse, table, rows, rejects)
        return lines

    def act(self, warehouse, word, words):
        if word == "scan":
            warehouse.scan(full="full" in words, top_values=self.top_values)
        else:
            warehouse.expire(*[int(days) for days in words if days.isdigit()], users="users" in words)

    def all_days(self, warehouse):
        (days,) = warehouse.engine.query(f"SELECT min(event_date), max(event_date) FROM {warehouse.schema}.day_event")
        return NO_DAY if days[0] is None else (str(days[0]), str(days[1]))

    def compare(self, warehouse, table, rows, rejects):
        if table == "rejects":
            names = ["table_name", "reason", "detail", "rows"]
            found = [dict(zip(names, row)) for row in rejects]
        else:
            statement = f"SELECT * FROM {warehouse.schema}.{table}"
            names = warehouse.engine.columns(statement)
            found = [dict(zip(names, row)) for row in warehouse.engine.query(statement)]
        columns = sorted({name for _, row in rows for name in row})
        unknown = [name for name in columns if name not in names]
        if unknown:
            return [f"{table} has no column {', '.join(unknown)}"]
        lines, left = [], [{name: cell(row[name]) for name in names} for row in found]
        for number, row in rows:
            match = next((other for other in left if all(equal(other[name], value) for name, value in row.items())), None)
            if match is None:
                lines.append(f"  line {number}: no such row in {table}: {json.dumps(row)}")
            else:
                left.remove(match)
        if table in self.partly:
            return lines
        shown = columns or [name for name in names if name != "update_timestamp"]
        lines += [f"  a row of {table} that is not expected: {json.dumps({name: row[name] for name in shown})}" for row in left]
        return lines


def cell(value):
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if hasattr(value, "isoformat"):
        return str(value)
    return str(value)


def equal(found, wanted):
    if isinstance(wanted, float) and isinstance(found, (int, float)):
        return abs(found - wanted) <= 1e-6 * max(1, abs(wanted))
    if isinstance(wanted, dict):
        return found is not None and json.loads(found) == wanted
    return type(found) is type(wanted) and found == wanted or (isinstance(wanted, int) and isinstance(found, float) and found == wanted)


def read(path):
    cases = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if line.startswith("## "):
            cases.append(Case(path, line[3:]))
        elif line.startswith("  "):
            try:
                cases[-1].add(line.strip(), number)
            except (ValueError, IndexError) as error:
                raise SystemExit(f"{path.relative_to(model.ROOT)}:{number}: {error}")
    return cases


def all_cases(names):
    paths = sorted(path for layer in model.LAYERS for path in (model.ROOT / "sql" / layer).glob("*.test"))
    return [case for path in paths if not names or path.stem in names for case in read(path)]


def run(engine, models, names):
    """Runs the cases; gives how many there were, and lines that say what differs."""
    lines, warehouses, cases = [], {}, all_cases(names)
    for case in cases:
        key = tuple(sorted(case.settings.items()))
        if key not in warehouses:
            warehouses[key] = Warehouse(engine, f"case_{len(warehouses)}", models, **case.settings)
        warehouses[key].empty()
        found = case.run(warehouses[key])
        if found:
            lines += [f"{case.path.relative_to(model.ROOT)}: {case.title}", *found]
    return len(cases), lines

"""What the program's loader and model runner will do, as plainly as it goes: the models' statements in their order."""
import model
from engines import create_table

WORK_PREFIX = {"duckdb": "TABLE", "postgres": "UNLOGGED TABLE", "redshift": "TABLE"}
NO_DAY = ("2000-01-02", "2000-01-01")


class Warehouse:
    """One app's schema."""

    def __init__(self, engine, schema, models, timezone="UTC", look_back=30, retention_days=42):
        self.engine, self.schema, self.models = engine, schema, models
        self.tables = model.fact_tables()
        self.load_sequence = 0
        self.values = {"schema": schema, "timezone": model.text(timezone), "look_back": str(look_back),
                       "retention_days": str(retention_days), "project": "'proj'", "app": "'shop'"}
        self.metrics = [m.name for m in models.values() if m.layer == "metrics" and m.kind == "table"
                        and m.name != "refresh_mv_sp_status"]
        self.create()

    def create(self):
        dialect = self.engine.dialect
        self.engine.execute(f"CREATE SCHEMA {self.schema}")
        self.run_statements("canonical_json")
        for table, columns in self.tables.items():
            self.engine.execute(create_table(self.schema, table, columns, dialect))
            if dialect == "postgres":
                keys = ", ".join(model.KEYS[table])
                self.engine.execute(f"CREATE UNIQUE INDEX ON {self.schema}.{table} ({keys})")
        for table in self.models.values():
            if table.kind == "table":
                self.engine.execute(create_table(self.schema, table.name, table.columns, dialect))
        self.create_views()

    def create_views(self):
        views = {name for name, view in self.models.items() if view.kind == "view"}
        for view in model.in_order(self.models, views):
            self.engine.execute(f"CREATE OR REPLACE VIEW {self.schema}.{view.name} AS {self.render(view.body)}")

    def drop(self):
        self.engine.execute(f"DROP SCHEMA {self.schema} CASCADE")

    def empty(self):
        """Forgets all rows, which is faster than a new schema."""
        for name in [*self.tables, *(m.name for m in self.models.values() if m.kind == "table")]:
            self.engine.execute(f"DELETE FROM {self.schema}.{name}")
        self.load_sequence = 0

    def set_timezone(self, timezone):
        """What a change of the configuration asks for; the next run of the models must be a full one."""
        self.values["timezone"] = model.text(timezone)
        self.create_views()

    def render(self, statement, **values):
        return model.render(statement, self.values | values)

    def run_statements(self, name, **values):
        for statement in self.models[name].statements:
            self.engine.execute(self.render(statement, **values))

    def query(self, name, **values):
        return self.engine.query(self.render(self.models[name].body, **values))

    def load(self, files, load_time, window_end=None):
        """Loads lake files, table → paths, in one transaction; gives the rejects: (table, reason, column). `window_end`: of the
        data window of a process run whose files are all loaded then, ms."""
        self.load_sequence += 1
        self.engine.stage(self.schema, self.models, self.tables, files, cut=self.cut())
        values = {"load_time": model.timestamp(load_time), "load_sequence": str(self.load_sequence)}
        self.engine.begin()
        for table in [name for name in ("user_v2", "session", "item_v2", "event_v2") if name in files]:
            if f"range_{table}" in self.models:
                values["ranges"] = model.condition(self.query(f"range_{table}"))
            if table == "event_v2":
                self.merge_events(values)
            else:
                self.run_statements(f"merge_{table}", **values)
        if "event_v2" in files:
            self.run_statements("record_load_end", **values)
        if window_end is not None:
            self.load_sequence += 1
            self.run_statements("record_window_end", load_sequence=str(self.load_sequence), window_end=str(window_end))
        self.engine.commit()

    def merge_events(self, values):
        """Most rows go straight into the table; those of hard keys are merged."""
        def insert(table, query):
            columns = ", ".join(column.name for column in self.tables["event_v2"] if table == "event_v2" or column.name != "created_time")
            words = f"INSERT INTO {self.schema}.event_v2 ({columns})" if table == "event_v2" else f"CREATE TABLE {self.schema}.{table} AS"
            self.engine.execute(f"{words} SELECT {columns} FROM ({query}) AS s")

        self.engine.execute(f"CREATE TABLE {self.schema}.stage_row_event_v2 AS {self.render(self.models['stage_row_event_v2'].body)}")
        self.run_statements("split_event_v2", **values)
        insert("event_v2", self.render(self.models["plain_event_v2"].body, **values))
        insert("stage_hard_event_v2", f"SELECT s.* FROM {self.schema}.stage_event_v2 AS s WHERE EXISTS (SELECT 1 FROM {self.schema}.load_hard_event_v2 "
                                      "AS h WHERE h.event_id = s.event_id AND h.event_timestamp = s.event_timestamp)")
        for statement in self.models["merge_event_v2"].statements:
            self.engine.execute(self.render(statement.replace("{schema}.stage_event_v2", "{schema}.stage_hard_event_v2"), **values))
        for name in ("stage_row", "load_skip", "load_hard", "stage_hard"):
            self.engine.execute(f"DROP TABLE {self.schema}.{name}_event_v2")

    def retire(self, retired, left, load_time):
        """Rows of lake files, table → paths, have left the lake; `left` are all files that are still there."""
        self.load_sequence += 1
        values = {"load_time": model.timestamp(load_time), "load_sequence": str(self.load_sequence)}
        for table in [name for name in ("user_v2", "session", "item_v2", "event_v2") if name in retired]:
            self.engine.stage(self.schema, self.models, self.tables, {table: left[table]}, {table: retired[table]}, self.cut())
            self.engine.begin()
            values["ranges"] = "TRUE"
            for step in ("retire", "merge", "restore"):
                self.run_statements(f"{step}_{table}", **values)
            self.engine.commit()
            self.engine.execute(f"DROP TABLE {self.schema}.retired_key_{table}")

    def rejects(self):
        lake = getattr(self.engine, "embedded", self.engine)
        schema = "lake" if lake is not self.engine else self.schema
        rejects = " UNION ALL ".join(f"SELECT table_name, reason, detail FROM {schema}.lake_reject_{table}" for table in self.tables)
        return lake.query(f"SELECT *, count(*) FROM ({rejects}) AS rejects GROUP BY ALL ORDER BY ALL")

    def run_models(self, days=NO_DAY, full=False, is_checked=True, run_time="2030-01-01 00:00:00", only=None):
        """Rebuilds what loads changed, and the days asked for, in one transaction; checks keys. Gives the days built.

        `only`, a set of names, leaves all other tables as they are: for tests that look at few of them."""
        values = {"load_sequence": str(self.load_sequence), "from_date": model.text(days[0]), "to_date": model.text(days[1]),
                  "run_time": model.timestamp(run_time), "triggered_by": "'WORK_FLOW'"}
        steps = {name for name, m in self.models.items() if m.layer in ("base", "metrics")
                 and (m.kind == "work" or m.kind == "table" and m.statements)} | {"run_range"}
        if only is not None:
            steps &= only | model.needed(self.models, {"run_day"})
        self.engine.begin()
        if full:
            self.run_statements("touch_everything", **values)
            (first, last), = self.query("full_range")
            if first is not None:
                values |= {"from_date": model.text(str(first)), "to_date": model.text(str(last))}
        made = []
        for step in model.in_order(self.models, steps):
            if step.kind == "query":
                ranges = self.query(step.name, **values)
                values["ranges"] = model.condition([(begin, end) for begin, end, _ in ranges])
                values["whole_ranges"] = model.condition([(begin, end) for begin, end, is_whole in ranges if is_whole])
            elif step.kind == "work":
                made.append(step.name)
                self.engine.execute(f"CREATE {WORK_PREFIX[self.engine.dialect]} {self.schema}.{step.name} AS "
                                    + self.render(step.body, **values))
                if self.engine.dialect == "postgres":
                    self.engine.execute(f"ANALYZE {self.schema}.{step.name}")
            else:
                self.replace(step, values)
        self.run_statements("mark_stale", **values)
        built = self.engine.query(f"SELECT event_date, is_whole FROM {self.schema}.run_day WHERE is_built ORDER BY 1")
        for name in reversed(made):
            self.engine.execute(f"DROP TABLE {self.schema}.{name}")
        self.run_statements("clear_touched", **values)
        self.engine.commit()
        if is_checked:
            self.check_keys()
        return built

    def cut(self):
        """The parameter `expiry_cut`."""
        (latest,), = self.engine.query(f"SELECT max(cut_time) FROM {self.schema}.expiry_cut")
        return model.timestamp(latest or "-infinity")

    def scan(self, full=False, top_values=20, run_time="2030-01-01 00:00:00"):
        """A metadata scan, in one transaction."""
        values = {"load_sequence": str(self.load_sequence), "run_time": model.timestamp(run_time), "top_values": str(top_values)}
        self.engine.begin()
        if full:
            self.run_statements("touch_all_utc_days", **values)
        values["ranges"] = model.condition(self.query("scan_range", **values))
        for step in ("scan_events", "scan_users", "clear_scanned"):
            self.run_statements(step, **values)
        self.engine.commit()

    def expiry_steps(self, target):
        """What an expiry goes through: table → statements that delete from it, with their parameters."""
        _, first_date, first_metric_date = target
        days = {"column": "event_date", "first_kept": f"DATE '{first_date}'"}
        metric_days = {"column": "event_date", "first_kept": f"DATE '{first_metric_date}'"}
        return {"event_v2": ("event", {}), "item_v2": ("event", {}), "session": ("session", {}),
                **{m.name: ("day", days) for m in self.models.values() if m.layer == "base" and m.fields["refresh"] == "device"},
                **{name: ("day", metric_days) for name in self.metrics},
                "refresh_mv_sp_status": ("day", metric_days | {"column": "refresh_date"}),
                "clickstream_log_v2": ("log", {})}

    def expiry_target(self, retention, metrics_retention=None):
        """Where an expiry would cut; None without events."""
        found = self.query("expiry_target", retention=str(retention), metrics_retention=str(metrics_retention or retention))
        return found[0] if found else None

    def expiring(self, target, retention, users=False):
        """Chunks that an expiry would delete: table → (begin, end, rows)."""
        steps = self.expiry_steps(target) | ({"user_v2": ("user", {})} if users else {})
        values = {"cut_time": model.timestamp(target[0]), "retention": str(retention)}
        return {table: self.query(f"expiring_{how}", table=table, **values, **own) for table, (how, own) in steps.items()}

    def expire(self, retention, metrics_retention=None, users=False, run_time="2030-01-01 00:00:00"):
        """An expiry: one transaction a chunk."""
        target = self.expiry_target(retention, metrics_retention)
        if target is None:
            return
        values = {"cut_time": model.timestamp(target[0]), "retention": str(retention), "run_time": model.timestamp(run_time)}
        self.run_statements("record_cut", **values)
        steps = self.expiry_steps(target) | {"user_v2": ("user", {})}
        for table, chunks in self.expiring(target, retention, users).items():
            how, own = steps[table]
            for begin, end, _ in chunks:
                self.engine.begin()
                self.run_statements(f"expire_{how}", table=table, chunk_from=model.timestamp(begin), chunk_to=model.timestamp(end),
                                    **values, **own)
                self.engine.commit()

    def replace(self, table, values):
        how, column = table.refresh
        values = values | {"model": table.name, "models": model.text(table.name), "column": column or ""}
        if how in ("user", "device"):
            self.run_statements("clear_by_whole_day", is_rebuilt="d.is_built" if how == "user" else "d.is_read", **values)
        self.run_statements("clear_by_" + how.replace(" ", "_"), **values)
        columns = ", ".join(f'"{c.name}"' for c in table.columns if not c.is_clock)
        self.engine.execute(f"INSERT INTO {self.schema}.{table.name} ({columns}) " + self.render(table.body, **values))
        if table.layer == "metrics":
            days = "run_active_day" if how == "active day" else "run_day"
            self.run_statements("record_status", days=days, is_rebuilt="TRUE" if how == "active day" else "d.is_built", **values)

    def check_keys(self):
        """The checks that headers promise: no key twice, no NULL in a required column."""
        checks = []
        for m in self.models.values():
            if m.kind not in ("table", "view"):
                continue
            required = [c.name for c in m.columns if c.is_required]
            if m.key and m.key != ["n"]:
                checks.append((f"{m.name}: a key twice", f"SELECT 1 FROM {{schema}}.{m.name} GROUP BY {', '.join(m.key)} HAVING count(*) > 1"))
            if required and m.kind == "view":
                nulls = " OR ".join(f'"{name}" IS NULL' for name in required)
                checks.append((f"{m.name}: NULL in a required column", f"SELECT 1 FROM {{schema}}.{m.name} WHERE {nulls}"))
        for table, keys in model.KEYS.items():
            checks.append((f"{table}: a key twice", f"SELECT 1 FROM {{schema}}.{table} GROUP BY {', '.join(keys)} HAVING count(*) > 1"))
        sql = " UNION ALL ".join(f"SELECT {model.text(what)} AS what, count(*) AS n FROM ({query}) AS found" for what, query in checks)
        wrong = self.engine.query(self.render(f"SELECT what FROM ({sql}) AS checked WHERE n > 0"))
        if wrong:
            raise AssertionError("; ".join(what for what, in wrong))

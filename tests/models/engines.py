"""The engines that the models run on, behind one small interface: execute, query, begin, commit, and the way of lake files in.

Lake files are always read by an embedded DuckDB; where it is not the warehouse itself, staged rows are streamed as Arrow.
"""

import duckdb

import model
from model import ROOT
from postgres_server import PostgresServer  # noqa: F401


def ddl_type(column, dialect):
    name = model.SQL_TYPES[column.type]
    if dialect == "postgres":
        # Texts compare by their bytes, whatever the database's own collation.
        name = {"text": 'text COLLATE "C"', "double": "double precision", "json": "jsonb"}.get(column.type, name.lower())
    if dialect == "redshift":
        name = {"text": "VARCHAR(65535)", "double": "DOUBLE PRECISION", "json": "SUPER"}.get(column.type, name)
    return name


def create_table(schema, name, columns, dialect, words="TABLE", is_checked=True):
    parts = []
    for column in columns:
        part = f'"{column.name}" {ddl_type(column, dialect)}'
        if column.is_required and is_checked:
            part += " NOT NULL"
        if column.is_clock:
            part += " DEFAULT (now() AT TIME ZONE 'UTC')"
        parts.append(part)
    return f"CREATE {words} {schema}.{name} ({', '.join(parts)})"


class DuckDb:
    dialect = "duckdb"

    def __init__(self):
        self.connection = duckdb.connect()
        # Sessions run in UTC, whatever TZ says.
        self.connection.execute("SET TimeZone = 'UTC'; SET threads = 1")

    def execute(self, sql):
        self.connection.execute(sql)

    def query(self, sql):
        return self.connection.execute(sql).fetchall()

    def columns(self, sql):
        return [column[0] for column in self.connection.execute(sql).description]

    def begin(self):
        self.connection.execute("BEGIN")

    def commit(self):
        self.connection.execute("COMMIT")

    def rollback(self):
        self.connection.execute("ROLLBACK")

    def stage(self, schema, models, tables, files, retired=None, cut="TIMESTAMP '-infinity'"):
        """Makes stage_TABLE of each table from its lake files, or of the keys that retired files have."""
        create_lake_views(self, schema, models, files, retired or {}, cut)
        for table in retired or {}:
            self.execute(f"CREATE TABLE {schema}.retired_key_{table} AS SELECT * FROM {schema}.retired_keys_of_{table}")

    def close(self):
        self.connection.close()


def create_lake_views(engine, schema, models, files, retired, cut):
    for table, paths in retired.items():
        listed, keys = ", ".join(model.text(str(path)) for path in paths), ", ".join(model.KEYS[table])
        keys = keys.replace("event_timestamp", "CAST(event_timestamp AS TIMESTAMP) AS event_timestamp")
        engine.execute(f"CREATE OR REPLACE VIEW {schema}.retired_keys_of_{table} AS SELECT DISTINCT {keys} FROM read_parquet([{listed}])")
    for layer in ("lake_", "lake_reject_", "stage_"):
        for table, paths in files.items():
            values = {"schema": schema, "files": "[" + ", ".join(model.text(str(path)) for path in paths) + "]",
                      "expiry_cut": cut, "wanted": "TRUE", "sorted_keys": "FALSE"}
            view = models[layer + table]
            body = model.render(view.body, values)
            if layer == "stage_" and table in retired:
                body = f"SELECT s.* FROM ({body}) AS s SEMI JOIN {schema}.retired_keys_of_{table} USING ({', '.join(model.KEYS[table])})"
            engine.execute(f"CREATE OR REPLACE VIEW {schema}.{view.name} AS {body}")


class Postgres:
    dialect = "postgres"

    def __init__(self, server):
        from adbc_driver_postgresql import dbapi
        self.connection = dbapi.connect(server.uri, autocommit=True)
        self.cursor = self.connection.cursor()
        self.cursor.execute("SET TimeZone = 'UTC'")
        self.embedded = DuckDb()

    def execute(self, sql):
        self.cursor.execute(sql)

    def query(self, sql):
        self.cursor.execute(sql)
        return self.cursor.fetchall()

    def columns(self, sql):
        self.cursor.execute(sql)
        names = [column[0] for column in self.cursor.description]
        self.cursor.fetchall()
        return names

    def begin(self):
        self.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")

    def commit(self):
        self.execute("COMMIT")

    def rollback(self):
        self.execute("ROLLBACK")

    def stage(self, schema, models, tables, files, retired=None, cut="TIMESTAMP '-infinity'"):
        import pyarrow
        self.embedded.execute("CREATE SCHEMA IF NOT EXISTS lake")
        create_lake_views(self.embedded, "lake", models, files, retired or {}, cut)
        for table in retired or {}:
            columns = [column for column in tables[table] if column.name in model.KEYS[table]]
            self.execute(create_table(schema, f"retired_key_{table}", columns, self.dialect, "UNLOGGED TABLE", False))
            listed = ", ".join(column.name for column in columns)
            rows = self.embedded.connection.execute(f"SELECT {listed} FROM lake.retired_keys_of_{table}").to_arrow_table()
            self.cursor.adbc_ingest(f"retired_key_{table}", rows, mode="append", db_schema_name=schema)
        for table in files:
            columns = [column for column in tables[table] if column.name != "created_time"]
            self.execute(f"DROP TABLE IF EXISTS {schema}.stage_{table}")
            self.execute(create_table(schema, f"stage_{table}", columns, self.dialect, "UNLOGGED TABLE", False))
            rows = self.embedded.connection.execute(f"SELECT * FROM lake.stage_{table}").to_arrow_table()
            for index, column in enumerate(columns):
                if column.type == "json":  # the driver writes jsonb for this type only
                    values = rows.column(index).cast(pyarrow.string())
                    chunks = [pyarrow.ExtensionArray.from_storage(pyarrow.json_(pyarrow.string()), chunk) for chunk in values.chunks]
                    chunked = pyarrow.chunked_array(chunks, pyarrow.json_(pyarrow.string()))
                    rows = rows.set_column(index, column.name, chunked)
            if rows.num_rows:
                self.cursor.adbc_ingest(f"stage_{table}", rows, mode="append", db_schema_name=schema)
            self.execute(f"ANALYZE {schema}.stage_{table}")

    def close(self):
        self.cursor.close()
        self.connection.close()
        self.embedded.close()

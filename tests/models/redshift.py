"""The Redshift text of the models, as far as it can be run without Redshift.

`RedshiftOnDuckDb` has sqlglot read each statement as Redshift's and run it on DuckDB, with SUPER as VARIANT. That shows that the
text says what the model means; it does not show that Redshift accepts it, nor how fast it is. Lake files are read by
DuckDB itself, as on every engine.
"""
import functools
import json
import re
import sys

import model
from engines import ROOT, DuckDb, create_lake_views

sys.path.insert(0, str(ROOT / "build/deps/sqlglot"))

# What sqlglot does not translate: the members of an object as rows.
UNPIVOT = re.compile(r"UNPIVOT (\S+) AS (\w+) AT (\w+)")


@functools.lru_cache(maxsize=4096)
def to_duckdb(statement):
    import sqlglot

    def rewrite(node):
        if isinstance(node, sqlglot.exp.DataType) and node.this == sqlglot.exp.DataType.Type.SUPER:
            return sqlglot.exp.DataType.build("VARIANT")
        if isinstance(node, sqlglot.exp.DataType) and node.is_type("text", "varchar"):
            return sqlglot.exp.DataType.build("TEXT")
        if isinstance(node, sqlglot.exp.WithinGroup) and isinstance(node.this, sqlglot.exp.GroupConcat):
            call, order = node.this, ", ".join(each.sql("duckdb") for each in node.expression.expressions)
            is_distinct = isinstance(call.this, sqlglot.exp.Distinct)
            what, separator = call.this.expressions if is_distinct else (call.this, call.args["separator"])
            words = "DISTINCT " if is_distinct else ""
            return sqlglot.parse_one(f"string_agg({words}{what.sql('duckdb')}, {separator.sql('duckdb')} ORDER BY {order})", read="duckdb")
        return node

    if statement.startswith("CREATE OR REPLACE FUNCTION"):
        return re.sub(r"FUNCTION (\S+?)\(.*", r"MACRO \1(value) AS CAST(CAST(value AS JSON) AS VARCHAR)", statement, flags=re.DOTALL)
    statement = UNPIVOT.sub(r"LATERAL (SELECT key AS \3, CAST(value AS SUPER) AS \2 FROM json_each(CAST(\1 AS JSON)) WHERE key IS NOT NULL) AS members",
                            statement)
    try:
        (tree,) = sqlglot.parse(statement, read="redshift")
        return tree.transform(rewrite).sql(dialect="duckdb", unsupported_level=sqlglot.ErrorLevel.RAISE)
    except sqlglot.errors.SqlglotError as error:  # one that another process can be told
        raise RuntimeError(str(error)) from None


def json_text(value):
    """SUPER values as other engines give theirs."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if isinstance(value, (dict, list)) else value


class RedshiftOnDuckDb(DuckDb):
    dialect = "redshift"

    def __init__(self):
        super().__init__()
        self.embedded = DuckDb()
        self.embedded.connection = self.connection

    def execute(self, sql):
        super().execute(to_duckdb(sql))

    def query(self, sql):
        return [tuple(json_text(value) for value in row) for row in super().query(to_duckdb(sql))]

    def columns(self, sql):
        return super().columns(to_duckdb(sql))

    def stage(self, schema, models, tables, files, retired=None, cut="TIMESTAMP '-infinity'"):
        self.embedded.execute("CREATE SCHEMA IF NOT EXISTS lake")
        create_lake_views(self.embedded, "lake", models, files, retired or {}, cut)
        for table in files:
            self.embedded.execute(f"CREATE OR REPLACE VIEW {schema}.stage_{table} AS SELECT * FROM lake.stage_{table}")
        for table in retired or {}:
            self.embedded.execute(f"CREATE TABLE {schema}.retired_key_{table} AS SELECT * FROM lake.retired_keys_of_{table}")

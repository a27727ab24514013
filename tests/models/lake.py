"""Small lake files from rows given as JSON."""
import datetime
import re

import pyarrow
import pyarrow.parquet

import model

TEXT_MAP = pyarrow.map_(pyarrow.string(), pyarrow.string())
TYPES = {"text": pyarrow.string(), "bigint": pyarrow.int64(), "integer": pyarrow.int32(), "double": pyarrow.float64(),
         "boolean": pyarrow.bool_(), "timestamp": pyarrow.timestamp("us", "UTC"), "date": pyarrow.date32(), "json": TEXT_MAP}
TYPED_MAP = pyarrow.map_(pyarrow.string(), pyarrow.struct([("value", pyarrow.string()), ("type", pyarrow.string())]))
PROPERTY_MAP = pyarrow.map_(pyarrow.string(), pyarrow.struct([("value", pyarrow.string()), ("type", pyarrow.string()),
                                                             ("set_time_msec", pyarrow.int64())]))
TIME = "2024-10-10 12:00:00"
DEFAULTS = {
    "event_v2": {"event_timestamp": TIME, "event_name": "click", "project_id": "proj", "app_id": "shop", "platform": "Web",
                 "user_pseudo_id": "u1", "session_id": "s1"},
    "item_v2": {"event_timestamp": TIME, "event_name": "purchase", "event_id": "e1", "user_pseudo_id": "u1", "item_id": "i1"},
    "user_v2": {"event_timestamp": TIME, "user_pseudo_id": "u1"},
    "session": {"event_timestamp": TIME, "user_pseudo_id": "u1", "session_id": "s1"},
}


def msec(time):
    return int(datetime.datetime.fromisoformat(time + "+00:00").timestamp() * 1000)


def column_type(column):
    if column.name == "custom_parameters":
        return TYPED_MAP
    return PROPERTY_MAP if column.name == "user_properties" else TYPES[column.type]


def value(column, given):
    if given is None:
        return None
    if column.type == "timestamp":
        return datetime.datetime.fromisoformat(given + "+00:00")
    if column.type == "date":
        return datetime.date.fromisoformat(given)
    if column.type == "json":
        return list(given.items())
    return float(given) if column.type == "double" else given


def complete(table, row, number):
    """The row with defaults; events get ids e1, e2, … and are ingested when they happen."""
    row = DEFAULTS[table] | row
    if table == "event_v2":
        time = msec(row["event_timestamp"])
        row = {"event_id": f"e{number}", "event_time_msec": time, "ingest_time_msec": time} | row
    return row


def write(path, table, rows, columns=None):
    """Writes rows, laid over the defaults, as a lake file of the table."""
    columns = columns or model.fact_tables()[table]
    unknown = {key for row in rows for key in row} - {column.name for column in columns}
    if unknown:
        raise ValueError(f"{table} has no column {', '.join(sorted(unknown))}")
    arrays, fields = [], []
    for column in columns:
        kind = column_type(column)
        cells = [value(column, "2024-01-01 00:00:00" if column.name == "created_time" else row.get(column.name)) for row in rows]
        arrays.append(pyarrow.array(cells, kind))
        fields.append(pyarrow.field(column.name, kind))
    pyarrow.parquet.write_table(pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(fields)), path, compression="none")

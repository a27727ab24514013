"""Millrace: raw clickstream requests in, tables of clean, enriched events, items, users and sessions out.

>>> import millrace
>>> tables = millrace.read("raw/", apps=["shop"])
>>> tables["event_v2"].num_rows

`read` returns whole tables, `stream` batches while they are made, `explain` what happens to one request. The columns are
those of the lake's files; docs/reference/columns.md lists them. The command `millrace`, which comes with this package, keeps
a lake and a warehouse; this module keeps nothing between calls.

Keywords are the keys of `millrace.yml` (docs/reference/config.md): `processing={"client": "gtm"}`. Functions may be called by
several threads at once.
"""

from millrace.errors import InternalError, MachineError, MillraceError, UserError
from millrace.program import explain
from millrace.reading import TABLES, Batch, Counters, Stream, Tables, read, schema, stream
from millrace.version import __version__

__all__ = [
    "TABLES",
    "Batch",
    "Counters",
    "InternalError",
    "MachineError",
    "MillraceError",
    "Stream",
    "Tables",
    "UserError",
    "__version__",
    "explain",
    "read",
    "schema",
    "stream",
]

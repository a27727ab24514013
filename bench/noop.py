"""A program that does nothing, as a plug-in: what bench/plugin_cost measures. It gives back one column, all null."""
import sys

import pyarrow as pa

schema = pa.schema([("geo_sub_continent", pa.string())])
batches = pa.ipc.open_stream(sys.stdin.buffer)
with pa.ipc.new_stream(sys.stdout.buffer, schema) as out:
    for batch in batches:
        out.write_batch(pa.record_batch([pa.nulls(len(batch), pa.string())], schema=schema))
        sys.stdout.flush()

"""An enrichment in Python: fills geo_sub_continent by the country; config is a map from country to part of the world.

    - name: sub_continent
      command: python3 sub_continent.py
      reads: [geo_country]
      sets: [geo_sub_continent]
      dictionaries: true
      config: {Germany: Western Europe, Japan: Eastern Asia}
"""
import json
import os
import sys

import pyarrow as pa

parts = json.loads(os.environ["MILLRACE_PLUGIN_CONFIG"])
schema = pa.schema([("geo_sub_continent", pa.string())])
batches = pa.ipc.open_stream(sys.stdin.buffer)
with pa.ipc.new_stream(sys.stdout.buffer, schema) as out:
    for batch in batches:
        country = batch["geo_country"]  # a dictionary: each name once
        part_of = pa.array([parts.get(name) for name in country.dictionary.to_pylist()], pa.string())
        out.write_batch(pa.record_batch([part_of.take(country.indices)], schema=schema))
        sys.stdout.flush()

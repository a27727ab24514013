#!/usr/bin/env python3
"""Lets another engine do the plain part of the work: peers.py duckdb|chdb FOLDER OUT THREADS

Reads the raw rows (payloads must be plain JSON: neither engine un-gzips a field), decodes them into 44 columns and
writes Parquet (snappy) partitioned by app and day. No enrichment, no other tables. Prints one JSON object; the seconds
leave out starting Python and loading the engine. bench/run calls this inside its virtual environment.
"""

import json
import sys
import time

# column: (where, key, type in DuckDB, type in ClickHouse)
TEXT, LONG, DOUBLE = ("VARCHAR", "Nullable(String)"), ("BIGINT", "Nullable(Int64)"), ("DOUBLE", "Nullable(Float64)")
COLUMNS = {
    "event_id": ("event", "event_id", TEXT),
    "event_name": ("event", "event_type", TEXT),
    "event_time_msec": ("event", "timestamp", LONG),
    "app_id": ("event", "app_id", TEXT),
    "user_pseudo_id": ("event", "unique_id", TEXT),
    "device_vendor_id": ("event", "device_id", TEXT),
    "platform": ("event", "platform", TEXT),
    "device_manufacturer": ("event", "make", TEXT),
    "device_mobile_brand_name": ("event", "brand", TEXT),
    "device_mobile_model_name": ("event", "model", TEXT),
    "device_carrier": ("event", "carrier", TEXT),
    "device_network_type": ("event", "network_type", TEXT),
    "device_operating_system_version": ("event", "os_version", TEXT),
    "geo_locale": ("event", "locale", TEXT),
    "device_system_language": ("event", "system_language", TEXT),
    "device_time_zone_offset": ("event", "zone_offset", LONG),
    "device_screen_height": ("event", "screen_height", LONG),
    "device_screen_width": ("event", "screen_width", LONG),
    "device_viewport_height": ("event", "viewport_height", LONG),
    "device_viewport_width": ("event", "viewport_width", LONG),
    "page_view_hostname": ("event", "host_name", TEXT),
    "app_version": ("event", "app_version", TEXT),
    "app_package_id": ("event", "app_package_name", TEXT),
    "app_title": ("event", "app_title", TEXT),
    "sdk_version": ("event", "sdk_version", TEXT),
    "sdk_name": ("event", "sdk_name", TEXT),
    "event_value": ("event", "event_value", DOUBLE),
    "event_value_currency": ("event", "event_value_currency", TEXT),
    "session_id": ("attributes", "_session_id", TEXT),
    "session_start_time_msec": ("attributes", "_session_start_timestamp", LONG),
    "session_duration": ("attributes", "_session_duration", LONG),
    "session_number": ("attributes", "_session_number", LONG),
    "page_view_page_title": ("attributes", "_page_title", TEXT),
    "page_view_page_url": ("attributes", "_page_url", TEXT),
    "page_view_page_referrer": ("attributes", "_page_referrer", TEXT),
    "page_view_latest_referrer": ("attributes", "_latest_referrer", TEXT),
    "page_view_latest_referrer_host": ("attributes", "_latest_referrer_host", TEXT),
    "page_view_entrances": ("attributes", "_entrances", TEXT),
    "engagement_time_msec": ("attributes", "_engagement_time_msec", LONG),
    "screen_view_screen_name": ("attributes", "_screen_name", TEXT),
    "user_id": ("user_id", "value", TEXT),
    "ip": ("row", "ip", TEXT),
    "ua": ("row", "ua", TEXT),
    "ingest_time_msec": ("row", "ingest_time", LONG),
}


def keys(where, engine):
    return [(key, types[engine]) for place, key, types in COLUMNS.values() if place == where]


def run_duckdb(folder, out, threads):
    import duckdb

    shape = dict(keys("event", 0))
    shape["attributes"] = dict(keys("attributes", 0))
    shape["user"] = {"_user_id": {"value": "VARCHAR"}}
    places = {"event": "e", "attributes": "e.attributes", "user_id": 'e."user"._user_id', "row": "r"}
    columns = ",\n".join(f'{places[where]}."{key}" AS {name}' for name, (where, key, _) in COLUMNS.items())
    rows = {"data": "VARCHAR", **dict(keys("row", 0))}
    database = duckdb.connect()
    database.execute(f"SET threads = {threads}; SET preserve_insertion_order = false; SET TimeZone = 'UTC'")
    began = time.monotonic()
    database.execute(f"""
        COPY (
            WITH r AS (SELECT * FROM read_json('{folder}/**/*.gz', format = 'newline_delimited', columns = {rows})),
                 x AS (SELECT r, unnest(from_json(r.data, '{json.dumps([shape])}')) AS e FROM r),
                 c AS (SELECT {columns} FROM x)
            SELECT *, app_id AS partition_app, year(make_timestamp(event_time_msec * 1000)) AS year,
                   month(make_timestamp(event_time_msec * 1000)) AS month,
                   day(make_timestamp(event_time_msec * 1000)) AS day
            FROM c
        ) TO '{out}' (FORMAT parquet, COMPRESSION snappy, PARTITION_BY (partition_app, year, month, day))
    """)
    seconds = time.monotonic() - began
    events = database.execute(f"SELECT count(*) FROM read_parquet('{out}/**/*.parquet')").fetchone()[0]
    return seconds, events


def run_chdb(folder, out, threads):
    import chdb

    def members(where):
        return ", ".join(f"`{key}` {kind}" for key, kind in keys(where, 1))

    shape = (f"Array(Tuple({members('event')}, attributes Tuple({members('attributes')}), "
             "user Tuple(_user_id Tuple(value Nullable(String)))))")
    places = {"event": "e", "attributes": "e.attributes", "user_id": "e.user._user_id"}
    columns = ",\n".join(f"{places[where]}.`{key}` AS {name}" if where in places else f"`{key}` AS {name}"
                         for name, (where, key, _) in COLUMNS.items())
    rows = ", ".join(["data String", *(f"{key} {kind}" for key, kind in keys("row", 1))])
    settings = (f"max_threads = {threads}, input_format_skip_unknown_fields = 1, "
                "output_format_parquet_compression_method = 'snappy', engine_file_truncate_on_insert = 1")
    began = time.monotonic()
    chdb.query(f"""
        INSERT INTO FUNCTION file('{out}/{{_partition_id}}.parquet', 'Parquet')
        PARTITION BY concat(assumeNotNull(app_id), '-',
                            toString(toDate(fromUnixTimestamp64Milli(assumeNotNull(event_time_msec), 'UTC'))))
        SELECT {columns}
        FROM file('{folder}/**/*.gz', 'JSONEachRow', '{rows}')
        ARRAY JOIN JSONExtract(data, '{shape}') AS e
        SETTINGS {settings}
    """)
    seconds = time.monotonic() - began
    events = int(str(chdb.query(f"SELECT count() FROM file('{out}/*.parquet', 'Parquet')", "CSV")))
    return seconds, events


def main():
    engine, folder, out, threads = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    seconds, events = {"duckdb": run_duckdb, "chdb": run_chdb}[engine](folder, out, threads)
    print(json.dumps({"seconds": seconds, "events": events}))


if __name__ == "__main__":
    main()

"""The law of load and models: any split, order and repetition of batches, incremental or full, gives the same tables.

Random small histories of a few devices over forty days: shared user ids, sessions and users over several batches, repeated
and changed events, repeated event ids, missing platforms and sessions, both days of a clock change.
"""
import datetime
import json
import pathlib
import random
import tempfile

import lake
import model
from warehouse import Warehouse

PLATFORMS = ["Web", "Android", None]
NAMES = ["_page_view", "_screen_view", "_first_open", "_session_start", "_app_exception", "click", "purchase"]
SOURCES = [None, "Direct", "google", "bing", ""]
CLOCK_CHANGES = {"Europe/Berlin": ["2024-03-31", "2024-10-27"], "America/New_York": ["2024-03-10", "2024-11-03"]}

def history(chance):
    """A time zone, and rows of the four tables."""
    timezone, changes = chance.choice(sorted(CLOCK_CHANGES.items()))
    first = datetime.datetime.fromisoformat(chance.choice(changes)) - datetime.timedelta(days=chance.choice([5, 34]))
    # Where a day has many devices, a batch touches few of them, and only those are built again.
    is_dense = chance.random() < 0.7
    devices = [f"u{n}" for n in range(1, 60 if is_dense else chance.randint(3, 8))]

    def some_time():
        # Most activity lies on a few days; hours around midnight and the clock change are frequent.
        day = chance.choice([chance.randint(0, 39), *[chance.randint(33, 37)] * (9 if is_dense else 1)])
        return first + datetime.timedelta(days=day, hours=chance.choice([chance.randint(0, 23), chance.randint(0, 2), 22, 23]),
                                          minutes=chance.choice([0, 30, 59]))

    def maybe(value):
        return value if chance.random() < 0.7 else None

    times = [some_time() for _ in range(25)]
    rows = {table: [] for table in model.KEYS}
    for number in range(chance.randint(150, 300) if is_dense else chance.randint(40, 120)):
        time = chance.choice(times) if chance.random() < 0.3 else some_time()
        view = chance.random() < 0.5
        event = {"event_timestamp": str(time), "event_name": chance.choice(NAMES[:2] if view else NAMES),
                 "event_id": f"e{chance.randint(1, 60)}" if chance.random() < 0.2 else f"n{number}",
                 "platform": chance.choice(PLATFORMS), "user_pseudo_id": chance.choice(devices),
                 "session_id": maybe(f"s{chance.randint(1, 6)}"), "session_duration": maybe(chance.choice([0, 10000, 10001])),
                 "user_engagement_time_msec": maybe(chance.choice([0, 5000, 10000, 10001])), "event_value": maybe(chance.randint(0, 9)),
                 "page_view_page_title": maybe(chance.choice("AB")), "page_view_page_url_path": maybe(chance.choice(["/", "/a", ""])),
                 "screen_view_screen_name": maybe("S"), "screen_view_screen_id": maybe("C"), "geo_country": maybe("DE"),
                 "page_view_entrances": maybe(chance.random() < 0.5), "screen_view_entrances": maybe(chance.random() < 0.5),
                 "event_bundle_sequence_id": maybe(chance.randint(1, 3)), "custom_parameters_json_str": maybe("{}"),
                 "custom_parameters": maybe({"p": {"type": chance.choice(["int", "string"]), "value": chance.choice("123")}}), "app_version": maybe("1"), "device_ua_os": maybe("X"),
                 "device_screen_width": maybe(chance.choice([1, 2])), "process_info": {"process_time": chance.choice("12")}}
        rows["event_v2"].append(lake.complete("event_v2", event, number))
        if chance.random() < 0.3:  # sent again, perhaps changed
            again = dict(event)
            if chance.random() < 0.6:
                again[chance.choice(["event_value", "session_id", "user_pseudo_id"])] = None
                again["event_value"] = chance.randint(0, 9)
                again["user_pseudo_id"] = again["user_pseudo_id"] or chance.choice(devices)
            rows["event_v2"].append(lake.complete("event_v2", again | {"ingest_time_msec": lake.msec(str(time)) + chance.randint(0, 2)}, number))
        if chance.random() < 0.2:
            rows["item_v2"].append({"event_timestamp": str(time), "event_id": f"e{chance.randint(1, 9)}", "event_name": "purchase", "user_pseudo_id": chance.choice(devices),
                                    "item_id": chance.choice("ab"), "price": maybe(chance.randint(1, 9)), "quantity": maybe(1)})
    for _ in range(chance.randint(5, 25)):
        touch, own = maybe(some_time()), some_time()
        rows["user_v2"].append({"event_timestamp": str(own), "user_pseudo_id": chance.choice(devices),
                                "user_id": maybe(chance.choice(["a", "b", "u1", ""])),
                                "first_touch_time_msec": touch and lake.msec(str(touch)), "first_traffic_source": maybe("google"),
                                "first_traffic_medium": maybe(chance.choice(["cpc", "organic"])),
                                "user_properties_json_str": maybe(chance.choice(["{}", "{\"a\":1}"])),
                                "user_properties": maybe({"q": {"type": "int", "value": chance.choice("12"), "set_time_msec": 1}}),
                                "first_event_time_msec": maybe(chance.randint(1, 3)), "user_id_time_msec": maybe(chance.randint(1, 3))})
    for _ in range(chance.randint(5, 40)):
        rows["session"].append({"event_timestamp": str(some_time()), "user_pseudo_id": chance.choice(devices), "session_id": f"s{chance.randint(1, 6)}",
                                "user_id": maybe(chance.choice("ab")), "session_number": maybe(chance.randint(1, 3)),
                                "session_source": chance.choice(SOURCES), "session_medium": maybe("m"), "session_start_time_msec": maybe(chance.randint(1, 3))})
    return timezone, rows


def tables(warehouse):
    """All tables that the law speaks of: name → rows in order."""
    engine, schema = warehouse.engine, warehouse.schema
    last = engine.query(f"SELECT event_date FROM {schema}.last_complete_day")[0][0]
    first = last - datetime.timedelta(days=int(warehouse.values["look_back"]))
    found = {}
    relations = [(name, [column.name for column in columns if column.name != "created_time"]) for name, columns in warehouse.tables.items()]
    relations += [(m.name, [column.name for column in m.columns if not column.is_clock]) for m in warehouse.models.values()
                  if m.kind in ("table", "view") and m.columns and m.layer not in ("staging", "expiry") and m.name != "number"]
    for name, columns in relations:
        # When a row was written is no part of the law, nor which load came last.
        columns = [column for column in columns if column not in ("created_time", "log_date", "load_sequence")]
        where = ""
        if name in warehouse.metrics:
            where = f" WHERE event_date BETWEEN '{first}' AND '{last}'"
        elif name == "refresh_mv_sp_status":
            where = f" WHERE refresh_date BETWEEN '{first}' AND '{last}'"
        listed = ", ".join(f'"{column}"' for column in columns)
        rows = engine.query(f"SELECT {listed} FROM {schema}.{name}{where}")
        found[name] = sorted((tuple(round(cell, 4) if isinstance(cell, float) else str(cell) for cell in row) for row in rows), key=str)
    return found


def batches(chance, rows):
    """The rows as batches: split at random, some batches far smaller than others, in random order, one of them twice."""
    parts = [{table: [] for table in rows} for _ in range(chance.randint(3, 5))]
    weights = [chance.choice([1, 1, 40]) if place else 40 for place, _ in enumerate(parts)]
    for table, listed in rows.items():
        for row in listed:
            for _ in range(2 if chance.random() < 0.1 else 1):
                chance.choices(parts, weights)[0][table].append(row)
    parts.append(chance.choice(parts))
    return parts


def retired_rows(chance, rows):
    """Rows that are loaded and leave the lake again: some are alone with their key, others are another row's rival."""
    gone = {table: [] for table in rows}
    for table, listed in rows.items():
        for row in chance.sample(listed, min(len(listed), 12)):
            row = dict(row)
            if chance.random() < 0.3:
                row[model.KEYS[table][-1 if table == "session" else 0]] = f"gone{len(gone[table])}"
            if table == "event_v2":
                row |= {"event_value": chance.randint(10, 19), "process_info": {"process_time": "3"}}
            elif table == "user_v2":
                row |= {"user_id": chance.choice(["zz", None]), "first_event_time_msec": 0, "user_id_time_msec": 9}
            elif table == "session":
                row |= {"session_source": "gone", "session_number": 0}
            else:
                row |= {"price": 99}
            gone[table].append(row)
    return gone


def load(warehouse, parts, folder, chance, run_share):
    """Loads the batches one after the other; the models run after some of them. Gives the files of each table."""
    every = {table: [] for table in model.KEYS}
    for index, batch in enumerate(parts):
        for table, paths in every.items():
            paths.append(pathlib.Path(folder) / f"{table}-{index}.parquet")
            lake.write(paths[-1], table, batch[table], warehouse.tables[table])
        warehouse.load({table: [paths[-1]] for table, paths in every.items()}, f"2025-01-{index + 1:02d} 00:00:00")
        if chance.random() < run_share:
            warehouse.run_models(is_checked=False)
        if chance.random() < run_share / 2:
            warehouse.scan()
    return every


def results(engine, models, seed):
    """The tables of one random history, made in each way."""
    chance = random.Random(seed)
    timezone, rows = history(chance)
    look_back = chance.choice([3, 10, 30])
    retention = chance.choice([3, 10, 20])
    other_zone = chance.choice(["UTC", "Asia/Tokyo", "America/New_York", "Pacific/Kiritimati"])

    def empty(way, zone=timezone):
        return Warehouse(engine, f"law_{seed}_{way}", models, zone, look_back)

    def expired(warehouse):
        warehouse.expire(retention, retention + 3)
        warehouse.run_models()
        warehouse.scan()
        return tables(warehouse)

    with tempfile.TemporaryDirectory() as folder:
        warehouse = empty("at_once")
        load(warehouse, [rows], folder, chance, 1)
        warehouse.scan()
        yield "at once", tables(warehouse)
        yield "at once, expired", expired(warehouse)
        warehouse.drop()

        warehouse, parts = empty("retired"), batches(chance, rows)
        retired = chance.randrange(len(parts))
        parts.insert(retired, retired_rows(chance, rows))
        left = load(warehouse, parts, folder, chance, 0.8)
        gone = {table: [paths.pop(retired)] for table, paths in left.items()}
        warehouse.retire(gone, left, "2025-02-01 00:00:00")
        warehouse.run_models()
        warehouse.scan()
        yield "with files that were retired", tables(warehouse)
        warehouse.drop()

        warehouse = empty("in_batches")
        load(warehouse, batches(chance, rows), folder, chance, 0.8)
        warehouse.run_models()
        warehouse.scan()
        yield "in batches", tables(warehouse)
        yield "in batches, expired", expired(warehouse)
        warehouse.run_models(full=True)
        warehouse.scan(full=True)
        yield "in batches, expired, then full", tables(warehouse)
        warehouse.drop()

        warehouse = empty("in_zones", other_zone)
        load(warehouse, batches(chance, rows), folder, chance, 0.8)
        warehouse.set_timezone(timezone)
        warehouse.run_models(full=True)
        warehouse.scan(full=True)
        yield "in batches, then in another time zone", tables(warehouse)
        warehouse.drop()


def run(engine, models, seeds):
    """Runs a history for each seed; gives how many comparisons there were, and lines that say what differs."""
    lines, count = [], 0
    for seed in seeds:
        wanted = {}
        for way, found in results(engine, models, seed):
            rule = "at once, expired" if "expired" in way else "at once"
            if way == rule:
                wanted[rule] = found
                continue
            for name, rows in wanted[rule].items():
                count += 1
                if found[name] != rows:
                    lines.append(f"law, seed {seed}, {way}: {name} differs from `{rule}`")
                    lines += [f"    - {row}" for row in rows if row not in found[name]][:4]
                    lines += [f"    + {row}" for row in found[name] if row not in rows][:4]
    return count, lines

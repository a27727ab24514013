"""What our tables must hold: the reference system's rows with the deliberate differences stated in them, rows made from the
raw request where only we have them, users and sessions from the events so stated. No cell is taken from our output.
"""

import collections

import agents
import rows
import traffic
from compare import norm, same
from differences import BOT, EVENTS, LOST, MERGE_TIMES, SESSION_USER
from differences_gtm import ITEM_COLUMNS, ITEM_CUSTOM, SESSION_START
from differences_sensors import OWN_TIME, PROFILE_ROWS, WHOLE_PROFILE, is_profile
from sources import GtmSources, SdkSources, SensorsSources

PARTITIONS = ("partition_app", "partition_year", "partition_month", "partition_day")
# Columns that a row of the table has from its event.
ITEM_FROM_EVENT = ("event_timestamp", "event_id", "event_name", "platform", "user_pseudo_id", "user_id")
FIRST_EVENTS = ("_first_open", "_first_visit", "_session_start", "_screen_view")
SESSION_EVENTS = ("_session_start", "_page_view", "_user_engagement", "_screen_view", "_app_end")
FIRST_COLUMNS = {"first_referrer": "page_view_page_referrer", "first_app_install_source": "app_install_source",
                 **{"first_traffic_" + name: "traffic_source_" + name for name in traffic.FIELDS}}
SESSION_COLUMNS = {"session_" + ("source_category" if name == "category" else name): "traffic_source_" + name for name in traffic.FIELDS}


UNNAMED = "no difference"


class Row(dict):
    """A row that must be there. `names`: the difference that stated a cell; `name`: the one that added the row."""

    def __init__(self, cells, name=None):
        super().__init__(cells)
        self.names, self.name = {}, name

    def state(self, cells, name):
        """`name`: of the difference, or a function that gives it for a column."""
        for column, cell in cells.items():
            cell = norm(cell)
            if not same(self.get(column), cell) and not self.name:
                self.names[column] = name if isinstance(name, str) else name(column)
            self[column] = cell


class Wanted:
    """The rows by table, the rows of the reference system that must not be there by name, and what no rule accounts for."""

    def __init__(self, sources, reference, facts):
        self.sources, self.facts = sources, facts
        self.dropped = collections.defaultdict(collections.Counter)  # of each table
        self.problems = []
        self.columns = {table: list(some[0]) if some else [] for table, some in reference.items()}
        self.events = []  # (event, row)
        self.rejects = []
        self.make_events(reference["event_v2"])
        self.tables = {"event_v2": [row for _, row in self.events]}
        self.make_items(reference["item_v2"])
        self.make_users(reference["user_v2"])
        self.make_sessions(reference["session"])
        self.tables["rejects"] = self.rejects

    def is_ours(self, event):
        """The name of the difference by which only we write the event, or None."""
        if event.request["rid"] in self.sources.lost:
            return LOST
        return PROFILE_ROWS if isinstance(self.sources, SensorsSources) and is_profile(event.sent) else None

    def make_events(self, reference):
        left = collections.defaultdict(list)
        for row in reference:
            left[row["event_id"]].append(row)
        for event in self.sources.all:
            bot = agents.read(event.agent)[0]["device_ua_device_category"] == "Bot"
            if bot:
                row = Row({}, BOT)
                row.state(rows.reject(event, "bot", agents.read(event.agent)[0]["device_ua_device"], "enrich"), BOT)
                self.rejects.append(row)
            for suffix, name in [("", None), *self.sources.derived(event.sent)]:
                event_id = event.event_id + suffix
                here = [row for row in left[event_id] if row["ingest_time_msec"] == event.request["ingest_time"]]
                if here:
                    left[event_id].remove(here[0])
                if bot:
                    self.dropped["event_v2"].update([BOT] * len(here))
                elif here:
                    self.events.append((event, self.state_event(event, here[0])))
                elif self.is_ours(event):
                    self.events.append((event, self.make_event(event, event_id, name)))
                else:
                    self.problems.append(f"event_v2: the reference system has no row of {event_id}")
        self.problems += [f"event_v2: no request gives {each['event_id']}" for some in left.values() for each in some]

    def of_the_request(self, event):
        return {"input_file_name": event.request["file"]}

    def state_event(self, event, reference):
        row = Row(reference)
        event.row = row
        for name, difference in EVENTS:
            row.state(difference(event), name)
        row["process_info"] = row["process_info"] | self.of_the_request(event)
        return row

    def make_event(self, event, event_id, name):
        make = rows.gtm_event if isinstance(self.sources, GtmSources) else rows.sensors_event
        row = Row(dict.fromkeys(self.columns["event_v2"]), self.is_ours(event))
        row.state(make(event, event_id, name) | {"project_id": self.facts["project"]}, row.name)
        row["process_info"] = row["process_info"] | self.of_the_request(event)
        return row

    def make_items(self, reference):
        events = {}
        for event, row in self.events:
            events.setdefault(row["event_id"], (event, row))
        self.tables["item_v2"] = found = []
        for reference_row in reference:
            if reference_row["event_id"] not in events:
                self.dropped["item_v2"].update([BOT])
                continue
            event, of_event = events[reference_row["event_id"]]
            row = Row(reference_row)
            if isinstance(self.sources, GtmSources):
                item = next(each for each in event.sent["items"] if each["item_id"] == row["item_id"])
                row.state(rows.gtm_item(item, event.sent.get("currency")),
                          lambda column: ITEM_CUSTOM if column.startswith("custom") else ITEM_COLUMNS)
            row.state({column: of_event[column] for column in (*ITEM_FROM_EVENT, *PARTITIONS)}, lambda column: of_event.names.get(column, UNNAMED))
            row["process_info"] = {}
            found.append(row)
        known = {(row["event_id"], row["item_id"]) for row in found}
        for event, of_event in self.events:
            for item in event.sent.get("items") or [] if of_event.name == LOST and of_event["event_id"] == event.event_id else []:
                if (of_event["event_id"], item["item_id"]) not in known:
                    row = Row(dict.fromkeys(self.columns["item_v2"]), LOST)
                    row.state(rows.gtm_item(item, event.sent.get("currency")), LOST)
                    row.state({column: of_event[column] for column in (*ITEM_FROM_EVENT, *PARTITIONS)}, LOST)
                    row["process_info"] = {}
                    found.append(row)

    def take(self, table, reference, keys, made):
        """One row for each key, the reference's where it has one; what the reference has for no key is of bots."""
        by_key = {tuple(row[key] for key in keys): row for row in reference}
        self.dropped[table].update([BOT] * len(by_key.keys() - made.keys()))
        return [(Row(by_key[key]) if key in by_key else Row({}, self.name_of(some)), some) for key, some in made.items()]

    def name_of(self, some):
        return some[0][1].name or LOST

    def make_users(self, reference):
        made = collections.defaultdict(list)
        for event, row in self.events:
            made[row["user_pseudo_id"],].append((event, row))
        self.tables["user_v2"] = []
        for row, some in self.take("user_v2", reference, ["user_pseudo_id"], made):
            self.state_user(row, some)
            self.tables["user_v2"].append(row)

    def state_user(self, row, some):
        sdk, sensors = isinstance(self.sources, SdkSources), isinstance(self.sources, SensorsSources)
        last = max((each for _, each in some), key=lambda each: each["event_timestamp"])
        firsts = [(event, each) for event, each in some if not sdk or each["event_name"] in FIRST_EVENTS]
        profiles = [(event, each) for event, each in some if self.profile(event, each)]
        identified = [each for _, each in some if each["user_id"] is not None]
        first = min(firsts, key=lambda pair: (pair[1]["event_time_msec"], self.first_touch(*pair) or 1 << 63)) if firsts else None
        profile = max(profiles, key=lambda pair: pair[1]["event_time_msec"]) if profiles else None
        user = max(identified, key=lambda each: (each["event_time_msec"], each["user_id"])) if identified else None
        by_time = OWN_TIME if sensors else LOST
        touch = first and self.first_touch(*first)
        stated = {column: first and first[1][of_event] for column, of_event in FIRST_COLUMNS.items()}
        row.state({"user_pseudo_id": last["user_pseudo_id"], "event_timestamp": last["event_timestamp"], "user_id": user and user["user_id"],
                   "first_touch_time_msec": touch, "first_visit_date": touch and rows.iso(touch)[:10]}, by_time)
        row.state(stated, lambda column: first[1].names.get(FIRST_COLUMNS[column], first[1].name or by_time))
        row.state({column: last[column] for column in PARTITIONS}, by_time)
        row.state({"first_event_time_msec": first and first[1]["event_time_msec"], "user_id_time_msec": user and user["event_time_msec"],
                   "profile_event_time_msec": profile and profile[1]["event_time_msec"]}, MERGE_TIMES)
        if sensors:
            said = profile and rows.sensors_profile(profile[0].sent)
            row.state({"user_properties": said and {key: rows.tagged(value) | {"set_time_msec": None} for key, value in said.items()},
                       "user_properties_json_str": said and {key: {"set_time_msec": None, "value": value} for key, value in said.items()}},
                      WHOLE_PROFILE if profile and is_profile(profile[0].sent) else OWN_TIME)
        names = {"first_event_name": first and first[1]["event_name"], "latest_event_name": profile and profile[1]["event_name"]}
        row["process_info"] = {key: name for key, name in names.items() if name} if sdk else {}

    def profile(self, event, row):
        """Whether the event sets user properties."""
        if isinstance(self.sources, SensorsSources):
            return rows.sensors_profile(event.sent)
        if isinstance(self.sources, GtmSources):
            return "x-ga-mp2-user_properties" in event.sent
        return row["event_name"] == "_profile_set" and event.sent.get("user")

    def first_touch(self, event, row):
        if isinstance(self.sources, SdkSources):
            return row["user_first_touch_time_msec"]
        return row["session_start_time_msec"]

    def make_sessions(self, reference):
        made = collections.defaultdict(list)
        for event, row in self.events:
            if row["session_id"] is not None and row["event_name"] in SESSION_EVENTS:
                made[row["user_pseudo_id"], row["session_id"]].append((event, row))
        self.tables["session"] = []
        for row, some in self.take("session", reference, ["user_pseudo_id", "session_id"], made):
            self.state_session(row, [each for _, each in some])
            self.tables["session"].append(row)

    def state_session(self, row, some):
        def rank(each):
            source = each["traffic_source_source"]
            return 2 if source is None else 1 if source == "Direct" else 0

        # The last of equal ones.
        best = min(reversed(some), key=lambda each: (rank(each) > 0, each["event_time_msec"]))
        identified = [each for each in some if each["user_id"] is not None]
        user = max(identified, key=lambda each: (each["event_time_msec"], each["user_id"])) if identified else None
        starts = [each["session_start_time_msec"] for each in some if each["session_start_time_msec"] is not None]
        numbers = [each["session_number"] for each in some if each["session_number"] is not None]
        by = best.name or UNNAMED
        row.state({column: best[of_event] for column, of_event in SESSION_COLUMNS.items()},
                  lambda column: best.names.get(SESSION_COLUMNS[column], by))
        row.state({column: best[column] for column in ("user_pseudo_id", "session_id", "event_timestamp", *PARTITIONS)}, by)
        row.state({"session_number": min(numbers, default=None), "session_start_time_msec": min(starts, default=None)}, SESSION_START)
        row.state({"user_id": user and user["user_id"]}, SESSION_USER)
        row.state({"user_id_time_msec": user and user["event_time_msec"]}, MERGE_TIMES)
        info = {key: text for key, text in best["process_info"].items() if key != "input_file_name"} | {"event_name": best["event_name"]}
        row.state({"process_info": info}, best.names.get("process_info", by))
        row["process_info"] = info | {"input_file_name": best["process_info"]["input_file_name"]}

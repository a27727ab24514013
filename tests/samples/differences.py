"""The named deliberate differences: why a cell of ours may differ from the reference system's, and when exactly.

`explain_cell` and `explain_row` give the name of the first difference that accounts for what they are shown, or None.
A difference is as narrow as can be told from the raw request: it names the columns, and its condition looks at the
expected value, ours, and the raw request and event behind the row (`Sources`). Names: spec file and number.
"""

import json
import re
from datetime import datetime, timezone
from urllib.parse import urlsplit

TRAFFIC_PREFIXES = {"event_v2": "traffic_source_", "user_v2": "first_traffic_", "session": "session_"}
UNUSED = {  # attribute: the events whose columns take it
    "_engagement_time_msec": {"_screen_view", "_page_view", "_user_engagement", "_scroll"},
    "_previous_timestamp": {"_screen_view", "_page_view"},
    "_is_first_time": {"_app_start"},
}


class Sources:
    """What is known about the rows: the raw requests and events, found by event id, user and session."""

    def __init__(self, requests, expected_event_ids):
        self.by_event, self.by_user = {}, {}
        for request, events in requests:
            for event in events:
                self.by_event[event["event_id"]] = (request, event)
                self.by_user.setdefault(event["unique_id"], []).append((request, event))
        self.bot_agents = {request["ua"] for request, event in self.by_event.values()
                           if event["event_id"] not in expected_event_ids}

    def of(self, table, row):
        """The (request, event) pairs that a row can have been made of."""
        if table in ("event_v2", "item_v2"):
            return [self.by_event[row["event_id"]]]
        pairs = self.by_user[row["user_pseudo_id"]]
        if table == "session":
            pairs = [p for p in pairs if (p[1].get("attributes") or {}).get("_session_id") == row["session_id"]]
        return pairs


def explain_row(table, row, ours_only, sources):
    if ours_only:
        return None
    pairs = sources.of(table, row)
    if table != "event_v2" and pairs and all(request["ua"] in sources.bot_agents for request, _ in pairs):
        return "transform-clickstream 8: no rows of bots in any table"
    return None


def iso(milliseconds):
    text = datetime.fromtimestamp(milliseconds // 1000, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
    return text + (f".{milliseconds % 1000:03d}Z" if milliseconds % 1000 else "Z")


def as_map(value):
    return {} if value is None else value


def difference_of_maps(expected, ours):
    """The keys that were lost, added and changed."""
    a, b = as_map(expected), as_map(ours)
    return a.keys() - b.keys(), b.keys() - a.keys(), {k for k in a.keys() & b.keys() if a[k] != b[k]}


def upload_time(table, column, cell):
    if column != "process_info" or table not in ("event_v2", "session"):
        return None
    lost, added, changed = difference_of_maps(cell.expected, cell.ours)
    if lost or changed or added != {"upload_time"}:
        return None
    times = {iso(int(request["client_timestamp"])) for request, _ in cell.pairs if request.get("client_timestamp")}
    return "raw-input 10: the upload clock is understood as text" if cell.ours["upload_time"] in times else None


def kept_attributes(table, column, cell):
    if table != "event_v2" or column not in ("custom_parameters", "custom_parameters_json_str"):
        return None
    _, event = cell.pairs[0]
    attributes = event.get("attributes") or {}
    lost, added, changed = difference_of_maps(cell.expected, cell.ours)
    name = event.get("event_type")
    if lost or changed or not all(key in attributes and name not in UNUSED.get(key, {name}) for key in added):
        return None
    for key in added:
        value = cell.ours[key]["value"] if column == "custom_parameters" else cell.ours[key]
        if str(value).lower() != str(attributes[key]).lower():
            return None
    return "lake-tables 9: attributes that no column took are kept"


def region(table, column, cell):
    if column == "geo_region" and cell.expected is None and cell.our_row["geo_country"]:
        return "enrichment I7: region and metro are filled"
    if column == "geo_metro" and cell.expected is None and cell.our_row["geo_country"] == "United States":
        return "enrichment I7: region and metro are filled"
    return None


def device_category(table, column, cell):
    if column != "device_ua_device_category" or cell.expected != "Other":
        return None
    system, agent = cell.our_row["device_ua_os"], cell.pairs[0][0]["ua"]
    wanted = None
    if system in ("Windows", "Mac OS X", "Chrome OS", "Linux", "Ubuntu"):
        wanted = "PC"
    elif system == "Android":
        wanted = "Mobile" if " Mobile" in agent else "Tablet"
    elif system == "iOS":
        wanted = "Mobile"
    return "enrichment U1: the extended device category" if cell.ours == wanted else None


def brand_and_model(table, column, cell):
    if column in ("device_mobile_brand_name", "device_mobile_model_name") and cell.expected is None and cell.ours:
        if cell.our_row["device_ua_device_category"] in ("Mobile", "Tablet"):
            return "enrichment U4: brand and model of phones and tablets are filled"
    return None


def no_direct_campaign(table, column, cell):
    prefix = TRAFFIC_PREFIXES.get(table)
    if prefix and column == prefix + "campaign" and cell.expected == "Direct" and cell.ours is None:
        if cell.our_row[prefix + "source"] == "Direct":
            return "enrichment T4: direct traffic has no campaign"
    return None


def empty_parameter(table, column, cell):
    if column != "page_view_page_url_query_parameters":
        return None
    lost, added, changed = difference_of_maps(cell.expected, cell.ours)
    if not lost and not added and all(as_map(cell.ours)[k] == re.sub(r"\bnull\b", "", cell.expected[k]) for k in changed):
        return "lake-tables 5: a key without a value has the empty text"
    return None


def user_columns(table, column, cell):
    if table != "user_v2" or column not in ("first_event_time_msec", "profile_event_time_msec", "user_id_time_msec"):
        return None
    times = {event["timestamp"] for _, event in cell.pairs}
    return "transform-clickstream 1: users carry the times that decide a merge" if cell.ours in times else None


CELL_RULES = [upload_time, kept_attributes, region, device_category, brand_and_model, no_direct_campaign,
              empty_parameter, user_columns]


def explain_cell(table, column, cell):
    for rule in CELL_RULES:
        name = rule(table, column, cell)
        if name:
            return name
    return None

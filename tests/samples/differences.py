"""The named deliberate differences: why a cell of ours may differ from the reference system's, and when exactly.

A difference is as narrow as can be told from the raw request: it names its columns, and its condition looks at the
expected value, ours, and the raw requests and events behind the row. Names: file and number in the specification.
Every name here occurs in a sample; one that does not is dead and makes the comparison fail.
"""

import csv
import pathlib
import re
from datetime import datetime, timezone
from urllib.parse import unquote

RULES = pathlib.Path(__file__).resolve().parents[2] / "data/rules/default"
TRAFFIC_PREFIXES = {"event_v2": "traffic_source_", "user_v2": "first_traffic_", "session": "session_"}
# What uap-core of 2022 did not know yet.
NEWER_AGENTS = re.compile(r"KB2003|moto g power|CFNetwork")

CELLS, ROWS = {}, {}


def difference(name, kind=CELLS):
    def register(function):
        kind.setdefault(name, []).append(function)
        return function

    return register


def explain_cell(cell):
    """The name of the first difference that accounts for the cell (see tests/samples/run), or None."""
    return next((name for name, rules in CELLS.items() if any(rule(cell) for rule in rules)), None)


def explain_missing_row(table, row, sources):
    return next((name for name, rules in ROWS.items() if any(rule(table, row, sources) for rule in rules)), None)


class Sources:
    """The raw requests and events behind the rows, found by event id, user and session."""

    def __init__(self, requests, expected_event_ids):
        self.by_event, self.by_user = {}, {}
        for request, events in requests:
            for event in events:
                event.setdefault("attributes", {})
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
            pairs = [pair for pair in pairs if pair[1]["attributes"].get("_session_id") == row["session_id"]]
        return pairs


def traffic_column(cell):
    """source, medium, … of a column of any table; None for other columns."""
    prefix = TRAFFIC_PREFIXES.get(cell.table, "\0")
    if not cell.column.startswith(prefix):
        return None
    return cell.column.removeprefix(prefix).removeprefix("source_" if cell.table == "session" else "\0")


def traffic_value(cell, name):
    return cell.our_row.get(TRAFFIC_PREFIXES[cell.table] + name)


def urls(cell):
    for _, event in cell.pairs:
        for name in ("_page_url", "_page_referrer", "_latest_referrer"):
            yield event["attributes"].get(name) or ""


def iso(milliseconds):
    text = datetime.fromtimestamp(milliseconds // 1000, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
    return text + (f".{milliseconds % 1000:03d}Z" if milliseconds % 1000 else "Z")


@difference("transform-clickstream 8: no rows of bots in any table", ROWS)
def bot(table, row, sources):
    return table != "event_v2" and all(request["ua"] in sources.bot_agents for request, _ in sources.of(table, row))


@difference("raw-input 10: the upload clock is understood as text")
def upload_time(cell):
    if cell.column != "process_info" or cell.ours.keys() - cell.expected.keys() != {"upload_time"}:
        return False
    others = {key: value for key, value in cell.ours.items() if key != "upload_time"}
    times = {iso(int(request["client_timestamp"])) for request, _ in cell.pairs}
    return others == cell.expected and cell.ours["upload_time"] in times


@difference("transform-clickstream 1: users carry the times that decide a merge")
def merge_times(cell):
    columns = ("first_event_time_msec", "profile_event_time_msec", "user_id_time_msec")
    return cell.column in columns and cell.ours in {event["timestamp"] for _, event in cell.pairs}


@difference("spec/README.md: a session has the latest user id that is not null")
def latest_user_id(cell):
    if (cell.table, cell.column, cell.expected) != ("session", "user_id", None):
        return False
    ids = [(event["timestamp"], event["user"]["_user_id"]["value"]) for _, event in cell.pairs
           if "_user_id" in event["user"]]
    return bool(ids) and cell.ours == max(ids)[1]


@difference("transform-clickstream 7: query parameters are cut first and decoded once")
def query_decoded_once(cell):
    if cell.column != "page_view_page_url_query_parameters":
        return False
    url = next(urls(cell))
    query = url.partition("?")[2].partition("#")[0]
    pieces = [piece.partition("=") for piece in query.split("&")]
    once = {unquote(key): unquote(value.replace("+", " ")) for key, _, value in pieces}
    return cell.ours == once and re.search(r"%2[0-9B]", query, re.IGNORECASE) is not None


@difference("enrichment I7: region and metro are filled")
def region(cell):
    if cell.expected is not None or not cell.our_row.get("geo_country"):
        return False
    return cell.column == "geo_region" or (
        cell.column == "geo_metro" and cell.our_row["geo_country"] == "United States")


@difference("enrichment U1: the extended device category")
def device_category(cell):
    if cell.column != "device_ua_device_category" or cell.expected != "Other":
        return False
    system, agent = cell.our_row["device_ua_os"], cell.pairs[0][0]["ua"]
    wanted = None
    if system in ("Windows", "Mac OS X", "Chrome OS", "Linux", "Ubuntu"):
        wanted = "PC"
    elif system == "Android":
        wanted = "Mobile" if " Mobile" in agent else "Tablet"
    elif system == "iOS":
        wanted = "Mobile"
    return cell.ours == wanted


@difference("enrichment U3: user agent rules of uap-core 0.18, not of 2022")
def newer_agents(cell):
    columns = ("device_ua", "device_ua_device", "device_ua_os_version")
    return cell.column in columns and NEWER_AGENTS.search(cell.pairs[0][0]["ua"]) is not None


@difference("enrichment U4: brand and model of phones and tablets are filled")
def brand_and_model(cell):
    columns = ("device_mobile_brand_name", "device_mobile_model_name")
    handheld = cell.our_row.get("device_ua_device_category") in ("Mobile", "Tablet")
    return cell.column in columns and cell.expected is None and handheld


@difference("enrichment T1: the referrer, not the page, decides the channel of a given source")
def right_order(cell):
    return traffic_column(cell) == "channel_group" and cell.expected == "Referral" and not any(urls_of_referrers(cell)) \
        and any(event["attributes"].get("_traffic_source_source") for _, event in cell.pairs)


def urls_of_referrers(cell):
    for _, event in cell.pairs:
        if event["attributes"].get("_traffic_source_source"):
            yield event["attributes"].get("_page_referrer")
            yield event["attributes"].get("_latest_referrer")


@difference("enrichment T2: a search parameter without value gives no term")
def empty_term(cell):
    return traffic_column(cell) == "term" and (cell.expected, cell.ours) == ("null", None) \
        and any(re.search(r"[?&]\w+=(&|$)", url) for url in urls(cell))


@difference("enrichment T4: direct traffic has no campaign")
def no_direct_campaign(cell):
    return traffic_column(cell) == "campaign" and (cell.expected, cell.ours) == ("Direct", None) \
        and traffic_value(cell, "source") == "Direct"


def category_ignoring_case(source):
    with open(RULES / "source_categories.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if any(row["source"] == source for row in rows):
        return None
    found = [row["category"] for row in rows if row["source"].lower() == source.lower()]
    return found[-1] if found else None


@difference("enrichment T8: source names are found ignoring case")
def source_ignoring_case(cell):
    name = traffic_column(cell)
    if name not in ("category", "channel_group") or not traffic_value(cell, "source"):
        return False
    category = category_ignoring_case(traffic_value(cell, "source"))
    return category is not None and (category == cell.ours if name == "category" else category in cell.ours)


@difference("enrichment T10: parameters are decoded once")
def campaign_decoded_once(cell):
    return traffic_column(cell) in ("source", "medium", "campaign", "content", "term") and cell.ours is not None \
        and unquote(cell.ours.replace("+", " ")) == cell.expected and any("%2B" in url.upper() for url in urls(cell))

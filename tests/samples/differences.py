"""The named deliberate differences: why a cell of ours may differ from the reference system's, and when exactly.

A difference is as narrow as can be told from the raw request: it names its columns, and its condition looks at the
expected value, ours, and the raw requests and events behind the row. Names: file and number in the specification.
Every name here occurs in a sample; one that does not is dead and makes the comparison fail. Those of one client alone
are in differences_gtm.py and differences_sensors.py.
"""

import csv
import pathlib
import re
from datetime import datetime, timezone
from urllib.parse import parse_qs, unquote

from sources import SdkSources

RULES = pathlib.Path(__file__).resolve().parents[2] / "data/rules/default"
TRAFFIC_PREFIXES = {"event_v2": "traffic_source_", "user_v2": "first_traffic_", "session": "session_"}
# What uap-core of 2022 did not know yet.
NEWER_AGENTS = re.compile(r"KB2003|moto g power|CFNetwork")

CELLS, ROWS, ROWS_OF_OURS = {}, {}, {}  # ROWS: that only the reference system has


def difference(name, kind=CELLS):
    def register(function):
        kind.setdefault(name, []).append(function)
        return function

    return register


def explain_cell(cell):
    """The name of the first difference that accounts for the cell (see tests/samples/run), or None."""
    return next((name for name, rules in CELLS.items() if any(rule(cell) for rule in rules)), None)


def explain_row(table, row, sources, ours_only):
    """The same for a row that only one side has."""
    rows = ROWS_OF_OURS if ours_only else ROWS
    return next((name for name, rules in rows.items() if any(rule(table, row, sources) for rule in rules)), None)


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
        yield from cell.sources.urls(event)


def agent(cell):
    return cell.sources.agent(*cell.pairs[0])


def iso(milliseconds):
    text = datetime.fromtimestamp(milliseconds // 1000, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
    return text + (f".{milliseconds % 1000:03d}Z" if milliseconds % 1000 else "Z")


@difference("transform-clickstream 8: no rows of bots in any table", ROWS)
def bot(table, row, sources):
    return table != "event_v2" and all(sources.agent(*pair) in sources.bot_agents for pair in sources.of(table, row))


@difference("raw-input 10: the upload clock is understood as text")
def upload_time(cell):
    if not isinstance(cell.sources, SdkSources) or cell.column != "process_info" or cell.ours.keys() - cell.expected.keys() != {"upload_time"}:
        return False
    others = {key: value for key, value in cell.ours.items() if key != "upload_time"}
    times = {iso(int(request["client_timestamp"])) for request, _ in cell.pairs}
    return others == cell.expected and cell.ours["upload_time"] in times


@difference("transform-clickstream 1: users carry the times that decide a merge")
def merge_times(cell):
    columns = ("first_event_time_msec", "profile_event_time_msec", "user_id_time_msec")
    return cell.column in columns and cell.ours in {cell.sources.time(*pair) for pair in cell.pairs}


@difference("spec/README.md: a session has the latest user id that is not null")
def latest_user_id(cell):
    if (cell.table, cell.column) != ("session", "user_id") or cell.ours is None:
        return False
    ids = [(cell.sources.time(*pair), cell.sources.user_id(pair[1])) for pair in cell.pairs]
    return cell.ours == max((time, user) for time, user in ids if user is not None)[1]


@difference("transform-clickstream 9: an empty utm parameter does not cost the request", ROWS_OF_OURS)
def row_of_lost_request(table, row, sources):
    return any(request["rid"] in sources.lost for request, _ in sources.of(table, row))


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
    system = cell.our_row["device_ua"]["os"]["family"]
    wanted = None
    if system in ("Windows", "Mac OS X", "Chrome OS", "Linux", "Ubuntu"):
        wanted = "PC"
    elif system == "Android":
        wanted = "Mobile" if " Mobile" in agent(cell) else "Tablet"
    elif system == "iOS":
        wanted = "Mobile"
    return cell.ours == wanted


@difference("enrichment U3: user agent rules of uap-core 0.18, not of 2022")
def newer_agents(cell):
    columns = ("device_ua", "device_ua_device", "device_ua_os_version")
    return cell.column in columns and NEWER_AGENTS.search(agent(cell)) is not None


@difference("enrichment U4: brand and model of phones and tablets are filled")
def brand_and_model(cell):
    columns = ("device_mobile_brand_name", "device_mobile_model_name")
    handheld = cell.our_row.get("device_ua_device_category") in ("Mobile", "Tablet")
    return cell.column in columns and cell.expected is None and handheld


@difference("lake-tables 3: the user agent is read, and kept, whole")
def whole_agent(cell):
    text = agent(cell)
    return cell.column == "device_ua" and len(text) > 255 and cell.ours["string"] == text \
        and cell.expected["string"] == text[:255]


@difference("enrichment T1: the referrer, not the page, decides the channel of a given source")
def right_order(cell):
    return traffic_column(cell) == "channel_group" and cell.expected == "Referral" and not any(urls_of_referrers(cell)) \
        and any(event.get("attributes", {}).get("_traffic_source_source") for _, event in cell.pairs)


def urls_of_referrers(cell):
    for _, event in cell.pairs:
        if event.get("attributes", {}).get("_traffic_source_source"):
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


@difference("enrichment T5: what a page says without naming a source is kept")
def page_without_source(cell):
    name = traffic_column(cell)
    if name not in ("medium", "campaign", "content", "term", "campaign_id", "clid_platform") or cell.ours is None:
        return False
    for _, event in cell.pairs:
        query = parse_qs(cell.sources.urls(event)[0].partition("?")[2].partition("#")[0])
        said = query.get("utm_" + {"campaign_id": "id", "clid_platform": "source_platform"}.get(name, name), [])
        unnamed = query.get("utm_source", ["direct"])[0].lower() == "direct"
        if unnamed and cell.ours in said and cell.expected in (None, "None", "(Referral)", "Direct"):
            return True
    return False


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

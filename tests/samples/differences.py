"""The named deliberate differences: what must stand in a cell in place of what the reference system wrote.

Each states values, from the raw request and the row so far; it never looks at our output. They are applied to the
reference's rows in the order below. Names: file and number in the specification. Every name here changes a cell or row
of a sample; one that does not is dead and makes the comparison fail. Those of one client alone are in
differences_gtm.py and differences_sensors.py.
"""

from datetime import datetime, timezone
from urllib.parse import unquote

import agents
import traffic
from places import Places
from sources import SdkSources

BOT = "transform-clickstream 8: no rows of bots in any table"
LOST = "transform-clickstream 9: an empty utm parameter does not cost the request"
MERGE_TIMES = "transform-clickstream 1: users carry the times that decide a merge"
SESSION_USER = "spec/README.md: a session has the latest user id that is not null"
NAMES = [BOT, LOST, MERGE_TIMES, SESSION_USER]
EVENTS = []  # (name, function from an event to the columns that it states)
PLACES = Places()


def difference(name, client=None):
    """Of event rows; `client` is the class of the sources that it is about."""
    def register(function):
        EVENTS.append((name, lambda event: function(event) if client is None or isinstance(event.sources, client) else {}))
        if name not in NAMES:
            NAMES.append(name)
        return function

    return register


def iso(milliseconds):
    text = datetime.fromtimestamp(milliseconds // 1000, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
    return text + (f".{milliseconds % 1000:03d}Z" if milliseconds % 1000 else "Z")


def decided(event):
    return traffic.decide(event.page, *event.referrers_by_place, event.given)


def categorised(event):
    found = decided(event)
    return {"traffic_source_" + name: found[name] for name in ("category", "channel_group", "medium")}


@difference("raw-input 10: the upload clock is understood as text", SdkSources)
def upload_time(event):
    return {"process_info": event.row["process_info"] | {"upload_time": iso(int(event.request["client_timestamp"]))}}


@difference("transform-clickstream 7: query parameters are cut first and decoded once")
def query_decoded_once(event):
    if not event.row["page_view_page_url_query_parameters"]:
        return {}
    return {"page_view_page_url_query_parameters": traffic.query_map(event.page)}


@difference("enrichment I7: region and metro are filled")
def region(event):
    found = PLACES.find(event.address)
    return {"geo_region": found.get("geo_region") or event.sent_region, "geo_metro": found.get("geo_metro")}


@difference("enrichment U1: the extended device category")
def device_category(event):
    return {"device_ua_device_category": agents.read(event.agent)[0]["device_ua_device_category"]}


@difference("lake-tables 3: the user agent is read, and kept, whole")
def whole_agent(event):
    return agents.read(event.agent)[0] if len(event.agent) > 255 else {}


@difference("enrichment U3: user agent rules of uap-core 0.18, not of 2022")
def newer_agents(event):
    return agents.read(event.agent)[0]


@difference("enrichment U4: brand and model of phones and tablets are filled")
def brand_and_model(event):
    return {column: text for column, text in agents.read(event.agent)[1].items() if text and not event.row[column]}


@difference("enrichment T10: parameters are decoded once")
def campaign_decoded_once(event):
    stated = {}
    for name in ("source", "medium", "campaign", "content", "term"):
        text = event.said.get(name)
        if text is not None and unquote(text.replace("+", " ")) == event.row["traffic_source_" + name]:
            stated["traffic_source_" + name] = text
    return stated


@difference("enrichment T2: a search parameter without value gives no term")
def empty_term(event):
    return {"traffic_source_term": None} if event.row["traffic_source_term"] == "null" else {}


@difference("enrichment T4: direct traffic has no campaign")
def no_direct_campaign(event):
    direct = event.row["traffic_source_source"] == "Direct" and event.row["traffic_source_campaign"] == "Direct"
    return {"traffic_source_campaign": None} if direct else {}


@difference("enrichment T5: what a page says without naming a source is kept")
def page_without_source(event):
    if event.given_source or "source" in event.said:
        return {}
    names = ("medium", "campaign", "content", "term", "campaign_id", "clid_platform")
    return {"traffic_source_" + name: event.said[name] for name in names if name in event.said}


@difference("enrichment T8: source names are found ignoring case")
def source_ignoring_case(event):
    source = event.row["traffic_source_source"]
    category = traffic.category_of_name(source) if source else None
    if not category or event.row["traffic_source_category"] != "Unassigned":
        return {}
    fields = event.traffic | {"category": category}
    return {"traffic_source_category": category, "traffic_source_channel_group": traffic.channel(fields, event.referrer)}


@difference("enrichment T1: the referrer, not the page, decides the channel of a given source")
def right_order(event):
    if not event.given_source:
        return {}
    return {"traffic_source_channel_group": traffic.channel(event.traffic, event.referrer)}


@difference("enrichment 3.10: click ids name their source, and not everyone was paid for")
def click_ids(event):
    found = decided(event)
    return {"traffic_source_" + name: found[name] for name in traffic.FIELDS} if found["clid"] else {}


@difference("enrichment 3.10: Facebook is a social network")
def facebook(event):
    source, host = event.row["traffic_source_source"] or "", traffic.host_of(event.referrer)
    return categorised(event) if source.lower() == "facebook" or host == "www.facebook.com" else {}


@difference("enrichment 3.10: channel groups for display and affiliates")
def display_and_affiliates(event):
    group = decided(event)["channel_group"]
    return {"traffic_source_channel_group": group} if group in ("Display", "Affiliates") else {}

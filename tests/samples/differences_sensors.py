"""The deliberate differences of Sensors Data records; see differences.py."""

import traffic
from differences import NAMES, PLACES, difference
from sources import SensorsSources

EVENT_NAMES = {"$pageview": "_page_view", "$AppStart": "_app_start", "$AppEnd": "_app_end", "$WebClick": "_click",
               "$AppClick": "_click", "$SignUp": "_profile_set", "page_view": "_page_view", "login": "_profile_set",
               "user_engagement": "_user_engagement", "click": "_click"}
PROFILE_ROWS = "transform-sensors 7: profile records become events that set a profile"
WHOLE_PROFILE = "transform-sensors 8: a profile record is kept whole"
OWN_TIME = "transform-sensors 5: the time of an event is its own"
NAMES += [PROFILE_ROWS, WHOLE_PROFILE]


def is_profile(sent):
    return not sent.get("event") and sent["type"].startswith("profile_")


@difference(OWN_TIME, SensorsSources)
def own_time(event):
    return {"event_time_msec": event.sent["time"], "event_timestamp": event.sent["time"] * 1000}


@difference("transform-sensors 3: the time zone in seconds east of Greenwich", SensorsSources)
def time_zone(event):
    minutes = event.sent["properties"].get("$timezone_offset")
    return {"device_time_zone_offset_seconds": None if minutes is None else -60 * minutes}


@difference("transform-sensors 4: durations in milliseconds", SensorsSources)
def duration(event):
    return {"user_engagement_time_msec": 1000 * event.sent["properties"].get("$event_duration", 0)}


@difference("transform-sensors 9: path, query and host of the page", SensorsSources)
def page_parts(event):
    if not event.page:
        return {}
    host, path = traffic.parts(event.page)
    return {"page_view_hostname": host, "page_view_page_url_path": path,
            "page_view_page_url_query_parameters": traffic.query_map(event.page)}


@difference("transform-sensors 10: native names become ours", SensorsSources)
def names(event):
    if event.row["event_id"].endswith("-first-open"):
        return {}
    return {"event_name": EVENT_NAMES.get(event.sent["event"], event.sent["event"])}


@difference("transform-sensors 2: the city is a city", SensorsSources)
def city(event):
    sent, found = event.sent["properties"], PLACES.find(event.address)
    return {"geo_city": sent.get("$city") or found.get("geo_city"), "geo_country": sent.get("$country") or found.get("geo_country")}


@difference("transform-sensors 11: derived events have the screen's size", SensorsSources)
def screen_of_derived(event):
    if not event.row["event_id"].endswith("-first-open"):
        return {}
    return {column: event.sent["properties"].get(key) for column, key in (
        ("device_screen_width", "$screen_width"), ("device_screen_height", "$screen_height"))}

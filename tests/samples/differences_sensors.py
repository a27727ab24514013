"""The deliberate differences of Sensors Data records; see differences.py."""

from urllib.parse import parse_qs, unquote_plus, urlsplit

from differences import ROWS_OF_OURS, difference
from sources import SensorsSources

NAMES = {"$pageview": "_page_view", "$AppStart": "_app_start", "$AppEnd": "_app_end", "$WebClick": "_click",
         "$AppClick": "_click", "$SignUp": "_profile_set"}


def sensors_difference(name):
    """A difference of cells whose condition is asked for this client alone."""
    def register(function):
        difference(name)(lambda cell: isinstance(cell.sources, SensorsSources) and function(cell))
        return function

    return register


def record(cell):
    return cell.pairs[0][1]


def properties(cell):
    return record(cell)["properties"]


def is_profile(sent):
    return not sent.get("event") and sent["type"].startswith("profile_")


def user_keys(sent):
    return {key for key in sent["properties"] if "user" in key and key != "$user_id"}


@sensors_difference("transform-sensors 5: the time of an event is its own")
def own_time(cell):
    if cell.table not in ("event_v2", "item_v2"):
        return False
    return cell.column in ("event_time_msec", "event_timestamp") and \
        cell.ours == record(cell)["time"] * (1000 if cell.column == "event_timestamp" else 1)


@sensors_difference("transform-sensors 5: the time of an event is its own")
def own_time_of_user(cell):
    times = [sent["time"] for _, sent in cell.pairs]
    return cell.table == "user_v2" and cell.column == "event_timestamp" and cell.ours == max(times) * 1000


@sensors_difference("transform-sensors 5: the time of an event is its own")
def first_by_own_time(cell):
    times = [sent["time"] for _, sent in cell.pairs]
    return cell.table == "user_v2" and cell.column == "first_touch_time_msec" and cell.ours == min(times)


@sensors_difference("transform-sensors 5: the time of an event is its own")
def first_source_by_own_time(cell):
    column = cell.column.removeprefix("first_traffic_")
    if cell.table != "user_v2" or column not in ("source", "medium", "campaign"):
        return False
    first = min(cell.pairs, key=lambda pair: pair[1]["time"])[1]
    return cell.ours in parse_qs(urlsplit(first["properties"]["$url"]).query).get("utm_" + column, [])


@sensors_difference("transform-sensors 5: the time of an event is its own")
def profile_by_own_time(cell):
    if cell.table != "user_v2" or cell.column not in ("user_properties", "user_properties_json_str"):
        return False
    latest = max(cell.pairs, key=lambda pair: (bool(user_keys(pair[1])), pair[1]["time"]))[1]
    return not is_profile(latest) and cell.ours.keys() == user_keys(latest)


@sensors_difference("transform-sensors 3: the time zone in seconds east of Greenwich")
def time_zone(cell):
    return cell.column == "device_time_zone_offset_seconds" and cell.ours == -60 * properties(cell)["$timezone_offset"]


@sensors_difference("transform-sensors 4: durations in milliseconds")
def duration(cell):
    return cell.column == "user_engagement_time_msec" and cell.ours == 1000 * properties(cell)["$event_duration"]


@sensors_difference("transform-sensors 9: path, query and host of the page")
def page_parts(cell):
    if not cell.column.startswith("page_view_") or cell.expected is not None:
        return False
    url = properties(cell)["$url"]
    parts = urlsplit(url if "://" in url[:15] else "https://" + url)
    return cell.ours == {"page_view_hostname": parts.netloc, "page_view_page_url_path": unquote_plus(parts.path),
                         "page_view_page_url_query_parameters": {key: ",".join(values) for key, values in parse_qs(
                             parts.query, keep_blank_values=True).items()}}.get(cell.column)


@sensors_difference("transform-sensors 10: native names become ours")
def names(cell):
    return cell.column == "event_name" and NAMES.get(record(cell).get("event")) == cell.ours == NAMES.get(cell.expected)


@sensors_difference("transform-sensors 2: the city is a city")
def city(cell):
    sent = properties(cell).get("$city")
    if cell.column == "geo_country":
        return cell.expected == sent and cell.ours is None
    return cell.column == "geo_city" and sent is not None and cell.ours == sent


@sensors_difference("transform-sensors 11: derived events have the screen's size")
def screen_of_derived(cell):
    sizes = {"device_screen_width": "$screen_width", "device_screen_height": "$screen_height"}
    return cell.column in sizes and cell.expected is None and cell.our_row["event_id"].endswith("-first-open") \
        and cell.ours == properties(cell)[sizes[cell.column]]


@difference("transform-sensors 7: profile records become events that set a profile", ROWS_OF_OURS)
def profile_rows(table, row, sources):
    if not isinstance(sources, SensorsSources):
        return False
    sent = [sent for _, sent in sources.of(table, row)]
    return table in ("event_v2", "user_v2") and all(is_profile(record) for record in sent)


@sensors_difference("transform-sensors 8: a profile record is kept whole")
def whole_profile(cell):
    if cell.table != "user_v2" or cell.column not in ("user_properties", "user_properties_json_str"):
        return False
    profiles = [sent for _, sent in cell.pairs if is_profile(sent)]
    if not profiles:
        return False
    return cell.ours.keys() == max(profiles, key=lambda sent: sent["time"])["properties"].keys()

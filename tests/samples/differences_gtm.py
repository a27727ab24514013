"""The deliberate differences of Google Tag Manager requests; see differences.py."""

from differences import difference
from sources import GtmSources

DERIVED = ("-first-open", "-session-start")


def gtm_difference(name):
    """A difference of cells whose condition is asked for this client alone."""
    def register(function):
        difference(name)(lambda cell: isinstance(cell.sources, GtmSources) and function(cell))
        return function

    return register


def event(cell):
    return cell.pairs[0][1]


def item(cell):
    return next(i for i in event(cell)["items"] if i["item_id"] == cell.our_row["item_id"])


@gtm_difference("transform-gtm 5: an event without a value has none")
def no_value(cell):
    return cell.column == "event_value" and (cell.expected, cell.ours) == (0, None) and event(cell).get("value") is None


@gtm_difference("transform-gtm 8: derived events have the screen's size")
def screen_of_derived(cell):
    sizes = ("device_screen_width", "device_screen_height")
    if cell.column not in sizes or cell.expected is not None or not cell.our_row["event_id"].endswith(DERIVED):
        return False
    return cell.ours == int(event(cell)["screen_resolution"].split("x")[sizes.index(cell.column)])


@gtm_difference("transform-gtm 9: client hints stand above the user agent")
def hints_win(cell):
    hints = event(cell).get("client_hints", {})
    if not hints.get("full_version_list"):
        return False
    last = hints["full_version_list"][-1]
    said = {"device_ua_browser": last["brand"], "device_ua_browser_version": last["version"],
            "device_ua_os": hints["platform"], "device_ua_os_version": hints["platform_version"]}
    return cell.ours is not None and said.get(cell.column) == cell.ours


@gtm_difference("enrichment I7: region and metro are filled")
def region_of_address(cell):
    if cell.column != "geo_region" or not cell.ours or not cell.our_row.get("geo_country"):
        return False
    sent = event(cell).get("event_location", {}).get("region") or event(cell).get("x-ga-ur")
    return cell.expected == sent


@gtm_difference("transform-gtm 6: what items say has columns")
def item_columns(cell):
    keys = {"brand": "item_brand", "quantity": "quantity"}
    return cell.table == "item_v2" and cell.column in keys and cell.expected is None \
        and cell.ours == item(cell)[keys[cell.column]]


@gtm_difference("transform-gtm 6 and 7: custom parameters of items: without what has columns, with the list's name")
def item_custom(cell):
    if cell.table != "item_v2" or cell.column not in ("custom_parameters", "custom_parameters_json_str"):
        return False
    expected, ours = dict(cell.expected or {}), dict(cell.ours or {})
    for name in ("item_brand", "quantity"):
        expected.pop(name, None)
    name = ours.pop("item_list_name")
    return expected == ours and item(cell)["item_list_name"] == (name if isinstance(name, str) else name["value"])


@gtm_difference("transform-clickstream 9: an empty utm parameter does not cost the request")
def session_of_lost(cell):
    return cell.table == "session" and cell.our_row["process_info"]["rid"] in cell.sources.lost \
        and (cell.column.startswith("session_") or cell.column in ("process_info", "event_timestamp"))


@gtm_difference("transform-clickstream 9: an empty utm parameter does not cost the request")
def user_of_lost(cell):
    first = min(cell.pairs, key=lambda pair: cell.sources.time(*pair))
    return cell.table == "user_v2" and cell.column.startswith("first_") and first[0]["rid"] in cell.sources.lost


@gtm_difference("transform-clickstream 5: a session starts with the earliest of its events")
def session_start(cell):
    starts = [sent["x-sst-system_properties"]["request_start_time_ms"] for _, sent in cell.pairs]
    return (cell.table, cell.column) == ("session", "session_start_time_msec") and cell.ours in starts \
        and cell.ours < cell.expected

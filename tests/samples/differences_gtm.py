"""The deliberate differences of Google Tag Manager requests; see differences.py."""

from differences import NAMES, difference
from sources import GtmSources

DERIVED = ("-first-open", "-session-start")
ITEM_COLUMNS = "transform-gtm 6: what items say has columns"
ITEM_CUSTOM = "transform-gtm 6 and 7: custom parameters of items: without what has columns, with the list's name"
SESSION_START = "transform-clickstream 5: a session starts with the earliest of its events"
NAMES += [ITEM_COLUMNS, ITEM_CUSTOM, SESSION_START]


@difference("transform-gtm 5: an event without a value has none", GtmSources)
def no_value(event):
    return {"event_value": event.sent.get("value")}


@difference("transform-gtm 8: derived events have the screen's size", GtmSources)
def screen_of_derived(event):
    if not event.row["event_id"].endswith(DERIVED):
        return {}
    return screen(event.sent)


def screen(sent):
    sizes = [int(text) for text in sent.get("screen_resolution", "").split("x") if text]
    width, height = sizes if len(sizes) == 2 else (None, None)
    return {"device_screen_width": width, "device_screen_height": height}


@difference("transform-gtm 9: client hints stand above the user agent", GtmSources)
def hints_win(event):
    hints = event.sent.get("client_hints", {})
    if not hints.get("full_version_list"):
        return {}
    last = hints["full_version_list"][-1]
    stated = {"device_ua_browser": last.get("brand"), "device_ua_browser_version": last.get("version"),
              "device_ua_os": hints.get("platform"), "device_ua_os_version": hints.get("platform_version")}
    return {column: text for column, text in stated.items() if text is not None}

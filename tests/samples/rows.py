"""Whole rows from the raw request, for events that only we write; differences.py does not apply to them."""

import json
from datetime import datetime, timezone

import agents
import traffic
from differences import PLACES, iso
from differences_gtm import screen
from differences_sensors import EVENT_NAMES, is_profile

GTM_NAMES = {"page_view": "_page_view", "login": "_profile_set", "user_engagement": "_user_engagement", "click": "_click"}
GTM_KNOWN = {"client_hints", "client_id", "currency", "engagement_time_msec", "event_location", "event_name", "ga_session_id",
             "ga_session_number", "ip_override", "items", "language", "page_location", "page_referrer", "page_title",
             "screen_resolution", "user_agent", "user_id", "value", "x-ga-ur", "x-ga-mp2-user_properties",
             "x-ga-system_properties", "x-sst-system_properties"}
GTM_OBJECTS = {
    "x-ga-system_properties": {"dbg": None, "fid": None, "ee": False, "fv": None, "ss": None},
    "x-sst-system_properties": {"uc": None, "ngs": None, "gse": None, "gcd": None, "tft": 0, "consent": None, "request_start_time_ms": None},
}
GTM_ITEM_KNOWN = {"item_id": "item_id", "item_name": "name", "item_brand": "brand", "price": "price", "quantity": "quantity"}
SENSORS_KNOWN = {"time", "distinct_id", "anonymous_id", "identities", "event", "lib", "properties", "items"}
SENSORS_LIB_KNOWN = {"$lib", "$lib_version", "$app_version"}
SENSORS_PROPERTIES_KNOWN = {
    "$city", "$url", "$title", "$os", "$os_version", "$manufacturer", "$model", "$brand", "$screen_width", "$screen_height",
    "$carrier", "$timezone_offset", "$app_name", "$wifi", "$network_type", "$device_id", "$event_duration", "$referrer",
    "$referrer_title", "$is_first_time", "$user_id", "$browser_language"}


def tagged(value):
    """A value as the typed maps hold it (lake-tables 6.1)."""
    if value is None:
        return {"value": None, "type": "object"}
    if isinstance(value, str):
        return {"value": value, "type": "string"}
    kind = "boolean" if isinstance(value, bool) else "number" if isinstance(value, (int, float)) else "object"
    return {"value": json.dumps(value, ensure_ascii=False), "type": kind}


def custom(values, texts):
    """Both columns of custom parameters; `texts` are of type string even where they are null."""
    return {"custom_parameters_json_str": {**values, **texts},
            "custom_parameters": {**{key: tagged(value) for key, value in values.items()},
                                  **{key: {"value": value, "type": "string"} for key, value in texts.items()}}}


def partitions(request, microseconds):
    day = datetime.fromtimestamp(microseconds // 1_000_000, timezone.utc)
    return {"partition_app": request["appId"], "partition_year": f"{day:%Y}", "partition_month": f"{day:%m}", "partition_day": f"{day:%d}"}


def reject(event, reason, detail, stage):
    request = event.request
    kept = {key: request[key] for key in ("ingest_time", "client_timestamp", "appId", "ip", "rid", "ua", "uri") if request.get(key) is not None}
    if "client_timestamp" in kept:
        kept["client_timestamp"] = int(kept["client_timestamp"])
    return {
        "reason": reason, "detail": detail, "stage": stage, "input_file_name": request["file"], "line": request["line"],
        "bundle_index": event.index, "app_id": request["appId"], "ingest_time_msec": request["ingest_time"], "job_id": None,
        "encoding": "text", "original": event.sent, "request": kept,
    } | partitions(request, request["ingest_time"] * 1000)


def source_of(event):
    """The traffic source of an event whose client gives none (enrichment 3.5)."""
    return {"traffic_source_" + name: value for name, value in traffic.decide(event.page, *event.referrers_by_place, {}).items()}


def page_columns(page):
    if not page:
        return {}
    host, path = traffic.parts(page)
    return {"page_view_page_url_path": path, "page_view_hostname": host, "page_view_page_url_query_parameters": traffic.query_map(page)}


def described(event, brand, model):
    """What the address and the user agent give."""
    columns, names = agents.read(event.agent)
    names = {"device_mobile_brand_name": brand or names.get("device_mobile_brand_name"),
             "device_mobile_model_name": model or names.get("device_mobile_model_name")}
    return PLACES.find(event.address) | columns | names


def gtm_event(event, event_id, name):
    request, sent = event.request, event.sent
    objects = {}
    for key, defaults in GTM_OBJECTS.items():
        if key in sent:
            objects[key] = defaults | sent[key]
            if "tft" in objects[key]:
                objects[key]["tft"] = int(objects[key]["tft"])
    unknown = {key: value for key, value in sent.items() if key not in GTM_KNOWN}
    texts = {key: sent.get(key) for key in ("client_id", "ip_override", "screen_resolution", "user_agent")}
    if "x-ga-ur" in sent:
        texts["x-ga-ur"] = sent["x-ga-ur"]
    time = request["ingest_time"]
    return {
        "event_id": event_id, "event_name": name or GTM_NAMES.get(sent["event_name"], sent["event_name"]),
        "event_timestamp": time * 1000, "event_time_msec": time, "ingest_time_msec": time,
        "event_value": sent.get("value"), "event_value_currency": sent.get("currency"), "device_system_language": sent.get("language"),
        "platform": "Web", "app_id": request["appId"],
        "page_view_page_referrer": traffic.form_decoded(sent.get("page_referrer")),
        "page_view_page_title": traffic.form_decoded(sent.get("page_title")),
        "page_view_page_url": traffic.form_decoded(sent.get("page_location")), "user_engagement_time_msec": sent.get("engagement_time_msec"),
        "user_id": sent.get("user_id"), "user_pseudo_id": sent["client_id"], "session_id": sent.get("ga_session_id"),
        "session_number": sent.get("ga_session_number"),
        "session_start_time_msec": sent["x-sst-system_properties"]["request_start_time_ms"],
        "process_info": {"rid": request["rid"], "ingest_time": iso(time)},
    } | described(event, None, None) | screen(sent) | page_columns(event.page) | source_of(event) \
        | custom(unknown | objects, texts) | partitions(request, time * 1000)


def gtm_item(item, currency):
    unknown = {key: value for key, value in item.items() if key not in GTM_ITEM_KNOWN}
    columns = {column: item.get(key) for key, column in GTM_ITEM_KNOWN.items()} | {"currency": currency}
    return columns | custom(unknown, {})


def sensors_event(event, event_id, name):
    request, sent = event.request, event.sent
    lib, said, identities = sent["lib"], sent["properties"], sent["identities"]
    unknown = {key: value for key, value in sent.items() if key not in SENSORS_KNOWN}
    unknown |= {key: value for key, value in said.items() if key not in SENSORS_PROPERTIES_KNOWN}
    unknown |= {key: value for key, value in lib.items() if key not in SENSORS_LIB_KNOWN}
    texts = {key: identities.get(key) for key in ("$identity_android_id", "$identity_login_id")}
    texts |= {"$distinct_id": sent["distinct_id"], "$anonymous_id": sent["anonymous_id"]}
    found = PLACES.find(event.address)
    zone = said.get("$timezone_offset")
    row = {
        "event_id": event_id, "event_name": name or ("_profile_set" if is_profile(sent) else EVENT_NAMES.get(sent["event"], sent["event"])),
        "event_timestamp": sent["time"] * 1000, "event_time_msec": sent["time"], "ingest_time_msec": request["ingest_time"],
        "device_manufacturer": said.get("$manufacturer"), "device_carrier": said.get("$carrier"),
        "device_network_type": said.get("$network_type") or ("WIFI" if said.get("$wifi") else "CELLULAR"),
        "device_operating_system": said.get("$os"), "device_operating_system_version": said.get("$os_version"),
        "device_vendor_id": said.get("$device_id"), "device_system_language": said.get("$browser_language"),
        "device_time_zone_offset_seconds": None if zone is None else -60 * zone,
        "device_screen_width": said.get("$screen_width"), "device_screen_height": said.get("$screen_height"),
        "app_version": lib.get("$app_version"), "app_title": said.get("$app_name"), "platform": said.get("$os") or "Web",
        "app_id": request["appId"], "page_view_page_referrer": traffic.form_decoded(said.get("$referrer")),
        "page_view_page_referrer_title": said.get("$referrer_title"), "page_view_page_title": traffic.form_decoded(said.get("$title")),
        "page_view_page_url": traffic.form_decoded(said.get("$url")), "user_engagement_time_msec": 1000 * said.get("$event_duration", 0),
        "user_id": event.sources.user_id(sent), "user_pseudo_id": sent["distinct_id"], "session_start_time_msec": sent["time"],
        "sdk_version": lib.get("$lib_version"), "sdk_name": lib.get("$lib"),
        "process_info": {"rid": request["rid"], "ingest_time": iso(request["ingest_time"])},
    }
    return row | described(event, said.get("$brand"), said.get("$model")) | page_columns(event.page) \
        | source_of(event) | custom(unknown | {"$time": sent["time"]}, texts) \
        | {"geo_city": said.get("$city") or found.get("geo_city")} | partitions(request, sent["time"] * 1000)


def sensors_profile(sent):
    """The user properties that a record sets, or None."""
    said = sent["properties"]
    keys = said.keys() if is_profile(sent) else [key for key in said if key not in SENSORS_PROPERTIES_KNOWN and "user" in key]
    return {key: said[key] for key in keys} or None

"""The raw requests and events behind the rows of a sample, client by client."""

import base64
import gzip
import json
from urllib.parse import unquote_plus


class Sources:
    """Finds the (request, event) pairs that a row can have been made of, by event id, user and session."""

    ITEM_COLUMNS = ("event_v2", "item_v2")

    def __init__(self, requests, expected_event_ids):
        self.by_event, self.by_user, self.count = {}, {}, 0
        self.lost = requests.lost
        for request in requests:
            for index, event in enumerate(self.events(request)):
                self.count += 1
                pair = (request, event)
                self.by_event[self.event_id(request, event, index)] = pair
                self.by_user.setdefault(self.user(event), []).append(pair)
        self.bot_agents = {self.agent(*pair) for event_id, pair in self.by_event.items()
                           if event_id not in expected_event_ids and self.converted(*pair)}

    def of(self, table, row):
        if table in self.ITEM_COLUMNS:
            return [self.of_event(row["event_id"])]
        pairs = self.by_user[row["user_pseudo_id"]]
        if table == "session":
            pairs = [pair for pair in pairs if self.session(pair[1]) == row["session_id"]]
        return pairs

    def of_event(self, event_id):
        return self.by_event[event_id.removesuffix("-first-open").removesuffix("-session-start")]

    def user_id(self, event):
        """Or None."""
        raise NotImplementedError

    def urls(self, event):
        """Page URL, page referrer, and what else traffic sources are read from; none is None."""
        raise NotImplementedError

    def converted(self, request, event):
        """Whether the reference system wrote the event, bots apart."""
        del event
        return request["rid"] not in self.lost

    def agent(self, request, event):
        del event
        return request["ua"]

    def time(self, request, event):
        """Of the event, in ms, as ours has it."""
        raise NotImplementedError


class SdkSources(Sources):
    def events(self, request):
        data = request["data"]
        if not data.lstrip().startswith("["):
            data = gzip.decompress(base64.b64decode(data))
        for event in json.loads(data):
            event.setdefault("attributes", {})
            yield event

    def event_id(self, request, event, index):
        del request, index
        return event["event_id"]

    def user(self, event):
        return event["unique_id"]

    def session(self, event):
        return event["attributes"].get("_session_id")

    def time(self, request, event):
        del request
        return event["timestamp"]

    def user_id(self, event):
        return event.get("user", {}).get("_user_id", {}).get("value")

    def urls(self, event):
        return [event["attributes"].get(name) or "" for name in ("_page_url", "_page_referrer", "_latest_referrer")]


class GtmSources(Sources):
    def events(self, request):
        events = json.loads(request["data"])
        return events if isinstance(events, list) else [events]

    def event_id(self, request, event, index):
        return f"{request['rid']}-{index}-{event.get('ga_session_id', 'null')}-{event.get('ga_session_number', 'x')}"

    def user(self, event):
        return event["client_id"]

    def session(self, event):
        return event.get("ga_session_id")

    def urls(self, event):
        return [event.get("page_location") or "", event.get("page_referrer") or ""]

    def agent(self, request, event):
        del request
        return event["user_agent"]

    def time(self, request, event):
        del event
        return request["ingest_time"]

    def user_id(self, event):
        return event.get("user_id")


class SensorsSources(Sources):
    def events(self, request):
        data = request["data"].strip()
        if not data.startswith(("[", "{")):
            fields = [field for field in data.split("&") if field.startswith(("data=", "data_list="))]
            data = base64.b64decode(unquote_plus(fields[0].partition("=")[2]))
            if data[:1] not in (b"[", b"{"):
                data = gzip.decompress(data)
        events = json.loads(data)
        return events if isinstance(events, list) else [events]

    def event_id(self, request, event, index):
        return f"{request['rid']}-{index}-{event['distinct_id']}"

    def user(self, event):
        return event["distinct_id"]

    def session(self, event):
        return event["properties"].get("$event_session_id")

    def time(self, request, event):
        del request
        return event["time"]

    def user_id(self, event):
        return event["identities"].get("$identity_login_id") or event["anonymous_id"]

    def urls(self, event):
        return [event["properties"].get("$url") or "", event["properties"].get("$referrer") or ""]

    def converted(self, request, event):
        return super().converted(request, event) and bool(event.get("event"))


class Requests:
    """The rows of a raw store; `lost` are the ids of the requests that the reference system could not convert."""

    def __init__(self, folder, facts):
        self.folder = folder
        self.lost = set(facts["not_converted"])

    def __iter__(self):
        for file in sorted(self.folder.rglob("*.gz")):
            for line in gzip.open(file, "rt", encoding="utf-8").read().splitlines():
                yield json.loads(line)


OF_CLIENT = {"clickstream": SdkSources, "gtm": GtmSources, "sensors": SensorsSources}

"""The raw requests and events behind the rows of a sample, client by client."""

import base64
import gzip
import json
from urllib.parse import unquote_plus

import traffic


class Event:
    """One element of a request, with what a difference or a row made of it needs to know."""

    def __init__(self, sources, request, index, sent):
        self.sources, self.request, self.index, self.sent = sources, request, index, sent
        self.event_id = sources.event_id(request, sent, index)
        self.user = sources.user(sent)
        self.agent = sources.agent(request, sent)
        self.address = sources.address(request, sent)
        self.page, *self.referrers = sources.urls(sent)
        # Of the page, or of a referrer that names a source where the page does not.
        said = [traffic.cleaned(traffic.said(url)) for url in (self.page, *reversed(self.referrers))]
        self.said = next((each for each in said if "source" in each), said[0])
        self.row = None  # of the event table, as far as it is stated

    @property
    def traffic(self):
        return {name: self.row["traffic_source_" + name] for name in traffic.FIELDS}

    @property
    def referrer(self):
        """The one that is not of the page's own host, the latest first; or None."""
        own = traffic.parts(self.page)[0].lower()
        return next((each for each in reversed(self.referrers) if traffic.parts(each)[0].lower() not in ("", own)), None)

    @property
    def referrers_by_place(self):
        """Of the page, and the latest one."""
        return (*self.referrers, "")[:2]

    @property
    def given(self):
        return self.sources.given(self.sent)

    @property
    def given_source(self):
        return self.sources.given_source(self.sent)

    @property
    def sent_region(self):
        return self.sources.region(self.sent)


class Sources:
    """The events of a raw store in the order of their files, lines and places in the request."""

    def __init__(self, requests):
        self.lost = requests.lost
        self.all = []
        for request in requests:
            for index, sent in enumerate(self.events(request)):
                self.all.append(Event(self, request, index, sent))

    def address(self, request, sent):
        del sent
        return request["ip"]

    def agent(self, request, sent):
        del sent
        return request["ua"]

    def given_source(self, sent):
        """The source that the client gives, or None."""
        del sent

    def given(self, sent):
        """What the client gives of the traffic source, by field."""
        del sent
        return {}

    def region(self, sent):
        """The region that the client gives, or None."""
        del sent

    def derived(self, sent):
        """What is added to the id of each event that is derived from this one, and its name, in order."""
        del sent
        return []


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

    def given_source(self, sent):
        return sent["attributes"].get("_traffic_source_source")

    def given(self, sent):
        return {name: sent["attributes"].get("_traffic_source_" + name) for name in traffic.FIELDS}

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

    def urls(self, event):
        return [event.get("page_location") or "", event.get("page_referrer") or ""]

    def agent(self, request, sent):
        del request
        return sent["user_agent"]

    def address(self, request, sent):
        del request
        return sent.get("ip_override")

    def region(self, sent):
        return sent.get("event_location", {}).get("region") or sent.get("x-ga-ur")

    def derived(self, sent):
        said = sent.get("x-ga-system_properties", {})
        first = [("-first-open", "_first_open")] if str(said.get("fv") or "0").lower() not in ("0", "false") else []
        return first + ([("-session-start", "_session_start")] if str(said.get("ss")) == "1" else [])


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

    def user_id(self, event):
        return event["identities"].get("$identity_login_id") or event["anonymous_id"]

    def urls(self, event):
        return [event["properties"].get("$url") or "", event["properties"].get("$referrer") or ""]

    def derived(self, sent):
        return [("-first-open", "_first_open")] if sent["properties"].get("$is_first_time") is True else []


class Requests:
    """The rows of a raw store; `lost` are the ids of the requests that the reference system could not convert."""

    def __init__(self, folder, facts):
        self.folder = folder
        self.lost = set(facts["not_converted"])

    def __iter__(self):
        for file in sorted(self.folder.rglob("*.gz")):
            for number, line in enumerate(gzip.open(file, "rt", encoding="utf-8").read().splitlines(), 1):
                yield json.loads(line) | {"file": str(file), "line": number}


OF_CLIENT = {"clickstream": SdkSources, "gtm": GtmSources, "sensors": SensorsSources}

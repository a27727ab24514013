"""Traffic sources, by a plain reading of enrichment.md 3.4 to 3.7 for what the samples hold."""

import csv
import functools
import pathlib
import re
from urllib.parse import unquote, urlsplit

RULES = pathlib.Path(__file__).resolve().parents[2] / "data/rules/default"
FIELDS = ("source", "medium", "campaign", "content", "term", "campaign_id", "clid_platform", "clid", "channel_group", "category")
PARAMETERS = {"utm_source": "source", "utm_medium": "medium", "utm_campaign": "campaign", "utm_content": "content",
              "utm_term": "term", "utm_id": "campaign_id", "utm_source_platform": "clid_platform"}
PAID = re.compile(r".*cp.*|ppc|retargeting|paid.*")
SHOP = re.compile(r".*(([^a-df-z]|^)shop|shopping).*")
GOOGLE = re.compile(r"(.*\.)?google\.(com|[a-z]{2}|com?\.[a-z]{2})")
SOCIAL_MEDIA = ("social", "social-network", "social-media", "sm", "social network", "social media")


def form_decoded(text):
    return text and unquote(text.replace("+", " "))


def parts(url):
    """Host and path of a URL that has a host."""
    found = urlsplit(url if "://" in url[:15] else "https://" + url)
    return found.netloc.rpartition("@")[2].partition(":")[0], unquote(found.path)


def parameters(url):
    """Every key with its values, each decoded once."""
    found = {}
    query = url.partition("?")[2].partition("#")[0]
    for piece in query.split("&") if query else []:
        key, _, text = piece.partition("=")
        found.setdefault(unquote(key.replace("+", " ")), []).append(unquote(text.replace("+", " ")))
    return found


def query_map(url):
    """As the column holds it; None without a query."""
    return {key: ",".join(values) for key, values in parameters(url).items()} or None


def said(url):
    """What the page's parameters say: campaign fields by name; a parameter without value says nothing."""
    query = {key: values[0] for key, values in parameters(url or "").items() if values[0]}
    fields = {field: query[name] for name, field in PARAMETERS.items() if name in query}
    if fields.get("source", "").lower() == "direct":
        del fields["source"]
    click = "gclid" if "gclid" in query else next((key for key in query if key.endswith("clid")), None)
    if click:
        fields["clid"] = {"type": click, "value": query[click]}
        if "source" not in fields:
            fields["source"] = "Google" if click == "gclid" else click
    return fields


@functools.cache
def categories():
    with open(RULES / "source_categories.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@functools.cache
def category_of_name(source):
    """Of the last row with exactly that name, else of the last with that name in any letter case."""
    exact = [row["category"] for row in categories() if row["source"] == source]
    alike = [row["category"] for row in categories() if row["source"].lower() == source.lower()]
    return (exact or alike or [None])[-1]


@functools.cache
def rows_by_host():
    return {row["match"]: row for row in categories()}


def of_referrer(referrer):
    """The row of a referrer's host, or None."""
    host = parts(referrer)[0].lower() if referrer else ""
    known = rows_by_host()
    return known.get(host) or known.get(host.removeprefix("www.")) or (known["google.com"] if GOOGLE.fullmatch(host) else None)


def channel(fields, referrer=None):
    """The channel group of the fields (3.7); `referrer` is the one that counts, or None."""
    text = {name: (fields.get(name) or "") if name != "clid" else fields.get(name) for name in FIELDS}
    source, campaign = text["source"].lower(), text["campaign"].lower()
    medium = re.sub(r"^\((.*)\)$", r"\1", text["medium"].lower())
    kind = "" if text["category"] == "Unassigned" else text["category"]
    host = parts(referrer)[0].lower() if referrer else ""
    paid, shop, click = PAID.fullmatch(medium) is not None, SHOP.fullmatch(campaign) is not None, bool(text["clid"])
    for name, holds in (
            ("Direct", not any(text[each] for each in FIELDS[:8]) and not kind),
            ("Paid Search", kind == "Search" and (paid or click)),
            ("Organic Search", kind == "Search" and medium in ("", "organic")),
            ("Paid Social", kind == "Social" and (paid or click)),
            ("Organic Social", kind == "Social" or medium in SOCIAL_MEDIA),
            ("Paid Video", kind == "Video" and (paid or click)),
            ("Organic Video", kind == "Video" or "video" in medium),
            ("Paid Shopping", kind == "Shopping" and (paid or click or shop)),
            ("Organic Shopping", kind == "Shopping" or shop),
            ("Paid Other", not kind and paid),
            ("Email", "mail" in source or "mail" in medium or host.startswith("mail")),
            ("SMS", "sms" in (source, medium)),
            ("Audio", medium == "audio"),
            ("Mobile Push Notifications", medium.endswith("push") or "mobile" in medium or "notification" in medium),
            ("Referral", bool(referrer) and not kind and "internal" not in host),
            ("Internal", "internal" in host)):
        if holds:
            return name
    return "Unassigned"

"""Traffic sources, by a plain reading of enrichment.md 3.4 to 3.7 and 3.10 for what the samples hold."""

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


def table(name):
    with open(RULES / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@functools.cache
def click_rows():
    return table("click_ids.csv")


def is_row_of(row, name):
    if row["param"] != "*clid":
        return row["param"] == name
    return name.endswith("clid") and all(other["param"] != name for other in click_rows())


def click_row(name):
    """The row of click_ids.csv for a click id of that name, or None."""
    return next((row for row in click_rows() if is_row_of(row, name)), None)


def is_paid(row):
    return row is not None and PAID.fullmatch(bare_medium(row["medium"])) is not None


def bare_medium(medium):
    return re.sub(r"^\((.*)\)$", r"\1", (medium or "").lower())


def said(url):
    """What the page's parameters say: campaign fields by name; a parameter without value says nothing."""
    query = {key: next(filter(None, values), "") for key, values in parameters(url or "").items()}
    query = {key: value for key, value in query.items() if value}
    fields = {field: query[name] for name, field in PARAMETERS.items() if name in query}
    named = "source" in fields
    for row in click_rows():
        click = next((key for key in query if is_row_of(row, key)), None)
        if click:
            fields["clid"] = {"type": click, "value": query[click]}
            if not named:
                fields["source"] = row["source"] or click
                if row["medium"]:
                    fields.setdefault("medium", row["medium"])
            break
    return fields


def cleaned(fields):
    """Steps 1 and 5: without what is empty, and without `direct`."""
    direct = ("source", "medium", "campaign")
    return {name: value for name, value in fields.items() if value and not (name in direct and value.lower() == "direct")}


@functools.cache
def categories():
    return table("source_categories.csv")


@functools.cache
def category_of_name(source):
    """Of the last row with exactly that name, else of the last with that name in any letter case, else of its match."""
    exact = [row["category"] for row in categories() if row["source"] == source]
    alike = [row["category"] for row in categories() if len(source) > 1 and row["source"].lower() == source.lower()]
    matched = [row["category"] for row in categories() if row["match"] == source.lower()]
    return (exact or alike or matched or [None])[-1]


@functools.cache
def rows_by_host():
    return {row["match"]: row for row in categories()}


def of_referrer(referrer):
    """The row of a referrer's host, or None."""
    host = host_of(referrer)
    known = rows_by_host()
    if referrer and re.match(r"(android|ios)-app://", referrer, re.IGNORECASE):
        return known.get(host)
    return known.get(host) or known.get(host.removeprefix("www.")) or (known["google.com"] if GOOGLE.fullmatch(host) else None)


@functools.cache
def ignored_hosts():
    return [row["host"] for row in table("ignored_referrers.csv")]


def host_of(url):
    return parts(url)[0].lower().removesuffix(".") if url else ""


def is_referrer(url):
    host = host_of(url)
    return bool(host) and not any(host == each or host.endswith("." + each) for each in ignored_hosts())


def term_of(row, referrer):
    query = parameters(referrer)
    found = {value for name in row["term_params"].split() for value in query.get(name, []) if value}
    return ",".join(sorted(found)) or None


def decide(page, page_referrer, latest_referrer, given):
    """The ten fields (3.5), from the URLs and what the client gives."""
    sent = {name: value for name, value in given.items() if value}
    values, given = cleaned(sent), cleaned(sent)
    type_of_given = given["clid"].get("type") if isinstance(given.get("clid"), dict) else None
    referrers = [each for each in (latest_referrer, page_referrer) if is_referrer(each)]
    if "source" not in sent:
        found = said(page)
        values = cleaned(found) | given
        row = click_row(type_of_given) if isinstance(type_of_given, str) else None
        if row and "source" not in found:
            values["source"] = row["source"] or type_of_given
            if row["medium"]:
                values.setdefault("medium", row["medium"])
    for each in referrers:
        if "source" not in values and "source" in said(each):
            values = said(each) | given
    outside = next((each for each in referrers if host_of(each) != host_of(page)), None)
    from_inside = bool(referrers) and host_of(referrers[0]) == host_of(page)
    values = dict.fromkeys(FIELDS) | cleaned(values)
    row = of_referrer(outside)
    category = values["category"] or (row["category"] if row else None)
    if outside:
        values["source"] = values["source"] or (row["source"] if row else host_of(outside))
        values["term"] = values["term"] or (term_of(row, outside) if row else None)
    if values["source"] and not category:
        category = category_of_name(values["source"])
    values["category"] = category
    click = None
    if values["clid"]:
        name = values["clid"].get("type") if isinstance(values["clid"], dict) else None
        click = "paid" if is_paid(click_row(name) if name else None) else "other"
    if not values["medium"] and category:
        organic = {"Search": "(Organic)"} | dict.fromkeys(("Social", "Video", "Shopping", "Referral", "AI"), "(Referral)")
        values["medium"] = "(CPC)" if click == "paid" else organic.get(category)
    group = values["channel_group"] or channel(values, outside, click)
    if values["source"]:
        values["category"] = category or "Unassigned"
    else:
        found = any(values[name] for name in FIELDS[:8]) and group != "Unassigned" or values["channel_group"]
        values |= {"source": "Direct", "category": category or "Direct"}
        group = group if found else "Internal" if from_inside else "Direct"
    values["channel_group"] = group
    values["medium"] = values["medium"] or ("None" if not referrers or from_inside else "(Referral)")
    if "source" in sent:
        values = dict.fromkeys(FIELDS) | {"category": values["category"], "channel_group": group} | sent
    return values


def channel(fields, referrer=None, click=None):
    """The channel group of the fields (3.7); `referrer` is the one that counts, or None; `click`: paid, other or None."""
    text = {name: (fields.get(name) or "") if name != "clid" else fields.get(name) for name in FIELDS}
    source, campaign = text["source"].lower(), text["campaign"].lower()
    medium = bare_medium(text["medium"])
    kind = "" if text["category"] == "Unassigned" else text["category"]
    host = host_of(referrer)
    paid, shop, click = PAID.fullmatch(medium) is not None, SHOP.fullmatch(campaign) is not None, click == "paid"
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
            ("AI Assistant", kind == "AI"),
            ("Display", medium in ("display", "banner", "expandable", "interstitial")),
            ("Affiliates", medium in ("affiliate", "affiliates")),
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

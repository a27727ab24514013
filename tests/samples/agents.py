"""What a user agent says, by a plain reader of uap-core's rules and enrichment.md 2.2 to 2.4, U1 and U4."""

import csv
import functools
import pathlib
import re

RULES = pathlib.Path(__file__).resolve().parents[2] / "build/deps/uap-core/regexes.yaml"
MODELS = pathlib.Path(__file__).resolve().parents[2] / "data/rules/default/device_models.csv"
LINE = re.compile(r"""(?:- )?(\w+): (?:'((?:[^']|'')*)'|"((?:[^"\\]|\\.)*)"|([^'"#]\S*))\s*(?:#.*)?""")
PC = ("Windows", "Mac OS X", "Chrome OS", "Linux", "Ubuntu")
PARTS = ("family", "major", "minor", "patch", "patchMinor")


@functools.cache
def rules():
    """The three lists: for each rule its regular expression and the replacements."""
    lists, rule = {}, None
    for line in RULES.read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if text.endswith("_parsers:"):
            rows = lists.setdefault(text[:-len("_parsers:")], [])
        elif text and not text.startswith("#"):
            found = LINE.fullmatch(text)
            name, single, double, plain = found.groups()
            value = single.replace("''", "'") if single is not None else re.sub(r"\\(.)", r"\1", double) if double is not None else plain
            if text.startswith("- "):
                rule = {}
                rows.append(rule)
            rule[name] = value
    for rows in lists.values():
        for rule in rows:
            rule["regex"] = re.compile(rule["regex"], re.ASCII | (re.IGNORECASE if rule.get("regex_flag") == "i" else 0))
    return lists


def group(found, number):
    return found[number] or None if number <= found.re.groups else None


def replaced(text, found):
    return re.sub(r"\$(\d)", lambda each: group(found, int(each[1])) or "", text).strip()


def first_match(kind, agent, family):
    for rule in rules()[kind]:
        found = rule["regex"].search(agent)
        if found:
            name = family(rule, found)
            if name:
                return rule, found, name
    return {}, None, "Other"


def find_browser(agent):
    rule, found, family = first_match("user_agent", agent, lambda rule, found: (
        rule["family_replacement"].replace("$1", group(found, 1) or "", 1) if "family_replacement" in rule else group(found, 1)))
    if not found:
        return [family, None, None, None]
    return [family, rule.get("v1_replacement") or group(found, 2), rule.get("v2_replacement") or group(found, 3),
            None if "v2_replacement" in rule else group(found, 4)]


def find_os(agent):
    rule, found, family = first_match("os", agent, lambda rule, found: (
        rule["os_replacement"].replace("$1", group(found, 1) or "") if "os_replacement" in rule else group(found, 1)))
    if not found:
        return [family, None, None, None, None]
    version = []
    for number in (1, 2, 3):
        text = rule.get(f"os_v{number}_replacement")
        version.append(group(found, number + 1) if text is None else group(found, int(text[1:])) if text.startswith("$") else text)
    return [family, *version, group(found, 5)]


def find_device(agent):
    """Family, brand, model."""
    rule, found, family = first_match("device", agent, lambda rule, found: (
        replaced(rule["device_replacement"], found) if "device_replacement" in rule else group(found, 1)))
    if not found:
        return family, None, None
    return family, replaced(rule.get("brand_replacement", ""), found) or None, replaced(rule.get("model_replacement", "$1"), found) or None


@functools.cache
def models():
    with open(MODELS, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def category_of_android(agent):
    group = re.search(r"\(.*?(?= Build|\))", agent)
    model = group[0].rpartition("; ")[2].lower() if group and "; " in group[0] else ""
    for row in models():
        text = row["text"].lower()
        if model.startswith(text) if row["kind"] == "prefix" else re.search(rf"(?<!\w){re.escape(text)}(?!\w)", model):
            return row["category"]
    return "Tablet" if agent.startswith("Mozilla/") and " Mobile" not in agent else "Mobile"


def category(agent, device, system):
    lower = device.lower()
    if "bot" in lower or device in ("Spider", "Crawler"):
        return "Bot"
    for name, words in (("Mobile", ("mobile", "phone")), ("Tablet", ("tablet", "pad", "kindle")), ("PC", ("pc", "mac", "linux"))):
        if any(word in lower for word in words):
            return name
    if system in PC:
        return "PC"
    if system == "Android":
        return category_of_android(agent)
    return "Mobile" if system == "iOS" else "Other"


def version(parts):
    known = []
    for part in parts[1:4]:
        if part is None:
            break
        known.append(part)
    return ".".join(known) or None


@functools.cache
def read(agent):
    """The columns that the user agent gives, and brand and model of phones and tablets."""
    browser, system = find_browser(agent), find_os(agent)
    device, brand, model = find_device(agent)
    kind = category(agent, device, system[0])
    return {
        "device_ua_browser": browser[0], "device_ua_browser_version": version(browser),
        "device_ua_os": system[0], "device_ua_os_version": version(system),
        "device_ua_device": device, "device_ua_device_category": kind,
        "device_ua": {"string": agent, "userAgent": dict(zip(PARTS, browser)), "os": dict(zip(PARTS, system)), "device": {"family": device}},
    }, {"device_mobile_brand_name": brand, "device_mobile_model_name": model} if kind in ("Mobile", "Tablet") else {}

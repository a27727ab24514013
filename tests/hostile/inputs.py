"""Hostile inputs: what a client or a broken collector may send, by name. tests/hostile/run uses them.

A generator is a function with the decorator @hostile. It writes raw files below a folder and may yield nothing: files
are given as (name, iterable of bytes) and are written piece by piece, so that an input may be larger than memory. `size`
is 1 in a usual run and more with --large: whatever makes an input hostile grows with it.

Each input has its expected counts in expected.txt.
"""
import base64
import dataclasses
import gzip
import json
import os
import random
import zlib

MIB = 1 << 20
INGEST = 1726000001000
CHROME = ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
          "Chrome/126.0.0.0 Safari/537.36")


@dataclasses.dataclass
class Input:
    """What is sent, and how it is processed."""
    name: str
    files: object  # size → (name, iterable of bytes) …
    settings: dict  # config keys
    config: str  # of millrace.yml
    threads: int
    time: float  # how many times as long as a tame input of as many bytes (and at least 1 MiB) it may take


INPUTS = {}


def hostile(settings=None, config="", threads=1, time=3.0):
    """Registers a generator under its name; `settings` are config keys, laid over those of the run."""
    def register(function):
        INPUTS[function.__name__] = Input(function.__name__, function, settings or {}, config, threads, time)
        return function
    return register


# ---- pieces


def event(number, **more):
    return {"event_type": "click", "event_id": f"e{number}", "app_id": "shop", "unique_id": f"u{number % 997}",
            "timestamp": INGEST - 1000} | more


def row(data, **more):
    """One request as a line; `data` is text, or a list of events."""
    if not isinstance(data, str):
        data = json.dumps(data)
    return json.dumps({"appId": "shop", "ingest_time": INGEST, "ip": "81.2.69.142", "rid": "r1", "ua": CHROME,
                       "uri": "/collect?appId=shop"} | more | {"data": data}).encode() + b"\n"


def good_lines(count, first=0):
    """Lines of one event each, in pieces of a thousand."""
    for begin in range(first, first + count, 1000):
        yield b"".join(row([event(i)]) for i in range(begin, min(begin + 1000, first + count)))


def repeated(text, size):
    """`text` again and again, `size` bytes of it."""
    piece = text * max(1, MIB // len(text))
    for _ in range(size // len(piece)):
        yield piece
    yield piece[:size % len(piece)]


def gzipped(pieces, level=1):
    packer = zlib.compressobj(level, zlib.DEFLATED, 31)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()


def packed(data):
    """Text as a payload that is base64 of gzip."""
    return base64.b64encode(gzip.compress(data.encode() if isinstance(data, str) else data, 6, mtime=0)).decode()


def tame(size):
    """An ordinary input of about so many bytes, with which the hostile ones are compared. Like them it is stored as it
    is: what counts is how long a byte takes that was read."""
    blank = random.Random(1)
    written = 0
    number = 0
    while written < size:
        lines = []
        for _ in range(200):
            events = []
            for _ in range(4):
                number += 1
                events.append(event(number, platform="Web", host_name="shop.example", locale="en-GB",
                                    attributes={"_session_id": f"s{number // 9}", "theme": "dark",
                                                "_page_url": f"https://shop.example/p{blank.randrange(500)}?a=1",
                                                "_page_title": f"Page {blank.randrange(500)}", "score": number / 7}))
            lines.append(row(events, rid=f"r{number}"))
        piece = b"".join(lines)
        written += len(piece)
        yield piece


# ---- lines


@hostile()
def line_of_200_mib(size):
    """One line beyond the limit costs itself alone, not the 1,000 lines behind it."""
    def lines():
        yield from good_lines(10)
        yield b'{"appId":"shop","data":"'
        yield from repeated(b"x", size * 200 * MIB)
        yield b'"}\n'
        yield from good_lines(1000, 10)
    yield "a.log", lines()


@hostile(time=5)  # compared by stored bytes: a bomb of its size
def line_of_200_mib_in_members(size):
    """The same, as gzip in members of 1 MiB: the limit is on the line."""
    def members():
        yield from gzipped(good_lines(10))
        for piece in repeated(b"x", size * 200 * MIB):
            yield from gzipped([piece])
        yield from gzipped([b"\n", b"".join(good_lines(1000, 10))])
    yield "a.log.gz", members()


@hostile()
def line_of_exactly_64_mib(size):
    """At the limit a line is read; one byte more, and it is not."""
    del size
    for name, bytes_of_line in (("a.log", 64 * MIB), ("b.log", 64 * MIB + 1)):
        text = row([event(ord(name[0]))])[:-1]
        yield name, [text, b" " * (bytes_of_line - len(text)), b"\r\n", *good_lines(5, ord(name[0]) * 10)]


@hostile(time=5)
def broken_in_a_long_line(size):
    """The gzip stream breaks off in the middle of a line beyond the limit."""
    def cut():
        text = b"".join(gzipped([*good_lines(10), *repeated(b"xyz", size * 100 * MIB)]))
        yield text[:-100]
    yield "a.log.gz", cut()


@hostile()
def many_values_on_one_line(size):
    """Rows one after the other, with nothing between them, and something that is no JSON at the end."""
    def lines():
        for piece in good_lines(size * 40_000):
            yield piece.replace(b"\n", b"")
        yield b'{"appId":\n'
        yield from good_lines(5, 10_000_000)
    yield "a.log", lines()


@hostile()
def one_array_of_many_rows(size):
    """A line that is an array of requests."""
    def lines():
        yield b"["
        for piece in good_lines(size * 40_000):
            yield piece.replace(b"\n", b",")
        yield row([event(20_000_000)])[:-1] + b"]\n"
        yield from good_lines(5, 10_000_000)
    yield "a.log", lines()


@hostile()
def three_objects_on_one_line(size):
    del size
    lines = [row([event(i)])[:-1] for i in range(6)]
    yield "a.log", [lines[0] + lines[1] + b" " + lines[2] + b"\n",
                    b"[" + lines[3] + b"]" + lines[4] + b" 7 " + lines[5] + b" and more {}\n"]


@hostile()  # a row and a reject every other byte
def tiny_values(size):
    """A line of nothing but {}: each is a row without a time."""
    yield "a.log", [*repeated(b"{}", size * MIB), b"\n", *good_lines(5)]


@hostile()
def keys_given_again(size):
    """Rows that give each key 60,000 times, in forms that have to be rewritten: the last value counts, and takes memory."""
    keys = {"data": [[], '"', "@"], "rid": [7, [], "\ud800"], "ua": [{}, 1.5], "uri": [[1]], "ip": [2],
            "ingest_time": [str(INGEST)], "client_timestamp": ["1"]}
    last = json.loads(row([event(1)]))
    for key, values in keys.items():
        again = ",".join(json.dumps(key) + ":" + json.dumps(value) for value in values)
        yield f"{key}.log", [b'{"appId":"shop",', *repeated(again.encode() + b",", size * 60_000 * (len(again) + 1)),
                             json.dumps(last).encode()[1:] + b"\n"]
    yield "good.log", good_lines(5)


# ---- files


@hostile(time=8)  # compared by stored bytes
def bombs(size):
    """Sixteen gzip files of 12 KiB that hold 12 MiB of one line each: the estimate reads the beginning of each."""
    for number in range(16):
        yield f"{number}.log.gz", [*gzipped(repeated(b"x", size * 12 * MIB), 9), *gzipped([b"\n", *good_lines(5, number * 5)])]


@hostile(time=5)
def broken_gzip(size):
    """Files that break off, are damaged or are followed by something else: what is complete before is used."""
    del size
    sound = b"".join(gzipped(good_lines(2000)))
    yield "cut.log.gz", [sound[:-9]]  # only the checksum and the end are missing
    yield "tail.log.gz", [b"".join(gzipped(good_lines(100, 10_000))), b"PK\x03\x04 something else"]
    yield "no_gzip.log.gz", [b"this is no gzip"]
    yield "empty.log.gz", [b""]
    yield "header_only.log.gz", [sound[:12]]


@hostile()
def blank_lines(size):
    yield "a.log", [*repeated(b"\n \r\n\t\r", size * 20 * MIB), b"\n", *good_lines(5)]


@hostile()
def file_names_that_are_not_utf8(size):
    del size
    yield os.fsdecode(b"caf\xe9-\xff.log"), good_lines(5)


# ---- payloads


@hostile(time=5)
def payload_of_zeros(size):
    """A request of some hundred bytes, packed, with 200,000 elements that are no events."""
    yield "a.log", [row(packed("[" + "0," * (size * 200_000 - 1) + "0]")), *good_lines(5)]


@hostile()
def bundle_of_many_events(size):
    """A packed bundle of 100,000 sound events, in a line of a hundredth of their bytes."""
    text = json.dumps([event(i) for i in range(size * 100_000)], separators=(",", ":"))
    yield "a.log", [row(packed(text)), *good_lines(5, 10_000_000)]


@hostile(time=5)
def payload_beyond_64_mib(size):
    """A payload that inflates to more than is read."""
    yield "a.log", [row(packed(b"[" + b" " * (size * 65 * MIB) + b"]")), *good_lines(5)]


@hostile()
def ten_lines_of_30_mib(size):
    """Each with one event that has an attribute of 30 MiB."""
    def lines():
        for i in range(size * 10):
            text = row([event(i, attributes={"text": "@"})])
            begin, end = text.split(b"@")
            yield begin
            yield from repeated(b"0123456789abcdef", 30 * MIB)
            yield end
    yield "a.log", lines()


@hostile()
def escapes(size):
    """Texts of nothing but escapes."""
    piece = r"\\u00e9\\n\\\"" * 100
    text = row([event(1, attributes={"text": "@"})]).decode().replace("@", "@" * (size * 20_000))
    yield "a.log", [text.replace("@", piece).encode(), *good_lines(5, 10)]


@hostile()
def many_keys(size):
    """An object of 200,000 keys, and one with a key that is given as often."""
    keys = {f"k{i}": i for i in range(size * 200_000)}
    again = json.dumps(event(2, attributes="@"))
    again = again.replace('"@"', "{" + ",".join(f'"k{i % 7}":{i}' for i in range(size * 200_000)) + "}")
    yield "a.log", [row([event(1, attributes=keys)]), row(f"[{again}]"),
                    row([event(3, attributes={"nested": keys})]), *good_lines(5, 10)]


@hostile()
def deep_element(size):
    """An element of 1,100 levels is rejected alone; one of 1,024 is none too many."""
    del size
    def nested(number, levels):
        text = json.dumps(event(number, attributes={"deep": "@"}))  # which are levels 1 and 2
        return text.replace('"@"', "[" * (levels - 2) + "]" * (levels - 2))
    yield "a.log", [row("[" + ",".join([json.dumps(event(1)), nested(2, 1100), json.dumps(event(3)),
                                        nested(4, 1024)]) + "]"),
                    row(packed("[" + nested(5, 1025) + "," + json.dumps(event(6)) + "]")),
                    row("[" + json.dumps(event(7)) + "," + nested(8, 200_000) + "]")]


# ---- what the events of a request share


@hostile(time=5)
def long_fields_of_many_events(size):
    """A megabyte in each of rid, ip and uri, for 20,000 packed events: stored up to 16 KiB, or they would fill the disk."""
    text = "x" * (size * MIB)
    events = json.dumps([event(i, app_id=f"app{i % 50}") for i in range(20_000)], separators=(",", ":"))
    yield "a.log", [row(packed(events), rid=text, ip="81.2.69.142, " + text, uri="/collect?appId=shop&a=" + text),
                    *good_lines(5, 10_000_000)]


@hostile(time=5)
def long_fields_of_few_events(size):
    """The same for requests of four events each: stored whole."""
    text = "x" * (MIB // 2)
    yield "a.log", [row([event(4 * i + n) for n in range(4)], rid=text + str(i), ip="81.2.69.142, " + text,
                        uri="/collect?appId=shop&a=" + text + "&event_bundle_sequence_id=7")
                    for i in range(size * 8)]


# ---- times and numbers


INT64 = (-(1 << 63), -(1 << 63) + 1, -1, 0, 1, (1 << 63) - 2, (1 << 63) - 1)


@hostile()
def extreme_times(size):
    """Times of clients and collectors at every edge of an int64."""
    del size
    times = INT64 + (-62135596800001, 253402300799999, 253402300800000, 946684799999, 946684800000, 1726000000,
                     -9223372036854, 9223372036854, 9223372036855)
    lines = [row([event(i, timestamp=time), event(100 + i, timestamp=time, event_type="_first_open")])
             for i, time in enumerate(times)]
    lines += [row([event(200 + i)], client_timestamp=time) for i, time in enumerate(times)]
    lines += [row([event(300 + i)], ingest_time=time) for i, time in enumerate(INT64)]
    yield "a.log", lines


@hostile()
def extreme_numbers(size):
    """Numbers that no column holds, in every field that takes one: no event is lost."""
    del size
    fields = ("screen_height", "screen_width", "zone_offset", "event_previous_timestamp", "viewport_width",
              "viewport_height", "event_value_in_usd")
    numbers = [str(n) for n in INT64] + ["1e400", "-1e400", "NaN", "-Infinity", "1.5", "9223372036854775808", "1e-400"]
    events = []
    for field in fields:
        for number in numbers:
            text = json.dumps(event(len(events), **{field: "@", "attributes": {"n": "@", "_session_number": "@"}}))
            events.append(text.replace('"@"', number))
    yield "a.log", [row("[" + ",".join(events) + "]")]


# ---- partitions


@hostile(time=10)
def many_apps(size):
    """2,500 apps with four events each."""
    def lines():
        for i in range(size * 10_000):
            yield row([event(i, app_id=f"app{i % (size * 2500)}")])
    yield "a.log", lines()


@hostile(time=10, settings={"processing.max_partitions": "500"})
def apps_chosen_by_clients(size):
    """A small packed request of 2,000 apps, where 500 partitions are allowed."""
    yield "a.log", [row(packed(json.dumps([event(i, app_id=f"app{i}") for i in range(size * 2000)])))]


@hostile(config="apps: [{id: shop}]\n", time=5)
def apps_that_are_unknown(size):
    """Rejects of apps outside the list make no partitions."""
    yield "a.log", [row(packed(json.dumps([event(i, app_id=f"app{i}") for i in range(size * 2000)]))), *good_lines(5)]


@hostile(time=5)
def days_chosen_by_clients(size):
    """A small packed request with an event on each of 800 days, by a name that is never late."""
    del size
    day = 86_400_000
    yield "a.log", [row(packed(json.dumps([event(i, event_type="_first_open", timestamp=INGEST - 1000 - i * day)
                                           for i in range(800)])))]


# ---- privacy


@hostile(settings={"processing.client": "gtm", "privacy.ip": "truncate"}, time=5)
def address_again_and_again(size):
    """A rejected GTM event that holds its address half a million times."""
    text = json.dumps({"event_name": "x", "ip_override": "203.0.113.195", "text": "@"})
    text = text.replace("@", "203.0.113.195 " * (size * 300_000))
    yield "a.log", [row(f"[{text}]")]

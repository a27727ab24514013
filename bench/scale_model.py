"""What a store of any size needs, computed from measured rates: the model of `bench/scale simulate`.

One job an hour on Spark, raw files and lake on S3, the ledger on the driver with a copy in the store after each job. Where a
rate could not be measured here, its source says that it is assumed.
"""
import dataclasses
import math

TB = 1e12
GIB = 1 << 30
SECONDS_OF_A_JOB = 3600  # one an hour: a job that takes longer falls behind


@dataclasses.dataclass(frozen=True)
class Constant:
    value: float
    unit: str
    source: str


CONSTANTS = {
    # The traffic: `millrace generate --size 200MB` and a run over it.
    "raw bytes of an event": Constant(1037, "B", "a run over 200 MB of generated traffic: 193,000 events"),
    "stored bytes of a raw byte": Constant(0.27, "", "the same run: gzip of which half is base64 of gzip"),
    "lake bytes of a raw byte": Constant(0.18, "", "the same run: four tables and rejects, snappy"),
    "size of a raw file": Constant(32e6, "B", "assumed: what collectors are told to write"),
    "apps": Constant(3, "", "assumed"),
    "days of events in an hour's files": Constant(2, "", "assumed: today, and those that come late"),
    # The work.
    "raw bytes a second and core": Constant(150e6, "B/s", "README: 306 MB/s on two cores; without ARM, S3 or Spark"),
    "share of the work beside Spark": Constant(0.7, "", "assumed: what Spark, S3 and stragglers leave of a core"),
    "stored bytes of a task": Constant(128 * (1 << 20), "B", "the default of `millrace.spark.process`"),
    "seconds until the first task runs": Constant(90, "s", "assumed for EMR Serverless: 60 to 120"),
    "seconds that the tasks may take": Constant(600, "s", "`millrace plan --place spark`"),
    "GB of memory for a core": Constant(2, "GB", "`millrace plan --place spark`: the least of a worker"),
    # The driver.
    "files listed and compared a second": Constant(600e3, "", "`bench/scale plan`: 5.1 million in 8 s, made up, on a busy machine"),
    "files of one listing request": Constant(1000, "", "S3"),
    "seconds of a listing request": Constant(0.1, "s", "assumed; one after the other"),
    "days that are listed": Constant(2, "days", "finished days are skipped; the full listing of a day is not counted"),
    "ledger bytes of a raw file": Constant(222, "B", "`bench/scale plan`: 1.11 GB for 5 million"),
    "plan bytes of a new file": Constant(450, "B", "`bench/scale plan`: 74 MB for 100,000, with what a process needs"),
    "days that the ledger knows": Constant(365, "days", "assumed: a year in operation"),
    "bytes a second into the store": Constant(200e6, "B/s", "assumed: one connection's uploads in parallel parts"),
    "lake files published at the same time": Constant(8, "", "kParallelRequests (src/storage/file_system.h)"),
    "seconds to publish a lake file": Constant(0.15, "s", "assumed: completion and listing, one after the other"),
    # Requests and prices: public lists of us-east-1, 2024 to 2026; check them before you rely on them.
    "bytes of a read request": Constant(8e6, "B", "assumed"),
    "bytes of a part": Constant(5 * (1 << 20), "B", "S3Upload::kPartBytes"),
    "USD for 1,000 writes or listings": Constant(0.005, "USD", "S3"),
    "USD for 1,000 reads": Constant(0.0004, "USD", "S3"),
    "USD for a core-hour": Constant(0.0421, "USD", "EMR Serverless on ARM, about"),
    "USD for a GB-hour": Constant(0.00462, "USD", "EMR Serverless on ARM, about"),
}

TABLES = 5  # the four, and rejects


def rate(name):
    return CONSTANTS[name].value


@dataclasses.dataclass
class Day:
    """All figures are of a day, unless they are named after a job."""

    raw: float

    def __post_init__(self):
        self.jobs = 86400 // SECONDS_OF_A_JOB
        self.events = self.raw / rate("raw bytes of an event")
        stored = self.raw * rate("stored bytes of a raw byte")
        self.raw_files = math.ceil(stored / rate("size of a raw file"))
        self.tasks_of_a_job = math.ceil(stored / self.jobs / rate("stored bytes of a task"))
        core_seconds = self.raw / rate("raw bytes a second and core") / rate("share of the work beside Spark")
        wanted = math.ceil(core_seconds / self.jobs / rate("seconds that the tasks may take"))
        self.cores = max(1, min(self.tasks_of_a_job, wanted))
        self.work_of_a_job = rate("seconds until the first task runs") + core_seconds / self.jobs / self.cores
        # On S3 the outputs of tasks are not merged: each has a file in every partition.
        partitions = TABLES * rate("apps") * rate("days of events in an hour's files")
        self.lake_files_of_a_job = self.tasks_of_a_job * partitions
        self.lake_files = self.lake_files_of_a_job * self.jobs
        lake = self.raw * rate("lake bytes of a raw byte")
        self.lake_file_bytes = lake / self.lake_files

        known = self.raw_files * rate("days that the ledger knows")
        self.ledger = known * rate("ledger bytes of a raw file")
        self.plan_of_a_job = self.raw_files / self.jobs * rate("plan bytes of a new file")
        listed = self.raw_files * rate("days that are listed")
        pages = listed / rate("files of one listing request")
        self.driver = {
            "listing": pages * rate("seconds of a listing request") + listed / rate("files listed and compared a second"),
            "publishing": self.lake_files_of_a_job
            * rate("seconds to publish a lake file")
            / rate("lake files published at the same time"),
            "copy of the ledger": self.ledger / rate("bytes a second into the store"),
        }
        self.job = self.work_of_a_job + sum(self.driver.values())

        parts = math.ceil(self.lake_file_bytes / rate("bytes of a part"))
        # Of a lake file: its note, the start of its upload, its parts, completion and listing.
        self.writes = self.lake_files * (4 + parts) + pages * self.jobs
        self.writes += self.ledger / rate("bytes of a part") * self.jobs
        self.reads = max(self.raw_files, stored / rate("bytes of a read request"))
        core_hours = self.cores * (self.work_of_a_job * self.jobs) / 3600
        core_hour = rate("USD for a core-hour") + rate("GB of memory for a core") * rate("USD for a GB-hour")
        writes, reads = rate("USD for 1,000 writes or listings"), rate("USD for 1,000 reads")
        self.usd = {
            "cores and memory": core_hours * core_hour,
            "requests": (self.writes * writes + self.reads * reads) / 1000,
        }


def breaking_point(seconds_of):
    """The TB a day at which a part of a job takes as long as the time between two jobs."""
    low, high = 0.01, 1e5
    while high / low > 1.001:
        middle = math.sqrt(low * high)
        low, high = (middle, high) if seconds_of(Day(middle * TB)) < SECONDS_OF_A_JOB else (low, middle)
    return low


def size(count):
    for unit, factor in (("PB", 1e15), ("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= factor:
            return f"{count / factor:,.1f} {unit}"
    return f"{count:.0f} B"


def number(count):
    if count >= 1e9:
        return f"{count / 1e9:,.1f} billion"
    return f"{count / 1e6:,.1f} million" if count >= 1e6 else f"{count:,.0f}"


def figure(value):
    return f"{value:,.0f}" if value >= 1000 else f"{value:g}"


def duration(seconds):
    return f"{seconds / 3600:,.1f} h" if seconds >= 3600 else f"{seconds / 60:,.1f} min" if seconds >= 60 else f"{seconds:.1f} s"


ROWS = [
    ("raw files a day", lambda day: number(day.raw_files)),
    ("events a day", lambda day: number(day.events)),
    ("tasks of a job", lambda day: number(day.tasks_of_a_job)),
    ("cores", lambda day: number(day.cores)),
    ("lake files of a job", lambda day: number(day.lake_files_of_a_job)),
    ("size of a lake file", lambda day: size(day.lake_file_bytes)),
    ("plan, memory", lambda day: size(day.plan_of_a_job)),
    ("ledger after a year", lambda day: size(day.ledger)),
    ("job: tasks and their start", lambda day: duration(day.work_of_a_job)),
    ("job: listing", lambda day: duration(day.driver["listing"])),
    ("job: publishing", lambda day: duration(day.driver["publishing"])),
    ("job: copy of the ledger", lambda day: duration(day.driver["copy of the ledger"])),
    ("job", lambda day: duration(day.job)),
    ("write requests a day", lambda day: number(day.writes)),
    ("read requests a day", lambda day: number(day.reads)),
    ("cores and memory a day", lambda day: f"${day.usd['cores and memory']:,.2f}"),
    ("requests a day", lambda day: f"${day.usd['requests']:,.2f}"),
    ("a million events", lambda day: f"${sum(day.usd.values()) / day.events * 1e6:.4f}"),
]


def report():
    """The text of `bench/scale simulate`."""
    days = [Day(tb * TB) for tb in (1, 10, 100)]
    lines = [f"{'raw rows a day':<28}" + "".join(f"{size(day.raw):>16}" for day in days)]
    lines += [f"{name:<28}" + "".join(f"{show(day):>16}" for day in days) for name, show in ROWS]
    parts = {name: breaking_point(lambda day, name=name: day.driver[name]) for name in days[0].driver}
    first = min(parts, key=parts.get)
    parts["all together"] = breaking_point(lambda day: day.job)
    lines += ["", "takes a whole hour at, TB a day"]
    lines += [f"  {name:<26}{tb:>16,.0f}" for name, tb in sorted(parts.items(), key=lambda part: part[1])]
    lines += ["", f"breaks first: {first}"]
    lines += ["", "computed from"]
    lines += [f"  {name:<38}{figure(constant.value):>14} {constant.unit:<5} {constant.source}" for name, constant in CONSTANTS.items()]
    return "\n".join(line.rstrip() for line in lines) + "\n"

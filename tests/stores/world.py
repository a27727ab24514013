"""What the cases of tests/stores/run work with: a server with a bucket, and projects of the program."""

import concurrent.futures
import json
import pathlib
import subprocess

import pyarrow.fs
import pyarrow.parquet as pq
import servers

BUCKET = "logs"
TABLES = ["event_v2", "user_v2", "item_v2", "session", "rejects"]
# What no two runs share.
OF_THE_RUN = {"input_file_name", "process_job_id", "process_time", "process_info", "job_id", "source_file", "created_time"}


class Failed(Exception):
    pass


def check(condition, text):
    if not condition:
        raise Failed(text)


class World:
    """A server with a bucket, and a folder to work in."""

    def __init__(self, kind, program, folder):
        self.program = program
        self.folder = folder
        self.server = servers.Server(kind, folder / "server")
        self.client = self.server.client()
        self.client.create_dir(BUCKET, recursive=False)
        self.raw = folder / "raw"
        self.local = self.project("local", raw=self.raw, lake=folder / "local/lake")

    def at(self, name):
        """The address of what lies there in the bucket."""
        return f"{self.server.address(BUCKET)}/{name}"

    def project(self, name, raw, lake, **settings):
        return Project(self, name, {"project": "shop", "raw": raw, "lake": lake,
                                    "state": self.folder / name / "state", **settings})

    def upload(self, source, prefix):
        """All files below a folder, under the same names."""
        def put(path):
            with self.create(f"{prefix}/{path.relative_to(source)}") as out:
                out.write(path.read_bytes())
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            list(pool.map(put, [path for path in source.rglob("*") if path.is_file()]))

    def create(self, name):
        # As it is: by default Arrow would compress what is called .gz.
        return self.client.open_output_stream(f"{BUCKET}/{name}", compression=None)

    def files(self, prefix):
        selector = pyarrow.fs.FileSelector(f"{BUCKET}/{prefix}", recursive=True, allow_not_found=True)
        return [info for info in self.client.get_file_info(selector) if info.type == pyarrow.fs.FileType.File]


class Project:
    """The program with the settings of one project."""

    def __init__(self, world, name, settings):
        self.world = world
        self.lake = str(settings["lake"])
        self.flags = [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]
        (world.folder / name).mkdir(parents=True, exist_ok=True)
        self.folder = world.folder / name

    def command(self, *words):
        return [str(self.world.program), words[0], *self.flags, *words[1:]]

    def start(self, *words, **environment):
        return subprocess.Popen(self.command(*words), cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                stdin=subprocess.DEVNULL, text=True, env=self.world.server.environment() | environment)

    def run(self, *words, code=0, **environment):
        process = self.start(*words, **environment)
        try:
            out, err = process.communicate(timeout=300)
        except subprocess.TimeoutExpired:
            process.kill()
            raise Failed(f"{words}: did not end within 300 s")
        check(process.returncode == code, f"{words}: exit code {process.returncode}, expected {code}\n{out}{err}")
        return out if code == 0 else err

    def rows(self):
        """The rows of the lake as texts, sorted; also checks that the ledger and the lake agree."""
        if self.lake.startswith(self.world.at("")):
            paths = [(info.path, self.world.client) for info in self.world.files(self.lake.removeprefix(self.world.at("")))]
        else:
            paths = [(str(path), pyarrow.fs.LocalFileSystem()) for path in pathlib.Path(self.lake).rglob("*.parquet")]
        found = {table: [] for table in TABLES}
        for path, filesystem in paths:
            table = next(part for part in path.split("/") if part in TABLES)
            with filesystem.open_input_file(path) as file:
                for row in pq.ParquetFile(file).read().to_pylist():
                    found[table].append(repr([(key, value) for key, value in row.items() if key not in OF_THE_RUN]))
        for rows in found.values():
            rows.sort()
        return found

    def check_same(self, expected, merged=True):
        """`merged`: users and sessions may come in another number of partial rows, by how the work was cut."""
        rows = self.rows()
        for table in TABLES:
            if merged or table in ("event_v2", "item_v2", "rejects"):
                differ = [pair for pair in zip(rows[table], expected[table]) if pair[0] != pair[1]]
                check(rows[table] == expected[table],
                      f"{table}: {len(rows[table])} rows, expected {len(expected[table])}; {str(differ[:1])[:3000]}")

    def check_whole(self):
        """What must hold when no run is under way: nothing orphaned, nothing half-written, ledger and lake agree."""
        checks = {each["check"]: each for each in json.loads(self.run("doctor", "--json"))["checks"]}
        for name in ("runs", "lake against ledger", "unfinished output", "orphaned uploads"):
            check(checks[name]["health"] == "ok" or name == "runs", f"{name}: {checks[name]['detail']}")

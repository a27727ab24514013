"""A PostgreSQL 15 server for tests."""
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time


class PostgresServer:
    """A server of our own: data and socket in a temporary folder, no TCP, stopped by its process id."""

    def __init__(self):
        binaries = sorted(pathlib.Path("/usr/lib/postgresql").glob("15/bin"))
        if not binaries:
            raise SystemExit("PostgreSQL 15 is missing: scripts/setup installs it")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="millrace-postgres-", dir="/tmp"))
        as_user = []
        if os.getuid() == 0:  # initdb refuses root
            shutil.chown(self.folder, "postgres")
            as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        data = self.folder / "data"
        # A collation that is not by bytes, as users have: texts must compare by their bytes all the same.
        subprocess.run([*as_user, binaries[0] / "initdb", "-D", data, "-U", "millrace", "-A", "trust", "-E", "UTF8", "-N",
                        "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"],
                       check=True, stdout=subprocess.DEVNULL, env=environment, cwd="/")
        self.log = open(self.folder / "log", "wb")
        # `timeout` bounds its life, should this process be killed.
        settings = {"listen_addresses": "", "unix_socket_directories": self.folder, "fsync": "off", "jit": "off",
                    "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "128MB", "autovacuum": "off",
                    "timezone": "Asia/Tokyo"}
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        self.process = subprocess.Popen(["timeout", "--signal=INT", "3600", *as_user, binaries[0] / "postgres", "-D", data, *options],
                                        stdout=self.log, stderr=self.log, env=environment, cwd="/", start_new_session=True)
        self.uri = f"postgresql://millrace@/postgres?host={self.folder}"
        ready = self.folder / ".s.PGSQL.5432"
        for _ in range(200):
            if ready.exists() and not subprocess.run([binaries[0] / "pg_isready", "-q", "-h", self.folder]).returncode:
                return
            time.sleep(0.05)
        raise SystemExit("PostgreSQL does not start:\n" + (self.folder / "log").read_text())

    def stop(self):
        self.process.send_signal(signal.SIGINT)  # a fast shutdown, whoever is still connected
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

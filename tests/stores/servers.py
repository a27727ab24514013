"""The two S3 servers of the tests, each a process of its own on a free port of 127.0.0.1, with its data in a folder."""

import http.client
import os
import pathlib
import socket
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BIN = ROOT / "build/deps/stores/bin"
ACCESS_KEY = "testkey"
SECRET_KEY = "testsecret123"
START_SECONDS = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server that can be stopped and started again with the same data and port."""

    def __init__(self, kind, folder, **settings):
        self.kind = kind
        self.settings = settings
        self.folder = pathlib.Path(folder)
        self.port = free_port()
        self.process = None
        (self.folder / "data").mkdir(parents=True, exist_ok=True)
        self.start()

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.port}"

    def environment(self):
        """What a client needs to know, and nothing that this machine knows of other stores."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MILLRACE_"))}
        return kept | {
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_EC2_METADATA_DISABLED": "true",
            "MILLRACE_S3_ENDPOINT": self.endpoint,
        }

    def start(self):
        data = str(self.folder / "data")
        if self.kind == "minio":
            command = [BIN / "minio", "server", "--quiet", "--address", f"127.0.0.1:{self.port}", data]
            keys = {"MINIO_ROOT_USER": ACCESS_KEY, "MINIO_ROOT_PASSWORD": SECRET_KEY, "MINIO_BROWSER": "off",
                    "MINIO_UPDATE": "off", "MINIO_CI_CD": "on"}
            probe = "/minio/health/ready"
        else:
            # Beside the data: an upload of its is a folder there, which no object may be called.
            command = [BIN / "versitygw", "--quiet", "--port", f"127.0.0.1:{self.port}", "--health", "/health", "posix",
                       data]
            keys = {"ROOT_ACCESS_KEY": ACCESS_KEY, "ROOT_SECRET_KEY": SECRET_KEY}
            probe = "/health"
        with open(self.folder / f"{self.kind}.log", "ab") as log:
            self.process = subprocess.Popen([str(word) for word in command], env=os.environ | keys | self.settings, stdout=log,
                                            stderr=log, stdin=subprocess.DEVNULL, cwd=self.folder)
        deadline = time.monotonic() + START_SECONDS
        while not self.answers(probe):
            if time.monotonic() > deadline or self.process.poll() is not None:
                self.kill()
                raise SystemExit(f"{self.kind} did not start; see {self.folder}/{self.kind}.log")
            time.sleep(0.05)

    def answers(self, path):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except OSError:
            return False

    def get(self, path):
        """The text of a page of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request("GET", path)
        return connection.getresponse().read().decode()

    def kill(self):
        """As a crash would end it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

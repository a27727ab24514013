"""The servers of the tests, each a process of its own on a free port of 127.0.0.1, with its data in a folder: two of S3,
one of Google Cloud Storage, one of Azure Blob Storage."""

import base64
import datetime
import http.client
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import time

import pyarrow.fs

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BIN = ROOT / "build/deps/stores/bin"
AZURITE = ROOT / "build/deps/azurite/node_modules/azurite/dist/src/blob/main.js"
KINDS = ["seaweedfs", "versitygw", "gcs", "azure"]
ACCESS_KEY = "testkey"
SECRET_KEY = "testsecret123"
ACCOUNT = "teststore"
ACCOUNT_KEY = base64.b64encode(SECRET_KEY.encode()).decode()
START_SECONDS = 60
GCS_ATTRIBUTE = "user.metadata"


def free_port():
    """None of those that the system gives to connections: one might take it while the server is stopped."""
    while True:
        port = random.randrange(20000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass


def flags(values):
    return [f"-{name}={value}" for name, value in values.items()]


class Server:
    """A server that can be stopped and started again with the same data and port."""

    def __init__(self, kind, folder):
        self.kind = kind
        self.folder = pathlib.Path(folder)
        ports = set()
        while len(ports) < (8 if kind == "seaweedfs" else 1):
            ports.add(free_port())
        self.port, *self.inner_ports = ports
        self.process = self.master = None
        (self.folder / "data").mkdir(parents=True, exist_ok=True)
        self.start()

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def speaks_s3(self):
        return self.kind in ("seaweedfs", "versitygw")

    @property
    def whole_seconds(self):
        """Whether its listings tell modified times no finer."""
        return self.kind in ("seaweedfs", "versitygw", "azure")

    @property
    def forgets_uploads(self):
        """Whether what is being sent is lost when it is started again; Google's own server keeps it for a week."""
        return self.kind == "gcs"

    def address(self, bucket):
        return {"gcs": f"gs://{bucket}", "azure": f"abfs://{bucket}@{ACCOUNT}"}.get(self.kind, f"s3://{bucket}")

    def client(self):
        """The server, as pyarrow sees it."""
        host = f"127.0.0.1:{self.port}"
        if self.kind == "gcs":
            return pyarrow.fs.GcsFileSystem(anonymous=True, scheme="http", endpoint_override=host, project_id="test",
                                            retry_time_limit=datetime.timedelta(seconds=60))
        if self.kind == "azure":
            return pyarrow.fs.AzureFileSystem(ACCOUNT, account_key=ACCOUNT_KEY, blob_storage_authority=host,
                                              dfs_storage_authority=host, blob_storage_scheme="http",
                                              dfs_storage_scheme="http")
        return pyarrow.fs.S3FileSystem(access_key=ACCESS_KEY, secret_key=SECRET_KEY, region="us-east-1", scheme="http",
                                       endpoint_override=host, allow_bucket_creation=True)

    def environment(self):
        """What a client needs to know, and nothing that this machine knows of other stores."""
        foreign = ("AWS_", "AZURE_", "GOOGLE_", "MILLRACE_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        kept["MILLRACE_PROCESSING_SETTLE"] = "0s"
        if self.kind == "gcs":
            return kept | {"MILLRACE_GS_ENDPOINT": self.endpoint, "MILLRACE_GS_ANONYMOUS": "true"}
        if self.kind == "azure":
            return kept | {"MILLRACE_ABFS_ENDPOINT": self.endpoint, "AZURE_STORAGE_KEY": ACCOUNT_KEY}
        return kept | {
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_EC2_METADATA_DISABLED": "true",
            "MILLRACE_S3_ENDPOINT": self.endpoint,
        }

    def start(self):
        if self.kind == "gcs":
            self.remove_half_made()
        if self.kind == "seaweedfs" and self.master is None:
            self.start_master()
        command, keys, probe = self.command(str(self.folder / "data"))
        self.process = self.run(command, keys)
        self.wait_for(self.process, self.port, probe)
        if self.master is not None:
            self.wait_for(self.process, self.inner_ports[0], "/dir/assign")

    def wait_for(self, process, port, page):
        deadline = time.monotonic() + START_SECONDS
        while not self.answers(port, page):
            if time.monotonic() > deadline or process.poll() is not None:
                self.close()
                raise SystemExit(f"{self.kind} did not start; see {self.folder}/{self.kind}.log")
            time.sleep(0.05)

    def run(self, command, keys):
        if self.kind == "seaweedfs":
            command = [BIN / "seaweedfs", "-logtostderr", *command]
        with open(self.folder / f"{self.kind}.log", "ab") as log:
            return subprocess.Popen([str(word) for word in command], env=os.environ | keys, stdout=log, stderr=log,
                                    stdin=subprocess.DEVNULL, cwd=self.folder)

    def remove_half_made(self):
        """fake-gcs writes an object's bytes and then, as an attribute of the file, what else it is. Killed in between, it
        would answer every listing that meets the file with 404; in Google's own store there is no such object."""
        for path in (self.folder / "data").glob("*/**/*"):  # below the buckets
            if path.is_file() and GCS_ATTRIBUTE not in os.listxattr(path):
                path.unlink()

    def command(self, data):
        """How it is started, with what in its environment, and a page that answers when it is up."""
        if self.kind == "seaweedfs":
            return self.seaweedfs_flags(data), {}, "/healthz"
        if self.kind == "versitygw":
            # Beside the data: an upload of its is a folder there, which no object may be called.
            return ([BIN / "versitygw", "--quiet", "--port", f"127.0.0.1:{self.port}", "--health", "/health", "posix", data],
                    {"ROOT_ACCESS_KEY": ACCESS_KEY, "ROOT_SECRET_KEY": SECRET_KEY}, "/health")
        if self.kind == "gcs":
            return ([BIN / "fake-gcs", "-scheme", "http", "-host", "127.0.0.1", "-port", self.port, "-backend", "filesystem",
                     "-filesystem-root", data, "-log-level", "error"], {}, "/_internal/healthcheck")
        # It would tell its makers about its use.
        return (["node", AZURITE, "--blobHost", "127.0.0.1", "--blobPort", self.port, "--location", data, "--silent",
                 "--disableTelemetry", "--skipApiVersionCheck"], {"AZURITE_ACCOUNTS": f"{ACCOUNT}:{ACCOUNT_KEY}"}, None)

    def start_master(self):
        """The master of SeaweedFS, which knows where data may lie, goes on while the rest is killed: a new one would wait for
        15 seconds before it answers."""
        port, grpc = self.inner_ports[:2]
        folder = self.folder / "master"
        folder.mkdir()
        self.master = self.run(["master", *flags({
            "ip": "127.0.0.1", "ip.bind": "127.0.0.1", "port": port, "port.grpc": grpc, "mdir": folder, "telemetry": "false",
            "electionTimeout": "500ms", "heartbeatInterval": "50ms", "volumeSizeLimitMB": 1024})], {})
        self.wait_for(self.master, port, "/cluster/healthz")

    def seaweedfs_flags(self, data):
        """Data, names (the filer) and S3 in one process."""
        keys = self.folder / "s3.json"
        keys.write_text(json.dumps({"identities": [{"name": "test", "actions": ["Admin"], "credentials": [
            {"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}]}]}))
        master, master_grpc, volume, volume_grpc, filer, filer_grpc, s3_grpc = self.inner_ports
        return ["server", *flags({
            "dir": data, "ip": "127.0.0.1", "ip.bind": "127.0.0.1", "master": "false", "master.peers": f"127.0.0.1:{master}.{master_grpc}",
            "volume.port": volume, "volume.port.grpc": volume_grpc, "volume.max": 100,
            "filer": "true", "filer.port": filer, "filer.port.grpc": filer_grpc,
            "s3": "true", "s3.port": self.port, "s3.port.grpc": s3_grpc, "s3.config": keys, "s3.autoCreateBucket": "false", "s3.iam": "false",
            "s3.port.iceberg": 0, "s3.port.lance": 0})]

    @staticmethod
    def answers(port, path):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path or "/")
            return connection.getresponse().status == 200 or path is None
        except OSError:
            return False

    def kill(self):
        """As a crash would end it; Azurite, which keeps its index in memory for seconds, is asked to end."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM if self.kind == "azure" else signal.SIGKILL)
            self.process.wait()
            self.process = None

    def close(self):
        self.kill()
        if self.master is not None:
            self.master.kill()
            self.master.wait()
            self.master = None
            for port in (self.port, *self.inner_ports):
                for socket_file in pathlib.Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):
                    socket_file.unlink()

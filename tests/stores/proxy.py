"""A proxy before a server, where a test can lose answers or do something while a request is under way."""

import http.client
import http.server
import re
import threading
import urllib.parse

# What the caller's connection decides, and what is set anew.
HOP_HEADERS = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class EveryNth:
    """Drops the answer to every `period`-th request that changed something."""

    def __init__(self, period):
        self.period = period
        self.dropped = []
        self.seen = 0
        self.lock = threading.Lock()

    def __call__(self, method, path, status):
        with self.lock:
            if method in ("GET", "HEAD") or status >= 300:
                return False
            self.seen += 1
            if self.seen % self.period:
                return False
            self.dropped.append(f"{method} {path}")
            return True


class Unlisted:
    """Leaves the first object that was made of parts out of listings until another one is written into its folder, as
    SeaweedFS does that was killed while it made the object."""

    def __init__(self):
        self.key = None
        self.shown = False

    def __call__(self, method, path, content):
        key = urllib.parse.unquote(path.partition("?")[0])
        if method == "POST" and "uploadId=" in path and self.key is None:
            self.key = key
        if self.key is None or self.shown:
            return content
        if method == "PUT" and "partNumber=" not in path and key.rpartition("/")[0] == self.key.rpartition("/")[0]:
            self.shown = True
        if method != "GET" or "list-type=2" not in path:
            return content
        return re.sub(rb"<Contents>.*?</Contents>", lambda found: b"" if self.is_hidden(found[0]) else found[0], content)

    def is_hidden(self, entry):
        name = re.search(rb"<Key>(.*?)</Key>", entry)[1].decode()
        return self.key.endswith("/" + urllib.parse.unquote(name))


BUSY = b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"


class Proxy:
    """Calls `before(method, path, headers)` and carries the request out; its client never learns it if `drops(method, path, status)`,
    and reads what `edits(method, path, content)` makes of the answer. Refuses requests beyond `at_a_time`, as a store does that has
    too much to do."""

    def __init__(self, port, before=lambda *_: None, drops=lambda *_: False, at_a_time=1000,
                 edits=lambda _method, _path, content: content):
        self.refused = 0
        proxy = self
        free = threading.Semaphore(at_a_time)

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def relay(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if not free.acquire(blocking=False):
                    proxy.refused += 1
                    self.send_response_only(503)
                    self.send_header("Content-Length", str(len(BUSY)))
                    self.end_headers()
                    if self.command != "HEAD":
                        self.wfile.write(BUSY)
                    return
                try:
                    self.carry_out(body)
                finally:
                    free.release()

            def carry_out(self, body):
                before(self.command, self.path, self.headers)
                upstream = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                for name, value in self.headers.items():
                    if name.lower() not in HOP_HEADERS:
                        upstream.putheader(name, value)
                if "Content-Length" in self.headers:
                    upstream.putheader("Content-Length", str(len(body)))
                try:
                    upstream.endheaders(body)
                    answer = upstream.getresponse()
                    content = answer.read()
                except (OSError, http.client.HTTPException):  # the server is not there
                    self.close_connection = True
                    return
                if drops(self.command, self.path, answer.status):
                    self.close_connection = True
                    return
                content = edits(self.command, self.path, content)
                self.send_response_only(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in HOP_HEADERS:
                        self.send_header(name, value)
                length = answer.getheader("Content-Length") if self.command == "HEAD" else str(len(content))
                self.send_header("Content-Length", length or "0")
                self.end_headers()
                self.wfile.write(content)
                upstream.close()

            do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = relay

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

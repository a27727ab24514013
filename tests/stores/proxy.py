"""A proxy before a server that carries requests out and then, now and then, drops the answer: a network that breaks."""

import http.client
import http.server
import threading

# What the caller's connection decides, and what is set anew.
HOP_HEADERS = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class DroppingProxy:
    """Every `period`-th request that changes something is done, but its client never learns it."""

    def __init__(self, port, period):
        self.period = period
        self.dropped = []
        self.seen = 0
        self.lock = threading.Lock()
        proxy = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def relay(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                upstream = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
                for name, value in self.headers.items():
                    if name.lower() not in HOP_HEADERS:
                        upstream.putheader(name, value)
                if "Content-Length" in self.headers:
                    upstream.putheader("Content-Length", str(len(body)))
                upstream.endheaders(body)
                answer = upstream.getresponse()
                content = answer.read()
                if proxy.drops(self.command, self.path, answer.status):
                    self.close_connection = True
                    return
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

    def drops(self, method, path, status):
        with self.lock:
            if method in ("GET", "HEAD") or status >= 300:
                return False
            self.seen += 1
            if self.seen % self.period:
                return False
            self.dropped.append(f"{method} {path}")
            return True

    def close(self):
        self.server.shutdown()
        self.server.server_close()

"""Viewers that count every byte on their sockets, both directions: one that keeps a stream, one that polls. As a browser would, header by header."""
import json
import socket
import threading
import time
import zlib

# What Chromium sends to a plain-http host of a LAN; it sends more to localhost and over TLS.
BROWSER = {
    "Connection": "keep-alive",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "Referer": "{origin}/ingest-v2",
    "Accept-Encoding": "gzip, deflate",
    "Accept-Language": "en-US,en;q=0.9",
}


class Viewer(threading.Thread):
    """Runs until the session rests. `bytes` counts; `events` is how many states arrived."""

    def __init__(self, port, path, **headers):
        super().__init__(daemon=True)
        self.port, self.path = port, path
        origin = f"http://127.0.0.1:{port}"
        self.headers = {"Host": f"127.0.0.1:{port}", **{k: v.format(origin=origin) for k, v in BROWSER.items()}, **headers}
        self.bytes, self.events, self.status = 0, 0, None
        self.start()

    def connect(self):
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        self.buffer = b""

    def ask(self, more=()):
        head = f"GET {self.path} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in {**self.headers, **dict(more)}.items() if v) + "\r\n"
        self.socket.sendall(head.encode())
        self.bytes += len(head)

    def receive(self):
        got = self.socket.recv(65536)
        self.bytes += len(got)
        return got

    def head(self):
        """(status, {lower-case name: value}); what came after it is in the buffer."""
        while b"\r\n\r\n" not in self.buffer:
            got = self.receive()
            if not got:
                raise ConnectionError("the server closed the connection")
            self.buffer += got
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        first, *lines = head.decode().split("\r\n")
        return int(first.split()[1]), {k.lower(): v for k, v in (line.split(": ", 1) for line in lines)}


class Stream(Viewer):
    """EventSource. `form`: its query, e.g. "?patch=1"."""

    def __init__(self, server, session, form, coding):
        super().__init__(server.port, f"/api/ingest/stream/{session}{form}", Accept="text/event-stream", **{"Pragma": "no-cache", "Cache-Control": "no-cache", "Accept-Encoding": coding})
        self.patch = "patch" in form

    def run(self):
        self.connect()
        self.ask()
        status, headers = self.head()
        if status != 200:
            raise SystemExit(f"{self.path}: {status}")
        inflate = zlib.decompressobj(31) if headers.get("content-encoding") == "gzip" else None
        text, self.coding = b"", headers.get("content-encoding", "none")
        got = self.buffer
        while True:
            text += inflate.decompress(got) if inflate else got
            if not (got := self.receive()):
                break
        events = [e for e in text.decode().split("\n\n") if "data:" in e]
        self.events = sum("event: failure" not in e for e in events)
        data = json.loads([line for line in events[-1].split("\n") if line.startswith("data:")][0][5:])
        self.status = data["status"]
        if not self.patch:  # an EventSource knows no last event: it comes back once, and 204 stops it
            last = [line for line in events[-1].split("\n") if line.startswith("id:")][0][3:].strip()
            self.connect()
            self.ask({"Last-Event-ID": last})
            self.head()


class Poll(Viewer):
    """fetch() of the status at a steady pace, on one connection, with the browser's cache."""

    def __init__(self, server, session, per_second):
        self.per_second = per_second
        super().__init__(server.port, f"/api/ingest/status/{session}", Accept="*/*")

    def run(self):
        self.connect()
        etag, due = "", time.monotonic()
        while True:
            self.ask({"If-None-Match": etag})
            status, headers = self.head()
            if status == 200:
                self.events += 1
                etag = headers.get("etag", "")
                wanted = int(headers["content-length"])
                while len(self.buffer) < wanted:
                    self.buffer += self.receive()
                body, self.buffer = self.buffer[:wanted], self.buffer[wanted:]
                if headers.get("content-encoding") == "gzip":
                    body = zlib.decompress(body, 31)
                self.status = json.loads(body)["status"]
                if self.status == "completed":
                    return
            due += 1 / self.per_second
            time.sleep(max(0, due - time.monotonic()))

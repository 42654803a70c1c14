"""The real server, started for a measurement on a free loopback port with a data folder of its own."""
import contextlib
import datetime
import json
import os
import pathlib
import signal
import subprocess
import time
import urllib.request

BUILD = pathlib.Path(__file__).parent.parent / "build/release"
RESTING = {"completed", "error", "cancelled", "committed", "commit_error", "undone"}


class Server:
    def __init__(self, process, base):
        self.process, self.base = process, base  # base: http://127.0.0.1:PORT
        self.port = int(base.rpartition(":")[2])

    def call(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"} if data else {})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def begin(self, folder, **parameters):
        return self.call("/api/ingest/process", {"parameters": {"directory": str(folder), **parameters}})["session_id"]

    def status(self, session):
        return self.call(f"/api/ingest/status/{session}")

    def until_at_rest(self, session, every=0.1):
        while (snapshot := self.status(session))["status"] not in RESTING:
            time.sleep(every)
        return snapshot

    def processes(self):
        pids = [self.process.pid]
        for pid in pids:
            for thread in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
                with contextlib.suppress(OSError):
                    pids += map(int, thread.read_text().split())
        return pids

    def cpu_s(self):
        """User and system time so far: (server, its workers)."""
        def of(pid):
            with contextlib.suppress(OSError):
                fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            return 0.0
        own, *workers = self.processes()
        return of(own), sum(map(of, workers))


def seconds_of(text):
    """A time of a snapshot as seconds since 1970."""
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


@contextlib.contextmanager
def serve(root, data, *arguments):
    argv = [BUILD / "sluice", "serve", root, "--listen", "127.0.0.1:0", "--data", data, "--log-level", "error", *arguments]
    process = subprocess.Popen([str(a) for a in argv], stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        if "listening on" not in line:
            raise SystemExit("the server did not start")
        yield Server(process, line.split()[-1].rstrip("/"))
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

#!/usr/bin/env python3
"""How soon after the click the first file is read, scored and shown: with workers that wait, and with workers that have just been killed.

    bench/first.py [--rounds 20] [--files 1000]

Each round is a session with the default parameters (pixels and NSFW scores) over small generated pictures. The time runs from sending the request that starts it
to the arrival of the first state on its stream that counts a file as read. In the second series every worker is killed (SIGKILL) right before, so the
time holds the forking of new ones from the template. Prints medians and the worst.
"""
import argparse
import http.client
import json
import os
import pathlib
import signal
import statistics
import tempfile
import time

import server
import tree


def kill_workers(serving):
    for pid in serving.processes()[1:]:
        if pathlib.Path(f"/proc/{pid}/comm").read_text() == "sluice-worker\n":
            os.kill(pid, signal.SIGKILL)


def first(serving, media):
    begin = time.monotonic()
    session = serving.begin(media)
    stream = http.client.HTTPConnection("127.0.0.1", serving.port)
    stream.request("GET", f"/api/ingest/stream/{session}")
    shown = None
    for line in stream.getresponse():
        if line.startswith(b"data:"):
            state = json.loads(line[5:])
            if shown is None and state["processed_files"] > 0:
                shown = time.monotonic() - begin
            if state["status"] in server.RESTING:
                return shown * 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--files", type=int, default=1000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder:
        media = pathlib.Path(folder) / "media"
        tree.pictures(media, args.files)
        begin = time.monotonic()
        with server.serve(media, pathlib.Path(folder) / "data") as serving:
            print(f"start of the server, model loaded: {(time.monotonic() - begin) * 1000:.0f} ms")
            for what in ("workers waiting", "workers just killed"):
                times = []
                for _ in range(args.rounds):
                    if what == "workers just killed":
                        kill_workers(serving)
                    times.append(first(serving, media))
                print(f"click to the first file shown, {what}: median {statistics.median(times):.0f} ms, worst {max(times):.0f} ms of {args.rounds}", flush=True)


main()

#!/usr/bin/env python3
"""How many files a second a commit writes into SQLite.

    bench/commit.py CORPUS [--files 5000] [--rounds 5]

Starts the server on a tree of copies of CORPUS, runs a session, commits it, and divides the files by the time between the answer to
`POST /commit` and the `committed` event on the stream.
"""
import argparse
import json
import pathlib
import signal
import statistics
import subprocess
import tempfile
import time
import urllib.request

import tree


def call(base, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(base + path, data, {"Content-Type": "application/json"} if data else {})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def until(base, session, statuses):
    """Follows the stream until one of the statuses; returns the snapshot."""
    with urllib.request.urlopen(f"{base}api/ingest/stream/{session}") as stream:
        for line in stream:
            if line.startswith(b"data: "):
                snapshot = json.loads(line[6:])
                if snapshot["status"] in statuses:
                    return snapshot
    return call(base, f"api/ingest/status/{session}")


def one_round(sluice, media, data):
    server = subprocess.Popen([sluice, "serve", str(media), "--listen", "127.0.0.1:0", "--data", str(data), "--log-level", "error"], stdout=subprocess.PIPE, text=True)
    try:
        base = server.stdout.readline().split()[-1]
        session = call(base, "api/ingest/process", {"parameters": {"directory": str(media)}})["session_id"]
        read = until(base, session, {"completed"})
        begin = time.monotonic()
        call(base, "api/ingest/commit", {"session_id": session})
        until(base, session, {"committed", "commit_error"})
        seconds = time.monotonic() - begin
        written = call(base, f"api/ingest/commit-status/{session}")
        keywords = read["stats"]["keywords_added"] / max(1, read["processed_files"])
        return (written["added"] + written["updated"]) / seconds, keywords
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(10)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus")
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sluice", default=str(pathlib.Path(__file__).parent.parent / "build/release/sluice"))
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder:
        media = pathlib.Path(folder) / "media"
        count = tree.build(args.corpus, media, args.files)
        speeds = []
        for round_number in range(args.rounds):
            speed, keywords = one_round(args.sluice, media, pathlib.Path(folder) / f"data{round_number}")
            speeds.append(speed)
            print(f"round {round_number + 1}: {speed:,.0f} files/s, {keywords:.1f} keywords a file", flush=True)
        print(f"median of {args.rounds}, {count} files: {statistics.median(speeds):,.0f} files/s")


main()

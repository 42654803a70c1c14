#!/usr/bin/env python3
"""How many files a second a commit writes into SQLite.

    bench/commit.py [CORPUS] [--files 20000] [--rounds 5]

Runs a session over small pictures with ten keywords each (or over copies of CORPUS), commits it, and divides the files by the time from the
command to the `committed` event on the stream.
"""
import argparse
import json
import pathlib
import statistics
import tempfile
import time
import urllib.request

import server
import tree


def until(running, session, statuses):
    """Follows the stream until one of the statuses."""
    with urllib.request.urlopen(f"{running.base}/api/ingest/stream/{session}") as stream:
        for line in stream:
            if line.startswith(b"data: ") and json.loads(line[6:])["status"] in statuses:
                return


def one_round(media, data):
    with server.serve(media, data) as running:
        session = running.begin(media)
        read = running.until_at_rest(session)
        begin = time.monotonic()
        running.call("/api/ingest/commit", {"session_id": session})
        until(running, session, {"committed", "commit_error"})
        seconds = time.monotonic() - begin
        written = running.call(f"/api/ingest/commit-status/{session}")
        keywords = read["stats"]["keywords_added"] / max(1, read["processed_files"])
        return (written["added"] + written["updated"]) / seconds, keywords


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", nargs="?")
    parser.add_argument("--files", type=int, default=20000)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder:
        media = pathlib.Path(folder) / "media"
        count = tree.build(args.corpus, media, args.files) if args.corpus else tree.pictures(media, args.files)
        speeds = []
        for number in range(args.rounds):
            speed, keywords = one_round(media, pathlib.Path(folder) / f"data-{number}")
            speeds.append(speed)
            print(f"round {number + 1}: {speed:,.0f} files/s, {keywords:.1f} keywords a file", flush=True)
        print(f"median of {args.rounds}, {count} files: {statistics.median(speeds):,.0f} files/s")


main()

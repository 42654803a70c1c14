#!/usr/bin/env python3
"""Bytes on the wire of a whole session, both directions: the stream against polling.

    bench/bytes.py [--rates 0.2,1,10,100,1000] [--seconds 60] [--broken-every 0]

One session for each rate, of `seconds` length: every file's open waits at the gate (gate.py) until its turn, so the real server and
its workers run at that pace exactly. All viewers watch the same session at the same time: the stream in three forms, a page that polls once
a second, and one that polls 20 times a second, which is as fresh as the stream. Counted at their sockets: requests, heads, bodies. Needs root.
"""
import argparse
import pathlib
import tempfile

import gate
import server
import tree
import wire

VIEWERS = {
    "poll 1/s": lambda s, i: wire.Poll(s, i, 1),
    "poll 20/s": lambda s, i: wire.Poll(s, i, 20),
    "patch, gzip": lambda s, i: wire.Stream(s, i, "?patch=1", "gzip, deflate"),
    "patch": lambda s, i: wire.Stream(s, i, "?patch=1", ""),
    "default, gzip": lambda s, i: wire.Stream(s, i, "", "gzip, deflate"),
    "default": lambda s, i: wire.Stream(s, i, "", ""),
}


def one_session(folder, rate, seconds, broken_every):
    media = folder / f"media-{rate}"
    files = max(2, round(rate * seconds))
    tree.pictures(media, files, broken_every=broken_every)
    with server.serve(media, folder / f"data-{rate}") as running:
        held = gate.Gate(media)
        session = running.begin(media)
        viewers = {name: make(running, session) for name, make in VIEWERS.items()}
        held.open_at(rate)
        for viewer in viewers.values():
            viewer.join(2 * seconds + 60)
        end = running.until_at_rest(session)
        held.close()
    if end["processed_files"] + end["stats"]["errors"] != files or any(v.status != "completed" for v in viewers.values()):
        raise SystemExit(f"{rate} files/s: not everyone saw the whole session")
    return {"wanted": rate, "files": files, "failed": end["stats"]["errors"], "achieved": (files - 1) / (held.passed[-1] - held.passed[0]),
            "viewers": {name: (v.bytes, v.events) for name, v in viewers.items()}}


def table(rows):
    print("| files/s (achieved) | files, failed | " + " | ".join(f"{name}: kB (states)" for name in VIEWERS) + " | patch, gzip / poll 1/s | / poll 20/s |")
    print("|---|---|" + "---|" * (len(VIEWERS) + 2))
    for row in rows:
        cells = [f"{row['wanted']:g} ({row['achieved']:.3g})", f"{row['files']:,}, {row['failed']}"]
        cells += [f"{count / 1000:.1f} ({events})" for count, events in row["viewers"].values()]
        ours = row["viewers"]["patch, gzip"][0]
        cells += [f"{100 * ours / row['viewers'][other][0]:.1f} %" for other in ("poll 1/s", "poll 20/s")]
        print("| " + " | ".join(cells) + " |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rates", default="0.2,1,10,100,1000")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--broken-every", type=int, default=0, help="every n-th file is cut off, and fails")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder:
        rows = [one_session(pathlib.Path(folder), rate, args.seconds, args.broken_every) for rate in map(float, args.rates.split(","))]
    table(rows)


main()

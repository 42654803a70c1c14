#!/usr/bin/env python3
"""Our hub and HTTP code beside other servers, in a harness that treats all alike.

    scripts/build release sluice-bench-hub
    bench/peers.py HARNESS [--rounds 3] [--connections 100,1000,5000,10000] [--peers raw,nchan,better-sse,sluice]

HARNESS is the folder of the peers' bench.py (built, with its peers installed, and writable: it keeps its results there). We add ourselves
to its PEERS and call it; nothing in it is changed. For each number of connections, in turn, round by round:

    rate     20 events a second (and 2 from 5 000 connections on, where 20 is more than the machine can send): latency
    window   the next event as soon as the last ones have arrived: deliveries a second, processor time
    idle     connections only: memory

BENCH_SCHED=none on a machine that others use too: the harness otherwise takes both processors with real-time priority.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import types

BUILD = pathlib.Path(__file__).resolve().parent.parent / "build/release"
OURS = "sluice"
PORT = 18085
SECONDS = 10  # of the harness's rate mode
SLOW = ["--rate", "2", "--duration", "6", "--drain", "4"]


def load(folder):
    """The harness as a module. Its last line runs it: that one is left out."""
    path = folder / "bench.py"
    module = types.ModuleType("harness")
    module.__file__ = str(path)
    exec(compile(path.read_text().rstrip().removesuffix("main()"), path, "exec"), module.__dict__)
    module.PEERS[OURS] = ([str(BUILD / "sluice-bench-hub"), str(PORT)], {}, PORT, "/sub", "/pub")
    for needed in ("results", "peers/nginx/tmp", "peers/nginx/logs"):
        (folder / needed).mkdir(parents=True, exist_ok=True)
    return module


def measured(harness, folder, peer, connections, mode, options):
    """One run's result, or None where the peer gave none (it says so itself)."""
    results = folder / "results/all.jsonl"
    lines = results.read_text().count("\n") if results.exists() else 0
    sys.argv = ["bench.py", peer, str(connections), mode, *options]
    try:
        harness.main()
    except (SystemExit, subprocess.TimeoutExpired, json.JSONDecodeError) as problem:
        print(f"{peer} N={connections} {mode}: no result: {problem}", flush=True)
        return None
    return [json.loads(line) for line in results.read_text().splitlines()[lines:]][-1]


def modes_at(connections):
    yield "rate", "rate", []
    if connections >= 5000:
        yield "rate 2/s", "rate", SLOW
    yield "window", "window", []
    yield "idle", "idle", []


COLUMNS = [  # heading, mode, value, format
    ("20/s: p50, ms", "rate", lambda r: r["latency_ms"]["p50"], "{:.2f}"),
    ("p99, ms", "rate", lambda r: r["latency_ms"]["p99"], "{:.2f}"),
    ("arrived of all due, %", "rate", lambda r: 100 * r["events"]["received"] / (r["rate"] * SECONDS * r["connections"]), "{:.0f}"),
    ("CPU s per million", "rate", lambda r: r["server"]["cpu_s_per_million"], "{:.2f}"),
    ("2/s: p50, ms", "rate 2/s", lambda r: r["latency_ms"]["p50"], "{:.2f}"),
    ("p99, ms", "rate 2/s", lambda r: r["latency_ms"]["p99"], "{:.2f}"),
    ("flat out: deliveries/s", "window", lambda r: r["throughput"]["deliveries_per_s"], "{:,.0f}"),
    ("CPU s per million", "window", lambda r: r["server"]["cpu_s_per_million"], "{:.2f}"),
    ("RSS a connection, B", "idle", lambda r: r["server"]["rss_per_conn_bytes"], "{:,.0f}"),
]


def medians(runs, columns):
    """One value for each column, or None."""
    row = []
    for _, mode, value, _ in columns:
        values = [value(run) for run in runs.get(mode, []) if run]
        row.append(statistics.median(values) if values else None)
    return row


def table(runs, connections, peers):
    used = [column for column in COLUMNS if any(column[1] in runs[peer] for peer in peers)]
    print(f"\n**{connections:,} connections**\n\n| | " + " | ".join(heading for heading, *_ in used) + " |\n|---|" + "---|" * len(used))
    rows = {peer: medians(runs[peer], used) for peer in peers}
    for peer, row in rows.items():
        cells = [form.format(value) if value is not None else "" for value, (*_, form) in zip(row, used)]
        print(f"| {peer} | " + " | ".join(cells) + " |")
    for other in ("raw", "nchan"):
        if OURS in rows and other in rows:
            ratios = [f"{a / b:.2f}" if a is not None and b else "" for a, b in zip(rows[OURS], rows[other])]
            print(f"| {OURS} / {other} | " + " | ".join(ratios) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("harness", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", default="100,1000,5000,10000")
    parser.add_argument("--peers", default=f"raw,nchan,better-sse,{OURS}")
    args = parser.parse_args()
    folder = args.harness.resolve()
    harness = load(folder)
    peers = args.peers.split(",")
    counts = [int(n) for n in args.connections.split(",")]
    runs = {n: {peer: {} for peer in peers} for n in counts}
    for _ in range(args.rounds):
        for n in counts:
            for name, mode, options in modes_at(n):
                for peer in peers:
                    runs[n][peer].setdefault(name, []).append(measured(harness, folder, peer, n, mode, options))
    print(f"\nMedians of {args.rounds} rounds; scheduling: {os.environ.get('BENCH_SCHED', 'real-time')}; load {os.getloadavg()[0]:.1f}")
    for n in counts:
        table(runs[n], n, peers)


main()

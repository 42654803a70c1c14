#!/usr/bin/env python3
"""What a file costs in sessions of 1 000 to 1 000 000 files: a curve that ought to be flat.

    bench/scale.py [--sizes 1000,10000,100000,1000000] [--pictures 1000] [--pixels] [--sluice build/release/sluice]

The files are hard links, a thousand to a folder, to `--pictures` small generated PNGs, so that a million of them take no disk worth the name and are read from
memory. Each size is a session of a server of its own, metadata only unless --pixels; figures are from the session's own start to its end, from /proc of the server
and its workers, and from the database's size. Prints one line a size: files/s, microseconds of processor time a file, resident memory at its highest, bytes of database a file.
"""
import argparse
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import urllib.request

import tree

TICKS = os.sysconf("SC_CLK_TCK")


def links(originals, folder, files):
    for i in range(files):
        target = folder / f"{i // 1000:05}"
        if i % 1000 == 0:
            target.mkdir(parents=True)
        os.link(originals[i % len(originals)], target / f"picture-{i:07}.png")


def family(pid):
    found = [pid]
    for entry in os.listdir("/proc"):
        try:
            if entry.isdigit() and int(open(f"/proc/{entry}/stat").read().rsplit(")", 1)[1].split()[1]) == pid:
                found.append(int(entry))
        except OSError:
            pass
    return found


def processor_seconds(pids):
    total = 0
    for pid in pids:
        fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def peak_mib(pid):
    for line in open(f"/proc/{pid}/status"):
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0


def measure(sluice, media, data, files, pixels):
    server = subprocess.Popen([sluice, "serve", media, "--data", data, "--listen", "127.0.0.1:0", "--log-level", "error"], stdout=subprocess.PIPE, text=True)
    try:
        url = server.stdout.readline().split()[-1]

        def ask(path, body=None):
            request = urllib.request.Request(url + path, json.dumps(body).encode() if body else None, {"Content-Type": "application/json"})
            return json.load(urllib.request.urlopen(request))
        before = processor_seconds(family(server.pid))
        begin = time.monotonic()
        started = ask("api/ingest/process", {"parameters": {"directory": str(media), "enable_nsfw_detection": pixels, "pixels": pixels}})
        while True:
            status = ask("api/ingest/status/" + started["session_id"])
            if status["status"] == "completed":
                break
            time.sleep(min(1, files / 50000))
        seconds = time.monotonic() - begin
        if status["processed_files"] != files:
            raise SystemExit(f"{status['processed_files']} of {files} files were read")
        pids = family(server.pid)
        used = processor_seconds(pids) - before
        workers = max((peak_mib(pid) for pid in pids[1:]), default=0)
        return seconds, used, peak_mib(server.pid), workers
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="1000,10000,100000,1000000")
    parser.add_argument("--pictures", type=int, default=1000)
    parser.add_argument("--pixels", action="store_true")
    parser.add_argument("--sluice", default=str(pathlib.Path(__file__).parent.parent / "build/release/sluice"))
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder:
        folder = pathlib.Path(folder)
        tree.pictures(folder / "originals", args.pictures)
        originals = sorted((folder / "originals").rglob("*.png"))
        for size in (int(text) for text in args.sizes.split(",")):
            media, data = folder / f"media{size}", folder / f"data{size}"
            links(originals, media, size)
            seconds, used, server, workers = measure(args.sluice, media, data, size, args.pixels)
            database = sum(p.stat().st_size for p in data.glob("sluice.db*"))
            print(f"{size:>9,} files: {size / seconds:>7,.0f} files/s  {used / size * 1e6:>6,.0f} µs of processor a file  server {server:>5,.0f} MiB  worker {workers:>4,.0f} MiB"
                  f"  {database / size:>6,.0f} B of database a file", flush=True)


main()

#!/usr/bin/env python3
"""What a file costs in sessions of 1 000 to 1 000 000 files: a curve that ought to be flat.

    bench/scale.py [--sizes 1000,10000,100000,1000000] [--pictures 1000] [--pixels]

The files are hard links, a thousand to a folder, to `--pictures` small generated PNGs, so that a million of them take no disk worth the name and are read from
memory. Each size is a session of a server of its own, metadata only unless --pixels; figures are from the session's own start to its end, from /proc of the server
and its workers, and from the database's size. Prints one line a size: files/s, microseconds of processor time a file, resident memory at its highest, bytes of database a file.
"""
import argparse
import os
import pathlib
import tempfile
import time

import server
import tree

def links(originals, folder, files):
    for i in range(files):
        target = folder / f"{i // 1000:05}"
        if i % 1000 == 0:
            target.mkdir(parents=True)
        os.link(originals[i % len(originals)], target / f"picture-{i:07}.png")


def peak_mib(pid):
    for line in open(f"/proc/{pid}/status"):
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0


def measure(media, data, files, pixels):
    with server.serve(media, data) as serving:
        before = sum(serving.cpu_s())
        begin = time.monotonic()
        end = serving.until_at_rest(serving.begin(media, enable_nsfw_detection=pixels, pixels=pixels), every=min(1, files / 50000))
        seconds = time.monotonic() - begin
        if end["processed_files"] != files:
            raise SystemExit(f"{end['processed_files']} of {files} files were read")
        own, *workers = serving.processes()
        return seconds, sum(serving.cpu_s()) - before, peak_mib(own), max(map(peak_mib, workers), default=0)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="1000,10000,100000,1000000")
    parser.add_argument("--pictures", type=int, default=1000)
    parser.add_argument("--pixels", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder:
        folder = pathlib.Path(folder)
        tree.pictures(folder / "originals", args.pictures)
        originals = sorted((folder / "originals").rglob("*.png"))
        for size in (int(text) for text in args.sizes.split(",")):
            media, data = folder / f"media{size}", folder / f"data{size}"
            links(originals, media, size)
            seconds, used, own, workers = measure(media, data, size, args.pixels)
            database = sum(p.stat().st_size for p in data.glob("sluice.db*"))
            print(f"{size:>9,} files: {size / seconds:>7,.0f} files/s  {used / size * 1e6:>6,.0f} µs of processor a file  server {own:>5,.0f} MiB  worker {workers:>4,.0f} MiB"
                  f"  {database / size:>6,.0f} B of database a file", flush=True)


main()

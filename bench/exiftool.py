#!/usr/bin/env python3
"""Metadata-only ingest against exiftool's recursive JSON run, on the same tree, in turn.

    bench/exiftool.py CORPUS [--files 1500] [--rounds 5] [--sluice build/release/sluice]

Both read a tree of copies of CORPUS that is in the page cache. Sluice is measured as a whole process: start, workers, discovery, reading,
content hash, staging in SQLite, end. exiftool writes its JSON to /dev/null. Prints files/s of both and the ratio, round by round, and medians.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile
import time

import tree


def timed(argv):
    begin = time.monotonic()
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return time.monotonic() - begin, done


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus")
    parser.add_argument("--files", type=int, default=1500)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sluice", default=str(pathlib.Path(__file__).parent.parent / "build/release/sluice"))
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder:
        media = pathlib.Path(folder) / "media"
        count = tree.build(args.corpus, media, args.files)
        tree.warm(media)
        rows = []
        for round_number in range(args.rounds):
            data = pathlib.Path(folder) / f"data{round_number}"
            ours, done = timed([args.sluice, "ingest", str(media), "--data", str(data), "--json", "--metadata-only", "--log-level", "error"])
            end = json.loads(done.stdout)
            settled = end["processed_files"] + end["stats"]["errors"]
            if settled != count:
                raise SystemExit(f"sluice settled {settled} of {count} files")
            theirs, _ = timed(["exiftool", "-r", "-j", "-q", "-q", str(media)])
            rows.append((count / ours, count / theirs, theirs / ours))
            print(f"round {round_number + 1}: sluice {rows[-1][0]:,.0f} files/s  exiftool {rows[-1][1]:,.0f} files/s  ratio {rows[-1][2]:.1f}", flush=True)
        medians = [statistics.median(column) for column in zip(*rows)]
        print(f"median of {args.rounds}, {count} files: sluice {medians[0]:,.0f} files/s  exiftool {medians[1]:,.0f} files/s  ratio {medians[2]:.1f}")


main()

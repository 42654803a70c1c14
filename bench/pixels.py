#!/usr/bin/env python3
"""Ingest with pixels (perceptual hash, thumbnail, hidden text, NSFW score) against the floor of the same run.

    bench/pixels.py CORPUS [--files 600] [--rounds 5] [--build build/release]

The floor is bench/floor: read, cheapest decode, inference, on all cores, nothing else. Sluice is `sluice ingest` with its default parameters: discovery,
metadata, prompts, content hash, one decode, all that is made of it, staging in SQLite. Both work on a tree of copies of CORPUS in the page cache and
are timed from when their processes have loaded libraries and model to their last file; loading is reported apart. Prints files/s and the ratio by round, and medians.
"""
import argparse
import datetime
import json
import os
import pathlib
import resource
import statistics
import subprocess
import tempfile
import time

import tree


def processor(run):
    """What `run` answers, and the seconds of processor time that its processes took, loading included."""
    def used():
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime
    before = used()
    answer = run()
    answer["processor"] = used() - before
    return answer


def floor(build, classifier, paths, folder):
    listed = pathlib.Path(folder) / "list"
    listed.write_text("".join(f"{path}\n" for path in paths))
    done = subprocess.run([build / "sluice-bench-floor", classifier, listed], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def ingest(build, classifier, media, data):
    begin = time.time()
    done = subprocess.run([build / "sluice", "ingest", media, "--data", data, "--json", "--classifier", classifier, "--log-level", "error"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    end = json.loads(done.stdout)
    def at(key):
        return datetime.datetime.fromisoformat(end[key].replace("Z", "+00:00")).timestamp()
    return {"seconds": at("end_time") - at("start_time"), "loading": at("start_time") - begin, "files": end["processed_files"], "failed": end["stats"]["errors"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus")
    parser.add_argument("--files", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=5)
    root = pathlib.Path(__file__).parent.parent
    parser.add_argument("--build", type=pathlib.Path, default=root / "build/release")
    parser.add_argument("--classifier", type=pathlib.Path, default=root / "build/classifier")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder:
        media = pathlib.Path(folder) / "media"
        count = tree.build(args.corpus, media, args.files)
        tree.warm(media)
        paths = sorted(os.path.join(path, name) for path, _, names in os.walk(media) for name in names)
        rows = []
        for number in range(args.rounds):
            least = processor(lambda: floor(args.build, args.classifier, paths, folder))
            ours = processor(lambda: ingest(args.build, args.classifier, media, pathlib.Path(folder) / f"data{number}"))
            for what, figures in (("floor", least), ("sluice", ours)):
                if figures["files"] + figures["failed"] != count:
                    raise SystemExit(f"{what} settled {figures['files'] + figures['failed']} of {count} files")
            rows.append((count / least["seconds"], count / ours["seconds"], least["seconds"] / ours["seconds"], ours["loading"] * 1000,
                         least["processor"] / ours["processor"]))
            print(f"round {number + 1}: floor {rows[-1][0]:,.1f} files/s ({least['failed']} failed)  sluice {rows[-1][1]:,.1f} files/s ({ours['failed']} failed)"
                  f"  ratio {rows[-1][2]:.3f}  of processor time {rows[-1][4]:.3f}  loading {rows[-1][3]:.0f} ms", flush=True)
        medians = [statistics.median(column) for column in zip(*rows)]
        print(f"median of {args.rounds}, {count} files: floor {medians[0]:,.1f} files/s  sluice {medians[1]:,.1f} files/s  ratio {medians[2]:.3f}  of processor time {medians[4]:.3f}  loading {medians[3]:.0f} ms")


main()

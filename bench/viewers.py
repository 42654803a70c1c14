#!/usr/bin/env python3
"""The real binary during a real ingest, with many viewers: the delay from emission to socket, and what they cost in files/s.

    bench/viewers.py [--files 100000] [--rounds 3] [--viewers 1,100,1000,10000]

Each round runs the same session without viewers and then with each number of them, on the same two cores, all in one process
(sluice-bench-viewers). The session starts with its first file held back (gate.py) until every viewer is there; its time runs from then to
its end. Prints a Markdown table of medians. Needs root, for the gate.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile
import time

import gate
import server
import tree

FORMS = {"patch": "?patch=1", "default": ""}


def one_run(media, data, files, viewers, form):
    with server.serve(media, data) as running:
        held = gate.Gate(media)
        crowd = None
        try:
            session = running.begin(media)
            if viewers:
                url = f"{running.base}/api/ingest/stream/{session}{FORMS[form]}"
                crowd = subprocess.Popen([server.BUILD / "sluice-bench-viewers", url, str(viewers)], stdout=subprocess.PIPE, text=True)
                asked = time.monotonic()
                ready = int(crowd.stdout.readline().split()[1])
                gathered = time.monotonic() - asked
                if ready != viewers:
                    raise SystemExit(f"only {ready} of {viewers} viewers got a stream")
            before = running.cpu_s()
            begin = held.close()
            end = running.until_at_rest(session)
            after = running.cpu_s()
            seconds = server.seconds_of(end["end_time"]) - begin
            if end["processed_files"] != files:
                raise SystemExit(f"{end['processed_files']} of {files} files processed: {end['errors'][:1]}")
            row = {"viewers": viewers, "files_per_s": files / seconds, "server_cpu_s": after[0] - before[0], "workers_cpu_s": after[1] - before[1]}
            if crowd:
                row |= json.loads(crowd.communicate(timeout=60)[0])
                row["gathered_in_s"] = gathered
                row["deliveries_per_s"] = row["deliveries"] / seconds
            return row
        finally:
            if crowd and crowd.poll() is None:
                crowd.kill()
                crowd.wait()


def all_cpu_s(run):
    """Server, workers and viewers: what the session costs, however much others use the machine."""
    return run["server_cpu_s"] + run["workers_cpu_s"] + run.get("cpu_s", 0)


def table(runs, counts):
    def median(count, value):
        return statistics.median(value(run) for run in runs[count])
    print("| viewers | files/s | time against none | CPU against none | delay p50 / p99 / max, ms | behind, at most, ms | events/s a viewer | server CPU, s | broken |")
    print("|---|---|---|---|---|---|---|---|---|")
    for count in counts:
        time_ratio = statistics.median(alone["files_per_s"] / run["files_per_s"] for alone, run in zip(runs[0], runs[count]))
        cpu_ratio = median(count, all_cpu_s) / median(0, all_cpu_s)
        cells = [f"{count:,}", f"{median(count, lambda r: r['files_per_s']):,.0f}", f"{time_ratio:.2f}", f"{cpu_ratio:.2f}"]
        if count:
            cells += [" / ".join(f"{median(count, lambda r: r['delay_ms'][p]):.1f}" for p in ("p50", "p99", "max")),
                      f"{max(r['behind_ms']['max'] for r in runs[count]):.0f}",
                      f"{median(count, lambda r: r['deliveries_per_s'] / count):.1f}"]
        else:
            cells += ["", "", ""]
        cells += [f"{median(count, lambda r: r['server_cpu_s']):.2f}", str(sum(r.get("broken", 0) for r in runs[count]))]
        print("| " + " | ".join(cells) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=100000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--viewers", default="1,100,1000,10000")
    parser.add_argument("--form", choices=FORMS, default="patch")
    args = parser.parse_args()
    counts = [0, *map(int, args.viewers.split(","))]
    runs = {count: [] for count in counts}
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder:
        media = pathlib.Path(folder) / "media"
        tree.pictures(media, args.files)
        tree.warm(media)
        for number in range(args.rounds):
            for count in counts:
                run = one_run(media, pathlib.Path(folder) / f"data-{number}-{count}", args.files, count, args.form)
                runs[count].append(run)
                print(json.dumps({"round": number + 1, **run}), flush=True)
    print()
    table(runs, counts)


main()

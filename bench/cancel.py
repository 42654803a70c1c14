#!/usr/bin/env python3
"""How long a cancel takes to be answered while very many files wait, and what others notice of it after.

    bench/cancel.py [--sizes 1000,1000000] [--rounds 3]

A small session is read and ended, its server stopped, and as many entries as `--sizes` says are put into its database as waiting: so it starts paused. Then the cancel is
timed from the request to the answer. Once it is answered, others go on asking until the last entry has followed: rows that are skipped, rows of another
session, the facets, and a write (the other session's threshold). Printed a size, as medians of the rounds: the cancel; how long the entries took to follow; of each
question the median and the longest; and a retry that comes right after another cancel of as many, which waits for the entries.
"""
import argparse
import pathlib
import sqlite3
import statistics
import tempfile
import threading
import time
import urllib.request

import server
import tree


def add_pending(data, session, folder, count):
    with sqlite3.connect(data / "sluice.db") as database:
        (key,) = database.execute("SELECT key FROM ingest_sessions WHERE id = ?", (session,)).fetchone()
        rows = ((key, f"{folder}/pending/{i // 1000:05}/a-picture-with-a-usual-name-{i:07}.png".encode()) for i in range(count))
        database.executemany("INSERT INTO ingest_files (session, path, size, mtime_ns, inode, state, skipped_existing) VALUES (?, ?, 100, 1, 1, 'pending', 0)", rows)
        database.execute("UPDATE ingest_sessions SET status = 'paused', ended_at = NULL, discovered = discovered + ? WHERE key = ?", (count, key))
    database.close()


def timed(call):
    begin = time.monotonic()
    call()
    return (time.monotonic() - begin) * 1000


def patch(running, session, threshold):
    request = urllib.request.Request(f"{running.base}/api/ingest/session/{session}", f'{{"nsfw_threshold": {threshold}}}'.encode(), {"Content-Type": "application/json"}, method="PATCH")
    urllib.request.urlopen(request, timeout=30).read()


def wait_for(running, session, status):
    while running.status(session)["status"] != status:
        time.sleep(0.02)


def is_following(data):
    database = sqlite3.connect(f"file:{data / 'sluice.db'}?mode=ro", uri=True)
    try:
        return database.execute("SELECT count(*) FROM ingest_cancelled").fetchone()[0] > 0
    finally:
        database.close()


def ask_meanwhile(running, data, session, other):
    """Until all entries have followed: milliseconds of each question."""
    questions = {
        "skipped rows": lambda: running.call(f"/api/ingest/files/{session}?state=skipped"),
        "other rows": lambda: running.call(f"/api/ingest/files/{other}"),
        "a write": lambda: patch(running, other, 0.5),
        "facets": lambda: running.call(f"/api/ingest/files/{session}/facets"),
    }
    took = {name: [] for name in questions}
    over = threading.Event()

    def go_on(name, question):
        while not over.is_set():
            took[name].append(timed(question))
            time.sleep(0.02)
    threads = [threading.Thread(target=go_on, args=each) for each in questions.items()]
    for thread in threads:
        thread.start()
    while is_following(data):
        time.sleep(0.02)
    over.set()
    for thread in threads:
        thread.join()
    return took


def one_round(media, data, count):
    parameters = {"enable_nsfw_detection": False, "pixels": False, "skip_existing": False}
    with server.serve(media, data) as running:
        session = running.begin(media, **parameters)
        running.until_at_rest(session)
        other = running.begin(media, **parameters)
        running.until_at_rest(other)
    add_pending(data, session, media, count)
    with server.serve(media, data) as running:
        wait_for(running, session, "paused")
        cancel = timed(lambda: running.call(f"/api/ingest/session/{session}/cancel", {}))
        begin = time.monotonic()
        took = ask_meanwhile(running, data, session, other)
        follow = time.monotonic() - begin
        states = running.call(f"/api/ingest/files/{session}/facets")["states"]
        if states["pending"] or states["skipped"] != count:
            raise SystemExit(f"the entries are {states}")
    add_pending(data, other, media, count)
    with server.serve(media, data) as running:
        wait_for(running, other, "paused")
        running.call(f"/api/ingest/session/{other}/cancel", {})
        retry = timed(lambda: running.call(f"/api/ingest/session/{other}/retry", {}))
        running.until_at_rest(other)
    return cancel, follow, retry, took


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="1000,1000000")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder:
        media = pathlib.Path(folder) / "media"
        tree.pictures(media, 50)
        (media / "broken.png").write_bytes(b"x")
        for size in (int(text) for text in args.sizes.split(",")):
            rounds = [one_round(media, pathlib.Path(folder) / f"data-{size}-{number}", size) for number in range(args.rounds)]
            cancel, follow, retry = (statistics.median(each[i] for each in rounds) for i in range(3))
            print(f"{size:,} waiting: cancel answered in {cancel:,.1f} ms (longest {max(each[0] for each in rounds):,.1f}), entries followed in {follow:,.1f} s, "
                  f"a retry at once answered in {retry / 1000:,.1f} s", flush=True)
            for name in rounds[0][3]:
                times = [ms for each in rounds for ms in each[3][name]]
                print(f"  meanwhile, {name}: median {statistics.median(times):,.1f} ms, longest {max(times):,.1f} ms of {len(times)}", flush=True)


main()

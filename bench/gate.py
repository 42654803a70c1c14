#!/usr/bin/env python3
"""Gate: lets the server open files only when, and as fast as, a measurement wants.

The kernel asks us before anyone opens a file of the gated folders (fanotify, FAN_OPEN_PERM), and the open waits for the
answer. So a real session of the real server runs at exactly the wanted pace, without a line in the server for it and
without burning the processors: a file takes as long as a slow disk would make it take. Needs root (CAP_SYS_ADMIN).
"""
import ctypes
import os
import select
import struct
import sys
import threading
import time

FAN_CLOEXEC, FAN_CLASS_CONTENT, FAN_UNLIMITED_QUEUE, FAN_UNLIMITED_MARKS = 0x1, 0x4, 0x10, 0x20
FAN_MARK_ADD, FAN_OPEN_PERM, FAN_EVENT_ON_CHILD, FAN_ALLOW = 0x1, 0x10000, 0x08000000, 0x1
EVENT = struct.Struct("=IBBHQii")  # length, version, reserved, metadata length, mask, fd, pid
libc = ctypes.CDLL(None, use_errno=True)


def call(name, *arguments):
    answer = getattr(libc, name)(*arguments)
    if answer < 0:
        error = ctypes.get_errno()
        raise SystemExit(f"{name}: {os.strerror(error)} (pacing a session needs root and a kernel with fanotify permissions)")
    return answer


class Gate:
    """Closed over all folders under `root` from its construction to close(). Make the files before it."""

    def __init__(self, root):
        self.passed = []  # time.time() of each open that was let through
        self._fd = call("fanotify_init", FAN_CLOEXEC | FAN_CLASS_CONTENT | FAN_UNLIMITED_QUEUE | FAN_UNLIMITED_MARKS, os.O_RDONLY | os.O_CLOEXEC)
        for folder, _, _ in os.walk(root):
            call("fanotify_mark", self._fd, FAN_MARK_ADD, ctypes.c_uint64(FAN_OPEN_PERM | FAN_EVENT_ON_CHILD), -100, os.fsencode(folder))
        self._stop, self._open, self._rate = threading.Event(), threading.Event(), 1.0
        self._thread = threading.Thread(target=self._answer, daemon=True)
        self._thread.start()

    def open_at(self, files_per_second):
        """From here on one file passes each 1/rate seconds. After a delay of the asker's own the row catches up by a second at most."""
        self._rate = files_per_second
        self._open.set()

    def close(self):
        """The gate is gone: everything passes, at full speed. Answers when that was."""
        self._stop.set()
        self._open.set()
        self._thread.join()
        at = time.time()
        os.close(self._fd)  # the kernel lets through whoever waits
        return at

    def _answer(self):
        due = None
        while not self._stop.is_set():
            if not select.select([self._fd], [], [], 0.05)[0]:
                continue
            events, at = os.read(self._fd, 64 * EVENT.size), 0
            while at < len(events):
                length, _, _, _, _, fd, _ = EVENT.unpack_from(events, at)
                at += length
                self._open.wait()
                if not self._stop.is_set():
                    due = time.monotonic() if due is None else max(due + 1 / self._rate, time.monotonic() - 1)
                    self._stop.wait(max(0, due - time.monotonic()))
                self.passed.append(time.time())
                os.write(self._fd, struct.pack("=iI", fd, FAN_ALLOW))
                os.close(fd)


def main():
    """gate.py FOLDER: closed until a line on stdin says "rate N" or "open"; prints "closed" first, and the time of opening."""
    held = Gate(sys.argv[1])
    print("closed", flush=True)
    for line in sys.stdin:
        command, *argument = line.split()
        if command == "rate":
            held.open_at(float(argument[0]))
        elif command == "open":
            print(held.close(), flush=True)
            return


if __name__ == "__main__":
    main()

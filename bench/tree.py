#!/usr/bin/env python3
"""Trees to measure on: a corpus copied until there are enough files (copies, not links: every file is read), or small pictures made here."""
import os
import pathlib
import shutil
import struct
import sys
import zlib


def build(corpus, folder, files):
    """Fills `folder` with at least `files` files, in sub-folders of one corpus each. Returns their number."""
    originals = sorted(p for p in pathlib.Path(corpus).rglob("*") if p.is_file() and p.suffix.lower() in SUFFIXES)
    if not originals:
        raise SystemExit(f"{corpus}: no media files")
    made = 0
    for round_number in range(files // len(originals) + 1):
        for original in originals:
            if made == files:
                return made
            target = pathlib.Path(folder) / f"{round_number:05}" / original.relative_to(corpus)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(original, target)
            made += 1
    return made


def pictures(folder, files, a_folder=1000, broken_every=0):
    """Fills `folder` with `files` small PNGs, each with ten keywords (a prompt of nine, and its model). Each `broken_every`-th is cut off."""
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    size = 16
    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0))
    rest = chunk(b"IDAT", zlib.compress((b"\0" + bytes(3 * size)) * size)) + chunk(b"IEND", b"")
    for i in range(files):
        target = pathlib.Path(folder) / f"{i // a_folder:05}" / f"picture-{i:07}.png"
        if i % a_folder == 0:
            target.parent.mkdir(parents=True)
        words = ", ".join(f"word {i * 7 % 997 + k}" for k in range(9))
        text = f"parameters\0{words}\nNegative prompt: blurry\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: {i}, Size: {size}x{size}, Model: bench"
        whole = head + chunk(b"tEXt", text.encode()) + rest
        target.write_bytes(whole[:20] if broken_every and i % broken_every == 0 else whole)
    return files


def warm(folder):
    """Reads everything once, so that no contender pays for the disk."""
    for path, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(path, name), "rb") as f:
                while f.read(1 << 20):
                    pass


SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".avif", ".jxl", ".heic", ".gif", ".mp4", ".mov", ".webm", ".mkv"}


if __name__ == "__main__":  # tree.py FOLDER FILES [BROKEN_EVERY]: small pictures
    pictures(sys.argv[1], int(sys.argv[2]), broken_every=int(sys.argv[3]) if len(sys.argv) > 3 else 0)

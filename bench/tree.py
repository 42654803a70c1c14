"""Trees to measure on: a corpus copied until there are enough files (copies, not links: every file is read)."""
import os
import pathlib
import shutil


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


def warm(folder):
    """Reads everything once, so that no contender pays for the disk."""
    for path, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(path, name), "rb") as f:
                while f.read(1 << 20):
                    pass


SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".avif", ".jxl", ".heic", ".gif", ".mp4", ".mov", ".webm", ".mkv"}

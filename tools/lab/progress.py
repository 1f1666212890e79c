# SPDX-License-Identifier: MIT
"""What is kept between two checks, in build/lab: how far somebody is, and which hints they have had."""
import json
import os
from pathlib import Path

from scoring import Score


def write(path: Path, text: str) -> None:
    """The whole of it or nothing: a reader never finds half a file, whenever the writer is killed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _read(path: Path) -> dict:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def keep(scratch: Path, score: Score) -> None:
    write(scratch / "progress.json", json.dumps({"points": score.points}) + "\n")


def last(scratch: Path) -> str:
    found = _read(scratch / "progress.json")
    return f"{found['points']} of 100 points" if "points" in found else "begun"


def next_hint(scratch: Path, hole: str, levels: int) -> int:
    """One more each time, up to the last."""
    had = _read(scratch / "hints.json")
    had[hole] = min(had.get(hole, 0) + 1, levels)
    write(scratch / "hints.json", json.dumps(had) + "\n")
    return had[hole]

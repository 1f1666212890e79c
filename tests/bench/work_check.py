#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a first build and the boot after an edit cost, in CPU-seconds, against work.ini.

    work_check.py FOLDER                        judges what was measured and left there; without that, builds the everyday
                                                kernel there from nothing and measures
    work_check.py --built SECONDS BUILD FOLDER  the kernel in BUILD was just built from nothing for so much: measures the
                                                edits there, and leaves all in FOLDER for one judgement
    work_check.py --whole-test SECONDS FOLDER   judges what ./dormer test has measured

The lines are left in FOLDER/figures too, for ./dormer test to show, and in FOLDER/slowness how slow the processor was: a run of
many minutes is weighed by the slowest that was met in it, in its middle or at its end. An edit is played by removing the objects that were made
of the file, so that no source is touched.
"""
import json
import shutil
import subprocess
import sys
from pathlib import Path

from work import cpu_seconds, dependents, judge, slowness, table

ROOT = Path(__file__).resolve().parents[2]


def first_build(folder: Path) -> float:
    shutil.rmtree(folder, ignore_errors=True)
    return (cpu_seconds(["cmake", "--preset", "kernel", "-S", str(ROOT), "-B", str(folder)])
            + cpu_seconds(["cmake", "--build", str(folder)]))


def edit_to_boot(folder: Path, file: str) -> float:
    deps = subprocess.run(["ninja", "-C", str(folder), "-t", "deps"], stdout=subprocess.PIPE, text=True, check=True)
    objects = dependents(deps.stdout, file)
    if not objects:
        raise RuntimeError(f"nothing was compiled from {file}")
    for each in objects:
        (folder / each).unlink()
    built = cpu_seconds(["cmake", "--build", str(folder)])
    # A run that nobody knows is refused by the kernel's first lines.
    return built + cpu_seconds([str(ROOT / "dormer"), "run", "--headless", "--boot", "kernel", "--kernel",
                                str(folder / "dormer.elf"), "--log", str(folder / "work.log"), "--timeout", "60",
                                "--append", "run=nothing"], statuses=(2,))


def edits(folder: Path) -> dict[str, float]:
    figures = table()
    return {edit: edit_to_boot(folder, figures[edit]["file"]) for edit in ("leaf_edit", "heart_edit")}


def taken(note: Path) -> dict[str, float]:
    """What was left there; once, since the next judgement shall be about what it finds."""
    measured = json.loads(note.read_text(encoding="utf-8"))
    note.unlink()
    return measured


def slowest(note: Path) -> float:
    """Of now and of what was left there."""
    return max(slowness(), float(note.read_text(encoding="utf-8")) if note.exists() else 1.0)


def judged(measured: dict[str, float], slower: float) -> tuple[str, bool]:
    """A line for each figure, and whether all are kept."""
    found = [judge(table()[name], seconds, slower) for name, seconds in measured.items()]
    return "\n".join(line for line, _ in found), all(kept for _, kept in found)


def main(words: list[str]) -> int:
    match words:
        case ["--whole-test", seconds, name]:
            lines, kept = judged({"whole_test": float(seconds)}, slowest(Path(name, "slowness")))
        case ["--built", seconds, build, name]:
            measured = {"first_build": float(seconds)} | edits(Path(build).resolve())
            Path(name).mkdir(parents=True, exist_ok=True)
            Path(name, "measured").write_text(json.dumps(measured), encoding="utf-8")
            return 0
        case [name]:
            folder = Path(name).resolve()
            note = folder / "measured"
            measured = taken(note) if note.exists() else {"first_build": first_build(folder)} | edits(folder)
            slower = slowness()
            lines, kept = judged(measured, slower)
            (folder / "figures").write_text(lines + "\n", encoding="utf-8")
            (folder / "slowness").write_text(f"{slower}\n", encoding="utf-8")
        case _:
            raise SystemExit(__doc__)
    print(lines)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

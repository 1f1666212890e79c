#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a first build and the boot after an edit cost, in CPU-seconds, against work.ini.

    work_check.py FOLDER                 builds the everyday kernel there, from nothing, and measures
    work_check.py --whole-test SECONDS   judges what ./dormer test has measured

The lines are left in FOLDER/figures too, for ./dormer test to show. An edit is played by removing the objects that were made of the file, so that no source is touched.
"""
import shutil
import subprocess
import sys
from pathlib import Path

from work import cpu_seconds, dependents, judge, table

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


def main(words: list[str]) -> int:
    figures = table()
    match words:
        case ["--whole-test", seconds]:
            judged = [judge(figures["whole_test"], float(seconds))]
        case [name]:
            folder = Path(name).resolve()
            judged = [judge(figures["first_build"], first_build(folder))]
            for edit in ("leaf_edit", "heart_edit"):
                judged.append(judge(figures[edit], edit_to_boot(folder, figures[edit]["file"])))
        case _:
            raise SystemExit(__doc__)
    lines = "\n".join(line for line, _ in judged)
    print(lines)
    if words[0] != "--whole-test":
        (Path(words[0]) / "figures").write_text(lines + "\n", encoding="utf-8")
    return 0 if all(kept for _, kept in judged) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

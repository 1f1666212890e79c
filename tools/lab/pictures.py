# SPDX-License-Identifier: MIT
"""The pictures of a check: of each test that failed and left its schedule, drawn beside it."""
import shutil
from pathlib import Path

import picture
import progress


def empty_folder(folder: Path) -> Path:
    """Without the pictures of the check before."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def draw_all(folder: Path) -> dict[str, Path]:
    """By the names of the tests. What a body may have spoilt is left out: a picture is no result."""
    drawn = {}
    for path in sorted(folder.glob("*.json")):
        try:
            schedule = picture.read(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        target = path.with_suffix(".svg")
        progress.write(target, picture.render(schedule))
        drawn[schedule.test] = target
    return drawn

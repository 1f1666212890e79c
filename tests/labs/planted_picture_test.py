# SPDX-License-Identifier: MIT
"""A schedule that really fails is drawn: runs a program with a planted bug, and looks where the marks are. Usage:
planted_picture_test.py PROGRAM FILTER WHO... , where WHO are those that the picture must show, in some order."""
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

import support  # noqa: F401
import picture
import pictures

SVG = "{http://www.w3.org/2000/svg}"


def main(program: str, chosen: str, *who: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([program, f"--gtest_filter={chosen}"], env={**os.environ, "DORMER_SCHEDULES": folder}, stdout=subprocess.PIPE,
                              check=False)
        drawn = list(pictures.draw_all(Path(folder)).values())
        if done.returncode == 0 or len(drawn) != 1:
            print(f"status {done.returncode}, {len(drawn)} pictures: the bug is not noticed, or leaves no schedule")
            return 1
        root = ElementTree.parse(drawn[0]).getroot()
        texts = [each.text for each in root.iter(f"{SVG}text")]
        schedule = picture.squeezed(picture.read(next(Path(folder).glob("*.json")).read_text()))
    missing = [each for each in who if not any(each in moment.who for moment in schedule.moments)]
    marks = [int(each.get("x1")) for each in root.iter(f"{SVG}line") if each.get("class") == "event"]
    wanted = [picture.LEFT + (at + 1) * picture.WIDTH for at, moment in enumerate(schedule.moments) if moment.event]
    wrong = [f"{each} is not in it" for each in missing]
    wrong += ["no mark shows what came"] * (not wanted) + ["the marks stand elsewhere"] * (marks != wanted)
    wrong += ["it does not say what is wrong"] * (not any(each.startswith("Wrong in the last column: ") and len(each) > 40 for each in texts))
    print("\n".join(wrong) or f"{len(schedule.moments)} columns, {len(marks)} marks: {schedule.complaint}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

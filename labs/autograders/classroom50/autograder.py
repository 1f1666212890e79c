#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Classroom 50's runner starts this in a student's checkout, with its siblings dormer/ and lab-number beside
it. It writes result.json there. Status 0: judged; anything else is the machine's trouble, of which the runner makes an error."""
import os
import subprocess
import sys
from pathlib import Path

here = Path(__file__).resolve().parent
number = (here / "lab-number").read_text(encoding="utf-8").strip()
checkout = Path.cwd()
door = here / "dormer/dormer"
door.chmod(0o755)  # a bundle may have lost it
for tool in (here / "dormer/tools").glob("*.sh"):
    tool.chmod(0o755)
run_as = []
if os.geteuid() == 0:  # in a container: then the tests run as somebody who can reach nothing
    run_as = ["--run-as", "nobody"]
done = subprocess.run([str(door), "lab", "grade", str(checkout), "--lab", number, *run_as, "--classroom50", str(checkout / "result.json")],
                      check=False)
sys.exit(0 if done.returncode in (0, 1) else done.returncode)

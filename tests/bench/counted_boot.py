# SPDX-License-Identifier: MIT
"""A boot in which each instruction of the kernel advances the time-stamp counter by one, through ./dormer run."""
import argparse
import subprocess
import sys
from pathlib import Path

from support import ROOT


def arguments(doc: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kernel", required=True)
    parser.add_argument("--logs", type=Path, required=True)
    return parser.parse_args()


def boot(options: argparse.Namespace, name: str, memory: str, words: str) -> str:
    """The guest's log, of a run that passed; ends this script otherwise."""
    options.logs.mkdir(parents=True, exist_ok=True)
    log = options.logs / f"{name}.log"
    command = [ROOT / "dormer", "run", "--headless", "--boot", "kernel", "--cpus", "1", "--memory", memory,
               "--kernel", options.kernel, "--log", log, "--timeout", "600", "--append", words,
               "--qemu", "-icount shift=0,sleep=off"]
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False)
    if done.returncode != 0:
        print(done.stdout + log.read_text(errors="replace"))
        sys.exit(1)
    return log.read_text(errors="replace")

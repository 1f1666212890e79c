# SPDX-License-Identifier: MIT
"""The table of what the work may cost (work.ini), and the CPU-seconds of a command."""
import configparser
import resource
import subprocess
from pathlib import Path

TOLERANCE = 1.25  # of "most": processors differ


def table() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(Path(__file__).with_name("work.ini").read_text(encoding="utf-8"))
    return parser


def cpu_seconds(command: list[str], statuses: tuple[int, ...] = (0,)) -> float:
    """User and system time of a command with all its children; the command must end with one of these statuses."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in statuses:
        raise RuntimeError(f"{' '.join(command)} ended with status {done.returncode}:\n{done.stdout}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def judge(figure: configparser.SectionProxy, seconds: float) -> tuple[str, bool]:
    """A line about a figure, and whether it is kept."""
    held_to = figure.getfloat("so_far", figure.getfloat("most"))
    kept = seconds <= held_to * TOLERANCE
    so_far = f", so far {held_to:g}" if "so_far" in figure else ""
    line = f"{figure.name}: {seconds:.1f} CPU-seconds (at most {figure['most']}{so_far}, aim {figure['aim']}): {figure['what']}"
    return (line if kept else f"{line}: TOO MUCH"), kept


def dependents(deps: str, file: str) -> list[str]:
    """The objects that were made of `file`, in the output of ninja -t deps."""
    found, target = [], ""
    for line in deps.splitlines():
        if line and not line.startswith(" "):
            target = line.partition(":")[0]
        elif line.strip().endswith("/" + file) and target not in found:
            found.append(target)
    return found

# SPDX-License-Identifier: MIT
"""The table of what the work may cost (work.ini), and the CPU-seconds of a command."""
import configparser
import os
import resource
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOLERANCE = 1.25  # of "most"
YARDSTICK_SECONDS = 0.65  # of yardstick.cpp, on the processor that work.ini speaks of


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


def slowness() -> float:
    """How many times as long as the processor of work.ini this one takes, and 1 for a faster one. As many yardsticks at once
    as there are CPUs, since what is judged keeps all of them busy, and some share a core; and the slowest of three tries, since
    a rented processor was seen to be half as fast again a minute later."""
    newest = subprocess.run([ROOT / "tools/newest.sh", "clang++"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder, "yardstick")
        subprocess.run([f"clang++{newest}", "-O2", "-std=c++20", str(Path(__file__).with_name("yardstick.cpp")), "-o", str(program)], check=True)
        cpus = len(os.sched_getaffinity(0))
        seconds = max(cpu_seconds(["sh", "-c", f"for each in $(seq {cpus}); do '{program}' & done; wait"]) for _ in range(3))
    return max(1.0, seconds / cpus / YARDSTICK_SECONDS)


def judge(figure: configparser.SectionProxy, seconds: float, slower: float = 1.0) -> tuple[str, bool]:
    """A line about a figure, and whether it is kept on a processor that is so many times slower."""
    held_to = figure.getfloat("so_far", figure.getfloat("most"))
    kept = seconds <= held_to * TOLERANCE * slower
    so_far = f", so far {held_to:g}" if "so_far" in figure else ""
    here = f", on a processor that takes {slower:.2f} times as long" if slower > 1 else ""
    line = (f"{figure.name}: {seconds:.1f} CPU-seconds (at most {figure['most']}{so_far}, aim {figure['aim']}{here}): "
            f"{figure['what']}")
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

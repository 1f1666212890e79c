#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Boots one row of boots.ini through ./dormer run and judges it; shows the guest's log if it failed.

    boot.py --kernel FILE --logs FOLDER ROW
    boot.py --list COMPILER                   a line for each row: name;labels;seconds;threads of the emulator
"""
import argparse
import re
import subprocess
import sys
from pathlib import Path

import ktap
import rows
import standing
from telling import tell

SKIPPED = 77  # CTest knows it
ROOT = Path(__file__).resolve().parents[2]


def run(row: rows.Row, kernel: str, log: Path) -> subprocess.CompletedProcess[str]:
    """The boot itself, through the door that everybody uses."""
    command = [str(ROOT / "dormer"), "run", "--headless", "--kernel", kernel, "--log", str(log),
               "--timeout", str(row.seconds), "--cpus", str(row.cpus), "--append", row.words, *row.options]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def read(log: Path) -> str:
    """A guest's log with Unix line ends; empty if there is none."""
    return log.read_bytes().decode("ascii", errors="replace").replace("\r", "") if log.exists() else ""


def problems(row: rows.Row, status: int, log: str) -> list[str]:
    """Why this boot is not what the table asks for; nothing if it is."""
    found = []
    if status != rows.STATUS[row.end]:
        found.append(f"the boot ended with status {status}, not {rows.STATUS[row.end]}")
    last = (log.splitlines() or [""])[-1]
    if not re.fullmatch(rf"dormer: end {row.end}( .*)?", last):
        found.append(f"the last line is '{last}', not 'dormer: end {row.end}'")
    found += [f"nothing matches /{each}/" for each in row.must if not re.search(each, log, re.M)]
    found += [f"something matches /{each}/" for each in row.must_not if re.search(each, log, re.M)]
    if row.tests_itself and row.end == "pass":
        found += ktap.problems(log)
    return found


def judge(row: rows.Row, kernel: str, logs: Path) -> int:
    """Boots and reports; the exit status of this script."""
    if row.needs and not Path(row.needs).exists():
        print(f"{row.name}: skipped, since there is no {row.needs}")
        return SKIPPED
    logs.mkdir(parents=True, exist_ok=True)
    log = logs / f"{row.name}.log"
    done = standing.run(row, kernel, log) if row.stands else run(row, kernel, log)
    text = read(log)
    found = problems(row, done.returncode, text)
    print(f"{row.name}: {row.what}")
    return tell(found, "as it should be", f"{text}\n--- the emulator said\n{done.stdout}")


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--list")
    options.add_argument("--kernel")
    options.add_argument("--logs", type=Path)
    options.add_argument("row", nargs="?")
    given = options.parse_args()
    table = rows.load()
    if given.list:
        for row in table.values():
            if given.list in row.kernels:
                print(f"{row.name};{' '.join(row.labels)};{row.seconds};{row.threads}")
        return 0
    return judge(table[given.row], given.kernel, given.logs)


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: MIT
"""What is told to somebody who waits, on standard error and as it happens: answers go to standard output."""
import subprocess
import sys

LONG_WORK = ("dormer: installing ", "dormer: installed ", "dormer: building ", "dormer: built ")


def tell(words: str) -> None:
    print(f"dormer: {words}", file=sys.stderr, flush=True)


def run_door(command: list[str]) -> tuple[int, str]:
    """The door's status and all it said. What it says of long work is passed on at once."""
    said = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as door:
        for line in door.stdout:
            said.append(line)
            if line.startswith(LONG_WORK):
                print(line, end="", file=sys.stderr, flush=True)
    return door.returncode, "".join(said)

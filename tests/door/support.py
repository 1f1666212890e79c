# SPDX-License-Identifier: MIT
"""Parts of the door called by themselves, in a place of their own."""
import os
import shlex
import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def make_root(folder: Path) -> Path:
    """A tree with the door's parts in it, and a build folder that nobody else uses."""
    folder.mkdir()
    (folder / "tools").symlink_to(ROOT / "tools")
    (folder / "build").mkdir()
    return folder


def script(root: Path, text: str) -> list[str]:
    """The command that runs `text` where the parts of the door are known."""
    parts = " ".join(str(path) for path in sorted((ROOT / "tools/door").glob("*.bash")))
    return ["bash", "-c", f'set -eu; root={shlex.quote(str(root))} verb=setup; for part in {parts}; do source "$part"; done; {text}']


def call(root: Path, text: str, path: str = os.environ["PATH"], **further: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(script(root, text), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
                          stdin=subprocess.DEVNULL, env={**os.environ, "PATH": path, **further})


def fake(folder: Path, command: str, text: str = "") -> None:
    """A program that runs a shell script."""
    program = folder / command
    program.unlink(missing_ok=True)
    program.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    program.chmod(0o755)


def link_commands(folder: Path, *names: str, where=lambda name: True) -> None:
    """This machine's programs: all of them or just these, and of them those that are wanted."""
    there = set()
    for place in os.environ["PATH"].split(":"):
        for name in names or (os.listdir(place) if Path(place).is_dir() else ()):
            if name not in there and where(name) and os.path.exists(f"{place}/{name}"):
                there.add(name)
                os.symlink(f"{place}/{name}", folder / name)


def ordinary_user() -> dict[str, int]:
    """For subprocess.run: whom root's files are closed to, also where the tests themselves run as root."""
    nobody = {"user": 65534, "group": 65534} if os.geteuid() == 0 else {}
    try:
        subprocess.run(["bash", "-c", ":"], check=True, **nobody)
    except (OSError, subprocess.CalledProcessError) as problem:
        raise unittest.SkipTest(f"an ordinary user cannot run bash on this machine: {problem}") from problem
    return nobody

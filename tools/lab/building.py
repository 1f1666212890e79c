# SPDX-License-Identifier: MIT
"""Builds what is judged: the bodies in a clean tree, and of the tests those of the lab. Only what differs is written, so
that an edit of one body costs what that body costs."""
import io
import os
import re
import resource
import shutil
import subprocess
import tarfile
from pathlib import Path

import waiting
import workspace
from outcome import Trouble
from table import Lab

COMPILE_MINUTES = 20  # of time on a clock: against machines that stand still, never against answers


class DoesNotCompile(RuntimeError):
    """The compiler's words."""


def clean_tree(root: Path, scratch: Path) -> Path:
    """The tree as it was given out, unpacked once."""
    tree, stamp = scratch / "tree", scratch / "tree.commit"
    commit = workspace.git(root, "rev-parse", workspace.STARTED).strip()
    if stamp.exists() and stamp.read_text() == commit:
        return tree
    shutil.rmtree(tree, ignore_errors=True)
    archive = subprocess.run(["git", *workspace.SETTINGS, "archive", workspace.STARTED], cwd=root, stdout=subprocess.PIPE, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
        packed.extractall(tree)
    stamp.write_text(commit)
    return tree


def put(tree: Path, lab: Lab, sources: dict[str, str], bodies: dict[str, str]) -> None:
    """Writes the bodies into the tree; `sources` are its files as they were given out."""
    for name in lab.files:
        wanted = workspace.grafted(sources[name], lab, name, bodies)
        if (tree / name).read_text(encoding="utf-8") != wanted:
            (tree / name).write_text(wanted, encoding="utf-8")


def build(tree: Path, lab: Lab, folder: Path) -> Path:
    """The program with the lab's tests. DoesNotCompile with the compiler's words if there is none."""
    command = ["cmake", "-S", str(tree), "-B", str(folder), "-G", "Ninja", "-D", f"CMAKE_TOOLCHAIN_FILE={tree}/cmake/host-clang.cmake",
               "-D", "CMAKE_BUILD_TYPE=Debug", "-D", "CMAKE_CXX_FLAGS_DEBUG=-O1 -g1", "-D", "DORMER_STRICT=OFF", "-D", f"DORMER_LAB={';'.join(lab.tests)}",
               "-D", f"DORMER_LAB_THREADS={'ON' if lab.threads else 'OFF'}"]
    log = folder.parent / "build.log"
    folder.parent.mkdir(parents=True, exist_ok=True)
    program, made_by = folder / "tests/dormer_lab", folder / "lab.command"
    if not program.exists():
        waiting.tell(f"building the tests of lab {lab.number} (the first time takes a minute or more; its output goes to {log})")
    if not made_by.exists() or made_by.read_text() != " ".join(command):
        _run(command, log, "CMake")
        made_by.write_text(" ".join(command))
    _run(["cmake", "--build", str(folder), "--target", "dormer_lab"], log, "compiler", tree)
    return program


def cpu_seconds() -> float:
    """What all that was run so far has cost."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _run(command: list[str], log: Path, who: str, tree: Path | None = None) -> None:
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=60 * COMPILE_MINUTES,
                              env={**os.environ, "LC_ALL": "C"})
    except FileNotFoundError:
        raise Trouble(f"there is no {command[0]}; ./dormer setup installs it") from None
    except subprocess.TimeoutExpired:
        raise Trouble(f"building takes more than {COMPILE_MINUTES} minutes; is this machine out of memory?") from None
    log.write_text(done.stdout, encoding="utf-8")
    if done.returncode == 0:
        return
    errors = [line for line in done.stdout.splitlines() if not re.match(r"^\[\d+/\d+\]|^ninja:|^FAILED:|^/\S*(clang|c)\+\+", line)]
    if tree is None or not re.search(r": (fatal )?error: ", done.stdout):
        raise Trouble(f"the {who} failed, and not because of a body; {log} has its words")
    raise DoesNotCompile("\n".join(errors).replace(f"{tree}/", ""))

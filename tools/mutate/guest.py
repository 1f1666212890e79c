# SPDX-License-Identifier: MIT
"""A kernel with a mutant in it, which runs its own tests: for what no host test notices, or contains. It is built by ./dormer,
in a copy of the tree."""
import shutil
import subprocess
import sys
from pathlib import Path

from programs import ROOT

sys.path.insert(0, str(ROOT / "tests/guest"))
import ktap  # noqa: E402

TREE = ROOT / "build/mutate/tree"
LOG = ROOT / "build/mutate/guest.log"
SECONDS = 120  # some five times what the longest of these takes; a mutant may well hang one
# Words of the command line, and how the kernel's last line goes on: all of its tests; those of what CPUs tell each other, under a
# ledger of the flushes that they owe; and two panics that have to stop the other CPU, one of which then shoots.
BOOTS = {"run=test": "pass",
         "run=test:s*,test:flush_ledger* kmap.debug=flush": "pass",
         "run=test:panic_stops_all_other_cpus": "panic",
         "run=test:panic_shootdown_afterwards_asks_nobody": "panic"}


def copy_tree() -> None:
    """The tree, and nothing that is built; files that are the same keep their times, so that little is built anew."""
    kept = set()
    for path in sorted(ROOT.rglob("*")):
        name = path.relative_to(ROOT)
        if name.parts[0] in ("build", ".git") or "__pycache__" in name.parts or not path.is_file():
            continue
        kept.add(name)
        target = TREE / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_bytes() != path.read_bytes():
            shutil.copy(path, target)
    for path in TREE.rglob("*"):
        name = path.relative_to(TREE)
        if path.is_file() and name not in kept and name.parts[0] != "build" and "__pycache__" not in name.parts:
            path.unlink()


def boot(words: str, end: str) -> str | None:
    """What is wrong with a run of the kernel that has been built: its tests' first failure, or another last line than that."""
    LOG.unlink(missing_ok=True)
    subprocess.run([str(TREE / "dormer"), "run", "--headless", "--boot", "kernel", "--cpus", "2", "--memory", "6G", "--timeout", str(SECONDS),
                    "--log", str(LOG), "--append", words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    report = LOG.read_bytes().decode("ascii", errors="replace").replace("\r", "") if LOG.exists() else ""
    if f"\ndormer: end {end}" in report:
        return None
    return ((ktap.problems(report) if end == "pass" else []) or [f"a kernel that does not come to its end with {words}"])[0]


def verdict(file: str, text: str) -> str | None:
    """On two CPUs and with memory above 4 GiB: who notices that this is the file's text; nothing if nobody does."""
    target = TREE / file
    right = target.read_text(encoding="utf-8")
    target.write_text(text, encoding="utf-8")
    try:
        if subprocess.run(["cmake", "--build", str(TREE / "build/kernel"), "-j1"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          check=False).returncode:
            return "unbuilt"
        return next(filter(None, (boot(words, end) for words, end in BOOTS.items())), None)
    finally:
        target.write_text(right, encoding="utf-8")


def prepare() -> None:
    """A kernel without a mutant passes, or nothing that follows means anything."""
    copy_tree()
    subprocess.run(["cmake", "--preset", "kernel", "-DDORMER_STRICT=OFF"], cwd=TREE, stdout=subprocess.DEVNULL, check=True)
    file = "kernel/main.cpp"
    if wrong := verdict(file, (TREE / file).read_text(encoding="utf-8")):
        raise SystemExit(f"without any mutant, the kernel's own tests do not pass: {wrong}, see {LOG}")

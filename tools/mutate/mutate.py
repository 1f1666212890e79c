#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes single mutants of sources (mutants.py says which), runs the tests that can notice, and prints who lives.

    mutate.py [--sample N] [--seed WORD] [--only TEXT] [--list] [--guest] [--score PERCENT] FILE|FOLDER...

Every mutant is built in a copy of the tree in build/mutate, by the preset `host`: first the ordinary host tests, those of the
file before those of its folder, then threads, interleavings and exploration, until one fails. With --guest, what still lives is
built into a kernel that runs its own tests. A test that uses up its CPU-seconds counts as failed: nothing is judged by a clock.

--sample takes N of all mutants, the same for the same seed. tests/variants/survivors.ini names those that live and why; one that
is `equivalent` there is not tried and does not count. The status is 1 if fewer than --score per cent of the others die.
"""
import argparse
import random
import re
import resource
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from mutants import Mutant, mutants_of, name_of

ROOT = Path(__file__).resolve().parents[2]
TREE = ROOT / "build/mutate/tree"
BUILD = ROOT / "build/mutate/host"
SURVIVORS = ROOT / "tests/variants/survivors.ini"
CPU_SECONDS = 60  # for one run of tests, which take a tenth of that
# In the order in which they are asked, each with the folders whose code it contains.
PROGRAMS = [("dormer_tests", r"^(lib|mm|kernel|arch|boot|runs)/"),
            ("dormer_thread_tests", r"^(lib|kernel)/"),
            ("dormer_interleaving_tests", r"^mm/(local_|kmap_local|page_table|pae|ordered)"),
            ("dormer_exploration_tests", r"^(lib/spin_lock|mm/(shootdown|shared_slots|kmap|page_table|vmap|area_|owed_flush|slot_waiters))")]


@dataclass(frozen=True)
class Candidate:
    """A mutant of a file, and its name there."""
    file: str
    mutant: Mutant
    line: int
    name: str


@dataclass
class Tally:
    """How the candidates fared."""
    died: int = 0
    unbuilt: int = 0
    living: list[Candidate] = field(default_factory=list)

    def score(self) -> float:
        tried = self.died + len(self.living)
        return 100.0 * self.died / tried if tried else 100.0


def sources(words: list[str]) -> list[str]:
    found: set[str] = set()
    for word in words:
        path = ROOT / word
        files = sorted(path.rglob("*.[ch]pp")) if path.is_dir() else [path]
        found |= {str(file.relative_to(ROOT)) for file in files}
    return sorted(found)


def candidates(files: list[str]) -> list[Candidate]:
    found = []
    for file in files:
        text = (ROOT / file).read_text(encoding="utf-8")
        found += [Candidate(file, mutant, text.count("\n", 0, mutant.begin) + 1, name_of(mutant, text)) for mutant in mutants_of(text)]
    return found


def known() -> dict[tuple[str, str], str]:
    """(file, name) of each mutant in the table, and its kind."""
    text = SURVIVORS.read_text(encoding="utf-8") if SURVIVORS.exists() else ""
    return {(file, name): kind for file, name, kind in survivor_rows(text)}


def survivor_rows(text: str) -> list[tuple[str, str, str]]:
    """[file] sections of `kind | mutant | reason` lines."""
    rows, file = [], ""
    for line in text.splitlines():
        if line.startswith("[") and line.endswith("]"):
            file = line[1:-1]
        elif line.strip() and not line.startswith("#"):
            kind, name, _ = (part.strip() for part in line.split(" | ", 2))
            rows.append((file, name, kind))
    return rows


def copy_tree() -> None:
    """The tree, and nothing that is built; files that are the same keep their times, so that little is built anew."""
    TREE.mkdir(parents=True, exist_ok=True)
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
        if path.is_file() and path.relative_to(TREE) not in kept and "__pycache__" not in path.parts:
            path.unlink()


def configure() -> None:
    subprocess.run(["cmake", "--preset", "host", "-S", str(TREE), "-B", str(BUILD), "-DDORMER_STRICT=OFF"], check=True,
                   stdout=subprocess.DEVNULL, cwd=TREE)


def build(program: str) -> bool:
    result = subprocess.run(["cmake", "--build", str(BUILD), "-j1", "--target", program], stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True, check=False)
    return result.returncode == 0


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def noticed_by(program: str, wanted: str) -> str | None:
    """The first test among these that fails, or nothing."""
    try:
        result = subprocess.run([str(BUILD / "tests" / program), f"--gtest_filter={wanted}", "--gtest_fail_fast", "--gtest_brief=1"],
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, preexec_fn=limited, check=False,
                                timeout=40 * CPU_SECONDS)
    except subprocess.TimeoutExpired:
        return "a test that waits for ever"
    if result.returncode == 0:
        return None
    failed = re.findall(rb"\[  FAILED  \] ([\w./]+)", result.stdout)
    return failed[0].decode() if failed else f"a test that ended with status {result.returncode}"


def suites_of(file: str) -> list[str]:
    """Filters of googletest, the narrowest first: the suites named after the file, those that include its header, all others."""
    stem, folder = Path(file).stem, str(Path(file).parent)
    header = f'#include "{Path(file).with_suffix(".hpp")}"'
    near, folders = set(), set()
    for test in (ROOT / "tests").rglob("*_test.cpp"):
        text = test.read_text(encoding="utf-8")
        names = set(re.findall(r"^TEST(?:_F|_P)?\((\w+),", text, re.MULTILINE))
        if test.stem.startswith(stem) or header in text:
            near |= names
        elif str(test.parent.relative_to(ROOT / "tests")) == folder:
            folders |= names
    def pattern(names: set[str]) -> str:
        return ":".join(f"{name}.*" for name in sorted(names))
    filters = [pattern(near)] if near else []
    if folders - near:
        filters.append(pattern(folders - near))
    return filters + ["*-" + pattern(near | folders)]


def judge(candidate: Candidate) -> str | None:
    """Who noticed; nothing if nobody did. `unbuilt` if it does not compile."""
    target = TREE / candidate.file
    source = (ROOT / candidate.file).read_text(encoding="utf-8")
    target.write_text(candidate.mutant.applied(source), encoding="utf-8")
    try:
        for program, folders in PROGRAMS:
            if not re.match(folders, candidate.file):
                continue
            if not build(program):
                return "unbuilt"
            for wanted in suites_of(candidate.file) if program == "dormer_tests" else ["*"]:
                if test := noticed_by(program, wanted):
                    return test
        return None
    finally:
        target.write_text(source, encoding="utf-8")


def guest_notices(candidate: Candidate) -> bool:
    """In a kernel with the mutant in it, on two CPUs and with memory above 4 GiB, does one of its own tests fail?"""
    sys.path.insert(0, str(ROOT / "tests/guest"))
    import ktap  # pylint: disable=import-outside-toplevel
    log = ROOT / "build/mutate/guest.log"
    log.unlink(missing_ok=True)
    target = TREE / candidate.file
    source = (ROOT / candidate.file).read_text(encoding="utf-8")
    target.write_text(candidate.mutant.applied(source), encoding="utf-8")
    try:
        subprocess.run([str(TREE / "dormer"), "run", "--headless", "--boot", "kernel", "--cpus", "2", "--memory", "6G", "--timeout", "300",
                        "--log", str(log), "--append", "run=test"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    finally:
        target.write_text(source, encoding="utf-8")
    text = log.read_bytes().decode("ascii", errors="replace").replace("\r", "") if log.exists() else ""
    return "\n1.." in text and bool(ktap.problems(text))


def try_all(chosen: list[Candidate], guest: bool) -> Tally:
    tally = Tally()
    for number, candidate in enumerate(chosen, start=1):
        began = time.monotonic()
        verdict = judge(candidate)
        if verdict is None and guest and guest_notices(candidate):
            verdict = "the kernel's own tests"
        if verdict == "unbuilt":
            tally.unbuilt += 1
        elif verdict:
            tally.died += 1
        else:
            tally.living.append(candidate)
        word = "does not compile" if verdict == "unbuilt" else f"died of {verdict}" if verdict else "LIVES"
        print(f"{number}/{len(chosen)} {candidate.file}:{candidate.line} {candidate.name}: {word} ({time.monotonic() - began:.0f} s)", flush=True)
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", default="dormer")
    parser.add_argument("--only", default="", help="mutants whose names contain this")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--guest", action="store_true")
    parser.add_argument("--score", type=float, default=0.0)
    parser.add_argument("files", nargs="+")
    words = parser.parse_args()
    table = known()
    found = candidates(sources(words.files))
    chosen = [one for one in found if words.only in one.name and table.get((one.file, one.name)) != "equivalent"]
    if words.sample and words.sample < len(chosen):
        chosen = sorted(random.Random(words.seed).sample(chosen, words.sample), key=lambda one: (one.file, one.line))
    if words.list:
        print("\n".join(f"{one.file}:{one.line} {one.name}" for one in chosen))
        return 0
    copy_tree()
    configure()
    for program, _ in PROGRAMS:
        if not build(program) or (test := noticed_by(program, "*")):
            raise SystemExit(f"without any mutant, {program} is not built or does not pass: {test}")
    tally = try_all(chosen, words.guest)
    print(f"{len(chosen)} mutants: {tally.died} died, {len(tally.living)} live, {tally.unbuilt} do not compile: {tally.score():.1f} %")
    for one in tally.living:
        print(f"lives: [{one.file}] {table.get((one.file, one.name), 'new')} | {one.name}")
    return 0 if tally.score() >= words.score else 1


if __name__ == "__main__":
    sys.exit(main())

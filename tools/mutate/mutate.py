#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes single mutants of sources (mutants.py says which), runs the tests that can notice, and prints who lives.

    mutate.py [--sample N] [--seed WORD] [--only TEXT] [--lived] [--list] [--quick] [--guest] [--jobs N] [--score PERCENT] FILE|FOLDER...

What contains a mutant is compiled anew and linked into the programs of the host tests (programs.py), and the tests are asked, the
nearest first, until one fails (suites.py). A test that uses up its CPU-seconds counts as failed: nothing is judged by a clock. A
mutant of which the compiler makes the same code is equivalent, and nobody is asked. What no host test contains is not tried,
but with --guest, in a kernel that runs its own tests (guest.py); so is then what the host tests let live.

--sample takes N of all mutants, the same for the same seed; --lived those of them that lived the last time. The table
tests/variants/survivors.ini names those that live and why; `equivalent` there is not tried and does not count. The status is 1
if fewer than --score per cent of the others die.
"""
import argparse
import hashlib
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import guest
import programs
import suites
from mutants import Mutant, mutants_of, name_of
from programs import ROOT
from survivors import known

LIVED = ROOT / "build/mutate/lived.txt"
# Verdicts that are no test.
UNBUILT, SAME, NOWHERE = "does not compile", "the same code", "in no host test"


@dataclass(frozen=True)
class Candidate:
    """A mutant of a file, and its name there."""
    file: str
    mutant: Mutant
    line: int
    name: str

    def text(self) -> str:
        return self.mutant.applied((ROOT / self.file).read_text(encoding="utf-8"))


@dataclass
class Tally:
    """How many fared how. Those that were tried and count are the ones that died or live."""
    died: int = 0
    living: list[Candidate] = field(default_factory=list)
    others: dict[str, int] = field(default_factory=dict)

    def add(self, candidate: Candidate, verdict: str | None) -> None:
        if verdict is None:
            self.living.append(candidate)
        elif verdict in (UNBUILT, SAME, NOWHERE):
            self.others[verdict] = self.others.get(verdict, 0) + 1
        else:
            self.died += 1

    def score(self) -> float:
        tried = self.died + len(self.living)
        return 100.0 * self.died / tried if tried else 100.0

    def __str__(self) -> str:
        others = "".join(f", {count} {verdict}" for verdict, count in sorted(self.others.items()))
        return f"{self.died + len(self.living)} tried: {self.died} died, {len(self.living)} live: {self.score():.1f} %{others}"


def sources(words: list[str]) -> list[str]:
    found: set[str] = set()
    for word in words:
        path = ROOT / word
        if not path.exists():
            raise SystemExit(f"there is no {word} in {ROOT}")
        files = sorted(path.rglob("*.[ch]pp")) if path.is_dir() else [path]
        found |= {str(file.relative_to(ROOT)) for file in files}
    return sorted(found)


def candidates(files: list[str]) -> list[Candidate]:
    found = []
    for file in files:
        text = (ROOT / file).read_text(encoding="utf-8")
        found += [Candidate(file, mutant, text.count("\n", 0, mutant.begin) + 1, name_of(mutant, text)) for mutant in mutants_of(text)]
    return found


def judge(candidate: Candidate, quick: bool) -> str | None:
    """Who noticed; nothing if nobody did; or one of the verdicts above."""
    folder = ROOT / f"build/mutate/{candidate.file.replace('/', '_')}_{candidate.mutant.begin}_{candidate.mutant.kind.replace(' ', '_')}"
    changed = folder / candidate.file
    changed.parent.mkdir(parents=True, exist_ok=True)
    changed.write_text(candidate.text(), encoding="utf-8")
    try:
        return judge_in(folder, candidate.file, quick)
    finally:
        shutil.rmtree(folder)


def judge_in(folder: Path, file: str, quick: bool) -> str | None:
    made: dict[str, Path | str] = {}
    for ask in suites.asks(file, quick):
        if ask.program not in made:
            made[ask.program] = make(ask.program, folder, file)
        program = made[ask.program]
        if program == UNBUILT:
            return UNBUILT
        if program != SAME and (test := suites.noticed(Path(program), ask, suites.limit_of(ask))):
            return test
    if not made:
        return NOWHERE
    return SAME if all(one == SAME for one in made.values()) else None


def make(program: str, folder: Path, file: str) -> Path | str:
    """The program with the mutant in it, or why there is none."""
    build = programs.build_of(program)
    anew = {output: folder / output.replace("/", "_") for output in programs.objects_with(program, file)}
    if not all(programs.compile_one(build, output, file, folder, target) for output, target in anew.items()):
        return UNBUILT
    if all(target.read_bytes() == programs.plain(build, output) for output, target in anew.items()):
        return SAME
    target = folder / program
    return target if programs.link(program, anew, target) else UNBUILT


def judge_fully(candidate: Candidate, in_guest: bool, quick: bool) -> str | None:
    verdict = judge(candidate, quick)
    if in_guest and verdict in (None, NOWHERE):
        found = guest.verdict(candidate.file, candidate.text())
        return UNBUILT if found == "unbuilt" else found
    return verdict


def try_all(chosen: list[Candidate], in_guest: bool, quick: bool, jobs: int) -> Tally:
    tally = Tally()
    began = time.monotonic()
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        for number, (candidate, verdict) in enumerate(zip(chosen, pool.map(lambda one: judge_fully(one, in_guest, quick), chosen)), start=1):
            tally.add(candidate, verdict)
            word = "LIVES" if verdict is None else verdict if verdict in (UNBUILT, SAME, NOWHERE) else f"died of {verdict}"
            print(f"{number}/{len(chosen)} {time.monotonic() - began:.0f} s {candidate.file}:{candidate.line} {candidate.name}: {word}", flush=True)
    return tally


def sample(found: list[Candidate], count: int, seed: str) -> list[Candidate]:
    """Those whose names fall first when names are shuffled by the seed: others that come or go hardly change it."""
    drawn = sorted(found, key=lambda one: hashlib.sha256(f"{seed} {one.file} {one.name}".encode()).digest())[:count]
    return sorted(drawn, key=lambda one: (one.file, one.line, one.name))


def choose(words: argparse.Namespace) -> list[Candidate]:
    table = known()
    chosen = [one for one in candidates(sources(words.files)) if words.only in one.name and table.get((one.file, one.name)) != "equivalent"]
    if words.sample:
        chosen = sample(chosen, words.sample, words.seed)
    if words.lived:
        lived = set(LIVED.read_text(encoding="utf-8").splitlines())
        chosen = [one for one in chosen if f"{one.file} | {one.name}" in lived]
    return chosen


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", default="dormer")
    parser.add_argument("--only", default="", help="mutants whose names contain this")
    parser.add_argument("--lived", action="store_true", help="those that lived the last time")
    parser.add_argument("--list", action="store_true", help="print their names, and do nothing")
    parser.add_argument("--quick", action="store_true", help="do not ask the explorers, which take a minute for each that lives")
    parser.add_argument("--guest", action="store_true")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--score", type=float, default=0.0)
    parser.add_argument("files", nargs="+")
    words = parser.parse_args()
    chosen = choose(words)
    if words.list:
        print("\n".join(f"{one.file}:{one.line} {one.name}" for one in chosen))
        return 0
    programs.build_all()
    if words.guest:
        guest.prepare()
    tally = try_all(chosen, words.guest, words.quick, 1 if words.guest else words.jobs)
    table = known()
    for one in tally.living:
        print(f"lives: [{one.file}] {table.get((one.file, one.name), 'new')} | {one.name}")
    LIVED.write_text("".join(f"{one.file} | {one.name}\n" for one in tally.living), encoding="utf-8")
    print(tally)
    return 0 if tally.score() >= words.score else 1


if __name__ == "__main__":
    sys.exit(main())

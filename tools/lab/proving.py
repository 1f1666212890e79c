# SPDX-License-Identifier: MIT
"""Proves that the labs are right: that holes fit the code, that a starter fails as a whole and names its holes, that the
solution has all points, and that each known mistake loses points and looks like no other one.

Everything is built in one copy of the tree, which is never a student's, with the tests of all labs that are proved."""
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import bodies as handed
import building
import judge
import proving_cases
import proving_own_tests
import questions
import workspace
from holes import body_of, cut, graft
from scoring import Score
from plant import plant
from table import ROOT, Error, Lab

Say = Callable[[str], None]


class Bench:
    """The copy, and what stands in the lab's files when nothing is wrong with them."""

    def __init__(self, root: Path, labs: list[Lab], scratch: Path):
        self.tree, self.scratch = scratch / "tree", scratch
        wanted = set(workspace.files_of(root))
        for name in wanted:
            self.write(name, (root / name).read_bytes(), root / name)
        for path in [each for each in self.tree.rglob("*") if each.is_file()]:
            name = path.relative_to(self.tree)
            if str(name) not in wanted and name.parts[0] != "build":  # where the guest's kernel is built, file by file
                path.unlink()
        self.right = {name: (root / name).read_text(encoding="utf-8") for lab in labs for name in [*lab.files, *(each.file for each in lab.errors)]}
        self.tests = {threads: sorted({test for lab in labs if lab.threads == threads for test in lab.tests}) for threads in (False, True)}

    def write(self, name: str, text: bytes, like: Path) -> None:
        target = self.tree / name
        if not target.exists() or target.read_bytes() != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text)
            shutil.copymode(like, target)

    def score(self, lab: Lab, changed: dict[str, str], watch: judge.Watch = lambda score: None, host: bool = True) -> Score:
        """Of the lab's tests in the host, with these files in place of the right ones. Without `host` the files are only put there."""
        for name, right in self.right.items():
            self.write(name, changed.get(name, right).encode(), ROOT / name)
        score = Score.nothing_yet(lab, "proof")
        watch(score)
        if not host:
            return score
        program = building.build(self.tree, replace(lab, tests=self.tests[lab.threads]), self.scratch / ("host-threads" if lab.threads else "host"))
        for result in score.steps:
            if result.step.run:
                judge.host_step(program, result)
                watch(score)
        return score


def with_bodies(lab: Lab, right: dict[str, str], bodies: dict[str, str]) -> dict[str, str]:
    """The lab's files with these bodies, and stubs where there is none."""
    files = {name: right[name] for name in lab.files}
    for name, gap in lab.gaps.items():
        source = files[gap.hole.file]
        files[gap.hole.file] = graft(source, gap.hole, bodies[name]) if name in bodies else cut(source, gap.hole, gap.stub)
    return files


def prove_holes(lab: Lab, right: dict[str, str]) -> list[str]:
    """Each stands there once, keeps the rules for bodies, and comes back byte for byte."""
    solution = {name: body_of(right[gap.hole.file], gap.hole) for name, gap in lab.gaps.items()}
    problems = []
    try:
        handed.for_lab(lab, solution)
    except handed.BadBody as error:
        problems.append(f"the solution would be refused: {error}")
    starter = with_bodies(lab, right, {})
    if with_bodies(lab, {**right, **starter}, solution) != {name: right[name] for name in lab.files}:
        problems.append("cut and graft do not give the tree back")
    return problems


def prove_starter(lab: Lab, bench: Bench) -> list[str]:
    """Without any body no step passes, and somebody reads which hole it is."""
    score = bench.score(lab, with_bodies(lab, bench.right, {}))
    problems = [f"the starter passes step {each.step.number}" for each in score.steps if each.step.run and each.passes]
    said = "\n".join(each.said for step in score.steps for each in step.outcomes)
    problems += [f"no test of the starter names {name}" for name in lab.gaps if f"{name}() is yours to write" not in said
                 and len(lab.gaps) == 1]
    if "is yours to write" not in said:
        problems.append("no test of the starter says that something is yours to write")
    return problems


def prove_each_hole(lab: Lab, bench: Bench) -> list[str]:
    """With one hole open and all others filled, a test says which one it is."""
    if len(lab.gaps) == 1:
        return []
    problems = []
    for name in lab.gaps:
        others = {other: body_of(bench.right[gap.hole.file], gap.hole) for other, gap in lab.gaps.items() if other != name}
        score = bench.score(lab, with_bodies(lab, bench.right, others))
        said = "\n".join(each.said for step in score.steps for each in step.outcomes if each.is_failure)
        if f"{name}() is yours to write" not in said:
            problems.append(f"with only {name} open, no test says that it is yours to write")
    return problems


def prove_solution(lab: Lab, bench: Bench) -> list[str]:
    score = bench.score(lab, {})
    return [f"the solution fails {name}" for name in sorted(score.failed)] + \
        [f"nothing was run for step {each.step.number}" for each in score.steps if each.step.run and not each.outcomes]


def with_error(lab: Lab, error: Error, right: dict[str, str]) -> dict[str, str]:
    """The file that has the mistake."""
    source = right[error.file]
    if not error.hole:
        return {error.file: plant(source, error.change)}
    hole = lab.gaps[error.hole].hole
    return {error.file: graft(source, hole, plant(body_of(source, hole), error.change))}


def prove_error(lab: Lab, error: Error, bench: Bench) -> list[str]:
    try:
        score = bench.score(lab, with_error(lab, error, bench.right))
    except building.DoesNotCompile as words:
        return [f"{error.name} does not compile: {words}"]
    missing, more = error.fails - score.failed, score.failed - error.fails
    problems = [f"{error.name}: {name} does not notice" for name in sorted(missing)]
    problems += [f"{error.name}: {name} fails too, and the table does not say so" for name in sorted(more)]
    if not problems and score.diagnosis() != error:
        problems.append(f"{error.name} is not told from another mistake")
    return problems


def prove_guest(lab: Lab, bench: Bench, say: Say) -> list[str]:
    """What each known mistake fails in the guest, against the table where the table says it."""
    problems = []
    for step in (each for each in lab.steps if each.guest):
        for error in lab.errors:
            bench.score(lab, with_error(lab, error, bench.right), host=False)
            score = Score.nothing_yet(lab, "proof")
            judge.guest_step(bench.tree, bench.scratch, score.steps[lab.steps.index(step)])
            failed = score.guest_failed
            say(f"    {error.name}: in the guest {' '.join(sorted(failed)) or 'nothing'} fails")
            if error.guest and error.guest != failed:
                problems.append(f"{error.name}: the table says that in the guest {' '.join(sorted(error.guest))} fails")
    return problems


def prove_questions(lab: Lab) -> list[str]:
    """The same seed asks the same, another one something else, and a right answer is one."""
    wanted = 2 * lab.drawn if lab.cases else 3
    asked, again = questions.questions_of(lab, "ada"), questions.questions_of(lab, "ada")
    other = questions.questions_of(lab, "grace")
    sheet = "\n".join(f"{number}: {each.answer}" for number, each in enumerate(asked, 1))
    right = questions.judge("ada", questions.digests("ada", asked), sheet)
    return ["the same seed asks something else"] * (asked != again) + ["every seed asks the same"] * (asked == other) + \
        [f"{each.test}: the right answer is refused" for each in right if each.is_failure] + [f"there are not {wanted}"] * (len(asked) != wanted)


def prove(root: Path, chosen: list[Lab], scratch: Path, say: Say, guest: bool = False) -> bool:
    """Says a line for each lab, and the sum; whether anything is wrong. With `guest` each mistake is booted, too, which takes long."""
    bench = Bench(root, chosen, scratch / "prove")
    wrong, sums = False, [0, 0, 0, 0.0]
    say(f"{'lab':<36}{'holes':>6}{'tests':>6}{'mistakes':>9}{'CPU-seconds':>13}")
    for lab in chosen:
        began = building.cpu_seconds()
        problems = prove_holes(lab, bench.right) + prove_questions(lab)
        if lab.cases:
            problems += proving_cases.prove(lab, bench.tree)
        elif lab.mutants:
            problems += proving_own_tests.prove(lab, bench.tree, with_bodies(lab, bench.right, {}), bench.scratch / f"lab-{lab.number}")
        else:
            problems += prove_solution(lab, bench) + prove_starter(lab, bench) + prove_each_hole(lab, bench)
        for error in lab.errors:
            problems += prove_error(lab, error, bench)
        if guest:
            problems += prove_guest(lab, bench, say)
        tests = 0 if lab.mutants or lab.cases else sum(len(each.outcomes) for each in bench.score(lab, {}).steps)
        mistakes, spent = len(lab.errors) + len(lab.mutants) + len(lab.cases), building.cpu_seconds() - began
        say(f"{lab.number:2}  {lab.title:<32}{len(lab.gaps):>6}{tests:>6}{mistakes:>9}{spent:>13.0f}")
        for problem in problems:
            say(f"    {problem}")
        wrong = wrong or bool(problems)
        sums = [before + more for before, more in zip(sums, (len(lab.gaps), tests, mistakes, spent))]
    say(f"{len(chosen):2}  {'labs':<32}{sums[0]:>6}{sums[1]:>6}{sums[2]:>9}{sums[3]:>13.0f}")
    return wrong

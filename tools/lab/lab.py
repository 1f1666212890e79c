#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""./dormer lab: tools/door/help/lab.txt says what each verb does. The exit status is 0 with all points, 1 with some
missing, 3 for wrong usage and for what this machine lacks."""
import argparse
import difflib
import getpass
import re
import shlex
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests/variants"))  # holes and planted mistakes

import autograder  # noqa: E402
import bodies as handed  # noqa: E402
import building  # noqa: E402
import cases  # noqa: E402
import grading  # noqa: E402
import judge  # noqa: E402
import pictures  # noqa: E402
import plain_text  # noqa: E402
import progress  # noqa: E402
import proving  # noqa: E402
import questions  # noqa: E402
import running  # noqa: E402
import workspace  # noqa: E402
from holes import TableError  # noqa: E402
from outcome import Trouble  # noqa: E402
from outputs import Outputs, one_by_one  # noqa: E402
from scoring import Score  # noqa: E402
from table import HINTS, ROOT, Lab, labs  # noqa: E402

PASSED, MISSING, TROUBLE = 0, 1, 3


def lab_number(number: int) -> Lab:
    table = labs(ROOT)
    if number not in table:
        raise Trouble(f"there is no lab {number}; ./dormer lab list shows those that there are")
    return table[number]


def scratch(root: Path = ROOT) -> Path:
    return root / "build/lab"


def counted(lab: Lab) -> str:
    what, number = ("case", lab.drawn) if lab.cases else ("hole", len(lab.gaps))
    return f"{number} {what}{'s' * (number != 1)}"


def verb_list(_given: argparse.Namespace) -> int:
    begun = workspace.started(ROOT)
    for lab in labs(ROOT).values():
        here = f"   {progress.last(scratch())}" if begun and begun.lab == lab.number else ""
        print(f"{lab.number:3}  {lab.title:<44}{lab.hours + ' hours':<16}{counted(lab)}{here}")
    return PASSED


def verb_start(given: argparse.Namespace) -> int:
    lab = lab_number(given.number)
    if workspace.started(ROOT):
        raise Trouble("this tree is a lab already; start another one from the whole of Dormer")
    target = Path(given.folder) if given.folder else ROOT.parent / f"dormer-lab-{lab.number}"
    if not re.fullmatch(r"[\w.@+-]{1,64}", given.seed):
        raise Trouble(f"the seed '{given.seed}' is no name: letters, digits and . @ + - _ only, 64 at most")
    workspace.start(ROOT, lab, target, given.seed)
    print(f"Lab {lab.number}, {lab.title}, is in {target}. Read labs/{lab.folder.name}/README.md there, then:\n\n    cd {shlex.quote(str(target))}\n    ./dormer lab check")
    return PASSED


def work_here() -> judge.Work:
    lab, begun = workspace.lab_of(ROOT)
    tree = building.clean_tree(ROOT, scratch())
    sheet = ROOT / questions.SHEET
    return judge.Work(lab, begun.seed, workspace.written(ROOT, lab), sheet.read_text(encoding="utf-8") if sheet.exists() else "", begun.answers,
                      tree, {name: workspace.given(ROOT, name) for name in lab.files}, scratch())


def finish(score: Score, given: argparse.Namespace, drawn: dict[str, Path] | None = None) -> int:
    plain_text.show(score, drawn=drawn)
    return PASSED if score.points == 100 else MISSING


def verb_check(given: argparse.Namespace) -> int:
    work = work_here()
    for name in workspace.changed_elsewhere(ROOT, work.lab):
        if name not in (questions.SHEET, ".lab"):
            print(f"{name}: changed outside of the holes, and that is not judged", file=sys.stderr)

    outputs = Outputs.asked_for(given)

    def watch(score: Score) -> None:
        outputs.write(score)
        progress.keep(scratch(), score)
    if not given.picture:
        return finish(judge.judge(work, given.host, watch), given)
    folder = pictures.empty_folder(scratch() / "pictures")
    score = judge.judge(replace(work, way=running.Way(schedules=folder)), given.host, watch)
    return finish(score, given, pictures.draw_all(folder))


def verb_boot(given: argparse.Namespace) -> int:
    lab, begun = workspace.lab_of(ROOT)
    case = cases.numbered(lab, begun.seed, given.case)
    return TROUBLE if cases.boot(case, building.clean_tree(ROOT, scratch()), given.words) == TROUBLE else PASSED


def verb_hint(given: argparse.Namespace) -> int:
    lab, _ = workspace.lab_of(ROOT)
    if not lab.gaps:
        raise Trouble(f"lab {lab.number} has no holes, and no hints; labs/{lab.folder.name}/README.md says how to look")
    name = given.hole or (next(iter(lab.gaps)) if len(lab.gaps) == 1 else "")
    if name not in lab.gaps:
        raise Trouble(f"name a hole: {', '.join(lab.gaps)}")
    level = progress.next_hint(scratch(), name, HINTS)
    print(f"{name}, in {lab.gaps[name].hole.file}: hint {level} of {HINTS}\n\n{lab.gaps[name].hints[level - 1].strip()}")
    return PASSED


def verb_diff(_given: argparse.Namespace) -> int:
    lab, _ = workspace.lab_of(ROOT)
    for name in lab.files:
        before, after = workspace.given(ROOT, name).splitlines(True), (ROOT / name).read_text(encoding="utf-8").splitlines(True)
        sys.stdout.writelines(difflib.unified_diff(before, after, f"given/{name}", f"yours/{name}"))
    return PASSED


def verb_report(given: argparse.Namespace) -> int:
    lab, begun = workspace.lab_of(ROOT)
    parts = workspace.written(ROOT, lab)
    handed.for_lab(lab, parts)
    sheet = questions.answers_in((ROOT / questions.SHEET).read_text(encoding="utf-8")) if (ROOT / questions.SHEET).exists() else {}
    text = handed.pack(lab, begun.seed, parts, sheet)
    if given.file:
        progress.write(Path(given.file), text)
        print(f"{given.file} is what you hand in: {len(parts)} bodies and {len(sheet)} answers")
    else:
        print(text, end="")
    return PASSED


def verb_update(given: argparse.Namespace) -> int:
    lab, begun = workspace.lab_of(ROOT)
    workspace.update(ROOT, lab, begun, Path(given.tree or begun.cut_from))
    print("The tree is the newer one, with your bodies in it; git log shows the step.")
    return PASSED


def verb_solution(given: argparse.Namespace) -> int:
    lab = lab_number(given.number)
    if workspace.started(ROOT):
        raise Trouble("a lab's own tree has no solution in it; ask the whole of Dormer")
    asked = questions.questions_of(lab, given.seed)
    print(handed.pack(lab, given.seed, workspace.written(ROOT, lab), {at: each.answer for at, each in enumerate(asked, 1)}), end="")
    return PASSED


def verb_grade(given: argparse.Namespace) -> int:
    if given.run_as:
        running.check_user(given.run_as)
    if len(given.files) > 1:
        return grade_all(given, [Path(each) for each in given.files])
    path = Path(given.files[0])
    try:
        return finish(graded(given, path), given)
    except handed.BadBody as error:
        raise Trouble(f"{path} is nothing that was handed in: {error}") from None


def graded(given: argparse.Namespace, path: Path) -> Score:
    """One of what was handed in, with the files that were asked for. BadBody if nobody can know which lab it is for."""
    lab = lab_number(given.lab if given.lab is not None else grading.number_of(path))
    outputs = Outputs.asked_for(given, lambda: grading.submitted(path))
    try:
        return grading.grade(ROOT, lab, path, given.seed, scratch(), given.host, running.Way(user=given.run_as), outputs.write)
    except (Trouble, OSError):
        outputs.withdraw()
        raise


def grade_all(given: argparse.Namespace, paths: list[Path]) -> int:
    """A line for each, as soon as it is known; one that is nothing does not keep the others waiting."""
    status = PASSED
    for path, options in zip(paths, one_by_one(given, paths)):
        try:
            score = graded(options, path)
            points, words = score.points, plain_text.in_short(score)
        except handed.BadBody as error:
            points, words = 0, f"nothing that was handed in: {error}"
        print(f"{points:4} of 100  {path}{f'  {words}' if words else ''}", flush=True)
        status = PASSED if status == PASSED and points == 100 else MISSING
    return status


def verb_autograder(given: argparse.Namespace) -> int:
    path = autograder.make(ROOT, lab_number(given.number), given.service, Path(given.to) if given.to else None)
    print(f"{path} is what you upload; labs/instructors.md says where")
    return PASSED


def verb_prove(given: argparse.Namespace) -> int:
    chosen = [lab_number(given.number)] if given.number is not None else list(labs(ROOT).values())
    return MISSING if proving.prove(ROOT, chosen, scratch(), print, given.guest) else PASSED


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="./dormer lab", add_help=False)
    verbs = top.add_subparsers(dest="verb", required=True)
    verbs.add_parser("list")
    start = verbs.add_parser("start")
    start.add_argument("number", type=int)
    start.add_argument("folder", nargs="?")
    start.add_argument("--seed", default=getpass.getuser())
    check = verbs.add_parser("check")
    check.add_argument("--host", action="store_true")
    check.add_argument("--picture", action="store_true")
    check.add_argument("--json")
    check.add_argument("--junit")
    boot = verbs.add_parser("boot")
    boot.add_argument("case", type=int)
    boot.add_argument("words", nargs="?", default=cases.WORDS)
    verbs.add_parser("hint").add_argument("hole", nargs="?")
    verbs.add_parser("diff")
    verbs.add_parser("report").add_argument("file", nargs="?")
    verbs.add_parser("update").add_argument("tree", nargs="?")
    solution = verbs.add_parser("solution")
    solution.add_argument("number", type=int)
    solution.add_argument("--seed", default=getpass.getuser())
    grade = verbs.add_parser("grade")
    grade.add_argument("files", nargs="+")
    grade.add_argument("--host", action="store_true")
    grade.add_argument("--lab", type=int)
    grade.add_argument("--seed", default="")
    grade.add_argument("--run-as", default="")
    for form in ("json", "junit", "gradescope", "classroom50"):
        grade.add_argument(f"--{form}")
    make = verbs.add_parser("autograder")
    make.add_argument("number", type=int)
    make.add_argument("--for", dest="service", choices=autograder.SERVICES, required=True)
    make.add_argument("--to")
    prove = verbs.add_parser("prove")
    prove.add_argument("number", type=int, nargs="?")
    prove.add_argument("--guest", action="store_true")
    return top


def main(words: list[str]) -> int:
    def refuse(message: str) -> None:
        raise Trouble(f"{message} (see ./dormer lab --help)")
    argparse.ArgumentParser.error = lambda _self, message: refuse(message)
    try:
        given = parser().parse_args(words)
        return globals()[f"verb_{given.verb}"](given)
    except (Trouble, TableError, handed.BadBody) as trouble:
        print(f"dormer: {trouble}", file=sys.stderr)
        return TROUBLE
    except OSError as error:
        print(f"dormer: {error.filename or 'this machine'}: {error.strerror}", file=sys.stderr)
        return TROUBLE
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

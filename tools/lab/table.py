# SPDX-License-Identifier: MIT
"""The labs, from labs/*/lab.ini (labs/README.md says what stands in one). A table that does not fit the code, or that
promises points it does not give, is an error: kernel and labs cannot drift apart."""
import configparser
from dataclasses import dataclass, field
from pathlib import Path

import sealed
from holes import Hole, TableError

ROOT = Path(__file__).resolve().parents[2]

STUB = 'lib::check_failed("lab {number}: {name}() is yours to write", __FILE__, __LINE__);'
HINTS = 3  # levels: a question, a place to read, the shape of the answer


@dataclass(frozen=True)
class Gap:
    """A hole, and what a student is told about it."""
    hole: Hole
    task: str
    stub: str
    hints: list[str]
    tests: bool = False  # its body is tests, which judge kernels (own_tests.py)


@dataclass(frozen=True)
class Comment:
    """A comment that is half of the answer: it is not given out."""
    file: str
    first: str  # its first and its last line; what lies between them goes, too
    last: str
    instead: str


@dataclass(frozen=True)
class Step:
    number: int
    title: str
    points: int
    run: str = ""  # a filter of googletest
    guest: str = ""  # or a pattern of run=test: in the guest
    asks: bool = False  # or the questions
    judges: str = ""  # or by tests that were handed in: the "right" kernel, or "mutants" of it


@dataclass(frozen=True)
class Error:
    """A typical mistake: how to make it, and which tests it fails, which no other mistake of the lab does."""
    name: str
    what: str
    file: str
    hole: str  # the one that has it; then only its body is looked at
    change: str
    fails: frozenset[str]
    look: str
    guest: frozenset[str] = frozenset()  # of the kernel's own tests those that it fails, or "panic"; empty if nobody has looked


@dataclass(frozen=True)
class Mutant:
    """A kernel with something wrong in it, for tests that are handed in to find."""
    name: str
    what: str
    file: str
    change: str


@dataclass(frozen=True)
class Case:
    """A kernel with something wrong in it, for a student to boot and to look into."""
    name: str
    what: str
    file: str
    change: str
    function: str  # that has the mistake
    words: str     # the kernel's command line
    shows: str     # and what it shows then, a regular expression; the right kernel does not


@dataclass(frozen=True)
class Lab:
    number: int
    folder: Path
    title: str
    hours: str
    tests: list[str]
    gaps: dict[str, Gap] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    errors: list[Error] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    mutants: list[Mutant] = field(default_factory=list)  # all of them
    cases: list[Case] = field(default_factory=list)  # likewise
    drawn: int = 0  # how many of them each seed gets
    threads: bool = False  # its tests run threads, on simulated CPUs (tests/smp)

    @property
    def files(self) -> list[str]:
        return sorted({gap.hole.file for gap in self.gaps.values()} | {each.file for each in self.comments})


def _gap(number: int, name: str, row: configparser.SectionProxy) -> Gap:
    hints = [row[f"hint {level}"] for level in range(1, HINTS + 1)]
    hole = Hole(name, row["file"], row["first"], row.get("last", ""))
    return Gap(hole, row["task"], row.get("stub", STUB.format(number=number, name=name)).strip(), hints, row.get("tests", "no") == "yes")


def _error(lab: Lab, name: str, row: configparser.SectionProxy) -> Error:
    hole = row.get("hole", "")
    file = lab.gaps[hole].hole.file if hole else row["file"]
    return Error(name, row["what"], file, hole, row.get("change", ""), frozenset(row["fails"].split()), row["look"],
                 frozenset(row.get("guest", "").split()))


def _check(lab: Lab) -> None:
    for step in lab.steps:
        if bool(step.run) + bool(step.guest) + step.asks + (step.judges in ("right", "mutants")) != 1:
            raise TableError(f"lab {lab.number}: step {step.number} wants one of run, guest, asks and judges (right or mutants)")
    points = sum(step.points for step in lab.steps)
    if points != 100:
        raise TableError(f"lab {lab.number}: its steps give {points} points, not 100")
    seen: dict[frozenset[str], str] = {}
    for error in lab.errors:
        if error.fails in seen:
            raise TableError(f"lab {lab.number}: errors {seen[error.fails]} and {error.name} fail the same tests, so nobody can tell them apart")
        seen[error.fails] = error.name


def read(folder: Path) -> Lab:
    """The lab in this folder. TableError says what is wrong with it."""
    table = configparser.ConfigParser(interpolation=None, comment_prefixes=("#",), delimiters=("=",))
    try:
        table.read_string((folder / "lab.ini").read_text(encoding="utf-8"))
        if (folder / sealed.NAME).exists():
            table.read_string(sealed.opened((folder / sealed.NAME).read_text(encoding="ascii")))
        head = table["lab"]
        lab = Lab(int(head["number"]), folder, head["title"], head["hours"], head["tests"].split(), drawn=int(head.get("mutants", head.get("cases", "0"))),
                  threads=head.get("threads", "no") == "yes")
        for section in table.sections():
            kind, _, name = section.partition(" ")
            row = table[section]
            if kind == "hole":
                lab.gaps[name] = _gap(lab.number, name, row)
            elif kind == "comment":
                lab.comments.append(Comment(row["file"], row["first"], row["last"], row["instead"]))
            elif kind == "step":
                lab.steps.append(Step(int(name), row["title"], int(row["points"]), row.get("run", ""), row.get("guest", ""),
                                      row.get("asks", "no") == "yes", row.get("judges", "")))
            elif kind == "mutant":
                lab.mutants.append(Mutant(name, row["what"], row["file"], row["change"]))
            elif kind == "case":
                lab.cases.append(Case(name, *(row[column] for column in ("what", "file", "change", "function", "words", "shows"))))
            elif kind == "error":
                lab.errors.append(_error(lab, name, row))
    except (KeyError, configparser.Error) as error:
        raise TableError(f"{folder.name}/lab.ini: {error}") from None
    _check(lab)
    return lab


def labs(root: Path = ROOT) -> dict[int, Lab]:
    """All labs, by number."""
    found = [read(path.parent) for path in sorted((root / "labs").glob("*/lab.ini"))]
    return {lab.number: lab for lab in found}

# SPDX-License-Identifier: MIT
"""The table of boots, boots.ini, as values. Its first lines say what the columns mean."""
import configparser
import shlex
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).with_name("boots.ini")
STATUS = {"pass": 0, "fail": 1, "panic": 1, "refused": 2}  # of ./dormer run
COLUMNS = {"what", "cpus", "options", "words", "end", "must", "must_not", "needs", "stands", "seconds", "labels", "kernels"}


@dataclass(frozen=True)
class Row:
    """One boot: which machine, with which words, and what must come of it."""
    name: str
    what: str
    cpus: int
    options: list[str]  # of ./dormer run
    words: str          # the kernel's command line
    end: str            # pass, fail, refused or panic
    must: list[str]     # regular expressions; each matches somewhere in the log
    must_not: list[str]
    needs: str          # a file without which the row is skipped; empty: none
    stands: int         # seconds behind the last line; 0: the machine has an exit device
    seconds: int        # enough on a slow and loaded machine
    labels: list[str]
    kernels: list[str]

    @property
    def tests_itself(self) -> bool:
        """Whether the kernel prints a test report on this boot."""
        return "run=test" in self.words

    @property
    def threads(self) -> int:
        """How many CPUs of this machine the boot keeps busy at once. Bochs has one thread; QEMU's emulated CPUs
        take turns in one if it is told so, or counts their instructions."""
        in_turns = any("-icount" in option or "thread=single" in option for option in self.options)
        alone = "bochs" in self.options or in_turns
        return 1 if alone else self.cpus


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def row(name: str, columns: configparser.SectionProxy) -> Row:
    """One section of the table; says so if a column has a name or value that means nothing."""
    if unknown := set(columns) - COLUMNS:
        raise SystemExit(f"boots.ini: [{name}] has unknown columns: {', '.join(sorted(unknown))}")
    if columns["end"] not in STATUS:
        raise SystemExit(f"boots.ini: [{name}] ends '{columns['end']}', which is none of {', '.join(STATUS)}")
    return Row(name, columns["what"], columns.getint("cpus"), shlex.split(columns["options"]), columns["words"], columns["end"],
               lines(columns["must"]), lines(columns["must_not"]), columns["needs"], int(columns["stands"] or 0),
               columns.getint("seconds"), columns["labels"].split(), columns["kernels"].split())


def load() -> dict[str, Row]:
    """All rows by name."""
    table = configparser.ConfigParser(interpolation=None, comment_prefixes=("#",), delimiters=("=",))
    table.read_string(TABLE.read_text(encoding="utf-8"))
    return {name: row(name, table[name]) for name in table.sections()}

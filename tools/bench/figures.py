# SPDX-License-Identifier: MIT
"""What a guest printed while it measured itself: figures, facts and what it calls itself.

  bench NAME n=OPERATIONS reps=R tsc_min=X.XXX tsc_median=X.XXX     ticks per operation
  fact NAME VALUE
  system TEXT
"""
import re
from dataclasses import dataclass, field

FIGURE = re.compile(r"\bbench (\S+) n=(\d+) reps=(\d+) tsc_min=(\d+\.\d+) tsc_median=(\d+\.\d+)$")
FACT = re.compile(r"\bfact (\S+) (\d+)$")
SYSTEM = re.compile(r"\bsystem (.+)$")


class BadLog(Exception):
    """A log that does not say what it should; the text says what is wrong, for people."""


@dataclass(frozen=True)
class Figure:
    """One operation's cost in ticks of the time-stamp counter; under icount a tick is an instruction."""
    operations: int
    repetitions: int
    minimum: float
    median: float

    @property
    def spread(self) -> float:
        """How far the median lies above the minimum, as a fraction of the minimum."""
        return (self.median - self.minimum) / self.minimum if self.minimum else 0.0

    def scaled(self, factor: float) -> "Figure":
        return Figure(self.operations, self.repetitions, self.minimum * factor, self.median * factor)


@dataclass
class Log:
    system: str = ""
    figures: dict[str, Figure] = field(default_factory=dict)
    facts: dict[str, int] = field(default_factory=dict)


def parse(text: str) -> Log:
    """Reads a serial log. Other lines are ignored, but a line that begins like a figure must be one."""
    log = Log()
    for line in map(str.rstrip, text.splitlines()):
        if found := FIGURE.search(line):
            add_figure(log, *found.groups())
        elif found := FACT.search(line):
            log.facts[found[1]] = int(found[2])
        elif found := SYSTEM.search(line):
            log.system = found[1]
        elif re.search(r"\bbench \S+ n=", line):
            raise BadLog(f"not a line of a benchmark: {line}")
    return log


def add_figure(log: Log, name: str, operations: str, repetitions: str, minimum: str, median: str) -> None:
    if name in log.figures:
        raise BadLog(f"{name} occurs twice")
    figure = Figure(int(operations), int(repetitions), float(minimum), float(median))
    if figure.median < figure.minimum:
        raise BadLog(f"{name}: the median is below the minimum")
    log.figures[name] = figure

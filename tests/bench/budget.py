# SPDX-License-Identifier: MIT
"""Holds a log of benchmarks against the table of budgets. Pure; budget_check.py boots the kernel."""
import configparser
from dataclasses import dataclass, replace
from pathlib import Path

from support import ROOT  # noqa: F401  (makes tools/bench importable)
from figures import Log

TABLE = Path(__file__).resolve().parent / "budgets.ini"
TOLERANCE = 0.02
COMPILER = "GCC 12"  # by which the table's figures are


@dataclass(frozen=True)
class Budget:
    figure: str
    linux: int
    most: int
    aim: int
    so_far: int | None = None  # what it costs for as long as that is more than `most`
    thread_most: int | None = None  # both again, with window=thread
    thread_so_far: int | None = None

    @property
    def limit(self) -> int:
        return self.most if self.so_far is None else self.so_far


def load(path: Path = TABLE) -> list[Budget]:
    table = configparser.ConfigParser()
    table.read_string(path.read_text())
    keys = "linux", "most", "aim", "so_far", "thread_most", "thread_so_far"
    return [Budget(name, *(table.getint(name, key, fallback=None) for key in keys)) for name in table.sections()]


def of_threads(budgets: list[Budget]) -> list[Budget]:
    """What the figures that window=thread has budgets for may cost with it."""
    return [replace(each, most=each.thread_most, so_far=each.thread_so_far)
            for each in budgets if each.thread_most is not None]


def cost(log: Log, figure: str) -> float | None:
    """None if it was not measured."""
    if figure == "held_per_switch":
        four, eight = cost(log, "switch_yield_held4"), cost(log, "switch_yield_held8")
        return None if four is None or eight is None else (eight - four) / 4
    found = log.figures.get(figure)
    return None if found is None else found.median


def verdict(log: Log, budget: Budget) -> str:
    """Empty if the budget is kept."""
    spent = cost(log, budget.figure)
    if spent is None:
        return "was not measured"
    if spent > budget.limit * (1 + TOLERANCE):
        return f"costs {spent:.1f}, which is more than {budget.limit} and 2 %"
    return ""


def as_text(log: Log, budgets: list[Budget]) -> str:
    """The table as it is now: what is spent, what may be spent, what would be worth reaching, what Linux takes."""
    lines = [f"{'figure':<30}{'now':>9}{'so far':>8}{'most':>7}{'aim':>7}{'Linux':>7}"]
    for each in budgets:
        spent = cost(log, each.figure)
        now = "-" if spent is None else f"{spent:.1f}"
        so_far = "-" if each.so_far is None else each.so_far
        lines.append(f"{each.figure:<30}{now:>9}{so_far:>8}{each.most:>7}{each.aim:>7}{each.linux:>7}")
    return "\n".join(lines)


def not_judged(log: Log) -> str:
    """Why what exceeds the table is not a failure; empty if it is one. Another compiler takes other instructions."""
    _, _, compiler = log.system.partition("compiled by ")
    if compiler.startswith(f"{COMPILER}."):
        return ""
    return f"not judged: measured for {COMPILER}, this is {compiler or 'unknown'}"


def problems(log: Log, budgets: list[Budget]) -> list[str]:
    return [f"{each.figure} {what}" for each in budgets if (what := verdict(log, each))]
